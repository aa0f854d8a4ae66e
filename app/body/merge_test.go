package body_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bangtin/app/body"
)

// plain is a document of paragraphs, "id text" each.
func plain(lines ...string) (d body.Doc) {
	for _, l := range lines {
		id, words, _ := strings.Cut(l, " ")
		d.Content = append(d.Content, body.Node{Type: "paragraph", Attrs: map[string]any{"id": id}, Content: []body.Node{text(words)}})
	}
	return d
}

// lines writes a document as plain reads it; an id that was made is "*".
func lines(d body.Doc) (out []string) {
	for _, n := range d.Content {
		id := n.ID()
		if len(id) == 21 && id[0] == 'm' {
			id = "*"
		}
		out = append(out, strings.TrimSpace(id+" "+n.Content[0].Text))
	}
	return out
}

func TestMerge(t *testing.T) {
	base := plain("a một", "b hai", "c ba", "d bốn")
	for _, c := range []struct {
		name    string
		one     body.Doc
		two     body.Doc
		want    []string
		clashes string
	}{
		{"each changed another", plain("a MỘT", "b hai", "c ba", "d bốn"), plain("a một", "b hai", "c BA", "d bốn"), []string{"a MỘT", "b hai", "c BA", "d bốn"}, ""},
		{"both made the same change", plain("a MỘT", "b hai", "c ba", "d bốn"), plain("a MỘT", "b hai", "c ba", "d bốn", "e năm"), []string{"a MỘT", "b hai", "c ba", "d bốn", "e năm"}, ""},
		{"each added elsewhere", plain("x đầu", "a một", "b hai", "c ba", "d bốn"), plain("a một", "b hai", "y giữa", "c ba", "d bốn"), []string{"x đầu", "a một", "b hai", "y giữa", "c ba", "d bốn"}, ""},
		{"both added at one place", plain("a một", "x thứ nhất", "b hai", "c ba", "d bốn"), plain("a một", "y thứ hai", "b hai", "c ba", "d bốn"), []string{"a một", "x thứ nhất", "y thứ hai", "b hai", "c ba", "d bốn"}, ""},
		{"one removed, the other left it", plain("a một", "c ba", "d bốn"), plain("a một", "b hai", "c ba", "d BỐN"), []string{"a một", "c ba", "d BỐN"}, ""},
		{"one removed what the other changed", plain("a một", "c ba", "d bốn"), plain("a một", "b HAI", "c ba", "d bốn"), []string{"a một", "b HAI", "c ba", "d bốn"}, "b[] removed"},
		{"both changed one block", plain("a một", "b hai!", "c ba", "d bốn"), plain("a một", "b hai?", "c ba", "d bốn"), []string{"a một", "b hai!", "* hai?", "c ba", "d bốn"}, "b[*]"},
		{"one moved what the other changed", plain("c ba", "a một", "b hai", "d bốn"), plain("a một", "b hai", "c BA", "d bốn"), []string{"c BA", "a một", "b hai", "d bốn"}, ""},
		{"one moved what the other removed", plain("d bốn", "a một", "b hai", "c ba"), plain("a một", "b hai", "c ba"), []string{"a một", "b hai", "c ba"}, ""},
		{"one emptied it, the other only read it", body.Doc{}, base, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, clashes := body.Merge(base, c.one, c.two)
			if !slices.Equal(lines(got), c.want) {
				t.Errorf("merged to %q, want %q", lines(got), c.want)
			}
			said := ""
			for _, k := range clashes {
				said += k.Block + "[" + strings.Repeat("*", len(k.Others)) + "]"
				if k.Removed {
					said += " removed"
				}
			}
			if said != c.clashes {
				t.Errorf("clashes %q, want %q", said, c.clashes)
			}
		})
	}
}

// What is not the words of a paragraph is merged block by block too: cells,
// captions, descriptions, and how the same words are set.
func TestMergeInsideBlocks(t *testing.T) {
	cells := func(words ...string) body.Doc {
		row := block("table_row", "")
		for _, w := range words {
			row.Content = append(row.Content, block("table_cell", "", block("paragraph", "", text(w))))
		}
		return body.Doc{Content: []body.Node{block("table", "a", row)}}
	}
	picture := func(caption, alt, credit string) body.Doc {
		n := figure("a", caption)
		n.Attrs["alt"], n.Attrs["credit"] = alt, credit
		return body.Doc{Content: []body.Node{n}}
	}
	set := func(marks ...string) body.Doc {
		n := text("lễ khai mạc")
		for _, m := range marks {
			n.Marks = append(n.Marks, body.Mark{Type: m})
		}
		return body.Doc{Content: []body.Node{block("paragraph", "a", n)}}
	}
	for _, c := range []struct {
		name           string
		base, one, two body.Doc
		want           int // blocks in the result; two stand where a person has to choose
	}{
		{"one cell", cells("giờ", "nơi"), cells("8 giờ", "nơi"), cells("giờ", "nơi"), 1},
		{"two cells", cells("giờ", "nơi"), cells("8 giờ", "nơi"), cells("giờ", "sảnh A"), 2},
		{"the same cell alike", cells("giờ", "nơi"), cells("8 giờ", "nơi"), cells("8 giờ", "nơi"), 1},
		{"two captions", picture("c", "a", "k"), picture("c một", "a", "k"), picture("c hai", "a", "k"), 2},
		{"a caption and a credit", picture("c", "a", "k"), picture("c một", "a", "k"), picture("c", "a", "k hai"), 2},
		{"a description", picture("c", "", "k"), picture("c", "", "k"), picture("c", "người xem", "k"), 1},
		{"marks of one", set(), set("bold"), set(), 1},
		{"marks of both", set(), set("bold"), set("italic"), 2},
		{"marks in another order", set(), set("bold", "italic"), set("italic", "bold"), 1},
		{"marks taken away", set("bold"), set(), set("bold"), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, clashes := body.Merge(c.base, c.one, c.two)
			if len(got.Content) != c.want || len(clashes) != c.want-1 {
				t.Fatalf("%d blocks and %d clashes, want %d and %d", len(got.Content), len(clashes), c.want, c.want-1)
			}
			for _, head := range []body.Doc{c.one, c.two} {
				want := shown(t, head.Content[0])
				stands := slices.ContainsFunc(got.Content, func(n body.Node) bool { return shown(t, n) == want })
				if changed := want != shown(t, c.base.Content[0]); changed && !stands && c.want > 1 {
					t.Errorf("%s is not in the result", want)
				}
			}
			if one := shown(t, got.Content[0]); c.want == 1 && one == shown(t, c.base.Content[0]) {
				t.Error("the change of one is lost")
			}
		})
	}
}

// A block that was kept from an earlier merge has an id of its own; another
// clash that would give the same id away does not swallow what it says now.
func TestMergeKeepsWhatAnEarlierMergeLeft(t *testing.T) {
	once, _ := body.Merge(plain("a một"), plain("a một X"), plain("a một Y"))
	if len(once.Content) != 2 {
		t.Fatalf("merged to %q", lines(once))
	}
	left := once.Content[1].ID()
	one, two := plain("a một M", left+" được sửa lại"), plain("a một Y", left+" một Y")
	got, _ := body.Merge(once, one, two)
	said := strings.Join(lines(got), "\n")
	for _, words := range []string{"một M", "một Y", "được sửa lại"} {
		if !strings.Contains(said, words) {
			t.Errorf("%q is lost in\n%s", words, said)
		}
	}
	if err := got.Check(); err != nil {
		t.Error(err)
	}
}

// Parts name whose work it is, by the order in which the heads were given,
// and have the versions as the merged document has them.
func TestParts(t *testing.T) {
	base := plain("a một", "b hai", "c ba", "d bốn", "e năm")
	one := plain("e năm", "a MỘT", "b hai", "c BA!", "x mới")
	two := plain("a một", "b HAI", "c BA?", "d BỐN", "e năm")
	said := func(heads ...body.Doc) (out []string) {
		merged, _ := body.Merge(base, heads...)
		for _, p := range body.Parts(base, heads...) {
			s := p.Block
			for _, v := range p.Versions {
				words := "-"
				if v.Node != nil {
					words = v.Node.Content[0].Text
					if at := slices.IndexFunc(merged.Content, func(n body.Node) bool { return n.ID() == v.Block }); at < 0 || merged.Content[at].Content[0].Text != words {
						t.Errorf("version %q of %s is not at %q in the merged document", words, p.Block, v.Block)
					}
				}
				s += fmt.Sprint(" ", words, v.Heads)
			}
			if len(p.Moved) > 0 {
				s += fmt.Sprint(" moved", p.Moved)
			}
			out = append(out, s)
		}
		return out
	}
	want := []string{"e moved[0]", "a MỘT[0]", "b HAI[1]", "c BA?[1] BA![0]", "x mới[0]", "d BỐN[1] -[0]"}
	if got := said(one, two); !slices.Equal(got, want) {
		t.Errorf("parts %q\nwant %q", got, want)
	}
	want = []string{"e moved[1 2]", "a MỘT[1 2]", "b HAI[0]", "c BA?[0] BA![1 2]", "x mới[1 2]", "d BỐN[0] -[1 2]"}
	if got := said(two, one, one); !slices.Equal(got, want) {
		t.Errorf("given twice: %q\nwant %q", got, want)
	}
	if got := said(base, base); len(got) > 0 {
		t.Errorf("nobody did anything: %q", got)
	}
}

// Whatever people make of a document: the order of the heads does not count
// nor that one comes twice, the result is a document, what only one made is
// so, and every word that somebody wrote is there.
func TestMergeProperties(t *testing.T) {
	e := &editor{Rand: rand.New(rand.NewPCG(7, 8))}
	write := func(t *testing.T, d body.Doc) string {
		t.Helper()
		b, err := d.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	try := func(t *testing.T, base body.Doc) (clashes int) {
		if base.Check() != nil {
			return 0
		}
		heads := make([]body.Doc, 2+e.IntN(2))
		for i := range heads {
			heads[i] = base
			for range 1 + e.IntN(5) {
				if next := e.edit(heads[i]); next.Check() == nil { // an editor leaves no table without a row
					heads[i] = next
				}
			}
		}
		merged, found := body.Merge(base, heads...)
		want, said := write(t, merged), fmt.Sprint(found)
		e.Shuffle(len(heads), func(i, j int) { heads[i], heads[j] = heads[j], heads[i] })
		again, clashesAgain := body.Merge(base, append(slices.Clone(heads), heads[0])...)
		if write(t, again) != want || fmt.Sprint(clashesAgain) != said {
			t.Fatalf("another order gives another document:\n%s\n%s", want, write(t, again))
		}
		for _, h := range heads {
			one := write(t, h)
			for _, alone := range [][]body.Doc{{h}, {h, h}, {h, base}, {base, h}} {
				if got, none := body.Merge(base, alone...); write(t, got) != one || len(none) > 0 {
					t.Fatalf("one head alone gives\n%s\nwant\n%s", write(t, got), one)
				}
			}
		}
		told := map[string]bool{} // what somebody did is told as theirs
		for _, p := range body.Parts(base, heads...) {
			for _, v := range p.Versions {
				for _, h := range v.Heads {
					told[fmt.Sprint(h, " ", p.Block)] = true
				}
			}
		}
		there := map[string]bool{}
		for _, n := range merged.Content {
			there[shown(t, n)] = true
		}
		was := map[string]string{}
		for _, n := range base.Content {
			was[n.ID()] = shown(t, n)
		}
		for i, h := range heads {
			for _, n := range h.Content {
				key := shown(t, n)
				if was[n.ID()] != key && !there[key] {
					t.Fatalf("what somebody made of block %s is lost: %s", n.ID(), key)
				}
				if was[n.ID()] != key && !told[fmt.Sprint(i, " ", n.ID())] {
					t.Fatalf("nobody is told of head %d and block %s", i, n.ID())
				}
			}
		}
		return len(found)
	}
	t.Run("made", func(t *testing.T) {
		clashes := 0
		for range 200 {
			clashes += try(t, e.doc(1+e.IntN(12), 1+e.IntN(40)))
		}
		if clashes < 20 {
			t.Errorf("only %d clashes in 200 merges: that tries little", clashes)
		}
	})
	t.Run("real", func(t *testing.T) {
		for _, d := range realArticles(t, 100) {
			try(t, d)
		}
	})
}

// shown is a block without its id, as bytes.
func shown(t *testing.T, n body.Node) string {
	t.Helper()
	attrs := map[string]any{}
	for name, v := range n.Attrs {
		attrs[name] = v
	}
	attrs["id"] = "x"
	n.Attrs = attrs
	b, err := body.Doc{Content: []body.Node{n}}.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
