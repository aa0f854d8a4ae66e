// Package body is the document of an article: ProseMirror JSON in which
// every top-level block has a stable id. It knows the schema, the one way to
// write a document as bytes, and what can be read from a document without
// drawing it. It is pure: no disk, no network, no clock.
//
// The schema is written out in testdata/README.md, beside the samples that
// the Go and the TypeScript tests share.
//
// What this version does not know (node types, marks, attributes, members)
// it keeps and checks only for its form, so that a document passes through
// an older program unharmed.
package body

import "encoding/json"

// The limits of a document.
const (
	MaxBytes  = 1 << 20 // bytes of JSON
	MaxBlocks = 5000    // top-level blocks
	MaxDepth  = 8       // a top-level block has depth 1, its content 2; text counts
)

// Doc is a whole document. The zero Doc is the empty document.
type Doc struct {
	Content []Node
	Extra   map[string]any // members other than type and content
}

// Node is a block, a piece of text, or something in between. As JSON it has
// its unknown members too; the tags are for those who describe it.
//
// Values in Attrs and Extra are nil, bool, int64, string, []any and
// map[string]any, as Parse gives them; int is accepted too. Empty lists and
// maps mean the same as none.
type Node struct {
	Type    string         `json:"type"`
	Attrs   map[string]any `json:"attrs,omitempty"`
	Content []Node         `json:"content,omitempty"`
	Marks   []Mark         `json:"marks,omitempty"`
	Text    string         `json:"text,omitempty"` // in text nodes and nodes of unknown type only
	Extra   map[string]any `json:"-"`              // members that this version does not know
}

// Mark is what a piece of text is set in: bold, a link, and so on.
type Mark struct {
	Type  string         `json:"type"`
	Attrs map[string]any `json:"attrs,omitempty"`
	Extra map[string]any `json:"-"`
}

// ID is the block's stable id, empty where it has none.
func (n Node) ID() string { return n.String("id") }

// String is a string attribute, empty where it is missing or no string.
func (n Node) String(name string) string {
	s, _ := n.Attrs[name].(string)
	return s
}

// Int is an integer attribute, or other where it is missing or no integer.
func (n Node) Int(name string, other int) int {
	if i, ok := integer(n.Attrs[name]); ok {
		return int(i)
	}
	return other
}

func integer(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case int:
		return int64(v), true
	}
	return 0, false
}

// Parse reads and checks a document. Each error is an *Error that names the
// broken rule and its place.
func Parse(data []byte) (Doc, error) {
	if len(data) > MaxBytes {
		return Doc{}, fault("body_size", "")
	}
	v, err := parseJSON(data)
	if err != nil {
		return Doc{}, err
	}
	d, err := docOf(v)
	if err != nil {
		return Doc{}, err
	}
	if err := checkDoc(d); err != nil {
		return Doc{}, err
	}
	return d, nil
}

// Canonical writes the document in the one form that is hashed and signed
// (RFC 8785, integers only). It refuses what Parse would refuse.
func (d Doc) Canonical() ([]byte, error) {
	if err := checkDoc(d); err != nil {
		return nil, err
	}
	v, err := d.value()
	if err != nil {
		return nil, err
	}
	data, err := appendValue(nil, v, 0)
	if err != nil {
		return nil, err
	}
	if len(data) > MaxBytes {
		return nil, fault("body_size", "")
	}
	return data, nil
}

// Check applies every rule to a document made in memory. It costs as much
// as Canonical.
func (d Doc) Check() error {
	_, err := d.Canonical()
	return err
}

// MarshalJSON is Canonical, so that a document can be part of an answer.
// The encoder around it may escape and order differently: what is hashed
// goes through Canonical as a whole.
func (d Doc) MarshalJSON() ([]byte, error) { return d.Canonical() }

// UnmarshalJSON is Parse.
func (d *Doc) UnmarshalJSON(data []byte) error {
	parsed, err := Parse(data)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalJSON writes the node as it stands in a document.
func (n Node) MarshalJSON() ([]byte, error) {
	v, err := n.value()
	if err != nil {
		return nil, err
	}
	return appendValue(nil, v, 0)
}

// UnmarshalJSON reads a node and checks its form, not its place.
func (n *Node) UnmarshalJSON(data []byte) error {
	v, err := parseJSON(data)
	if err != nil {
		return err
	}
	node, fault := nodeOf(v)
	if fault != nil {
		return fault
	}
	*n = node
	return nil
}

// MarshalJSON writes the mark as it stands in a document.
func (m Mark) MarshalJSON() ([]byte, error) {
	v, err := m.value()
	if err != nil {
		return nil, err
	}
	return appendValue(nil, v, 0)
}

// UnmarshalJSON reads a mark and checks its form.
func (m *Mark) UnmarshalJSON(data []byte) error {
	v, err := parseJSON(data)
	if err != nil {
		return err
	}
	mark, fault := markOf(v)
	if fault != nil {
		return fault
	}
	*m = mark
	return nil
}

var (
	_ json.Marshaler   = Doc{}
	_ json.Unmarshaler = (*Doc)(nil)
	_ json.Marshaler   = Node{}
	_ json.Unmarshaler = (*Node)(nil)
	_ json.Marshaler   = Mark{}
	_ json.Unmarshaler = (*Mark)(nil)
)
