package convert

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"bangtin/app"
)

// Record is one article as its source wrote it: nothing is cleaned or
// checked yet but the types.
type Record struct {
	ID        string
	Title     string
	Lead      string
	Body      string
	Category  string
	Published string
	Source    string
	URL       string
	Byline    string
	Genre     string
	Topic     string
	Lang      string
	Tags      []string
	Figures   []RecordFigure
}

// RecordFigure is a picture that a record names.
type RecordFigure struct {
	File    string // path as written; see Local
	Caption string
	Alt     string
	Credit  string
	After   *int // paragraphs of the body before it; nil: placed for itself
}

// Local is the path of the picture's file, with forward slashes, relative to
// the folder of the record's file. It is empty where the path would lead
// elsewhere: absolute, above the folder, or on another drive.
func (f RecordFigure) Local() string {
	file := path.Clean(strings.ReplaceAll(f.File, `\`, "/"))
	if f.File == "" || file == "." || path.IsAbs(file) || file == ".." || strings.HasPrefix(file, "../") ||
		strings.ContainsAny(file, ":\x00") {
		return ""
	}
	return file
}

// Files lists the local picture files of the record, each once, in order.
func (r Record) Files() []string {
	var files []string
	for _, f := range r.Figures {
		if file := f.Local(); file != "" && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	return files
}

// decode reads one line.
func decode(line []byte) (Record, error) {
	if !bytes.HasPrefix(line, []byte("{")) {
		return Record{}, app.Fault(app.Invalid, "import_object",
			"Mỗi dòng phải là một đối tượng JSON {…} chứa một bài",
			"Each line must be one JSON object {…} with one article")
	}
	var m members
	if err := json.Unmarshal(line, &m.raw); err != nil {
		return Record{}, app.Fault(app.Invalid, "import_json",
			"Dòng không phải JSON đúng chuẩn", "The line is not well-formed JSON").With(err)
	}
	r := Record{
		ID:        m.text("id"),
		Title:     m.text("title"),
		Lead:      m.text("lead", "summary"),
		Body:      m.text("body"),
		Category:  m.text("category"),
		Published: m.text("published"),
		Source:    m.text("source"),
		URL:       m.text("url", "link"),
		Byline:    m.text("byline", "author"),
		Genre:     m.text("genre"),
		Topic:     m.text("topic"),
		Lang:      m.text("lang", "language"),
		Tags:      m.tags(),
		Figures:   m.figures(),
	}
	if m.wrong != "" {
		return Record{}, app.Fault(app.Invalid, "import_field",
			fmt.Sprintf("Trường “%s” sai kiểu dữ liệu", m.wrong),
			fmt.Sprintf("The field “%s” has the wrong type", m.wrong))
	}
	return r, nil
}

// members reads the members of one JSON object, with tolerance, and
// remembers the first that was of a wrong type.
type members struct {
	raw   map[string]json.RawMessage
	wrong string
}

// text is the first of the named members that is not empty: a string, or a
// number as it is written; null counts as empty.
func (m *members) text(names ...string) string {
	for _, name := range names {
		s, ok := textOf(m.raw[name])
		if !ok {
			m.fail(name)
		}
		if s != "" {
			return s
		}
	}
	return ""
}

func (m *members) fail(name string) {
	if m.wrong == "" {
		m.wrong = name
	}
}

func textOf(raw json.RawMessage) (string, bool) {
	if raw == nil {
		return "", true
	}
	var s string // stays empty for null
	if json.Unmarshal(raw, &s) == nil {
		return s, true
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String(), true
	}
	return "", false
}

// list is the items of a member, none where it is missing or null; a value
// that is no list is its own only item.
func (m *members) list(name string) []json.RawMessage {
	raw := m.raw[name]
	if raw == nil || string(raw) == "null" {
		return nil
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) == nil {
		return items
	}
	return []json.RawMessage{raw}
}

func (m *members) tags() []string {
	var tags []string
	for _, item := range m.list("tags") {
		s, ok := textOf(item)
		if !ok {
			m.fail("tags")
		}
		tags = append(tags, strings.Split(s, ",")...)
	}
	return tags
}

func (m *members) figures() []RecordFigure {
	var all []RecordFigure
	for i, item := range m.list("figures") {
		if file, ok := textOf(item); ok {
			all = append(all, RecordFigure{File: file})
			continue
		}
		var f members
		if json.Unmarshal(item, &f.raw) != nil {
			f.fail("{}")
		}
		figure := RecordFigure{
			File:    f.text("file"),
			Caption: f.text("caption"),
			Alt:     f.text("alt"),
			Credit:  f.text("credit"),
		}
		if after := f.text("after"); after != "" {
			n, err := strconv.Atoi(after)
			if err != nil || n < 0 {
				f.fail("after")
			}
			figure.After = &n
		}
		if f.wrong != "" {
			m.fail(fmt.Sprintf("figures[%d].%s", i, f.wrong))
		}
		all = append(all, figure)
	}
	return all
}
