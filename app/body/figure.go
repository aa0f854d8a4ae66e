package body

// Figure is a picture with its words, as it stands in a document.
type Figure struct {
	Block    string // id of the top-level block it is in
	Media    string // SHA-256 of the original
	Original string // of the picture that it was made of, if it was edited
	Alt      string
	Caption,
	Credit string
	FocusX, FocusY int // thousandths from the left and from the top; 500 if not set
}

// Figures lists the figures in reading order, also those in galleries,
// lists, cells and nodes of unknown type.
func Figures(d Doc) []Figure {
	var out []Figure
	for n, block := range d.walk() {
		if n.Type != "figure" {
			continue
		}
		out = append(out, Figure{
			Block:    block,
			Media:    n.String("media"),
			Original: n.String("original"),
			Alt:      n.String("alt"),
			Caption:  n.String("caption"),
			Credit:   n.String("credit"),
			FocusX:   n.Int("focusX", 500),
			FocusY:   n.Int("focusY", 500),
		})
	}
	return out
}

// Film is a film or a sound with its words, as it stands in a document.
type Film struct {
	Block     string // id of the top-level block it is in
	Sound     bool   // a sound, not a film
	Media     string // SHA-256 of the file
	Poster    string // of a picture's original, if a film has one
	Subtitles string // of a WebVTT file, if there is one
	Caption,
	Credit,
	Transcript string
}

// Films lists the films and sounds in reading order.
func Films(d Doc) []Film {
	var out []Film
	for n, block := range d.walk() {
		if n.Type != "video" && n.Type != "audio" {
			continue
		}
		out = append(out, Film{
			Block: block, Sound: n.Type == "audio", Media: n.String("media"), Poster: n.String("poster"), Subtitles: n.String("subtitles"),
			Caption: n.String("caption"), Credit: n.String("credit"), Transcript: n.String("transcript"),
		})
	}
	return out
}

// FirstFigure is the one that leads the article where no other was chosen.
func FirstFigure(d Doc) (Figure, bool) {
	if all := Figures(d); len(all) > 0 {
		return all[0], true
	}
	return Figure{}, false
}

// Media lists the names of all pictures, films and sounds, posters and
// subtitles with them, each once, in order of first use.
func Media(d Doc) []string {
	var names onceEach
	for n := range d.walk() {
		switch n.Type {
		case "figure", "video", "audio":
			names.add(n.String("media"))
			for _, beside := range []string{"poster", "subtitles"} {
				if name := n.String(beside); name != "" {
					names.add(name)
				}
			}
		}
	}
	return names.list
}

// Links lists the addresses of all links, each once, in order of first use.
func Links(d Doc) []string {
	var links onceEach
	for n := range d.walk() {
		for _, m := range n.Marks {
			if href, ok := m.Attrs["href"].(string); ok && m.Type == "link" {
				links.add(href)
			}
		}
	}
	return links.list
}

type onceEach struct {
	list []string
	seen map[string]bool
}

func (o *onceEach) add(s string) {
	if o.seen[s] {
		return
	}
	if o.seen == nil {
		o.seen = map[string]bool{}
	}
	o.seen[s] = true
	o.list = append(o.list, s)
}

// walk visits every node, parents first, with the id of its top-level block.
func (d Doc) walk() func(yield func(Node, string) bool) {
	return func(yield func(Node, string) bool) {
		for _, block := range d.Content {
			if !walkNode(block, block.ID(), yield) {
				return
			}
		}
	}
}

func walkNode(n Node, block string, yield func(Node, string) bool) bool {
	if !yield(n, block) {
		return false
	}
	for _, child := range n.Content {
		if !walkNode(child, block, yield) {
			return false
		}
	}
	return true
}
