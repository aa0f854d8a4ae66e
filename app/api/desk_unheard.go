package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/body"
	"bangtin/app/viet"
)

// UnheardArticle is one that was written on a machine after it was revoked.
type UnheardArticle struct {
	Title string `json:"title"`
	At    string `json:"at" format:"date-time"`
}

func (s *Server) unheard(ctx context.Context, _ *none) (*struct {
	Body struct {
		Articles []UnheardArticle `json:"articles" nullable:"false" doc:"the latest first"`
	}
}, error) {
	all, err := s.o.Real.Library.Unheard(ctx)
	out := &struct {
		Body struct {
			Articles []UnheardArticle `json:"articles" nullable:"false" doc:"the latest first"`
		}
	}{}
	out.Body.Articles = []UnheardArticle{}
	for _, u := range all {
		out.Body.Articles = append(out.Body.Articles, UnheardArticle{Title: u.Document.Title, At: stamp(u.At)})
	}
	return out, err
}

// unheardText writes them as one text, so that nothing that somebody wrote is
// lost with the rights of a machine.
func (s *Server) unheardText(w http.ResponseWriter, r *http.Request) {
	all, err := s.o.Real.Library.Unheard(r.Context())
	if err != nil {
		writeProblem(w, err)
		return
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="bai-chua-duoc-nhan-%s.txt"`, s.o.Now().In(viet.Zone()).Format(time.DateOnly)))
	var b strings.Builder
	b.WriteString("\ufeff") // by which programs of Windows know UTF-8
	for _, u := range all {
		writeUnheard(&b, u)
	}
	_, _ = w.Write([]byte(strings.ReplaceAll(b.String(), "\n", "\r\n"))) // whoever asked has gone
}

func writeUnheard(b *strings.Builder, u app.Unheard) {
	d := &u.Document
	for _, part := range []string{d.Title, time.UnixMilli(u.At).In(viet.Zone()).Format("15:04 02/01/2006"), d.Byline, d.Lead} {
		if part != "" {
			b.WriteString(part + "\n")
		}
	}
	if doc, err := d.Validate(); err == nil {
		b.WriteString("\n" + body.Text(doc) + "\n")
	} else {
		b.WriteString("\n" + string(d.Body) + "\n") // better than nothing
	}
	b.WriteString("\n* * *\n\n")
}
