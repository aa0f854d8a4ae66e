package api

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
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

// unheardTime is how long it may take to fetch them, films among them.
const unheardTime = time.Hour

// unheardFile writes them as one ZIP, a folder for each article with its text
// and its pictures and files, so that nothing that somebody made is lost with
// the rights of a machine.
func (s *Server) unheardFile(w http.ResponseWriter, r *http.Request) {
	all, err := s.o.Real.Library.Unheard(r.Context())
	if err != nil {
		writeProblem(w, err)
		return
	}
	now := s.o.Now().In(viet.Zone())
	common(w)
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="bai-chua-duoc-nhan-%s.zip"`, now.Format(time.DateOnly)))
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(unheardTime))
	z := zip.NewWriter(w)
	for i, u := range all {
		if err == nil {
			folder := fmt.Sprintf("%02d-%s/", i+1, cmp.Or(viet.Slug(u.Document.Title, 60), "bai"))
			err = s.packUnheard(r.Context(), z, folder, u)
		}
	}
	if err = errors.Join(err, z.Close()); err != nil && r.Context().Err() == nil {
		s.o.Log.Error("pack what a revoked machine wrote", "err", err)
		panic(http.ErrAbortHandler) // what has gone out must not pass for all of it
	}
}

func (s *Server) packUnheard(ctx context.Context, z *zip.Writer, folder string, u app.Unheard) error {
	var names []string
	for i, h := range u.Document.Pictures() {
		f, end := s.pictureToKeep(ctx, h)
		if f == nil {
			continue
		}
		name := fmt.Sprintf("anh-%d%s", i+1, end)
		if err := pack(ctx, z, folder+name, f); err != nil {
			return err
		}
		names = append(names, strings.TrimSpace(name+"  "+pictureWords(&u.Document, h)))
	}
	for i, x := range u.Document.Files() {
		note, err := s.o.Real.Library.NotedFile(ctx, x.Media)
		if err != nil {
			continue
		}
		f, err := s.o.Real.Media.Open(x.Media)
		if err != nil {
			continue
		}
		name := fmt.Sprintf("tep-%d-%s", i+1, note.SafeName(x.Name))
		if err := pack(ctx, z, folder+name, f); err != nil {
			return err
		}
		names = append(names, strings.TrimSpace(name+"  "+x.Name))
	}
	text, err := z.CreateHeader(&zip.FileHeader{Name: folder + "bai.txt", Method: zip.Deflate, Modified: time.UnixMilli(u.At).In(viet.Zone())})
	if err != nil {
		return err
	}
	// By the first mark programs of Windows know UTF-8.
	_, err = io.WriteString(text, "\ufeff"+strings.ReplaceAll(unheardText(u, names), "\n", "\r\n"))
	return err
}

// pack puts a file into a ZIP as it is, for pictures and films are packed
// already, and closes it.
func pack(ctx context.Context, z *zip.Writer, name string, f *os.File) error {
	defer f.Close()
	h := &zip.FileHeader{Name: name, Method: zip.Store}
	if at, err := f.Stat(); err == nil {
		h.Modified = at.ModTime().In(viet.Zone())
	}
	w, err := z.CreateHeader(h)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, f); err != nil {
		return err
	}
	return ctx.Err()
}

// pictureToKeep opens an original or, where that is not here, the largest of
// what was made of it; nil where neither is.
func (s *Server) pictureToKeep(ctx context.Context, original app.Hash) (f *os.File, end string) {
	if f, err := s.o.Real.Media.Open(original); err == nil {
		head := make([]byte, 16)
		n, _ := f.ReadAt(head, 0)
		return f, pictureEnd(head[:n])
	}
	made, ok, err := s.o.Real.Library.Preview(ctx, original)
	if err != nil || !ok {
		return nil, ""
	}
	if f, err = s.o.Real.Media.Open(made.Sizes[0].Hash); err != nil {
		return nil, ""
	}
	return f, pictureEnds[made.Sizes[0].Type]
}

var pictureEnds = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}

// pictureEnd is what the name of a picture ends with, of those that are taken.
func pictureEnd(head []byte) string {
	return cmp.Or(pictureEnds[http.DetectContentType(head)], ".heic")
}

// pictureWords are what stands under a picture where it comes first.
func pictureWords(d *app.Document, original app.Hash) string {
	if f := d.Figure; f != nil && f.Media == original && f.Caption+f.Credit != "" {
		return joined(". ", f.Caption, f.Credit)
	}
	if doc, err := body.Parse(d.Body); err == nil {
		for _, f := range body.Figures(doc) {
			if f.Media == original.String() {
				return joined(". ", f.Caption, f.Credit)
			}
		}
	}
	return ""
}

// unheardText is an article as plain text, with the names of what lies
// beside it.
func unheardText(u app.Unheard, names []string) string {
	d := &u.Document
	text := string(d.Body) // better than nothing
	if doc, err := d.Validate(); err == nil {
		text = body.Text(doc)
	}
	head := joined("\n", d.Title, time.UnixMilli(u.At).In(viet.Zone()).Format("15:04 02/01/2006"), d.Byline, d.Lead)
	return joined("\n\n", head, text, strings.Join(names, "\n")) + "\n"
}

// joined joins the parts that are not empty.
func joined(between string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), between)
}
