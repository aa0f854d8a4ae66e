package body_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"bangtin/app/body"
)

const media = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func text(s string, marks ...body.Mark) body.Node {
	return body.Node{Type: "text", Text: s, Marks: marks}
}

func block(name, id string, content ...body.Node) body.Node {
	n := body.Node{Type: name, Content: content}
	if id != "" {
		n.Attrs = map[string]any{"id": id}
	}
	return n
}

func figure(id, caption string) body.Node {
	return body.Node{Type: "figure", Attrs: map[string]any{"id": id, "media": media, "caption": caption}}
}

func wants(t *testing.T, err error, key string) {
	t.Helper()
	var e *body.Error
	if !errors.As(err, &e) || e.Key != key {
		t.Errorf("%v, want %s", err, key)
	}
}

func TestLimits(t *testing.T) {
	blocks := func(n int) body.Doc {
		var d body.Doc
		for i := range n {
			d.Content = append(d.Content, block("divider", fmt.Sprint("a", i)))
		}
		return d
	}
	if err := blocks(body.MaxBlocks).Check(); err != nil {
		t.Errorf("5,000 blocks: %v", err)
	}
	wants(t, blocks(body.MaxBlocks+1).Check(), "body_blocks")

	const empty = `{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"a"},"content":[{"type":"text","text":""}]}]}`
	sized := func(n int) []byte {
		return []byte(strings.Replace(empty, `"text":""`, `"text":"`+strings.Repeat("a", n-len(empty))+`"`, 1))
	}
	d, err := body.Parse(sized(body.MaxBytes))
	if err != nil {
		t.Errorf("1 MB: %v", err)
	}
	if _, err := body.Parse(sized(body.MaxBytes + 1)); true {
		wants(t, err, "body_size")
	}
	d.Content[0].Content[0].Text += "a"
	wants(t, d.Check(), "body_size")
}

// A document made in memory is held to the rules of one that was read.
func TestCheck(t *testing.T) {
	paragraph := func(change func(*body.Node)) body.Doc {
		n := block("paragraph", "a1", text("chữ"))
		change(&n)
		return body.Doc{Content: []body.Node{n}}
	}
	for name, c := range map[string]struct {
		doc body.Doc
		key string
	}{
		"empty":            {body.Doc{}, ""},
		"plain int":        {paragraph(func(n *body.Node) { n.Attrs["width"] = 7 }), ""},
		"fraction":         {paragraph(func(n *body.Node) { n.Attrs["width"] = 7.0 }), "json_number"},
		"too great":        {paragraph(func(n *body.Node) { n.Attrs["width"] = int64(body.MaxInt + 1) }), "json_number"},
		"foreign value":    {paragraph(func(n *body.Node) { n.Attrs["width"] = []string{"a"} }), "json_number"},
		"bad utf-8":        {paragraph(func(n *body.Node) { n.Content[0].Text = "a\xff" }), "json_utf8"},
		"nul":              {paragraph(func(n *body.Node) { n.Content[0].Text = "a\x00" }), "json_nul"},
		"no type":          {paragraph(func(n *body.Node) { n.Type = "" }), "node_form"},
		"posing member":    {paragraph(func(n *body.Node) { n.Extra = map[string]any{"content": "x"} }), "node_form"},
		"mark no type":     {paragraph(func(n *body.Node) { n.Content[0].Marks = []body.Mark{{}} }), "mark_form"},
		"posing in mark":   {paragraph(func(n *body.Node) { n.Content[0].Marks = []body.Mark{{Type: "x", Extra: map[string]any{"type": 1}}} }), "node_form"},
		"nested too deep":  {paragraph(func(n *body.Node) { n.Attrs["x"] = nestedList(70) }), "json_depth"},
		"posing in doc":    {body.Doc{Extra: map[string]any{"type": "x"}}, "node_form"},
		"attrs of the doc": {body.Doc{Extra: map[string]any{"attrs": map[string]any{"a": int64(1)}}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.doc.Check()
			if c.key != "" {
				wants(t, err, c.key)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			data, _ := c.doc.Canonical()
			if _, err := body.Parse(data); err != nil {
				t.Error(err)
			}
		})
	}
}

func nestedList(n int) any {
	if n == 0 {
		return []any{}
	}
	return []any{nestedList(n - 1)}
}

func TestErrorNamesThePlace(t *testing.T) {
	_, err := body.Parse([]byte(`{"type":"doc","content":[{"type":"divider","attrs":{"id":"a"}},` +
		`{"type":"bullet_list","attrs":{"id":"b"},"content":[{"type":"list_item","content":[{"type":"paragraph","content":[` +
		`{"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":"javascript:alert(1)"}}]}]}]}]}]}`))
	var e *body.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if want := "content[1].content[0].content[0].content[0].marks[0].attrs.href"; e.Path != want {
		t.Errorf("path %q, want %q", e.Path, want)
	}
	if want := "(javascript:alert(1))"; !strings.Contains(e.Error(), want) {
		t.Errorf("%q lacks %q", e.Error(), want)
	}
	if e.TooLarge() {
		t.Error("a bad scheme is not a matter of size")
	}
	if _, err := body.Parse(make([]byte, body.MaxBytes+1)); !errors.As(err, &e) || !e.TooLarge() {
		t.Errorf("%v is not called too large", err)
	}
}

func TestInsideOtherJSON(t *testing.T) {
	type page struct {
		Title string   `json:"title"`
		Body  body.Doc `json:"body"`
	}
	in := page{"Tin", body.Doc{Content: []body.Node{block("paragraph", "a1", text("<đậm> & nhạt"))}}}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out page
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(in, out) {
		t.Errorf("%#v\n%#v", in, out)
	}
	var e *body.Error
	if err := json.Unmarshal([]byte(`{"body":{"type":"doc","content":[{"type":"divider"}]}}`), &out); !errors.As(err, &e) || e.Key != "id_missing" {
		t.Errorf("a block without id gives %v", err)
	}
}

func TestCheckLink(t *testing.T) {
	for href, ok := range map[string]bool{
		"https://example.vn/tin/bai-1.html": true,
		"//example.vn":                      false,
		"https:":                            false,
		"https:/":                           false,
		"https://":                          false,
		"https://@":                         false,
		"https://:80/":                      false,
		"https://?q":                        false,
		"http:\\/example.vn":                true,
		"http:example.vn":                   false,
		"mailto:":                           false,
		"tel:113":                           true,
		"java\r\nscript:alert(1)":           false,
		"https\u200b://example.vn":          false,
	} {
		if err := body.CheckLink(href); (err == nil) != ok {
			t.Errorf("%q: %v", href, err)
		}
	}
}
