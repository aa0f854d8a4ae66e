package body_test

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
	"unicode"

	"bangtin/app/body"
)

var syllables = strings.Fields(`và của là các được trong cho với tỉnh xã huyện nhân dân hội nghị
	phát triển kinh tế văn hóa lễ khai mạc đồng chí bí thư chủ tịch ủy ban giáo dục nông thôn mới
	năm 2026 tăng 4,7% so với cùng kỳ sáng chiều ngày 26/11 Thái Nguyên Bắc Kạn Đảng Nhà nước
	quyết định số 19/KH-BGDĐT công trình cầu đường trường học bệnh viện người cao tuổi thanh niên`)

type editor struct {
	*rand.Rand
	ids int
}

func (e *editor) id() string { e.ids++; return fmt.Sprint("n", e.ids) }

func (e *editor) phrase(n int) string {
	var b strings.Builder
	for k := range n {
		if k > 0 {
			b.WriteString([]string{" ", " ", " ", " ", " ", ", ", ". "}[e.IntN(7)])
		}
		b.WriteString(syllables[e.IntN(len(syllables))])
	}
	return b.String()
}

func (e *editor) paragraph(id string, n int) body.Node {
	return block("paragraph", id, text(e.phrase(n)+"."))
}

func (e *editor) doc(blocks, n int) body.Doc {
	var d body.Doc
	for range blocks {
		d.Content = append(d.Content, e.block(n))
	}
	return d
}

func (e *editor) block(n int) body.Node {
	inner := func() body.Node { return block("paragraph", "", text(e.phrase(1+e.IntN(8)))) }
	switch e.IntN(12) {
	case 0:
		return body.Node{Type: "heading", Attrs: map[string]any{"id": e.id(), "level": int64(2 + e.IntN(2))}, Content: []body.Node{text(e.phrase(5))}}
	case 1:
		return figure(e.id(), e.phrase(12))
	case 2:
		list := block("bullet_list", e.id())
		for range 1 + e.IntN(5) {
			list.Content = append(list.Content, block("list_item", "", inner()))
		}
		return list
	case 3:
		table := block("table", e.id())
		for range 1 + e.IntN(5) {
			table.Content = append(table.Content, block("table_row", "", block("table_cell", "", inner()), block("table_cell", "", inner())))
		}
		return table
	case 4:
		return block("paragraph", e.id(), text(e.phrase(n)+" "), text(e.phrase(3), body.Mark{Type: "bold"}), body.Node{Type: "hard_break"}, text(e.phrase(n)))
	}
	return e.paragraph(e.id(), n)
}

// edit does one thing that an editor does. It shares no list with the old
// document.
func (e *editor) edit(d body.Doc) body.Doc {
	blocks := slices.Clone(d.Content)
	if len(blocks) == 0 {
		return e.doc(1, 20)
	}
	at := e.IntN(len(blocks))
	n := blocks[at]
	switch e.IntN(9) {
	case 0:
		blocks = slices.Delete(blocks, at, at+1)
	case 1:
		blocks = slices.Insert(blocks, at, e.block(20))
	case 2:
		blocks = slices.Delete(blocks, at, at+1)
		blocks = slices.Insert(blocks, e.IntN(len(blocks)+1), n)
	case 3: // joined to the one after
		if at+1 < len(blocks) && n.Type == "paragraph" && blocks[at+1].Type == "paragraph" {
			n.Content = append(append(slices.Clone(n.Content), text(" ")), blocks[at+1].Content...)
			blocks[at] = n
			blocks = slices.Delete(blocks, at+1, at+2)
		}
	case 4: // parted, and sometimes it is the first half that is new
		if n.Type == "paragraph" && len(n.Content) > 1 {
			first, second := e.id(), n.ID()
			if e.IntN(2) == 0 {
				first, second = second, first
			}
			blocks[at] = block("paragraph", first, n.Content[:1]...)
			blocks = slices.Insert(blocks, at+1, block("paragraph", second, n.Content[1:]...))
		}
	case 5: // as after an import
		n.Attrs = map[string]any{"id": e.id(), "level": n.Attrs["level"], "media": n.Attrs["media"]}
		blocks[at] = n
	default:
		blocks[at] = e.rewrite(n)
	}
	return body.Doc{Content: blocks}
}

// rewrite changes something in one block.
func (e *editor) rewrite(n body.Node) body.Node {
	if len(n.Content) == 0 {
		if n.Type == "figure" {
			f := figure(n.ID(), e.phrase(8))
			f.Attrs["focusX"] = int64(e.IntN(1001))
			return f
		}
		return n
	}
	n.Content = slices.Clone(n.Content)
	at := e.IntN(len(n.Content))
	child := n.Content[at]
	if child.Type != "text" {
		switch e.IntN(4) {
		case 0:
			n.Content = slices.Delete(n.Content, at, at+1)
		case 1:
			n.Content = slices.Insert(n.Content, at, child)
		default:
			n.Content[at] = e.rewrite(child)
		}
		return n
	}
	list := strings.Split(child.Text, " ")
	from := e.IntN(len(list))
	to := min(from+e.IntN(4), len(list))
	switch e.IntN(4) {
	case 0:
		child.Marks = []body.Mark{{Type: "link", Attrs: map[string]any{"href": "https://a.vn/"}}}
	case 1:
		list = slices.Delete(list, from, to)
	default:
		list = slices.Replace(list, from, to, e.phrase(1+e.IntN(5)))
	}
	child.Text = strings.Join(list, " ") + " "
	n.Content[at] = child
	return n
}

// edited gives a document and another with so many words changed.
func edited(paragraphs, size, edits int) (old, new body.Doc) {
	e := &editor{Rand: rand.New(rand.NewPCG(3, 4))}
	for range paragraphs {
		old.Content = append(old.Content, e.paragraph(e.id(), size))
	}
	new.Content = slices.Clone(old.Content)
	for range edits {
		at := e.IntN(paragraphs)
		list := strings.Fields(new.Content[at].Content[0].Text)
		list[e.IntN(len(list))] = syllables[e.IntN(len(syllables))]
		new.Content[at].Content = []body.Node{text(strings.Join(list, " "))}
	}
	return old, new
}

func realArticles(t *testing.T, most int) []body.Doc {
	t.Helper()
	folder := os.Getenv("BANGTIN_SAMPLES")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	file := filepath.Join(folder, "articles", "dev.jsonl.gz")
	f, err := os.Open(file)
	if err != nil {
		t.Skipf("real articles were not tried: there is no %s (set BANGTIN_SAMPLES)", file)
	}
	defer f.Close()
	plain, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var docs []body.Doc
	lines := bufio.NewScanner(plain)
	lines.Buffer(nil, 4<<20)
	for len(docs) < most && lines.Scan() {
		var a struct{ ID, Body string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		docs = append(docs, body.FromParagraphs(a.Body, func(at int) string { return body.DeriveID(a.ID, at) }))
	}
	if err := lines.Err(); err != nil || len(docs) < most {
		t.Fatalf("%d articles: %v", len(docs), err)
	}
	return docs
}

// Any number of edits can be read back from the changes, and a document does
// not differ from itself.
func TestDiffOfEdits(t *testing.T) {
	e := &editor{Rand: rand.New(rand.NewPCG(1, 2))}
	try := func(t *testing.T, old body.Doc) {
		for _, c := range body.Diff(old, old) {
			if c.Kind != body.Same {
				t.Fatalf("differs from itself: %+v", c)
			}
		}
		new := old
		for range 1 + e.IntN(8) {
			new = e.edit(new)
		}
		sound(t, old.Content, new.Content, body.Diff(old, new))
	}
	t.Run("made", func(t *testing.T) {
		for range 500 {
			try(t, e.doc(e.IntN(12), 1+e.IntN(40)))
		}
	})
	t.Run("real", func(t *testing.T) {
		for _, d := range realArticles(t, 500) {
			try(t, d)
		}
	})
}

// One word changed in a real article is one word struck out and one written
// above it.
func TestDiffOfOneWord(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for _, old := range realArticles(t, 500) {
		new := body.Doc{Content: slices.Clone(old.Content)}
		at := rnd.IntN(len(new.Content))
		was := new.Content[at].Content[0].Text
		list := strings.Split(was, " ")
		k := rnd.IntN(len(list))
		word := list[k]
		if strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) || word == "" {
			continue
		}
		list[k] = "đổi"
		new.Content[at].Content = slices.Clone(new.Content[at].Content)
		new.Content[at].Content[0].Text = strings.Join(list, " ")
		for _, c := range body.Diff(old, new) {
			if (c.Kind == body.Changed) != (c.NewIndex == at) {
				t.Fatalf("block %d is %s", c.NewIndex, c.Kind)
			}
			if c.Kind != body.Changed {
				continue
			}
			before, after := strings.Join(list[:k], " "), strings.Join(list[k+1:], " ")
			if got, want := inked(c.Spans), strings.TrimSpace(before+" [-"+word+"-]{+đổi+} "+after); !strings.HasPrefix(got, want) {
				t.Errorf("%s\nwant %s", got, want)
			}
		}
	}
}
