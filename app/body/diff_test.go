package body_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"bangtin/app/body"
)

var update = flag.Bool("update", false, "write what the diff samples want anew; read the difference before it is committed")

type diffSample struct {
	Old  json.RawMessage `json:"old"`
	New  json.RawMessage `json:"new"`
	Want []string        `json:"want"`
}

func TestDiffSamples(t *testing.T) {
	for name, data := range samples(t, "diff", ".json", 25) {
		t.Run(name, func(t *testing.T) {
			var s diffSample
			if err := json.Unmarshal(data, &s); err != nil {
				t.Fatal(err)
			}
			old, err := body.Parse(s.Old)
			if err != nil {
				t.Fatal(err)
			}
			new, err := body.Parse(s.New)
			if err != nil {
				t.Fatal(err)
			}
			changes := body.Diff(old, new)
			sound(t, old.Content, new.Content, changes)
			sound(t, new.Content, old.Content, body.Diff(new, old))
			got := drawn(changes, "")
			if *update {
				s.Want = got
				writeSample(t, name, s)
				return
			}
			if !reflect.DeepEqual(got, s.Want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(s.Want, "\n"))
			}
		})
	}
}

func writeSample(t *testing.T, name string, s diffSample) {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", "diff", name+".json"), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// drawn writes changes as lines: what became of each block, then its words.
func drawn(changes []body.BlockChange, indent string) []string {
	var out []string
	for _, c := range changes {
		n := c.New
		if n == nil {
			n = c.Old
		}
		line := fmt.Sprintf("%s%s %s %d→%d", indent, c.Kind, strings.TrimSpace(n.Type+" "+n.ID()), c.OldIndex, c.NewIndex)
		if c.Moved && c.Kind != body.Moved {
			line += ", moved"
		}
		if c.Into >= 0 {
			line += fmt.Sprintf(", into %d", c.Into)
		}
		if c.From >= 0 {
			line += fmt.Sprintf(", from %d", c.From)
		}
		if len(c.Spans) > 0 {
			line += ": " + inked(c.Spans)
		}
		out = append(out, line)
		for _, a := range c.Attrs {
			line := fmt.Sprintf("%s  %s %v → %v", indent, a.Name, a.Old, a.New)
			if len(a.Spans) > 0 {
				line = fmt.Sprintf("%s  %s: %s", indent, a.Name, inked(a.Spans))
			}
			out = append(out, line)
		}
		out = append(out, drawn(c.Parts, indent+"  ")...)
	}
	return out
}

// inked writes words as a person would mark them in a text.
func inked(spans []body.Span) string {
	var b strings.Builder
	for _, s := range spans {
		switch s.Kind {
		case body.Same:
			b.WriteString(s.Text)
		case body.Removed:
			b.WriteString("[-" + s.Text + "-]")
		case body.Added:
			b.WriteString("{+" + s.Text + "+}")
		default:
			b.WriteString("<" + set(s.OldMarks) + ">" + set(s.Marks) + ":" + s.Text + ">")
		}
	}
	return b.String()
}

func set(marks []body.Mark) string {
	var names []string
	for _, m := range marks {
		name := m.Type
		if href, ok := m.Attrs["href"].(string); ok {
			name += " " + href
		}
		names = append(names, name)
	}
	return strings.Join(names, ",")
}

func TestDiffText(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"nothing":            {"", "", ""},
		"from nothing":       {"", "Tin mới", "{+Tin mới+}"},
		"to nothing":         {"Tin cũ", "", "[-Tin cũ-]"},
		"equal":              {"Chủ tịch nước thăm tỉnh", "Chủ tịch nước thăm tỉnh", "Chủ tịch nước thăm tỉnh"},
		"tone moved":         {"đời sống hòa bình", "đời sống hoà bình", "đời sống [-hòa-]{+hoà+} bình"},
		"tone added":         {"Xã Lê Lợi.", "Xã Lệ Lợi.", "Xã [-Lê-]{+Lệ+} Lợi."},
		"composed otherwise": {"Thái Nguy\u00ean", "Thái Nguye\u0302n", "Thái [-Nguy\u00ean-]{+Nguye\u0302n+}"},
		"word at the start":  {"chào mừng", "Nhiệt liệt chào mừng", "{+Nhiệt liệt +}chào mừng"},
		"word at the end":    {"chào", "chào bạn", "chào{+ bạn+}"},
		"word struck out":    {"đã được thông qua", "được thông qua", "[-đã -]được thông qua"},
		"punctuation":        {"Sáng nay họp", "Sáng nay, họp", "Sáng nay{+,+} họp"},
		"white space":        {"hai  cách", "hai cách", "hai [- -]cách"},
		"number":             {"tăng 4,7%.", "tăng 4,8%.", "tăng [-4,7-]{+4,8+}%."},
		"date":               {"Ngày 26/11/2026, tại", "Ngày 27/11/2026, tại", "Ngày [-26/11/2026-]{+27/11/2026+}, tại"},
		"number of a paper":  {"Kế hoạch 19/KH-BGDĐT", "Kế hoạch 19/KH-SGDĐT", "Kế hoạch 19/KH-[-BGDĐT-]{+SGDĐT+}"},
		"joined emoji":       {"nhà 👨‍👩‍👧 ta", "nhà 👨‍👩‍👦 ta", "nhà [-👨‍👩‍👧-]{+👨‍👩‍👦+} ta"},
		"phrase":             {"áo xanh và đỏ rất đẹp", "áo vàng và tím rất đẹp", "áo [-xanh và đỏ-]{+vàng và tím+} rất đẹp"},
		"two insertions":     {"giàu đẹp", "rất giàu rất đẹp", "{+rất +}giàu {+rất +}đẹp"},
		"far apart":          {"một hai ba bốn năm", "mốt hai ba bốn lăm", "[-một-]{+mốt+} hai ba bốn [-năm-]{+lăm+}"},
		"sentence":           {"Câu một. Câu ba.", "Câu một. Câu hai. Câu ba.", "Câu một. {+Câu hai. +}Câu ba."},
		"first sentence":     {"Họp ở xã. Họp ở tỉnh.", "Họp ở tỉnh.", "[-Họp ở xã. -]Họp ở tỉnh."},
		"broken utf-8":       {"a \xff b", "a \xfe b", "a [-\xff-]{+\xfe+} b"},
	} {
		t.Run(name, func(t *testing.T) {
			spans := body.DiffText(c.old, c.new)
			soundSpans(t, spans, c.old, c.new)
			if got := inked(spans); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// What no reader sees is no change.
func TestDiffSeesAsReadersDo(t *testing.T) {
	linked := func(marks ...body.Mark) body.Doc {
		return body.Doc{Content: []body.Node{block("paragraph", "a", text("chữ", marks...))}}
	}
	divider := func(width any) body.Doc {
		return body.Doc{Content: []body.Node{{Type: "divider", Attrs: map[string]any{"id": "a", "width": width}}}}
	}
	posing := func(text string) body.Doc {
		return body.Doc{Content: []body.Node{{Type: "divider", Attrs: map[string]any{"id": "a"}, Extra: map[string]any{"text": text}}}}
	}
	bold, link := body.Mark{Type: "bold"}, body.Mark{Type: "link", Attrs: map[string]any{"href": "https://a.vn/"}}
	full := figure("a", "Chú thích")
	full.Attrs["alt"], full.Attrs["focusX"], full.Attrs["credit"] = "", int64(500), nil
	for name, c := range map[string]struct {
		old, new body.Doc
		same     bool
	}{
		"order of marks":   {linked(bold, link), linked(link, bold), true},
		"one mark fewer":   {linked(bold, link), linked(link), false},
		"text in pieces":   {linked(), body.Doc{Content: []body.Node{block("paragraph", "a", text("c"), text("hữ"))}}, true},
		"defaults written": {body.Doc{Content: []body.Node{figure("a", "Chú thích")}}, body.Doc{Content: []body.Node{full}}, true},
		"another id":       {linked(), body.Doc{Content: []body.Node{block("paragraph", "b", text("chữ"))}}, true},
		"int and int64": {
			body.Doc{Content: []body.Node{{Type: "heading", Attrs: map[string]any{"id": "a", "level": 2}, Content: []body.Node{text("Mục")}}}},
			body.Doc{Content: []body.Node{{Type: "heading", Attrs: map[string]any{"id": "a", "level": int64(2)}, Content: []body.Node{text("Mục")}}}}, true,
		},
		"what cannot be written": {divider(7.5), divider(7.5), true},
		"nor this":               {divider(7.5), divider(8.5), false},
		"a member that poses":    {posing("x"), posing("x"), true},
		"another that poses":     {posing("x"), posing("y"), false},
		"unknown member": {
			body.Doc{Content: []body.Node{{Type: "divider", Attrs: map[string]any{"id": "a"}}}},
			body.Doc{Content: []body.Node{{Type: "divider", Attrs: map[string]any{"id": "a"}, Extra: map[string]any{"x": "y"}}}}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			changes := body.Diff(c.old, c.new)
			sound(t, c.old.Content, c.new.Content, changes)
			if len(changes) != 1 || (changes[0].Kind == body.Same) != c.same {
				t.Errorf("%s", strings.Join(drawn(changes, ""), "\n"))
			}
		})
	}
}

func TestDiffAsJSON(t *testing.T) {
	old := body.Doc{Content: []body.Node{figure("f", "Cũ"), block("paragraph", "p", text("một", body.Mark{Type: "bold", Extra: map[string]any{"x": int64(1)}}))}}
	new := body.Doc{Content: []body.Node{figure("f", "Mới"), {Type: "poll", Attrs: map[string]any{"id": "u"}, Extra: map[string]any{"open": true}}}}
	changes := body.Diff(old, new)
	data, err := json.Marshal(changes)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), `:null,"attrs"`) || strings.Contains(string(data), `Marks":null`) || strings.Contains(string(data), `s":null`) {
		t.Errorf("a list is null: %s", data)
	}
	for _, want := range []string{
		`"kind":"added","old":null,"new":{"attrs":{"id":"u"},"open":true,"type":"poll"},"oldIndex":-1,"newIndex":1,"moved":false,"into":-1,"from":-1,"spans":[],"attrs":[],"parts":[]`,
		`"spans":[{"kind":"removed","text":"một","marks":[{"type":"bold","x":1}],"oldMarks":[]}]`,
		`"attrs":[{"name":"caption","old":"Cũ","new":"Mới","spans":[`,
	} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%s lacks %s", data, want)
		}
	}
	var again []body.BlockChange
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(drawn(changes, ""), drawn(again, "")) || !reflect.DeepEqual(again[0].Old, &old.Content[0]) {
		t.Errorf("%+v came back as %+v", changes, again)
	}
	if data, _ := json.Marshal(body.Diff(body.Doc{}, body.Doc{})); string(data) != "[]" {
		t.Errorf("two empty documents give %s", data)
	}
}

// A page of history must not wait: 5,000 words with 200 edits, as one
// paragraph and as fifty.
func TestDiffIsFast(t *testing.T) {
	for _, paragraphs := range []int{1, 50} {
		old, new := edited(paragraphs, 5000/paragraphs, 200)
		took := time.Hour
		for range 3 { // another program may hold the machine
			start := time.Now()
			sound(t, old.Content, new.Content, body.Diff(old, new))
			took = min(took, time.Since(start))
		}
		if took > 200*time.Millisecond {
			t.Errorf("%d paragraphs took %v", paragraphs, took)
		}
	}
}

// The largest documents there can be, with as little in common as there can
// be, are still compared.
func TestDiffOfTheLargest(t *testing.T) {
	words := func(word func(k int) string, n, perBlock int) body.Doc {
		var d body.Doc
		for k := 0; k < n; k += perBlock {
			var b strings.Builder
			for at := k; at < k+perBlock; at++ {
				b.WriteString(word(at))
			}
			d.Content = append(d.Content, block("paragraph", word(k)[:1]+fmt.Sprint(k), text(b.String())))
		}
		return d
	}
	few := func(first, step int) func(int) string {
		return func(k int) string { return string(rune('a'+first+k*k/step%7)) + " " }
	}
	for name, c := range map[string]struct{ old, new body.Doc }{
		"few words in one paragraph":   {words(few(0, 3), 400_000, 400_000), words(few(2, 5), 400_000, 400_000)},
		"few words, new ids":           {words(few(0, 3), 200_000, 50), words(few(2, 5), 200_000, 50)},
		"all words new":                {words(func(k int) string { return fmt.Sprint("x", k, " ") }, 100_000, 100), words(func(k int) string { return fmt.Sprint("y", k, " ") }, 100_000, 100)},
		"the same words, turned about": {words(func(k int) string { return fmt.Sprint("x", k, " ") }, 100_000, 100_000), words(func(k int) string { return fmt.Sprint("x", 100_000-k, " ") }, 100_000, 100_000)},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			changes := body.Diff(c.old, c.new)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			sound(t, c.old.Content, c.new.Content, changes)
		})
	}
}

func BenchmarkDiff(b *testing.B) {
	for _, paragraphs := range []int{1, 50} {
		old, new := edited(paragraphs, 5000/paragraphs, 200)
		b.Run(fmt.Sprint(paragraphs), func(b *testing.B) {
			for b.Loop() {
				body.Diff(old, new)
			}
		})
	}
}
