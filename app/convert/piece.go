package convert

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"bangtin/app"
	"bangtin/app/body"
	"bangtin/app/viet"

	"golang.org/x/text/language"
)

// The limits of a piece beside those of its document, in characters
// (viet.CountChars).
const (
	MaxTitle = 250
	MaxLead  = 5000
	MaxField = 250 // category, source, byline, genre, topic, a tag
	MaxTags  = 50
)

// Piece is a record as an article of ours: cleaned, checked, laid out.
type Piece struct {
	Title, Lead                            string
	Body                                   body.Doc
	Category, Source, Byline, Genre, Topic string
	Tags                                   []string
	Lang                                   string     // BCP 47, empty where the record names none
	Address                                string     // http or https, or empty
	Published                              time.Time  // zero where the record has no date
	DateOnly                               bool       // the hour is not known
	Notes                                  []app.Text // what of the record was left out, and why
}

// SourceID names the record within its source, so that a second import finds
// the first: its id, else its address, else a hash of its words.
func (r Record) SourceID() string {
	for _, id := range []string{r.ID, r.URL} {
		if id = strings.TrimSpace(id); id != "" {
			return id
		}
	}
	sum := sha256.Sum256([]byte(r.Title + "\x00" + r.Lead + "\x00" + r.Body))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Piece makes an article of the record. media answers with the SHA-256 of
// the picture in a file that RecordFigure.Local names, or with "" to leave
// it out. The result depends on the record and those answers alone, and its
// blocks get their ids from articleID and their place (body.DeriveID;
// paragraphs count 0, 1, 2…, figures -1, -2, -3… as in the record).
//
//   - Titles and other short texts become one line, every text viet.Clean.
//   - Lines and alts that an editing program made of a file name, such as
//     "image 20240704065955 1", are dropped, and so is a first paragraph that
//     repeats the lead.
//   - Figures that say where they stand are put there, the others are spread
//     evenly over the paragraphs, the first one above them.
//
// Errors are *app.Error: no title or one too long, a date that cannot be
// read, a text over its limit.
func (r Record) Piece(articleID string, media func(file string) string) (Piece, error) {
	p := Piece{Title: viet.Line(r.Title), Lead: viet.Line(r.Lead)}
	if err := checkTitle(p.Title); err != nil {
		return Piece{}, err
	}
	if err := checkLength("lead", p.Lead, MaxLead); err != nil {
		return Piece{}, err
	}
	for _, field := range []struct {
		name string
		from string
		to   *string
	}{
		{"category", r.Category, &p.Category},
		{"source", r.Source, &p.Source},
		{"byline", r.Byline, &p.Byline},
		{"genre", r.Genre, &p.Genre},
		{"topic", r.Topic, &p.Topic},
	} {
		*field.to = viet.Line(field.from)
		if err := checkLength(field.name, *field.to, MaxField); err != nil {
			return Piece{}, err
		}
	}
	if err := p.setTags(r.Tags); err != nil {
		return Piece{}, err
	}
	if err := p.setDate(r.Published); err != nil {
		return Piece{}, err
	}
	p.setLang(r.Lang)
	p.setAddress(r.URL)
	p.Body.Content = p.layOut(r, articleID, media)
	if err := p.Body.Check(); err != nil {
		return Piece{}, bodyFault(err)
	}
	return p, nil
}

func checkTitle(title string) error {
	if viet.Blank(title) {
		return app.Fault(app.Invalid, "title_missing", "Bài không có tiêu đề", "The article has no title")
	}
	if n := viet.CountChars(title); n > MaxTitle {
		return app.Fault(app.Invalid, "title_too_long",
			fmt.Sprintf("Tiêu đề dài %s ký tự, nhiều nhất là %d", viet.Int(int64(n)), MaxTitle),
			fmt.Sprintf("The title has %s characters, the most is %d", viet.IntEN(int64(n)), MaxTitle))
	}
	return nil
}

func checkLength(name, s string, most int) error {
	if viet.CountChars(s) <= most {
		return nil
	}
	return app.Fault(app.TooLarge, "import_field_long",
		fmt.Sprintf("Trường “%s” dài hơn %s ký tự", name, viet.Int(int64(most))),
		fmt.Sprintf("The field “%s” is longer than %s characters", name, viet.IntEN(int64(most))))
}

func (p *Piece) setTags(tags []string) error {
	for _, tag := range tags {
		tag = viet.Line(tag)
		if err := checkLength("tags", tag, MaxField); err != nil {
			return err
		}
		if !viet.Blank(tag) && !slices.Contains(p.Tags, tag) {
			p.Tags = append(p.Tags, tag)
		}
		if len(p.Tags) > MaxTags {
			return app.Fault(app.TooLarge, "import_tags",
				fmt.Sprintf("Bài có hơn %d từ khóa", MaxTags),
				fmt.Sprintf("The article has more than %d tags", MaxTags))
		}
	}
	return nil
}

func (p *Piece) setDate(s string) error {
	s = viet.Line(s)
	if s == "" {
		return nil
	}
	var err error
	p.Published, p.DateOnly, err = viet.ParseDate(s)
	if err != nil {
		s = viet.Truncate(s, 40)
		return app.Fault(app.Invalid, "import_date",
			fmt.Sprintf("Không hiểu ngày đăng “%s”", s),
			fmt.Sprintf("The date “%s” cannot be read", s)).With(err)
	}
	return nil
}

func (p *Piece) setLang(s string) {
	s = viet.Line(s)
	if s == "" {
		return
	}
	tag, err := language.Parse(s)
	if err != nil {
		s = viet.Truncate(s, 40)
		p.note("Bỏ qua mã ngôn ngữ “"+s+"”", "The language tag “"+s+"” was left out")
		return
	}
	p.Lang = tag.String()
}

func (p *Piece) setAddress(s string) {
	s = strings.TrimSpace(s)
	if s == "" {
		return
	}
	whole := !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	if !whole || !app.WebAddress(s) || body.CheckLink(s) != nil {
		s = viet.Truncate(viet.Line(s), 60)
		p.note("Bỏ qua địa chỉ “"+s+"”", "The address “"+s+"” was left out")
		return
	}
	p.Address = s
}

func (p *Piece) note(vi, en string) {
	p.Notes = append(p.Notes, app.Text{VI: vi, EN: en})
}

// madeOfFileName is what editing programs write under pasted pictures.
var madeOfFileName = regexp.MustCompile(`^image \d{14} \d+$`)

func (p *Piece) layOut(r Record, articleID string, media func(string) string) []body.Node {
	text := body.FromParagraphs(viet.Clean(r.Body), func(i int) string { return body.DeriveID(articleID, i) })
	paragraphs := text.Content
	figures := make(map[int][]body.Node) // by the number of paragraphs before them
	for i, f := range r.Figures {
		node, ok := p.figure(f, body.DeriveID(articleID, -1-i), media)
		if !ok {
			continue
		}
		before := i * len(paragraphs) / len(r.Figures)
		if f.After != nil {
			before = min(*f.After, len(paragraphs))
		}
		figures[before] = append(figures[before], node)
	}
	nodes := figures[0]
	for i, paragraph := range paragraphs {
		line := body.Text(body.Doc{Content: []body.Node{paragraph}})
		repeated := i == 0 && viet.Line(line) == p.Lead
		if !repeated && !madeOfFileName.MatchString(line) {
			nodes = append(nodes, paragraph)
		}
		nodes = append(nodes, figures[i+1]...)
	}
	return nodes
}

func (p *Piece) figure(f RecordFigure, id string, media func(string) string) (body.Node, bool) {
	file := f.Local()
	sum := ""
	if file != "" {
		sum = media(file)
	}
	if sum == "" {
		name := viet.Truncate(viet.Line(f.File), 60)
		p.note("Bỏ qua ảnh “"+name+"”", "The picture “"+name+"” was left out")
		return body.Node{}, false
	}
	alt := viet.Line(f.Alt)
	if app.MadeOfFileName(alt) {
		alt = ""
	}
	return body.Node{Type: "figure", Attrs: map[string]any{
		"id":      id,
		"media":   sum,
		"alt":     alt,
		"caption": viet.Line(f.Caption),
		"credit":  viet.Line(f.Credit),
		"focusX":  int64(500),
		"focusY":  int64(500),
	}}, true
}

func bodyFault(err error) error {
	var e *body.Error
	if !errors.As(err, &e) {
		return err
	}
	code := app.Invalid
	if e.TooLarge() {
		code = app.TooLarge
	}
	return app.Fault(code, e.Key, e.VI, e.EN).With(err)
}
