package body

// Kind says what became of a block, or of a run of words.
type Kind string

// The kinds of change. Words are never Changed or Moved, blocks never Marked.
const (
	Same    Kind = "same"
	Added   Kind = "added"
	Removed Kind = "removed"
	Changed Kind = "changed"
	Moved   Kind = "moved"  // elsewhere among its neighbours, otherwise the same
	Marked  Kind = "marked" // the same words set otherwise: bold, a link to elsewhere
)

// BlockChange is what became of one block between two documents. Lists are
// never nil.
//
// Blocks are the same where a reader sees no difference: ids, the order of
// marks, and a default that is written out or left out do not count.
type BlockChange struct {
	Kind     Kind  `json:"kind" enum:"same,added,removed,changed,moved"`
	Old      *Node `json:"old"` // nil where there is none, as in added ones
	New      *Node `json:"new"`
	OldIndex int   `json:"oldIndex"` // among its old neighbours, -1 where there is none
	NewIndex int   `json:"newIndex"`
	Moved    bool  `json:"moved"` // also of one that was changed on the way

	// Into and From tell where words went that were not struck out or written
	// but joined to, or parted from, another block: of a removed one the index
	// of the new neighbour that took up most of its words, of an added one that
	// of the old neighbour it was taken from. -1: none.
	Into int `json:"into"`
	From int `json:"from"`

	// Spans are the words of a paragraph or heading, whatever became of it, in
	// reading order. Line breaks are "\n", what is no text is U+FFFC. Same,
	// Marked and Added together are the new text; Same, Marked and Removed the
	// old one. Of a changed block that was one of blocks before or is now
	// (a paragraph made a quotation) they are the text of its blocks, each on
	// its own line.
	Spans []Span `json:"spans"`

	// Attrs are the changed attributes, by name; "type" where the type itself
	// changed. Empty in blocks added and removed.
	Attrs []AttrChange `json:"attrs"`

	// Parts are what became of the blocks inside a changed one: the items of a
	// list, the rows of a table, the cells of a row, the figures of a gallery.
	Parts []BlockChange `json:"parts"`
}

// Span is a run of words with one fate, all set in the same marks.
type Span struct {
	Kind     Kind   `json:"kind" enum:"same,added,removed,marked"`
	Text     string `json:"text"`
	Marks    []Mark `json:"marks"`    // as they are now, of removed words as they were
	OldMarks []Mark `json:"oldMarks"` // of Marked: as they were
}

// AttrChange is a changed attribute; nil where it had or has none.
type AttrChange struct {
	Name  string `json:"name"`
	Old   any    `json:"old"`
	New   any    `json:"new"`
	Spans []Span `json:"spans"` // words of a caption, credit or alt
}

// Diff compares two documents as a person would mark the one into the other.
// The changes stand in the order of the new document, each removed block
// after what stood before it; every block of both is in exactly one.
//
// Blocks are the same one by their id; those whose id is in one document only
// by likeness. Work grows with the length of the documents: where long texts
// share too little to be compared by words, one replaces the other. A document
// that Check refuses is compared as well as it can be.
func Diff(old, new Doc) []BlockChange { return diffBlocks(old.Content, new.Content) }

// DiffBlock compares two states of one block, nil where there was or is none.
func DiffBlock(old, new *Node) BlockChange {
	switch {
	case new == nil:
		return whole(Removed, old, nil, 0, -1)
	case old == nil:
		return whole(Added, nil, new, -1, 0)
	}
	return compare(old, new, 0, 0, false, essence(*old) == essence(*new))
}

// DiffText compares two texts by words: titles, leads, bylines.
func DiffText(old, new string) []Span { return diffWords(writtenText(old), writtenText(new)) }

// diffBlocks compares neighbours: the blocks of a document or of a block.
func diffBlocks(old, new []Node) []BlockChange {
	m := matchBlocks(old, new)
	moved := m.moved()
	out := make([]BlockChange, 0, max(len(old), len(new)))
	i := 0
	removed := func() { // up to the next that stayed
		for ; i < len(old) && (m.toNew[i] < 0 || moved[m.toNew[i]]); i++ {
			if m.toNew[i] < 0 {
				out = append(out, whole(Removed, &old[i], nil, i, -1))
			}
		}
	}
	removed()
	for j := range new {
		at := m.toOld[j]
		if at < 0 {
			out = append(out, whole(Added, nil, &new[j], -1, j))
			continue
		}
		out = append(out, compare(&old[at], &new[j], at, j, moved[j], m.same(at, j)))
		if !moved[j] {
			i++
			removed()
		}
	}
	followWords(out)
	return out
}

func change(kind Kind, old, new *Node, i, j int) BlockChange {
	return BlockChange{Kind: kind, Old: old, New: new, OldIndex: i, NewIndex: j, Into: -1, From: -1,
		Spans: []Span{}, Attrs: []AttrChange{}, Parts: []BlockChange{}}
}

// whole is a block that stands in one document only.
func whole(kind Kind, old, new *Node, i, j int) BlockChange {
	c := change(kind, old, new, i, j)
	switch {
	case old != nil && isWritten(*old):
		c.Spans = diffWords(writtenOf(*old), written{})
	case new != nil && isWritten(*new):
		c.Spans = diffWords(written{}, writtenOf(*new))
	}
	return c
}

func compare(old, new *Node, i, j int, moved, same bool) BlockChange {
	c := change(Same, old, new, i, j)
	c.Moved = moved
	switch {
	case !same:
		c.Kind = Changed
		c.Attrs = diffAttrs(*old, *new)
	case moved:
		c.Kind = Moved
	}
	if isWritten(*old) || isWritten(*new) {
		c.Spans = diffWords(writtenOf(*old), writtenOf(*new))
	} else if !same {
		c.Parts = diffBlocks(old.Content, new.Content)
	}
	return c
}
