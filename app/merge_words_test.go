package app_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/body"
)

// newsroom makes articles and edits them as people do. Every word that it
// writes is another, so that none can stand in for one that was lost.
type newsroom struct {
	*rand.Rand
	n int
}

var sounds = strings.Fields("hội nghị tỉnh triển lãm khai mạc đồng chí xã phường nông thôn giáo dục di sản văn hóa lễ hội")

func (w *newsroom) words(n int) string {
	var out []string
	for range n {
		w.n++
		out = append(out, fmt.Sprint(sounds[w.IntN(len(sounds))], w.n))
	}
	return strings.Join(out, " ")
}

func (w *newsroom) node(kind string, content ...body.Node) body.Node {
	return body.Node{Type: kind, Content: content}
}

func (w *newsroom) paragraph(n int) body.Node {
	p := w.node("paragraph", body.Node{Type: "text", Text: w.words(n)})
	if w.IntN(4) == 0 {
		p.Content = append(p.Content, body.Node{Type: "text", Text: " " + w.words(2), Marks: []body.Mark{{Type: "bold"}}})
	}
	return p
}

func (w *newsroom) figure() body.Node {
	return body.Node{Type: "figure", Attrs: map[string]any{
		"media": app.Sum([]byte(w.words(1))).String(), "caption": w.words(6), "alt": w.words(3), "credit": w.words(2), "focusX": int64(500), "focusY": int64(500),
	}}
}

// block is one of an article: mostly a paragraph.
func (w *newsroom) block() (n body.Node) {
	switch w.IntN(10) {
	case 0:
		n = w.node("heading", body.Node{Type: "text", Text: w.words(4)})
		n.Attrs = map[string]any{"level": int64(2 + w.IntN(2))}
	case 1:
		n = w.node([]string{"bullet_list", "ordered_list"}[w.IntN(2)])
		for range 2 + w.IntN(3) {
			n.Content = append(n.Content, w.node("list_item", w.paragraph(5)))
		}
	case 2:
		n = w.node("table")
		columns := 2 + w.IntN(2)
		for range 2 + w.IntN(3) {
			row := w.node("table_row")
			for range columns {
				row.Content = append(row.Content, w.node("table_cell", w.paragraph(2)))
			}
			n.Content = append(n.Content, row)
		}
	case 3:
		n = w.figure()
	case 4:
		n = w.node("gallery", w.figure(), w.figure())
	case 5:
		n = w.node("blockquote", w.paragraph(9))
	default:
		n = w.paragraph(4 + w.IntN(8))
	}
	return w.named(n)
}

func (w *newsroom) named(n body.Node) body.Node {
	w.n++
	attrs := map[string]any{"id": fmt.Sprint("b", w.n)}
	for name, v := range n.Attrs {
		attrs[name] = v
	}
	n.Attrs = attrs
	return n
}

// copied shares nothing with what it was copied from.
func copied[T any](t *testing.T, v T) (out T) {
	t.Helper()
	text, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// piece is an article whose body is still in blocks.
type piece struct {
	doc    app.Document
	blocks []body.Node
}

func (w *newsroom) piece(blocks int) piece {
	p := piece{doc: app.Document{
		Title: w.words(8), Lead: w.words(20), Lang: "vi", Category: app.DeriveID("category", "x"), Byline: w.words(2), Source: w.words(1),
		Tags: []string{w.words(1), w.words(2), w.words(1)}, Topic: w.words(2),
		Figure: &app.Figure{Media: app.Sum([]byte("lead")), Caption: w.words(5), Alt: w.words(2), Credit: w.words(2)},
	}}
	for range blocks {
		p.blocks = append(p.blocks, w.block())
	}
	return p
}

// edit does what a person does to an article before they save it.
func (w *newsroom) edit(t *testing.T, p piece) piece {
	d := copied(t, p.doc)
	out := piece{doc: d}
	parsed, err := body.Parse(p.body(t))
	if err != nil {
		t.Fatal(err)
	}
	out.blocks = parsed.Content
	for range 2 + w.IntN(6) {
		if len(out.blocks) == 0 || w.IntN(4) == 0 {
			w.editField(&out.doc)
			continue
		}
		at := w.IntN(len(out.blocks))
		switch w.IntN(7) {
		case 0:
			out.blocks = slices.Delete(out.blocks, at, at+1)
		case 1:
			out.blocks = slices.Insert(out.blocks, at, w.block())
		case 2:
			n := out.blocks[at]
			out.blocks = slices.Delete(out.blocks, at, at+1)
			out.blocks = slices.Insert(out.blocks, w.IntN(len(out.blocks)+1), n)
		case 3: // joined to the one before
			if at > 0 && out.blocks[at].Type == "paragraph" && out.blocks[at-1].Type == "paragraph" {
				out.blocks[at-1].Content = append(append(out.blocks[at-1].Content, body.Node{Type: "text", Text: " "}), out.blocks[at].Content...)
				out.blocks = slices.Delete(out.blocks, at, at+1)
			}
		default:
			w.rewrite(&out.blocks[at])
		}
	}
	return out
}

func (w *newsroom) editField(d *app.Document) {
	switch w.IntN(7) {
	case 0:
		d.Title = w.reworded(d.Title)
	case 1:
		d.Lead = w.reworded(d.Lead)
	case 2:
		d.Byline = w.words(2)
	case 3:
		d.Tags = append(d.Tags, w.words(1))
	case 4:
		if len(d.Tags) > 0 {
			d.Tags = d.Tags[1:]
		}
	case 5:
		if d.Figure != nil {
			d.Figure.Caption = w.reworded(d.Figure.Caption)
		}
	case 6:
		d.Topic = ""
	}
}

// reworded strikes some words out of a text and writes others.
func (w *newsroom) reworded(text string) string {
	list := strings.Fields(text)
	from := w.IntN(len(list) + 1)
	return strings.Join(slices.Replace(list, from, min(from+w.IntN(4), len(list)), w.words(1+w.IntN(3))), " ")
}

// rewrite changes the words, or how they are set, somewhere in a block.
func (w *newsroom) rewrite(n *body.Node) {
	if n.Type == "figure" {
		name := []string{"caption", "alt", "credit"}[w.IntN(3)]
		was, _ := n.Attrs[name].(string)
		n.Attrs[name] = w.reworded(was)
		return
	}
	if len(n.Content) == 0 {
		return
	}
	child := &n.Content[w.IntN(len(n.Content))]
	switch {
	case child.Type != "text":
		w.rewrite(child)
	case w.IntN(4) == 0: // marks only
		child.Marks = []body.Mark{{Type: []string{"italic", "underline"}[w.IntN(2)]}}
	default:
		child.Text = w.reworded(child.Text) + " "
	}
}

func (p *piece) body(t *testing.T) json.RawMessage {
	t.Helper()
	text, err := body.Doc{Content: p.blocks}.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (p *piece) document(t *testing.T) app.Document {
	d := p.doc
	d.Body = p.body(t)
	return d
}

// unsaid are the members that hold no words of an article.
var unsaid = map[string]bool{"type": true, "id": true, "media": true, "lang": true, "article": true, "category": true}

// wordsIn are the words of all texts in JSON: of the body, captions,
// descriptions, credits, cells, title, lead and tags, wherever they stand.
func wordsIn(t *testing.T, texts ...[]byte) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			for _, w := range strings.Fields(v) {
				out[w] = true
			}
		case []any:
			for _, one := range v {
				walk(one)
			}
		case map[string]any:
			for name, one := range v {
				if !unsaid[name] {
					walk(one)
				}
			}
		}
	}
	for _, text := range texts {
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		walk(v)
	}
	return out
}

func encoded(t *testing.T, d app.Document) string {
	t.Helper()
	b, _, err := app.Revision{Document: d}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// try holds one merge to its promises and tells how many places a
// person has to choose at.
func (w *newsroom) try(t *testing.T, base piece, edited ...piece) int {
	t.Helper()
	was := base.document(t)
	before := encoded(t, was)
	var heads []app.Document
	var written []string
	for i := range edited {
		heads = append(heads, edited[i].document(t))
		written = append(written, encoded(t, heads[i]))
	}
	merged, told, err := app.MergeDocuments(was, heads...)
	if err != nil {
		t.Fatal(err)
	}
	text, said := encoded(t, merged), fmt.Sprint(told)
	turned := append(slices.Clone(heads), heads[0])
	slices.Reverse(turned)
	if again, toldAgain, err := app.MergeDocuments(was, turned...); err != nil || encoded(t, again) != text || fmt.Sprint(toldAgain) != said {
		t.Fatalf("another order, and one of them twice, give another document: %v\n%s\n%s", err, text, encoded(t, again))
	}
	at := w.IntN(len(heads))
	alone := heads[at]
	given := [][]app.Document{{alone}, {alone, alone}, {was, alone}}[w.IntN(3)]
	if got, none, err := app.MergeDocuments(was, given...); err != nil || encoded(t, got) != written[at] || len(none.Clashes)+len(none.Fields) > 0 {
		t.Fatalf("one alone gives %v\n%s\nwant\n%s", err, encoded(t, got), written[at])
	}
	// What somebody wrote is there or is told; what stood before is gone only
	// where somebody took it away; and nothing is there that nobody wrote.
	shown := [][]byte{[]byte(text)}
	for _, f := range told.Fields {
		for _, other := range f.Others {
			shown = append(shown, other)
		}
	}
	here, old := wordsIn(t, shown...), wordsIn(t, []byte(before))
	all, count := map[string]bool{}, map[string]int{}
	for _, h := range written {
		for w := range wordsIn(t, []byte(h)) {
			all[w] = true
			count[w]++
		}
	}
	for w := range all {
		if (!old[w] || count[w] == len(heads)) && !here[w] {
			t.Fatalf("the word %q is lost of\n%s\nin\n%s\ntold is %s", w, before, text, said)
		}
	}
	for w := range here {
		if !all[w] && !old[w] {
			t.Fatalf("nobody wrote %q", w)
		}
	}
	return len(told.Clashes) + len(told.Fields)
}

// Pairs of edits, and now and then three, of articles such as are written.
func TestEveryWordSurvivesAMerge(t *testing.T) {
	w := &newsroom{Rand: rand.New(rand.NewPCG(seed(t), 11))}
	try := func(t *testing.T, base piece) int {
		edits := []piece{w.edit(t, base), w.edit(t, base)}
		if w.IntN(10) == 0 {
			edits = append(edits, w.edit(t, base))
		}
		return w.try(t, base, edits...)
	}
	t.Run("made", func(t *testing.T) {
		pairs, clashes := 500*effort(), 0
		for range pairs {
			clashes += try(t, w.piece(2+w.IntN(5)))
		}
		if clashes < pairs/4 {
			t.Errorf("%d clashes in %d merges: that tries little", clashes, pairs)
		}
	})
	t.Run("real", func(t *testing.T) {
		for _, base := range w.real(t, 20*effort()) {
			try(t, base)
		}
	})
}

// real are articles of the press, cut into the blocks that an import makes
// of them, each word with a number behind it.
func (w *newsroom) real(t *testing.T, most int) (out []piece) {
	t.Helper()
	folder := os.Getenv("BANGTIN_SAMPLES")
	if folder == "" {
		folder = filepath.Join("..", "..", "shared", "data")
	}
	file := filepath.Join(folder, "articles", "dev.jsonl.gz")
	f, err := os.Open(file)
	if err != nil {
		t.Skipf("merging real articles was not tried: there is no %s (set BANGTIN_SAMPLES)", file)
	}
	defer f.Close()
	plain, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	told := func(text string) string {
		list := strings.Fields(text)
		for i := range list {
			w.n++
			list[i] += fmt.Sprint("·", w.n)
		}
		return strings.Join(list, " ")
	}
	lines := bufio.NewScanner(plain)
	lines.Buffer(nil, 4<<20)
	for len(out) < most && lines.Scan() {
		var a struct{ ID, Title, Lead, Body string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		p := w.piece(0)
		p.doc.Title, p.doc.Lead = told(a.Title), told(a.Lead)
		p.blocks = body.FromParagraphs(a.Body, func(at int) string { return body.DeriveID(a.ID, at) }).Content
		for i := range p.blocks {
			for k := range p.blocks[i].Content {
				p.blocks[i].Content[k].Text = told(p.blocks[i].Content[k].Text)
			}
		}
		out = append(out, p)
	}
	if err := lines.Err(); err != nil || len(out) == 0 {
		t.Fatalf("%d articles: %v", len(out), err)
	}
	return out
}
