package body

import (
	"strings"
	"unicode"
)

// Paragraphs is the document as plain text, in reading order: one string a
// paragraph, heading, caption, credit or paragraph of a transcript; a table row is one string, its
// cells parted by tabs. Line breaks inside are "\n". Empty ones are left out.
func Paragraphs(d Doc) []string {
	var p prose
	p.blocks(d.Content)
	return p.out
}

// Text is Paragraphs with a blank line between them.
func Text(d Doc) string { return strings.Join(Paragraphs(d), "\n\n") }

// Words counts the syllables of a Vietnamese text, which are its written
// words: runs without white space that hold a letter or a digit.
func Words(s string) int {
	count := 0
	for word := range strings.FieldsSeq(s) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			count++
		}
	}
	return count
}

type prose struct{ out []string }

func (p *prose) add(s string) {
	if s = strings.TrimSpace(s); s != "" {
		p.out = append(p.out, s)
	}
}

// blocks takes pieces of text that stand among blocks, as they may in
// unknown nodes, for paragraphs.
func (p *prose) blocks(nodes []Node) {
	var loose []Node
	for _, n := range nodes {
		if n.Type == "text" || n.Type == "hard_break" {
			loose = append(loose, n)
			continue
		}
		p.add(inlineText(loose))
		loose = nil
		p.block(n)
	}
	p.add(inlineText(loose))
}

func (p *prose) block(n Node) {
	switch n.Type {
	case "paragraph", "heading":
		p.add(inlineText(n.Content))
	case "figure", "video", "audio":
		p.add(n.String("caption"))
		p.add(n.String("credit"))
		for part := range strings.SplitSeq(n.String("transcript"), "\n\n") { // a figure has none
			p.add(part)
		}
	case "table_row":
		cells := make([]string, len(n.Content))
		for i, cell := range n.Content {
			var inner prose
			inner.blocks([]Node{cell})
			cells[i] = strings.Join(inner.out, " ")
		}
		p.add(strings.Join(cells, "\t"))
	default:
		p.add(n.Text)
		p.blocks(n.Content)
	}
}

func inlineText(nodes []Node) string {
	var b strings.Builder
	for _, n := range nodes {
		if n.Type == "hard_break" {
			b.WriteByte('\n')
		}
		b.WriteString(n.Text)
		b.WriteString(inlineText(n.Content))
	}
	return b.String()
}

// Running is the running text alone: Paragraphs without what stands under
// pictures, films and sounds, and without tables and headings.
func Running(d Doc) []string {
	var p prose
	for _, n := range d.Content {
		switch n.Type {
		case "paragraph", "blockquote", "bullet_list", "ordered_list":
			p.block(n)
		}
	}
	return p.out
}
