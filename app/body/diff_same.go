package body

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// usual holds the defaults of numbers; that of a string is the empty one.
var usual = map[string]int64{"focusX": 500, "focusY": 500, "colspan": 1, "rowspan": 1, "order": 1}

// essence is what a reader could see of a block, as a string to compare by.
func essence(n Node) string {
	n = bare(n)
	v, err := n.value()
	if err != nil {
		return fmt.Sprint(n)
	}
	return essenceOf(v)
}

func essenceOf(v any) string {
	data, err := appendJSON(nil, v, 0)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}

// bare leaves out ids and defaults, orders marks, and joins pieces of text
// that nothing parts.
func bare(n Node) Node {
	n.Attrs = bareAttrs(n.Attrs)
	n.Marks = bareMarks(n.Marks)
	content := make([]Node, 0, len(n.Content))
	for _, child := range n.Content {
		child = bare(child)
		if last := len(content) - 1; last >= 0 && joins(content[last], child) {
			content[last].Text += child.Text
			continue
		}
		content = append(content, child)
	}
	n.Content = content
	return n
}

func joins(a, b Node) bool {
	for _, n := range []Node{a, b} {
		if n.Type != "text" || len(n.Attrs)+len(n.Content)+len(n.Extra) > 0 {
			return false
		}
	}
	return len(a.Marks) == len(b.Marks) && marksKey(a.Marks) == marksKey(b.Marks)
}

func bareAttrs(attrs map[string]any) map[string]any {
	out := maps.Clone(attrs)
	maps.DeleteFunc(out, func(name string, v any) bool {
		n, number := integer(v)
		usual, known := usual[name]
		return name == "id" || v == nil || v == "" || known && number && n == usual
	})
	return out
}

func bareMarks(marks []Mark) []Mark {
	out := slices.Clone(marks)
	for i := range out {
		out[i].Attrs = bareAttrs(out[i].Attrs)
	}
	slices.SortStableFunc(out, func(a, b Mark) int { return cmp.Compare(a.Type, b.Type) })
	return out
}

// marksKey is equal for marks that look the same.
func marksKey(marks []Mark) string {
	if len(marks) == 0 {
		return ""
	}
	return essence(Node{Type: "text", Marks: marks})
}

// diffAttrs compares the type, the attributes and the members that this
// version does not know.
func diffAttrs(old, new Node) []AttrChange {
	out := []AttrChange{}
	if old.Type != new.Type {
		out = append(out, AttrChange{Name: "type", Old: old.Type, New: new.Type, Spans: []Span{}})
	}
	out = diffMembers(out, bareAttrs(old.Attrs), bareAttrs(new.Attrs))
	return diffMembers(out, old.Extra, new.Extra)
}

func diffMembers(out []AttrChange, old, new map[string]any) []AttrChange {
	names := maps.Clone(old)
	if names == nil {
		names = map[string]any{}
	}
	maps.Copy(names, new)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if essenceOf(old[name]) == essenceOf(new[name]) {
			continue
		}
		a := AttrChange{Name: name, Old: old[name], New: new[name], Spans: []Span{}}
		switch name {
		case "alt", "caption", "credit":
			was, _ := old[name].(string)
			is, _ := new[name].(string)
			a.Spans = DiffText(was, is)
		}
		out = append(out, a)
	}
	return out
}
