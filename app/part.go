package app

import (
	"bytes"
	"encoding/json"
	"slices"
)

// Part is one thing of what a conference shows: an item of the programme, a
// floor plan, a point on it, a practical card. Its fields change one by one,
// so that two desks that work on the same part without knowing of each other
// lose nothing: each change says which fields it sets and what stood in them
// for whoever set them. Where that is not what stands there by the order of
// the log, the later one counts and what it replaced unseen is kept in
// Clashes until somebody who has seen both sets the field again.
type Part struct {
	ID      ID                         `json:"id"`
	Type    PartType                   `json:"type"`
	Fields  map[string]json.RawMessage `json:"fields"`
	Clashes []Clash                    `json:"clashes,omitempty"`
}

// PartType says what a part is.
type PartType string

// The types of parts.
const (
	PartItem  PartType = "item"
	PartPlan  PartType = "plan"
	PartPoint PartType = "point"
	PartCard  PartType = "card"
)

// Clash is what a field held that was replaced by somebody who had not seen
// it; null where the field was empty. Of the field "removed" it tells that
// the part was taken away and changed at once: then it stays.
type Clash struct {
	Field string          `json:"field"`
	Lost  json.RawMessage `json:"lost"`
}

// PartChange is the body of the change that writes a part. Fields that are
// empty are null in both.
type PartChange struct {
	ID   ID                         `json:"id"`
	Type PartType                   `json:"type"`
	Set  map[string]json.RawMessage `json:"set"`
	Was  map[string]json.RawMessage `json:"was,omitempty"`
}

// fieldRemoved takes a part away. A change that sets it must say of every
// other field what it was.
const fieldRemoved = "removed"

const maxClashes = 20

// content is what the fields of a part make together.
type content interface {
	clean()
	validate() error
}

func newContent(t PartType) content {
	switch t {
	case PartItem:
		return &Item{}
	case PartPlan:
		return &Plan{}
	case PartPoint:
		return &Point{}
	case PartCard:
		return &InfoCard{}
	}
	return nil
}

var null = json.RawMessage("null")

// readFields decodes fields into what they make; an unknown field or type is
// malformed.
func readFields(t PartType, fields map[string]json.RawMessage) (content, error) {
	c := newContent(t)
	if c == nil || len(fields) > 50 {
		return nil, errMalformed
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, errMalformed.With(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(c); err != nil {
		return nil, errMalformed.With(err)
	}
	return c, nil
}

// normalFields gives the same fields in the one form that is signed and
// compared.
func normalFields(t PartType, fields map[string]json.RawMessage) (map[string]json.RawMessage, error) {
	c, err := readFields(t, fields)
	if err != nil {
		return nil, err
	}
	c.clean()
	if err := c.validate(); err != nil {
		return nil, err
	}
	text, err := canonical(c)
	if err != nil {
		return nil, err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	out := map[string]json.RawMessage{}
	for name := range fields {
		out[name] = valueOf(all, name)
	}
	return out, nil
}

func valueOf(fields map[string]json.RawMessage, name string) json.RawMessage {
	if v, ok := fields[name]; ok {
		return v
	}
	return null
}

// foldPart puts the changes of a part together in the order of the log.
func foldPart(id ID, changes []Change, valid func(*Change) bool, erased map[Hash]bool) (*Part, bool) {
	sortChanges(changes)
	var p *Part
	for i := range changes {
		c := &changes[i]
		var v PartChange
		if c.Erased || erased[c.ID] || !valid(c) || decodeBody(c.Body, &v) != nil || v.ID != id || p != nil && p.Type != v.Type {
			continue
		}
		set, err := normalFields(v.Type, v.Set)
		if err != nil {
			continue // nothing of it counts
		}
		was, err := normalFields(v.Type, v.Was)
		if err != nil {
			continue
		}
		if p == nil {
			p = &Part{ID: id, Type: v.Type, Fields: map[string]json.RawMessage{}}
		}
		p.take(set, was)
	}
	return p, p != nil
}

// take takes one change in.
func (p *Part) take(set, was map[string]json.RawMessage) {
	gone := p.Removed()
	if removes(set) {
		for name, now := range p.Fields {
			if name != fieldRemoved && !same(now, valueOf(was, name)) {
				p.clash(fieldRemoved, json.RawMessage("true"))
				delete(set, fieldRemoved)
				break
			}
		}
	} else if _, says := set[fieldRemoved]; gone && !says {
		delete(p.Fields, fieldRemoved)
		p.clash(fieldRemoved, json.RawMessage("true"))
	}
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		now, next := valueOf(p.Fields, name), set[name]
		switch {
		case same(now, valueOf(was, name)):
			p.settle(name)
		case !same(now, next):
			p.clash(name, now)
		}
		if same(next, null) {
			delete(p.Fields, name)
		} else {
			p.Fields[name] = next
		}
	}
}

func removes(set map[string]json.RawMessage) bool {
	return same(set[fieldRemoved], json.RawMessage("true"))
}

func same(a, b json.RawMessage) bool { return bytes.Equal(a, b) }

func (p *Part) clash(field string, lost json.RawMessage) {
	c := Clash{field, lost}
	if slices.ContainsFunc(p.Clashes, func(d Clash) bool { return d.Field == field && same(d.Lost, lost) }) || len(p.Clashes) == maxClashes {
		return
	}
	p.Clashes = append(p.Clashes, c)
}

func (p *Part) settle(field string) {
	p.Clashes = slices.DeleteFunc(p.Clashes, func(c Clash) bool { return c.Field == field })
}

func (p *Part) clashes(field string) bool {
	return slices.ContainsFunc(p.Clashes, func(c Clash) bool { return c.Field == field })
}

// Removed tells that the part was taken away. It can be brought back.
func (p *Part) Removed() bool { return p != nil && removes(p.Fields) }

// name is what the change calls its part, if it does.
func (c *PartChange) name() (name string) {
	for _, field := range []string{"title", "name"} {
		for _, fields := range []map[string]json.RawMessage{c.Set, c.Was} {
			if json.Unmarshal(valueOf(fields, field), &name) == nil && name != "" {
				return name
			}
		}
	}
	return ""
}
