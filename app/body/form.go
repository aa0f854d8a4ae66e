package body

import (
	"maps"
	"slices"
)

// The members that this version knows; all others are kept in Extra.
var (
	docMembers  = []string{"type", "content"}
	nodeMembers = []string{"type", "attrs", "content", "marks", "text"}
	markMembers = []string{"type", "attrs"}
)

// docOf reads a document from a JSON value. It checks the form that every
// node has, known or not; the schema is checked afterwards.
func docOf(v any) (Doc, error) {
	object, _ := v.(map[string]any)
	if object["type"] != "doc" {
		return Doc{}, fault("doc_type", "")
	}
	content, err := nodesOf(object)
	if err != nil {
		return Doc{}, err
	}
	return Doc{Content: content, Extra: rest(object, docMembers)}, nil
}

func nodesOf(object map[string]any) ([]Node, *Error) {
	list, err := listIn(object, "content")
	if err != nil || len(list) == 0 {
		return nil, err
	}
	nodes := make([]Node, len(list))
	for i, v := range list {
		if nodes[i], err = nodeOf(v); err != nil {
			return nil, err.at(i).in("content")
		}
	}
	return nodes, nil
}

func nodeOf(v any) (Node, *Error) {
	object, _ := v.(map[string]any)
	name, _ := object["type"].(string)
	if name == "" {
		return Node{}, fault("node_form", "type")
	}
	n := Node{Type: name, Extra: rest(object, nodeMembers)}
	var err *Error
	if n.Attrs, err = attrsIn(object, "node_form"); err != nil {
		return Node{}, err
	}
	if text, has := object["text"]; has {
		var ok bool
		if n.Text, ok = text.(string); !ok {
			return Node{}, fault("node_form", "text")
		}
	}
	marks, err := listIn(object, "marks")
	if err != nil {
		return Node{}, err
	}
	for i, v := range marks {
		m, err := markOf(v)
		if err != nil {
			return Node{}, err.at(i).in("marks")
		}
		n.Marks = append(n.Marks, m)
	}
	n.Content, err = nodesOf(object)
	return n, err
}

func markOf(v any) (Mark, *Error) {
	object, _ := v.(map[string]any)
	name, _ := object["type"].(string)
	if name == "" {
		return Mark{}, fault("mark_form", "type")
	}
	attrs, err := attrsIn(object, "mark_form")
	return Mark{Type: name, Attrs: attrs, Extra: rest(object, markMembers)}, err
}

func attrsIn(object map[string]any, key string) (map[string]any, *Error) {
	v, has := object["attrs"]
	attrs, ok := v.(map[string]any)
	switch {
	case has && !ok:
		return nil, fault(key, "attrs")
	case len(attrs) == 0:
		return nil, nil
	}
	return attrs, nil
}

func listIn(object map[string]any, name string) ([]any, *Error) {
	v, has := object[name]
	list, ok := v.([]any)
	if has && !ok {
		return nil, fault("node_form", name)
	}
	return list, nil
}

// rest is what is left of an object without its known members, nil if
// nothing is.
func rest(object map[string]any, names []string) map[string]any {
	left := maps.Clone(object)
	for _, name := range names {
		delete(left, name)
	}
	if len(left) == 0 {
		return nil
	}
	return left
}

// value is the JSON value of a document, the reverse of docOf.
func (d Doc) value() (any, error) {
	object, err := objectOf("doc", d.Extra, docMembers)
	if err != nil {
		return nil, err
	}
	content, err := valuesOf(d.Content)
	if err != nil {
		return nil, err
	}
	object["content"] = content
	return object, nil
}

func valuesOf(nodes []Node) ([]any, *Error) {
	list := make([]any, len(nodes))
	for i, n := range nodes {
		v, err := n.value()
		if err != nil {
			return nil, err.at(i).in("content")
		}
		list[i] = v
	}
	return list, nil
}

func (n Node) value() (any, *Error) {
	object, err := objectOf(n.Type, n.Extra, nodeMembers)
	if err != nil {
		return nil, err
	}
	if len(n.Attrs) > 0 {
		object["attrs"] = n.Attrs
	}
	if n.Text != "" {
		object["text"] = n.Text
	}
	if len(n.Content) > 0 {
		if object["content"], err = valuesOf(n.Content); err != nil {
			return nil, err
		}
	}
	if len(n.Marks) > 0 {
		marks := make([]any, len(n.Marks))
		for i, m := range n.Marks {
			mark, err := m.value()
			if err != nil {
				return nil, err.at(i).in("marks")
			}
			marks[i] = mark
		}
		object["marks"] = marks
	}
	return object, nil
}

func (m Mark) value() (any, *Error) {
	object, err := objectOf(m.Type, m.Extra, markMembers)
	if err != nil {
		return nil, err
	}
	if len(m.Attrs) > 0 {
		object["attrs"] = m.Attrs
	}
	return object, nil
}

// objectOf begins an object with its type and its unknown members, which
// must not pose as known ones.
func objectOf(name string, extra map[string]any, known []string) (map[string]any, *Error) {
	object := make(map[string]any, len(extra)+3)
	for member, v := range extra {
		if slices.Contains(known, member) {
			return nil, fault("node_form", member)
		}
		object[member] = v
	}
	object["type"] = name
	return object, nil
}
