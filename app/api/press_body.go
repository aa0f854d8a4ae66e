package api

import (
	"html/template"
	"strconv"
	"strings"

	"bangtin/app"
	"bangtin/app/body"
)

// pressBody writes a document as HTML, node by node: text reaches the page
// escaped and every tag is written here.
type pressBody struct {
	say      pressWords
	media    Media
	pictures map[app.Hash]app.Media
	taken    int64 // bytes of pictures so far
	b        strings.Builder
}

func (p *pressBody) draw(d body.Doc) template.HTML {
	p.blocks(d.Content)
	return template.HTML(p.b.String())
}

func (p *pressBody) text(s string) { p.b.WriteString(template.HTMLEscapeString(s)) }

func (p *pressBody) in(tag string, inner func()) {
	name, _, _ := strings.Cut(tag, " ")
	p.b.WriteString("<" + tag + ">")
	inner()
	p.b.WriteString("</" + name + ">")
}

// plainTags are the blocks that are one element of HTML.
var plainTags = map[string]string{
	"blockquote": "blockquote", "bullet_list": "ul", "list_item": "li", "table_row": "tr", "gallery": "div class=gallery",
}

func (p *pressBody) blocks(nodes []body.Node) {
	for _, n := range nodes {
		p.block(n)
	}
}

func (p *pressBody) block(n body.Node) {
	inner := func() { p.blocks(n.Content) }
	switch n.Type {
	case "paragraph":
		p.in("p", func() { p.inline(n.Content) })
	case "heading":
		p.in("h"+strconv.Itoa(min(max(n.Int("level", 2), 2), 3)), func() { p.inline(n.Content) })
	case "ordered_list":
		p.in("ol start="+strconv.Itoa(n.Int("order", 1)), inner)
	case "table":
		p.in("table", func() { p.in("tbody", inner) })
	case "table_cell":
		p.in("td"+cellSpans(n), inner)
	case "table_header":
		p.in("th"+cellSpans(n), inner)
	case "figure":
		p.put(p.figure(n.String("media"), n.String("alt"), n.String("caption"), n.String("credit")))
	case "video":
		p.spoken(p.say.Film, n)
	case "audio":
		p.spoken(p.say.Sound, n)
	case "divider":
		p.b.WriteString("<hr>")
	case "text", "hard_break":
		p.inline([]body.Node{n})
	default:
		if tag, ok := plainTags[n.Type]; ok {
			p.in(tag, inner)
			return
		}
		p.in("p", func() { p.text(body.Text(body.Doc{Content: []body.Node{n}})) })
	}
}

// spoken is what paper keeps of a film or a sound: its words.
func (p *pressBody) spoken(what string, n body.Node) {
	p.in("p class=other", func() { p.text(what + ": " + n.String("caption") + " " + n.String("credit")) })
	for part := range strings.SplitSeq(n.String("transcript"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			p.in("blockquote", func() { p.in("p", func() { p.text(part) }) })
		}
	}
}

func cellSpans(n body.Node) (out string) {
	for _, name := range []string{"colspan", "rowspan"} {
		if many := n.Int(name, 1); many > 1 {
			out += " " + name + "=" + strconv.Itoa(many)
		}
	}
	return out
}

// markTags are the marks that are one element of HTML. A link's words stay;
// where it leads is no use on paper.
var markTags = map[string]string{
	"bold": "strong", "italic": "em", "underline": "u", "subscript": "sub", "superscript": "sup",
}

func (p *pressBody) inline(nodes []body.Node) {
	for _, n := range nodes {
		if n.Type == "hard_break" {
			p.b.WriteString("<br>")
			continue
		}
		write := func() {
			p.text(n.Text)
			p.inline(n.Content)
		}
		for _, m := range n.Marks {
			next := write
			if tag, ok := markTags[m.Type]; ok {
				write = func() { p.in(tag, next) }
			} else if href, ok := m.Attrs["href"].(string); ok && m.Type == "link" && body.CheckLink(href) == nil {
				write = func() { p.in(`a href="`+template.HTMLEscapeString(href)+`"`, next) }
			}
		}
		write()
	}
}

// figure takes a picture in at the size there is room for. One that is not
// there leaves its words.
func (p *pressBody) figure(media, alt, caption, credit string) *pressFigure {
	f := &pressFigure{Alt: alt, Caption: caption, Credit: p.credit(credit)}
	if f.Alt == "" {
		f.Alt = caption
	}
	name, err := app.ParseHash(media)
	m := p.pictures[name]
	if err != nil || len(m.Sizes) == 0 {
		return f
	}
	size := m.Sizes[0]
	if p.taken+size.Bytes > maxPress {
		size = m.Sizes[min(1, len(m.Sizes)-1)]
	}
	p.taken += size.Bytes
	f.Source, f.Width, f.Height = source(p.media, size), size.Width, size.Height
	return f
}

// credit says "Ảnh: …" where its author has not said what it is; see
// creditLine in the interface.
func (p *pressBody) credit(credit string) string {
	before, after, spelled := strings.Cut(strings.TrimSpace(credit), ":")
	if credit == "" || spelled && len([]rune(before)) <= 24 && strings.TrimSpace(after) != "" {
		return credit
	}
	return p.say.Photo + credit
}

func (p *pressBody) put(f *pressFigure) {
	_ = pressPage.ExecuteTemplate(&p.b, "figure", f) // a Builder takes everything
}
