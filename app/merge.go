package app

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"bangtin/app/body"
)

// Merged tells of a document that was put together from versions that stand
// beside each other. It is a view: no machine ever saves it, and readers see
// nothing of it. Whoever saves it names all of them as parents.
type Merged struct {
	Clashes []body.Clash
	Fields  []FieldClash
}

// FieldClash is a member of a document that two people set otherwise: the
// document has what one of them set, in JSON here is what others did, null
// where they took it away.
type FieldClash struct {
	Field  string            `json:"field"`
	Others []json.RawMessage `json:"others" nullable:"false"`
}

// MergeDocuments is body.Merge for whole documents, with the same promises.
// Lists such as tags have what anybody added and lack what anybody removed.
func MergeDocuments(base Document, heads ...Document) (Document, Merged, error) {
	var m Merged
	was, err := base.taken()
	if err != nil {
		return Document{}, m, err
	}
	parts := make([]taken, len(heads))
	for i := range heads {
		if parts[i], err = heads[i].taken(); err != nil {
			return Document{}, m, err
		}
	}
	slices.SortFunc(parts, func(a, b taken) int { return bytes.Compare(a.text, b.text) })
	parts = slices.CompactFunc(parts, func(a, b taken) bool { return bytes.Equal(a.text, b.text) })

	bodies := make([]body.Doc, len(parts))
	for i, p := range parts {
		bodies[i] = p.body
	}
	doc, clashes := body.Merge(was.body, bodies...)
	m.Clashes = clashes
	out := map[string]json.RawMessage{}
	if out["body"], err = doc.Canonical(); err != nil {
		return Document{}, m, bodyFault(err)
	}
	for _, field := range fieldsOf(append(parts, was)) {
		if mergedLists[field] {
			out[field] = mergeLists(was.members[field], parts, field)
			continue
		}
		made := madeOf(was.members[field], parts, field)
		value := was.members[field]
		if len(made) > 0 {
			value = made[0]
		}
		if len(made) > 1 {
			c := FieldClash{Field: field}
			for _, v := range made[1:] {
				c.Others = append(c.Others, orNull(v))
			}
			m.Fields = append(m.Fields, c)
		}
		if value != nil {
			out[field] = value
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		return Document{}, m, err
	}
	var merged Document
	return merged, m, json.Unmarshal(text, &merged)
}

var mergedLists = map[string]bool{"tags": true, "categories": true, "attachments": true}

// taken is a document taken apart.
type taken struct {
	text    []byte
	members map[string]json.RawMessage
	body    body.Doc
}

func (d *Document) taken() (t taken, err error) {
	if t.text, err = canonical(d); err != nil {
		return t, err
	}
	if err := json.Unmarshal(t.text, &t.members); err != nil {
		return t, err
	}
	t.body, err = body.Parse(d.Body)
	return t, err
}

// fieldsOf lists all members but the body, in order.
func fieldsOf(parts []taken) (out []string) {
	seen := map[string]bool{"body": true}
	for _, p := range parts {
		for field := range p.members {
			if !seen[field] {
				seen[field] = true
				out = append(out, field)
			}
		}
	}
	slices.Sort(out)
	return out
}

// madeOf lists what people made of a member, each once; nil where they took
// it away.
func madeOf(was json.RawMessage, parts []taken, field string) (out []json.RawMessage) {
	for _, p := range parts {
		v := p.members[field]
		known := slices.ContainsFunc(out, func(o json.RawMessage) bool { return bytes.Equal(o, v) })
		if !known && !bytes.Equal(v, was) {
			out = append(out, v)
		}
	}
	return out
}

func mergeLists(was json.RawMessage, parts []taken, field string) json.RawMessage {
	read := func(raw json.RawMessage) (out []string) {
		var list []json.RawMessage
		_ = json.Unmarshal(raw, &list) // a missing list has nothing in it
		for _, v := range list {
			out = append(out, string(v))
		}
		return out
	}
	old := read(was)
	var out []string
	for _, p := range parts {
		for _, v := range read(p.members[field]) {
			gone := slices.Contains(old, v) && slices.ContainsFunc(parts, func(q taken) bool { return !slices.Contains(read(q.members[field]), v) })
			if !gone && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	list := make([]json.RawMessage, len(out))
	for i, v := range out {
		list[i] = json.RawMessage(v)
	}
	text, _ := json.Marshal(list) // of JSON that was just read
	return text
}

func orNull(v json.RawMessage) json.RawMessage {
	if v == nil {
		return json.RawMessage("null")
	}
	return v
}

// mergeHeads puts the versions of an article that stand beside each other
// together, on top of the nearest version they all come from.
func (l *Library) mergeHeads(tx Tx, article ID, heads []Hash) (Document, Merged, error) {
	var docs []Document
	for _, h := range heads {
		r, err := l.readRevision(tx, article, h)
		if err != nil {
			return r.Document, Merged{}, err
		}
		docs = append(docs, r.Document)
	}
	base, err := l.commonDocument(tx, article, heads)
	if err != nil {
		return base, Merged{}, err
	}
	return MergeDocuments(base, docs...)
}

// commonDocument is what the nearest version says that all heads come from;
// an empty document where there is none.
func (l *Library) commonDocument(tx Tx, article ID, heads []Hash) (Document, error) {
	at, ok, err := l.begin(tx, l.view(tx).gen).commonRevision(article, heads)
	if err != nil || !ok {
		return Document{Body: json.RawMessage(`{"content":[],"type":"doc"}`)}, err
	}
	r, err := l.readRevision(tx, article, at)
	return r.Document, err
}

// commonRevision finds the nearest revision that all heads were made from,
// of several the first by name.
func (b *batch) commonRevision(article ID, heads []Hash) (Hash, bool, error) {
	changes, err := b.gather(noun{Staff, nounArticle, string(article[:])})
	if err != nil {
		return Hash{}, false, err
	}
	parents, void := map[Hash][]Hash{}, map[Hash][]Hash{}
	for _, c := range changes {
		var r brief
		switch {
		case c.Kind != KindRevision || c.Erased || decodeBody(c.Body, &r) != nil || r.Article != article:
		case b.valid(&c):
			parents[c.BodyHash] = r.Parents
		default:
			void[c.BodyHash] = append(void[c.BodyHash], r.Parents...)
		}
	}
	for name := range parents { // what was made from one that does not count was made from what is behind that
		behind := map[Hash]bool{}
		for _, p := range parents[name] {
			behind[p] = true
		}
		throughVoid(behind, void)
		parents[name] = slices.Collect(maps.Keys(behind))
	}
	count := map[Hash]int{}
	for _, h := range heads {
		seen := map[Hash]bool{}
		for todo := []Hash{h}; len(todo) > 0; {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if _, here := parents[at]; !here || seen[at] {
				continue
			}
			seen[at] = true
			count[at]++
			todo = append(todo, parents[at]...)
		}
	}
	var nearest []Hash
	further := map[Hash]bool{} // parents of what all have in common
	for name, n := range count {
		if n == len(heads) {
			nearest = append(nearest, name)
			for _, p := range parents[name] {
				further[p] = true
			}
		}
	}
	nearest = slices.DeleteFunc(nearest, func(name Hash) bool { return further[name] })
	sortHashes(nearest)
	if len(nearest) == 0 {
		return Hash{}, false, nil
	}
	return nearest[0], true, nil
}

// Faults tells what a person has to decide before the merged document is
// good to save, in the form of what the checks find.
func (m *Merged) Faults() (out []DocumentFault) {
	for _, f := range m.Fields {
		name, known := fieldNames[f.Field]
		if !known {
			name = Text{VI: f.Field, EN: f.Field}
		}
		said := Text{}
		for _, raw := range f.Others {
			var other string
			if json.Unmarshal(raw, &other) == nil && other != "" && quoted[f.Field] {
				said.VI += ": “" + other + "”"
				said.EN += ": “" + other + "”"
			}
		}
		out = append(out, warns("merge_field", "", name.VI+" được sửa hai cách, bản kia ghi khác"+said.VI, name.EN+" was set in two ways; the other version has something else"+said.EN))
	}
	for _, c := range m.Clashes {
		if c.Removed {
			out = append(out, warns("merge_removed", c.Block, "Một người bỏ đoạn này, người kia sửa. Xin giữ hoặc xóa", "One person removed this block, another changed it. Please keep it or remove it"))
		}
		if len(c.Others) > 0 {
			out = append(out, warns("merge_twice", c.Block, "Đoạn này được sửa hai cách, hai bản đứng liền nhau. Xin giữ một", "This block was changed in two ways; both stand here, one behind the other. Please keep one"))
		}
	}
	return out
}

var fieldNames = map[string]Text{
	"title": {VI: "Tít", EN: "The title"}, "lead": {VI: "Sapô", EN: "The lead"}, "byline": {VI: "Tác giả", EN: "The byline"},
	"source": {VI: "Nguồn", EN: "The source"}, "genre": {VI: "Thể loại", EN: "The genre"}, "topic": {VI: "Chủ đề", EN: "The topic"},
	"series": {VI: "Loạt bài", EN: "The series"}, "category": {VI: "Chuyên mục", EN: "The category"}, "lang": {VI: "Ngôn ngữ", EN: "The language"},
	"eventDate": {VI: "Ngày diễn ra", EN: "The date of the event"}, "figure": {VI: "Ảnh chính", EN: "The lead picture"},
	"exhibit": {VI: "Số hiện vật", EN: "The exhibit number"}, "address": {VI: "Địa chỉ trên cổng", EN: "The public address"},
}

// quoted are the members whose value says something to people.
var quoted = map[string]bool{"title": true, "lead": true, "byline": true, "source": true, "genre": true, "topic": true, "series": true, "eventDate": true, "exhibit": true, "address": true}
