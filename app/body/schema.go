package body

// place says where a node may stand; as a set, what a node may hold.
type place uint8

const (
	atTop    place = 1 << iota // at the top of the document
	inside                     // in a quotation, a list item or a cell
	inline                     // in a paragraph or a heading
	inList                     // in a list
	inTable                    // in a table
	inRow                      // in a row
	inRoll                     // in a gallery
	anywhere = atTop | inside | inline | inList | inTable | inRow | inRoll
)

// rule is what the schema says of one type of node.
type rule struct {
	stands place
	holds  place
	some   bool   // may not be empty
	first  string // the type that its content begins with, if only one may
	attrs  []attr
}

// attr is a known attribute: a whole number from min to max, or a string.
type attr struct {
	name   string
	needed bool
	number bool
	min    int64
	max    int64
	media  bool // a string that names a media file
}

var (
	mediaAttrs  = []attr{{name: "media", needed: true, media: true}, {name: "caption"}, {name: "credit"}}
	figureAttrs = append([]attr{
		{name: "alt"},
		{name: "focusX", number: true, max: 1000},
		{name: "focusY", number: true, max: 1000},
		{name: "original", media: true},
		{name: "edit"},
	}, mediaAttrs...)
	soundAttrs = append([]attr{{name: "subtitles", media: true}, {name: "transcript"}}, mediaAttrs...)
	filmAttrs  = append([]attr{{name: "poster", media: true}}, soundAttrs...)
	cellAttrs  = []attr{
		{name: "colspan", number: true, min: 1, max: 1000},
		{name: "rowspan", number: true, min: 1, max: 1000},
	}
)

// schema is testdata/README.md as a table.
var schema = map[string]rule{
	"paragraph":    {stands: atTop | inside, holds: inline},
	"heading":      {stands: atTop | inside, holds: inline, attrs: []attr{{name: "level", needed: true, number: true, min: 2, max: 3}}},
	"blockquote":   {stands: atTop | inside, holds: inside, some: true},
	"bullet_list":  {stands: atTop | inside, holds: inList, some: true},
	"ordered_list": {stands: atTop | inside, holds: inList, some: true, attrs: []attr{{name: "order", number: true, max: 1_000_000}}},
	"list_item":    {stands: inList, holds: inside, some: true, first: "paragraph"},
	"table":        {stands: atTop, holds: inTable, some: true},
	"table_row":    {stands: inTable, holds: inRow, some: true},
	"table_cell":   {stands: inRow, holds: inside, some: true, attrs: cellAttrs},
	"table_header": {stands: inRow, holds: inside, some: true, attrs: cellAttrs},
	"figure":       {stands: atTop | inside | inRoll, attrs: figureAttrs},
	"gallery":      {stands: atTop, holds: inRoll, some: true},
	"video":        {stands: atTop, attrs: filmAttrs},
	"audio":        {stands: atTop, attrs: soundAttrs},
	"divider":      {stands: atTop},
	"hard_break":   {stands: inline},
	"text":         {stands: inline},
	"doc":          {}, // a document stands nowhere in a document
}

// ruleOf answers for unknown types too: they may stand and hold as they
// like, and what they hold keeps its own rules.
func ruleOf(name string) (r rule, known bool) {
	r, known = schema[name]
	if !known {
		r = rule{stands: anywhere, holds: anywhere}
	}
	return r, known
}

func checkDoc(d Doc) error {
	if len(d.Content) > MaxBlocks {
		return fault("body_blocks", "")
	}
	seen := make(map[string]bool, len(d.Content))
	for i, n := range d.Content {
		err := checkBlock(n, seen)
		if err != nil {
			return err.at(i).in("content")
		}
	}
	return nil
}

func checkBlock(n Node, seen map[string]bool) *Error {
	if err := checkNode(n, atTop, 1); err != nil {
		return err
	}
	id := n.ID()
	switch {
	case id == "":
		return fault("id_missing", n.Type).in("attrs.id")
	case seen[id]:
		return fault("id_duplicate", id).in("attrs.id")
	}
	seen[id] = true
	return nil
}

func checkNode(n Node, where place, depth int) *Error {
	if n.Type == "" {
		return fault("node_form", "type")
	}
	r, known := ruleOf(n.Type)
	switch {
	case depth > MaxDepth:
		return fault("body_depth", "")
	case r.stands&where == 0:
		return fault("node_place", n.Type)
	case n.Type == "text" && n.Text == "":
		return fault("text_empty", "")
	case known && n.Type != "text" && n.Text != "":
		return fault("text_place", n.Type)
	case known && r.stands&inline == 0 && len(n.Marks) > 0:
		return fault("mark_place", n.Type)
	case r.some && len(n.Content) == 0:
		return fault("node_empty", n.Type)
	}
	if err := checkID(n.Attrs); err != nil {
		return err.in("attrs.id")
	}
	for _, a := range r.attrs {
		if err := a.check(n.Attrs); err != nil {
			return err.in("attrs." + a.name)
		}
	}
	if err := checkMarks(n.Marks); err != nil {
		return err
	}
	for i, child := range n.Content {
		err := checkChild(n, r, i, child, depth+1)
		if err != nil {
			return err.at(i).in("content")
		}
	}
	return nil
}

func checkChild(parent Node, r rule, i int, child Node, depth int) *Error {
	if i == 0 && r.first != "" {
		if _, known := schema[child.Type]; known && child.Type != r.first {
			return fault("node_place", child.Type)
		}
	}
	if r.holds == 0 {
		return fault("node_place", child.Type)
	}
	return checkNode(child, r.holds, depth)
}

// checkID is the form of an id wherever one is given.
func checkID(attrs map[string]any) *Error {
	v, has := attrs["id"]
	if !has || v == nil {
		return nil
	}
	id, ok := v.(string)
	if !ok || len(id) > 64 {
		return fault("id_form", id)
	}
	for _, c := range []byte(id) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		digit := c >= '0' && c <= '9'
		if !letter && !digit && c != '_' && c != '-' {
			return fault("id_form", id)
		}
	}
	return nil
}

func (a attr) check(attrs map[string]any) *Error {
	v, has := attrs[a.name]
	if !has {
		if a.needed {
			return fault("attr_missing", a.name)
		}
		return nil
	}
	if a.number {
		if n, ok := integer(v); !ok || n < a.min || n > a.max {
			return fault("attr_form", a.name)
		}
		return nil
	}
	s, ok := v.(string)
	switch {
	case !ok:
		return fault("attr_form", a.name)
	case a.media && !IsMedia(s):
		return fault("media_form", s)
	}
	return nil
}

// IsMedia tells whether s has the form of a media name: a SHA-256 in 64
// lower-case hexadecimal digits.
func IsMedia(s string) bool {
	if len(s) != 64 {
		return false
	}
	for _, c := range []byte(s) {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}

func checkMarks(marks []Mark) *Error {
	for i, m := range marks {
		if err := checkMark(m, marks[:i]); err != nil {
			return err.at(i).in("marks")
		}
	}
	return nil
}

func checkMark(m Mark, before []Mark) *Error {
	if m.Type == "" {
		return fault("mark_form", "type")
	}
	for _, other := range before {
		if other.Type == m.Type {
			return fault("mark_duplicate", m.Type)
		}
	}
	if m.Type != "link" {
		return nil
	}
	href := attr{name: "href", needed: true}
	if err := href.check(m.Attrs); err != nil {
		return err.in("attrs.href")
	}
	if err := checkLink(m.Attrs["href"].(string)); err != nil {
		return err.in("attrs.href")
	}
	return nil
}
