package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/viet"
)

var personEditor = app.Actor{Account: app.DeriveID("account", "editor of people"), Name: "Phạm Minh Khuê", Post: app.Editor}

func (m *machine) savePerson(p app.Person) app.Person {
	m.t.Helper()
	p, err := m.lib.SavePerson(context.Background(), personEditor, p)
	if err != nil {
		m.t.Fatal(err)
	}
	return p
}

func (m *machine) people() (names []string) {
	m.t.Helper()
	all, err := m.lib.People(context.Background())
	if err != nil {
		m.t.Fatal(err)
	}
	for _, p := range all {
		names = append(names, p.Name)
	}
	return names
}

func TestPeople(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	for _, p := range []app.Person{
		{Name: "Trần Văn Bình"}, {Name: " Lê  Thị\u00A0Ánh "}, {Name: "Đỗ Dũng", Precedence: 2},
		{Name: "Vũ Thị Bình", Precedence: 2}, {Name: "Nguyễn Văn Vinh", Precedence: 1},
	} {
		m.savePerson(p)
	}
	want := []string{"Nguyễn Văn Vinh", "Vũ Thị Bình", "Đỗ Dũng", "Lê Thị\u00A0Ánh", "Trần Văn Bình"}
	if got := m.people(); !slices.Equal(got, want) {
		t.Errorf("people stand as %q, want %q", got, want)
	}
	all, err := m.lib.People(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p := all[1]
	p.Form, p.Retired, p.Note = app.Madam, true, " hai dòng\r\nghi chú "
	p.Titles = []app.Term{{Title: " Giám  đốc Sở Y tế", Short: "Giám đốc", From: "2024-02-29"}}
	p = m.savePerson(p)
	got, err := m.lib.Person(ctx, p.ID)
	if err != nil || got.Titles[0].Title != "Giám đốc Sở Y tế" || !got.Retired || got.Note != "hai dòng\nghi chú" || got.Form != app.Madam {
		t.Errorf("after saving: %+v, %v", got, err)
	}
	before := m.status()
	m.savePerson(got)
	if m.status().Changes != before.Changes {
		t.Error("saving without a change writes one")
	}
	trail, err := m.lib.Trail(ctx, 0, 1)
	if err != nil || len(trail) != 1 || trail[0].Name != "Vũ Thị Bình" || trail[0].Account != personEditor.Account {
		t.Errorf("the trail says %+v, %v", trail, err)
	}
	m.reopen(false)
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if after := m.status(); after.RootOpen != before.RootOpen {
		t.Error("a rebuild folds differently")
	}
	if _, err := m.lib.Person(ctx, app.DeriveID("person", "nobody")); app.CodeOf(err) != app.NotFound {
		t.Errorf("nobody: %v", err)
	}
}

func TestPeopleAreRefused(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	title := func(ts ...app.Term) app.Person { return app.Person{Name: "Lê Bình", Titles: ts} }
	for name, c := range map[string]struct {
		p   app.Person
		key string
	}{
		"no name":               {app.Person{Name: " \n"}, "name_missing"},
		"a long name":           {app.Person{Name: strings.Repeat("ễ", 201)}, "name_too_long"},
		"an unknown form":       {app.Person{Name: "Lê Bình", Form: "ngai"}, ""},
		"a place below first":   {app.Person{Name: "Lê Bình", Precedence: -1}, ""},
		"a place far down":      {app.Person{Name: "Lê Bình", Precedence: 10_000}, ""},
		"a long note":           {app.Person{Name: "Lê Bình", Note: strings.Repeat("a", 5001)}, "note_too_long"},
		"a title without words": {title(app.Term{Title: " ", Short: "GĐ"}), "title_missing"},
		"a long title":          {title(app.Term{Title: strings.Repeat("a", 301)}), "title_too_long"},
		"too many titles":       {title(slices.Repeat([]app.Term{{Title: "Giám đốc"}}, 51)...), "too_many_titles"},
		"no such day":           {title(app.Term{Title: "Giám đốc", From: "2023-02-29"}), "day_malformed"},
		"a day in another form": {title(app.Term{Title: "Giám đốc", Until: "01/02/2024"}), "day_malformed"},
		"an end before it":      {title(app.Term{Title: "Giám đốc", From: "2024-02-02", Until: "2024-02-01"}), "days_reversed"},
		"an unknown photo":      {app.Person{Name: "Lê Bình", Photo: app.Sum([]byte("x"))}, "photo_unknown"},
		"a person not there":    {app.Person{ID: articleID(1), Name: "Lê Bình"}, "no_person"},
	} {
		_, err := m.lib.SavePerson(ctx, personEditor, c.p)
		if err == nil || c.key != "" && keyOf(err) != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	for _, post := range []app.Post{app.Writer, app.Auditor, ""} {
		if _, err := m.lib.SavePerson(ctx, app.Actor{Post: post}, app.Person{Name: "Lê Bình"}); app.CodeOf(err) != app.Denied {
			t.Errorf("%q may save people: %v", post, err)
		}
	}
	if got := m.people(); len(got) != 0 {
		t.Errorf("what was refused is there: %q", got)
	}
	m.savePerson(title(app.Term{Title: "Giám đốc", From: "2024-02-02", Until: "2024-02-02"})) // one day
}

func keyOf(err error) string {
	if e, ok := err.(*app.Error); ok {
		return e.Key
	}
	return ""
}

// The right belongs to the device: an editor at a desk that does not
// publish cannot write what is open.
func TestPeopleNeedAPublishingDesk(t *testing.T) {
	at, desk, publisher := newMachine(t), newMachine(t), newMachine(t)
	at.found()
	desk.join(at, app.Desk)
	publisher.join(at, app.Publisher)
	if _, err := desk.lib.SavePerson(context.Background(), personEditor, app.Person{Name: "Lê Bình"}); app.CodeOf(err) != app.Denied {
		t.Errorf("at a desk: %v", err)
	}
	publisher.savePerson(app.Person{Name: "Lê Bình"})
	desk.take(publisher.all())
	if got := desk.people(); !slices.Equal(got, []string{"Lê Bình"}) {
		t.Errorf("the desk knows %q", got)
	}
}

// Two desks change one person apart: both hold the same in the end, in
// whatever order it comes. A name that is erased is gone everywhere.
func TestPeopleMeetAndAreForgotten(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(seed(t), 2))
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	p := a.savePerson(app.Person{Name: "Lê Bình"})
	b.take(a.all())
	p.Name = "Lê Bính"
	a.savePerson(p)
	p.Name = "Lê Bỉnh"
	b.savePerson(p)
	late := newMachine(t)
	late.belong(a.lib.Name())
	everything := append(a.all(), b.all()...)
	for _, m := range []*machine{a, b, late} {
		m.feed(r, shuffled(r, everything))
	}
	sameRoots(t, a, b)
	sameRoots(t, a, late)
	if x, y := a.people(), late.people(); len(x) != 1 || !slices.Equal(x, y) {
		t.Errorf("they know %q and %q", x, y)
	}
	var targets []app.Target
	for _, raw := range everything {
		c, err := app.DecodeChange(raw)
		if err != nil {
			t.Fatal(err)
		}
		if c.Kind == app.KindPerson {
			targets = append(targets, app.Target{Change: c.ID, Noun: "person", ID: p.ID})
		}
	}
	if err := a.lib.Erase(ctx, app.Open, app.Erasure{Targets: targets}); err != nil {
		t.Fatal(err)
	}
	b.feed(r, shuffled(r, a.all()))
	sameRoots(t, a, b)
	for _, m := range []*machine{a, b} {
		if got := m.people(); len(got) != 0 {
			t.Errorf("after the erasure %q is known", got)
		}
		for _, raw := range m.all() {
			if strings.Contains(string(raw), "Lê B") {
				t.Error("an erased name is still stored")
			}
		}
	}
}

// checked is a document whose blocks are b0, b1, …, and what Checks says of
// it: "key block found>wanted".
func (m *machine) checked(d app.Document, paragraphs ...string) []string {
	m.t.Helper()
	var blocks []string
	for i, text := range paragraphs {
		if !strings.HasPrefix(text, "{") {
			text = fmt.Sprintf(`{"type":"text","text":%q}`, text)
		}
		blocks = append(blocks, fmt.Sprintf(`{"type":"paragraph","attrs":{"id":"b%d"},"content":[%s]}`, i, text))
	}
	d.Body = json.RawMessage(`{"type":"doc","content":[` + strings.Join(blocks, ",") + `]}`)
	d.Category = articleID(9)
	if d.Lang == "" {
		d.Lang = "vi"
	}
	faults, err := m.lib.Checks(context.Background(), &d, day)
	if err != nil {
		m.t.Fatal(err)
	}
	out := []string{}
	for _, f := range faults {
		line := f.Key + " " + f.Block
		if f.Fix != nil {
			line += " " + f.Fix.Block + ": " + f.Fix.Found + ">" + f.Fix.Wanted
		}
		if !f.Warns || f.Text.VI == "" || f.Text.EN == "" {
			m.t.Errorf("%s: not a warning in two languages: %+v", line, f)
		}
		out = append(out, line)
	}
	return out
}

func link(href string) string {
	return fmt.Sprintf(`{"type":"text","text":"xem","marks":[{"type":"link","attrs":{"href":%q}}]}`, href)
}

func TestChecks(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	m.savePerson(app.Person{Name: "Trần Thị Thuý Hoà", Titles: []app.Term{
		{Title: "Phó Giám đốc Sở Y tế", Until: "2025-12-31"}, {Title: "Giám đốc Sở Y tế", From: "2026-01-01"}}})
	m.publish(entry(articleID(1), "Đang hiện"), entry(articleID(2), "Đã gỡ"))
	if err := m.lib.Retract(ctx, articleID(2), "nhầm"); err != nil {
		t.Fatal(err)
	}
	s := app.Settings{Agency: "Thử", Website: "https://thu.example.vn"}
	plain := app.Document{Title: "Hội nghị", Lead: "Sapô"}
	of := func(n int) string { return "/bai/mot-bai-" + articleID(n).String() }
	for _, c := range []struct {
		name string
		tone viet.ToneStyle
		doc  app.Document
		text []string
		want []string
	}{
		{"nothing", viet.ToneOld, plain, []string{"Bà Trần Thị Thuý Hoà, Giám đốc Sở Y tế, dự."}, nil},
		{"a name near, once a block", "", plain, []string{"Thường", "Trần Thị Thúy Hỏa và Trần Thị Thúy Hỏa", "Trần Thị Thúy Hỏa"},
			[]string{"name_near b1 b1: Trần Thị Thúy Hỏa>Trần Thị Thuý Hoà", "name_near b2 b2: Trần Thị Thúy Hỏa>Trần Thị Thuý Hoà"}},
		{"in the title and the lead", "", app.Document{Title: "Gặp trần Thị Thuý Hoà", Lead: "Gặp Trần thị Thuý Hoà"}, []string{"Thường"},
			[]string{"name_near  title: trần Thị Thuý Hoà>Trần Thị Thuý Hoà", "name_near  lead: Trần thị Thuý Hoà>Trần Thị Thuý Hoà"}},
		{"a former title today", "", plain, []string{"Trần Thị Thuý Hoà, Phó Giám đốc Sở Y tế"},
			[]string{"title_wrong b0 b0: Trần Thị Thuý Hoà, Phó Giám đốc Sở Y tế>Trần Thị Thuý Hoà, Giám đốc Sở Y tế"}},
		{"the same on the day of an event", "", app.Document{Title: "Hội nghị", Lead: "Sapô", EventDate: "2025-11-26"},
			[]string{"Trần Thị Thuý Hoà, Phó Giám đốc Sở Y tế"}, nil},
		{"tones of the old house", viet.ToneOld, plain, []string{"hoà bình, hòa bình; Trần Thị Thuý Hoà"}, []string{"tone_place b0 b0: hoà>hòa"}},
		{"tones of the new house", viet.ToneNew, plain, []string{"hoà bình, hòa bình"}, []string{"tone_place b0 b0: hòa>hoà"}},
		{"English has no tones", viet.ToneNew, app.Document{Title: "News", Lead: "Lead", Lang: "en"}, []string{"hòa TTTT"}, nil},
		{"abbreviations, not of the title", "", app.Document{Title: "TTTT tỉnh", Lead: "BCĐ họp"}, []string{"Trung tâm (TTTT), TTTT, KKT"},
			[]string{"abbreviation ", "abbreviation b0"}},
		{"Ð in an abbreviation", "", plain, []string{"Bộ (BGDÐT)"}, []string{"letter_stray b0 b0: BGDÐT>BGDĐT"}},
		{"links that work", "", plain, []string{link("https://thu.example.vn" + of(1)), link("mailto:a@b.vn"), link("tel:+84208123"), link("https://other.vn/bai/x"), link("http://10.0.0.5/x")}, nil},
		{"links that do not", "", plain, []string{link("http://localhost/x"), link("https://vnexpress/x"), link("http://127.0.0.1:4444" + of(1)), link("mailto:a"), link("tel:x"), link("https://a..vn")},
			[]string{"link_dead b0", "link_dead b1", "link_dead b2", "link_dead b3", "link_dead b4", "link_dead b5"}},
		{"links to articles not on show", "", plain, []string{link("https://thu.example.vn" + of(2)), link("https://thu.example.vn" + of(3)), link("https://other.vn" + of(2)), link("https://other.vn" + of(3))},
			[]string{"link_dead b0", "link_dead b1", "link_dead b2"}},
		{"a long title", "", app.Document{Title: strings.Repeat("Hội nghị ", 13), Lead: "Sapô"}, []string{"Thường"}, []string{"title_long "}},
		{"a lead figure without words", "", app.Document{Title: "Hội nghị", Lead: "Sapô", Figure: &app.Figure{Caption: "Ảnh"}}, []string{"Thường"},
			[]string{"credit_missing "}},
		{"a lead figure without any words", "", app.Document{Title: "Hội nghị", Lead: "Sapô", Figure: &app.Figure{Credit: "Minh Khuê"}}, []string{"Thường"},
			[]string{"caption_missing ", "alt_missing "}},
	} {
		s.Tone = c.tone
		if err := m.lib.SaveSettings(ctx, s); err != nil {
			t.Fatal(err)
		}
		if got := m.checked(c.doc, c.text...); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
	s.Tone = "cũ"
	if err := m.lib.SaveSettings(ctx, s); keyOf(err) != "tone_unknown" {
		t.Errorf("an unknown style: %v", err)
	}
	broken := app.Document{Title: "Hội nghị", Lang: "vi", Category: articleID(9), Body: json.RawMessage(`{`)}
	if faults, err := m.lib.Checks(ctx, &broken, day); err != nil || len(faults) == 0 || faults[0].Warns {
		t.Errorf("a body that cannot be read: %+v, %v", faults, err)
	}
	var many []string
	for i := range 300 {
		many = append(many, fmt.Sprintf("hòa %d", i))
	}
	s.Tone = viet.ToneNew
	if err := m.lib.SaveSettings(ctx, s); err != nil {
		t.Fatal(err)
	}
	if got := m.checked(plain, many...); len(got) != 200 {
		t.Errorf("of 300 passages %d are named", len(got))
	}
}
