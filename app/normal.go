package app

import (
	"bytes"
	"encoding/json"
	"slices"
	"sort"

	"bangtin/app/body"
	"bangtin/app/viet"
)

// Normal is a document with its text in the form in which it is kept (see
// viet.Clean), as it has to be before it is signed. Nothing is done to a
// body that cannot be read.
func (d Document) Normal() Document {
	for _, s := range []*string{&d.Title, &d.Byline, &d.Source, &d.Genre, &d.Topic, &d.Series, &d.Exhibit, &d.Address} {
		*s = viet.Line(*s)
	}
	d.Lead = viet.Clean(d.Lead)
	d.Attached = slices.Clone(d.Attached)
	for i := range d.Attached {
		d.Attached[i].Name = TrayName(d.Attached[i].Name)
	}
	tags := d.Tags
	d.Tags = nil
	for _, t := range tags {
		if t = viet.Line(t); t != "" {
			d.Tags = append(d.Tags, t)
		}
	}
	doc, err := body.Parse(d.Body)
	if err != nil {
		return d
	}
	normalBlocks(doc.Content)
	if text, err := doc.Canonical(); err == nil {
		d.Body = text
	}
	return d
}

// normalBlocks works in place: the document was just parsed for it.
func normalBlocks(ns []body.Node) {
	for i := range ns {
		n := &ns[i]
		if n.Text != "" {
			n.Text = viet.Clean(n.Text)
		}
		for _, name := range []string{"caption", "credit", "alt"} {
			if s, ok := n.Attrs[name].(string); ok {
				if s = viet.Line(s); name == "alt" && MadeOfFileName(s) {
					s = "" // readers get the caption in its place
				}
				n.Attrs[name] = s
			}
		}
		if s, ok := n.Attrs["transcript"].(string); ok {
			n.Attrs["transcript"] = viet.Clean(s)
		}
		normalBlocks(n.Content)
	}
}

// Differs names the members in which two documents differ, apart from
// title, lead, byline and body, which people compare word by word.
func (d *Document) Differs(other *Document) []string {
	out := []string{}
	a, b := d.members(), other.members()
	for name := range a {
		if _, both := b[name]; !both {
			b[name] = nil
		}
	}
	for name := range b {
		switch name {
		case "title", "lead", "byline", "body":
		default:
			if !bytes.Equal(a[name], b[name]) {
				out = append(out, name)
			}
		}
	}
	sort.Strings(out)
	return out
}

// Says tells whether two documents are the same to the byte.
func (d *Document) Says(other *Document) bool {
	a, err := canonical(d)
	b, fault := canonical(other)
	return err == nil && fault == nil && bytes.Equal(a, b)
}

func (d *Document) members() map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	text, err := canonical(d)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		return map[string]json.RawMessage{} // a document that cannot be written was never kept
	}
	return out
}
