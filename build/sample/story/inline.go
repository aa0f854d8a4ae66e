package story

import (
	"fmt"
	"regexp"
)

// marked finds bold, italic and links. They do not nest.
var marked = regexp.MustCompile(`\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)\s]+)\)`)

func inline(text string) ([]Node, error) {
	var nodes []Node
	plain := func(s string) {
		if s != "" {
			nodes = append(nodes, Node{Type: "text", Text: s})
		}
	}
	end := 0
	for _, m := range marked.FindAllStringSubmatchIndex(text, -1) {
		plain(text[end:m[0]])
		end = m[1]
		switch {
		case m[2] >= 0:
			nodes = append(nodes, Node{Type: "text", Text: text[m[2]:m[3]], Marks: []Mark{{Type: "bold"}}})
		case m[4] >= 0:
			nodes = append(nodes, Node{Type: "text", Text: text[m[4]:m[5]], Marks: []Mark{{Type: "italic"}}})
		default:
			link := Mark{Type: "link", Attrs: map[string]any{"href": text[m[8]:m[9]]}}
			nodes = append(nodes, Node{Type: "text", Text: text[m[6]:m[7]], Marks: []Mark{link}})
		}
	}
	plain(text[end:])
	if len(nodes) == 0 {
		return nil, fmt.Errorf("an empty line of text")
	}
	return nodes, nil
}
