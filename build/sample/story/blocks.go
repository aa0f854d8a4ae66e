package story

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	numbered  = regexp.MustCompile(`^\d+\. `)
	figureTop = regexp.MustCompile(`^@figure (\S+) (\d+),(\d+)$`)
)

// blocks reads a body. Top-level blocks are numbered b1, b2, b3 …
func blocks(text string) (Doc, error) {
	doc := Doc{Type: "doc"}
	gallery := -1 // index of the open gallery
	for _, chunk := range strings.Split(text, "\n\n") {
		for _, part := range figures(chunk) {
			switch part {
			case "@gallery":
				gallery = len(doc.Content)
				doc.Content = append(doc.Content, Node{Type: "gallery"})
				continue
			case "@end":
				gallery = -1
				continue
			}
			node, err := block(part)
			if err != nil {
				return doc, err
			}
			if gallery >= 0 {
				doc.Content[gallery].Content = append(doc.Content[gallery].Content, node)
			} else {
				doc.Content = append(doc.Content, node)
			}
		}
	}
	for i := range doc.Content {
		n := &doc.Content[i]
		if n.Attrs == nil {
			n.Attrs = map[string]any{}
		}
		n.Attrs["id"] = "b" + strconv.Itoa(i+1)
	}
	return doc, nil
}

// figures cuts a chunk before each line that begins with @, so that the
// figures of a gallery need no empty line between them.
func figures(chunk string) []string {
	var parts []string
	for _, line := range strings.Split(strings.Trim(chunk, "\n"), "\n") {
		if len(parts) == 0 || strings.HasPrefix(line, "@") {
			parts = append(parts, line)
		} else {
			parts[len(parts)-1] += "\n" + line
		}
	}
	return parts
}

func block(text string) (Node, error) {
	lines := strings.Split(text, "\n")
	switch {
	case strings.HasPrefix(text, "@figure "):
		return figure(lines)
	case strings.HasPrefix(text, "@"):
		return Node{}, fmt.Errorf("unknown block %q", lines[0])
	case strings.HasPrefix(text, "| "):
		return table(lines)
	case strings.HasPrefix(text, "- "):
		return list("bullet_list", lines, func(l string) string { return strings.TrimPrefix(l, "- ") })
	case numbered.MatchString(text):
		return list("ordered_list", lines, func(l string) string { return numbered.ReplaceAllString(l, "") })
	case len(lines) > 1:
		return Node{}, fmt.Errorf("a paragraph of several lines: %q", lines[1])
	case strings.HasPrefix(text, "## "):
		return heading(2, text[3:])
	case strings.HasPrefix(text, "### "):
		return heading(3, text[4:])
	case strings.HasPrefix(text, "> "):
		p, err := paragraph(text[2:])
		return Node{Type: "blockquote", Content: []Node{p}}, err
	}
	return paragraph(text)
}

func paragraph(text string) (Node, error) {
	content, err := inline(text)
	return Node{Type: "paragraph", Content: content}, err
}

func heading(level int, text string) (Node, error) {
	content, err := inline(text)
	return Node{Type: "heading", Attrs: map[string]any{"level": level}, Content: content}, err
}

func list(kind string, lines []string, strip func(string) string) (Node, error) {
	node := Node{Type: kind}
	if kind == "ordered_list" {
		node.Attrs = map[string]any{"order": 1}
	}
	for _, line := range lines {
		text := strip(line)
		if text == line {
			return node, fmt.Errorf("a list with another line in it: %q", line)
		}
		p, err := paragraph(text)
		if err != nil {
			return node, err
		}
		node.Content = append(node.Content, Node{Type: "list_item", Content: []Node{p}})
	}
	return node, nil
}

func table(lines []string) (Node, error) {
	if len(lines) < 3 || strings.Trim(lines[1], "|-") != "" {
		return Node{}, fmt.Errorf("a table without heads: %q", lines[0])
	}
	node := Node{Type: "table"}
	width := strings.Count(lines[0], "|")
	for i, line := range append(lines[:1:1], lines[2:]...) {
		if strings.Count(line, "|") != width {
			return node, fmt.Errorf("a row of another width: %q", line)
		}
		kind := "table_cell"
		if i == 0 {
			kind = "table_header"
		}
		row := Node{Type: "table_row"}
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			p, err := paragraph(strings.TrimSpace(cell))
			if err != nil {
				return node, err
			}
			row.Content = append(row.Content, Node{Type: kind,
				Attrs: map[string]any{"colspan": 1, "rowspan": 1}, Content: []Node{p}})
		}
		node.Content = append(node.Content, row)
	}
	return node, nil
}

func figure(lines []string) (Node, error) {
	top := figureTop.FindStringSubmatch(lines[0])
	if top == nil {
		return Node{}, fmt.Errorf("a figure without file and focal point: %q", lines[0])
	}
	x, _ := strconv.Atoi(top[2])
	y, _ := strconv.Atoi(top[3])
	attrs := map[string]any{"file": top[1], "focusX": x, "focusY": y}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		if name != "caption" && name != "alt" && name != "credit" {
			return Node{}, fmt.Errorf("a figure with another line in it: %q", line)
		}
		attrs[name] = value
	}
	return Node{Type: "figure", Attrs: attrs}, nil
}
