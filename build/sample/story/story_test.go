package story_test

import (
	"encoding/json"
	"strings"
	"testing"

	"bangtin/build/sample/story"
)

const head = "id: a\ntitle: T\ncategory: Thời sự\ntags: một, hai\n\n"

func TestParse(t *testing.T) {
	tests := []struct {
		name, text, want string
	}{
		{"paragraph", "Một.", `[{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":"Một."}]}]`},
		{"two", "A\n\nB", `[{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":"A"}]},{"type":"paragraph","attrs":{"id":"b2"},"content":[{"type":"text","text":"B"}]}]`},
		{"marks", "a **b** [c](tel:1)", `[{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":"a "},{"type":"text","marks":[{"type":"bold"}],"text":"b"},{"type":"text","text":" "},{"type":"text","marks":[{"type":"link","attrs":{"href":"tel:1"}}],"text":"c"}]}]`},
		{"heading", "## H", `[{"type":"heading","attrs":{"id":"b1","level":2},"content":[{"type":"text","text":"H"}]}]`},
		{"quotation", "> Q", `[{"type":"blockquote","attrs":{"id":"b1"},"content":[{"type":"paragraph","content":[{"type":"text","text":"Q"}]}]}]`},
		{"numbers", "1. x\n2. y", `[{"type":"ordered_list","attrs":{"id":"b1","order":1},"content":[{"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"x"}]}]},{"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"y"}]}]}]}]`},
		{"table", "| h |\n|---|\n| c |", `[{"type":"table","attrs":{"id":"b1"},"content":[{"type":"table_row","content":[{"type":"table_header","attrs":{"colspan":1,"rowspan":1},"content":[{"type":"paragraph","content":[{"type":"text","text":"h"}]}]}]},{"type":"table_row","content":[{"type":"table_cell","attrs":{"colspan":1,"rowspan":1},"content":[{"type":"paragraph","content":[{"type":"text","text":"c"}]}]}]}]}]`},
		{"gallery", "@gallery\n@figure x.jpg 1,2\ncaption: c\nalt: a\ncredit: k\n@end", `[{"type":"gallery","attrs":{"id":"b1"},"content":[{"type":"figure","attrs":{"alt":"a","caption":"c","credit":"k","file":"x.jpg","focusX":1,"focusY":2}}]}]`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, err := story.Parse(head + test.text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(a.Body.Content)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if a.CategoryEN != "Current affairs" || len(a.Tags) != 2 || a.Lang != "vi" {
				t.Errorf("head: %+v", a)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		name, source, why string
	}{
		{"a head without names", "nothing\n\nText", "no name"},
		{"an unknown name", "colour: red\n\nText", "unknown name"},
		{"an unknown category", "category: Thể thao\n\nText", "no English name"},
		{"a paragraph of two lines", head + "one\ntwo", "several lines"},
		{"text in a list", head + "- one\ntwo", "another line"},
		{"a table without heads", head + "| a |\n| b |", "without heads"},
		{"a row too wide", head + "| a |\n|---|\n| b | c |", "another width"},
		{"an unknown block", head + "@film x", "unknown block"},
		{"a figure without its focal point", head + "@figure x.jpg", "focal point"},
		{"a figure with text in it", head + "@figure x.jpg 1,2\nphoto: y", "another line"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := story.Parse(test.source); err == nil || !strings.Contains(err.Error(), test.why) {
				t.Errorf("got %v, want an error with %q", err, test.why)
			}
		})
	}
}
