// Package story reads the sample library's articles from their sources,
// plain text that people edit, and turns them into the records that
// `bangtin import --sample` reads.
//
// A source is a head of `name: value` lines, an empty line, and blocks with
// empty lines between them:
//
//	text             a paragraph; **bold**, *italic*, [words](https://…)
//	## text          a heading; ### for the smaller one
//	> text           a quotation
//	- text           a list, one item a line; `1. ` for a numbered one
//	| a | b |        a table, one row a line; a row of |---| after the heads
//	@figure FILE X,Y a picture and its focal point in thousandths, then the
//	                 lines caption:, alt: and credit:
//	@gallery … @end  figures that belong together
package story

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Article is one record, a line of articles.jsonl. Empty members stay, so
// that every line has the same ones in the same order.
type Article struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Lead       string   `json:"lead"`
	Lang       string   `json:"lang"`      // BCP 47
	VersionOf  string   `json:"versionOf"` // id of the Vietnamese article this translates
	Category   string   `json:"category"`  // in Vietnamese, in every language version
	CategoryEN string   `json:"categoryEN"`
	Categories []string `json:"categories"` // further ones, in Vietnamese
	Topic      string   `json:"topic"`
	Series     string   `json:"series,omitempty"`
	Tags       []string `json:"tags"`
	Byline     string   `json:"byline"`
	Source     string   `json:"source"`
	Genre      string   `json:"genre"`
	Published  string   `json:"published"` // RFC 3339 with +07:00, or the date alone
	Edited     string   `json:"edited"`
	Address    string   `json:"address"` // on the invented portal
	Note       string   `json:"note"`    // a correction's public note
	Exhibit    string   `json:"exhibit"` // number in the exhibition
	Body       Doc      `json:"body"`    // figures have attrs.file in place of attrs.media
}

// Doc is a body as ProseMirror JSON. It becomes a document of the store once
// each figure's file is replaced by the hash of the picture.
type Doc struct {
	Type    string `json:"type"` // "doc"
	Content []Node `json:"content"`
}

// Node is a block or a piece of text.
type Node struct {
	Type    string         `json:"type"`
	Attrs   map[string]any `json:"attrs,omitempty"`
	Content []Node         `json:"content,omitempty"`
	Marks   []Mark         `json:"marks,omitempty"`
	Text    string         `json:"text,omitempty"`
}

// Mark is bold, italic or a link.
type Mark struct {
	Type  string         `json:"type"`
	Attrs map[string]any `json:"attrs,omitempty"`
}

// english names the categories.
var english = map[string]string{
	"Thời sự":   "Current affairs",
	"Đối ngoại": "External relations",
	"Kinh tế":   "Economy",
	"Văn hóa":   "Culture",
	"Du lịch":   "Travel",
	"Triển lãm": "Exhibition",
	"Thông báo": "Notices",
}

// Lines writes the records as JSON lines, one article a line, with no
// character escaped that JSON does not demand.
func Lines(articles []Article) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for _, a := range articles {
		if err := encoder.Encode(a); err != nil {
			return nil, fmt.Errorf("write %s: %w", a.ID, err)
		}
	}
	return out.Bytes(), nil
}

// Read reads every source of a folder, newest article first and a
// translation right after its original. The error names file and line.
func Read(folder string) ([]Article, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return nil, err
	}
	var articles []Article
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		a, err := Parse(string(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		articles = append(articles, a)
	}
	published := map[string]string{}
	for _, a := range articles {
		published[a.ID] = a.Published
	}
	slices.SortStableFunc(articles, func(a, b Article) int {
		if d := strings.Compare(published[original(b)], published[original(a)]); d != 0 {
			return d
		}
		return strings.Compare(a.VersionOf, b.VersionOf)
	})
	return articles, nil
}

func original(a Article) string {
	if a.VersionOf != "" {
		return a.VersionOf
	}
	return a.ID
}

// Parse reads one source.
func Parse(source string) (Article, error) {
	head, text, _ := strings.Cut(source, "\n\n")
	a := Article{Lang: "vi", Categories: []string{}, Tags: []string{}}
	for i, line := range strings.Split(head, "\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return a, fmt.Errorf("line %d: no name", i+1)
		}
		if err := a.set(name, strings.TrimSpace(value)); err != nil {
			return a, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if a.CategoryEN = english[a.Category]; a.CategoryEN == "" {
		return a, fmt.Errorf("category %q has no English name", a.Category)
	}
	var err error
	a.Body, err = blocks(strings.TrimSpace(text))
	return a, err
}

func (a *Article) set(name, value string) error {
	lines := map[string]*string{
		"id": &a.ID, "title": &a.Title, "lead": &a.Lead, "lang": &a.Lang, "versionOf": &a.VersionOf,
		"category": &a.Category, "topic": &a.Topic, "series": &a.Series, "byline": &a.Byline, "source": &a.Source,
		"genre": &a.Genre, "published": &a.Published, "edited": &a.Edited, "address": &a.Address,
		"note": &a.Note, "exhibit": &a.Exhibit,
	}
	lists := map[string]*[]string{"categories": &a.Categories, "tags": &a.Tags}
	switch {
	case lines[name] != nil:
		*lines[name] = value
	case lists[name] != nil:
		if value != "" {
			*lists[name] = strings.Split(value, ", ")
		}
	default:
		return fmt.Errorf("unknown name %q", name)
	}
	return nil
}
