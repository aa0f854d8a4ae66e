package body

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// noText stands in a text for what is none: U+FFFC, the object replacement
// character.
const noText = "\ufffc"

// written is the text of a block and how it is set.
type written struct {
	text string
	set  []set
}

// set is a stretch of a text in the same marks; it begins where the one
// before ends.
type set struct {
	end   int
	marks []Mark
	key   string
}

func writtenText(s string) written {
	var w writer
	w.add(s, nil)
	return w.done()
}

// isWritten tells whether a block is read as words, not as blocks: it is a
// paragraph or a heading, or of unknown type and has text of its own.
func isWritten(n Node) bool {
	if r, known := schema[n.Type]; known {
		return r.holds == inline
	}
	for _, child := range n.Content {
		if r, known := schema[child.Type]; known && r.stands == inline {
			return true
		}
	}
	return n.Text != ""
}

// writtenOf is the text of a block, each block inside it on its own line.
func writtenOf(n Node) written {
	var w writer
	w.add(n.Text, nil)
	for _, child := range n.Content {
		w.node(child, nil)
	}
	return w.done()
}

type writer struct {
	text strings.Builder
	set  []set
}

func (w *writer) done() written { return written{text: w.text.String(), set: w.set} }

func (w *writer) add(s string, marks []Mark) {
	if s == "" {
		return
	}
	w.text.WriteString(s)
	key := marksKey(marks)
	if last := len(w.set) - 1; last < 0 || w.set[last].key != key {
		w.set = append(w.set, set{key: key, marks: append([]Mark{}, marks...)})
	}
	w.set[len(w.set)-1].end = w.text.Len()
}

// node takes what it does not know, as it stands around words, for a mark.
func (w *writer) node(n Node, around []Mark) {
	r, known := schema[n.Type]
	switch {
	case n.Type == "text":
		w.add(n.Text, append(around[:len(around):len(around)], n.Marks...))
		return
	case n.Type == "hard_break":
		w.add("\n", append(around[:len(around):len(around)], n.Marks...))
		return
	case known && r.stands != inline && w.text.Len() > 0:
		w.add("\n", nil)
	case !known:
		around = append(around[:len(around):len(around)], n.Marks...)
		around = append(around, Mark{Type: n.Type, Attrs: n.Attrs, Extra: n.Extra})
	}
	before := w.text.Len()
	w.add(n.Text, around)
	for _, child := range n.Content {
		w.node(child, around)
	}
	if !known && w.text.Len() == before {
		w.add(noText, around)
	}
}

// word is a piece of a text that is compared as a whole: where it begins and
// ends. White space belongs to no word.
type word struct{ start, end int }

// wordsOf parts a text into words: letters and digits that stand together
// (a Vietnamese syllable), numbers and dates with the marks in them ("4,7",
// "26/11/2026"), and every other character alone. Combining marks, joiners and
// modifiers stay with what is before them.
func wordsOf(s string) []word {
	var out []word
	apart := true
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		end := at + size
		switch last := len(out) - 1; {
		case unicode.IsSpace(r):
			apart = true
		case !apart && clings(s[out[last].start:at], r, s[end:]):
			out[last].end = end
		default:
			out = append(out, word{at, end})
			apart = false
		}
		at = end
	}
	return out
}

// clings tells whether a character belongs to the word before it.
func clings(word string, r rune, after string) bool {
	const joiner, inNumbers = '\u200d', ".,:/-"
	before, _ := utf8.DecodeLastRuneInString(word)
	switch {
	case r > unicode.MaxASCII && unicode.In(r, unicode.M, unicode.Cf, unicode.Sk), before == joiner:
		return true
	case letter(before):
		return letter(r) || digit(before) && strings.ContainsRune(inNumbers, r) && after != "" && digit(rune(after[0]))
	}
	return digit(r) && len(word) > 1 && strings.ContainsRune(inNumbers, before)
}

func letter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

func digit(r rune) bool { return r >= '0' && r <= '9' }
