package body

import (
	"maps"
	"strings"
)

// FromParagraphs makes a document of plain text. Blank lines part the
// paragraphs, a single line end becomes a hard break, white space around
// lines is dropped. id gives the id of the block at a position from 0.
func FromParagraphs(text string, id func(position int) string) Doc {
	var d Doc
	var lines []string
	flush := func() {
		if len(lines) == 0 {
			return
		}
		d.Content = append(d.Content, Node{
			Type:    "paragraph",
			Attrs:   map[string]any{"id": id(len(d.Content))},
			Content: brokenLines(lines),
		})
		lines = nil
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		} else {
			flush()
		}
	}
	flush()
	return d
}

func brokenLines(lines []string) []Node {
	var nodes []Node
	for i, line := range lines {
		if i > 0 {
			nodes = append(nodes, Node{Type: "hard_break"})
		}
		nodes = append(nodes, Node{Type: "text", Text: line})
	}
	return nodes
}

// Normalize returns the document with f applied to every piece of text, alt,
// caption, credit and transcript. A piece of text of which nothing remains is dropped.
// What f does not see is shared with d; d itself is not changed. Marks part
// a text into pieces, and f sees each alone.
func Normalize(d Doc, f func(string) string) Doc {
	return Doc{Content: normalize(d.Content, f), Extra: d.Extra}
}

func normalize(nodes []Node, f func(string) string) []Node {
	if len(nodes) == 0 {
		return nil
	}
	out := make([]Node, 0, len(nodes))
	for _, n := range nodes {
		if n.Text != "" {
			n.Text = f(n.Text)
		}
		if n.Type == "text" && n.Text == "" {
			continue
		}
		switch n.Type {
		case "figure", "video", "audio":
			n.Attrs = maps.Clone(n.Attrs)
			for _, name := range []string{"alt", "caption", "credit", "transcript"} {
				if s, ok := n.Attrs[name].(string); ok {
					n.Attrs[name] = f(s)
				}
			}
		}
		n.Content = normalize(n.Content, f)
		out = append(out, n)
	}
	return out
}
