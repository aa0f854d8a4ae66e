package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"bangtin/app"
	"bangtin/app/cli/sample"
)

// sampleConference is conference.json: fields of parts, with the names of
// articles and pictures in place of their ids.
type sampleConference struct {
	Items []map[string]json.RawMessage
	Plans []struct {
		Name, NameEN, File string
		Here               string // name of the point at which this machine stands
		Points             []map[string]json.RawMessage
	}
	Cards []map[string]json.RawMessage
}

// conference makes the sample's programme, plan and cards. Its days are
// shown as if the first were today; see api.
func (f *sampleFiller) conference(ctx context.Context) error {
	text, err := sample.Files.ReadFile("conference.json")
	if err != nil {
		return err
	}
	var c sampleConference
	if err := json.Unmarshal(text, &c); err != nil {
		return fmt.Errorf("conference.json: %w", err)
	}
	var edits []app.PartEdit
	add := func(t app.PartType, fields map[string]json.RawMessage, name ...string) app.ID {
		id := app.DeriveID("part", append([]string{f.sh.lib.Name().String(), string(t)}, name...)...)
		edits = append(edits, app.PartEdit{ID: id, Type: t, Set: fields})
		return id
	}
	for i, fields := range c.Items {
		var article string
		if json.Unmarshal(fields["article"], &article) == nil {
			fields["article"] = quoted(f.id(article).String())
		}
		add(app.PartItem, fields, fmt.Sprint(i))
	}
	for i, fields := range c.Cards {
		add(app.PartCard, fields, fmt.Sprint(i))
	}
	var here app.ID
	for _, p := range c.Plans {
		original, made, err := f.picture(ctx, p.File)
		if err != nil {
			return err
		}
		if err := f.sh.lib.SavePreview(ctx, app.Developed{Original: original, Media: made}); err != nil {
			return err
		}
		plan := add(app.PartPlan, map[string]json.RawMessage{
			"name": quoted(p.Name), "nameEN": quoted(p.NameEN), "image": json.RawMessage(`{"media":"` + original.String() + `"}`),
		}, p.Name)
		for _, fields := range p.Points {
			fields["plan"] = quoted(plan.String())
			point := add(app.PartPoint, fields, p.Name, string(fields["name"]))
			if string(fields["name"]) == string(quoted(p.Here)) {
				here = point
			}
		}
	}
	by := app.Actor{Post: app.PublisherIn}
	if _, err := f.sh.lib.EditParts(ctx, by, edits); err != nil {
		return fmt.Errorf("conference.json: %w", err)
	}
	return f.sh.lib.SetHere(ctx, by, f.sh.lib.Device(), here)
}

func quoted(s string) json.RawMessage {
	text, _ := json.Marshal(s) // a string has always a form
	return text
}
