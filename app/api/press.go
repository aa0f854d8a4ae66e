package api

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"net/http"
	"slices"
	"strings"

	"bangtin/app"
	"bangtin/app/body"
	"bangtin/app/viet"
)

//go:embed press.html
var pressText string

var pressPage = template.Must(template.New("press").Parse(pressText))

// maxPress is how many bytes of pictures one file takes in at their full
// size; from there on they come smaller.
const maxPress = 12 << 20

// press is an article on one page that needs nothing else: its pictures
// stand in it, there is no script in it, and on A4 it is a press page.
type press struct {
	Lang, Title, Lead, Note, Category string
	When, Byline                      string
	Agency, Parent                    string
	Lines                             []pressLine
	Emblem                            template.HTMLAttr
	Apart                             *pressFigure
	Body                              template.HTML
	Say                               pressWords
}

type pressLine struct{ Name, Text string }

type pressFigure struct {
	Source          template.HTMLAttr
	Width, Height   int
	Alt             string
	Caption, Credit string
}

// pressWords are the words of the page itself.
type pressWords struct {
	Correction, Photo, Film, Sound, Source, Topic, Attached, Address, Kept string
}

func pressSays(lang string) pressWords {
	if strings.HasPrefix(lang, "en") {
		return pressWords{"Correction", "Photo: ", "Film", "Sound", "Source", "Topic", "Attached", "Address", "Saved"}
	}
	return pressWords{"Đính chính", "Ảnh: ", "Phim", "Âm thanh", "Nguồn", "Chủ đề", "Đính kèm", "Địa chỉ", "Lưu"}
}

// file gives an article as one HTML file to be kept. Nobody takes a file
// away from a kiosk or a screen: there the route does not exist.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	if at := who(r.Context()).face; at == FaceKiosk || at == FaceScreen {
		writeProblem(w, errNotHere)
		return
	}
	sh, _, err := s.shelf(r.Context())
	if err != nil {
		writeProblem(w, err)
		return
	}
	id, err := app.ParseID(r.PathValue("id"))
	if err != nil {
		writeProblem(w, app.ErrNoArticle)
		return
	}
	a, err := sh.Library.Article(r.Context(), id)
	if err != nil {
		writeProblem(w, err)
		return
	}
	var page bytes.Buffer
	if err := pressPage.Execute(&page, s.press(sh, &a)); err != nil {
		writeProblem(w, err)
		return
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+viet.Slug(a.Title, 80)+`.html"`)
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(page.Bytes()) // the client is gone if this fails
}

func (s *Server) press(sh Shelf, a *app.Article) *press {
	d, settings := &a.Publication.Document, sh.Library.Settings()
	english := strings.HasPrefix(d.Lang, "en")
	p := &press{
		Lang: d.Lang, Title: d.Title, Lead: d.Lead, Note: a.Publication.Note, Byline: d.Byline,
		Agency: settings.Agency, Parent: settings.ParentAgency, Say: pressSays(d.Lang),
		When: viet.Dateline(a.Published.Time(), a.Published.DateOnly), Category: categoryRef(sh.Library, d.Category).Name.VI,
	}
	kept := viet.Prose(s.o.Now())
	if english {
		p.When = viet.DatelineEN(a.Published.Time(), a.Published.DateOnly)
		p.Category = categoryRef(sh.Library, d.Category).Name.EN
		kept = s.o.Now().In(viet.Zone()).Format("2 January 2006")
	}
	for _, l := range []pressLine{
		{p.Say.Source, d.Source}, {p.Say.Topic, d.Topic}, {p.Say.Attached, attachedNames(d)}, {p.Say.Address, d.Address},
		{p.Say.Kept, strings.Trim(kept+", "+cmp.Or(settings.Agency, "Bảng Tin"), ", ")},
	} {
		if l.Text != "" {
			p.Lines = append(p.Lines, l)
		}
	}
	if settings.Picture != nil {
		sizes := settings.Picture.Sizes
		p.Emblem = source(sh.Media, sizes[len(sizes)-1])
	}
	doc, err := body.Parse(d.Body)
	if err != nil {
		return p
	}
	drawer := &pressBody{say: p.Say, media: sh.Media, pictures: a.Publication.Media}
	if a.Figure != nil && !slices.Contains(body.Media(doc), a.Figure.Media.String()) {
		p.Apart = drawer.figure(a.Figure.Media.String(), a.Figure.Alt, a.Figure.Caption, a.Figure.Credit)
	}
	p.Body = drawer.draw(doc)
	return p
}

func attachedNames(d *app.Document) string {
	var names []string
	for _, a := range d.Attached {
		names = append(names, a.Name)
	}
	return strings.Join(names, "; ")
}

// source is the address of a picture that holds it; empty where the file is
// not there.
func source(media Media, size app.Size) template.HTMLAttr {
	f, err := media.Open(size.Hash)
	if err != nil {
		return ""
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, size.Bytes+1))
	if err != nil || int64(len(data)) != size.Bytes {
		return ""
	}
	return template.HTMLAttr(`src="data:` + size.Type + `;base64,` + base64.StdEncoding.EncodeToString(data) + `"`)
}
