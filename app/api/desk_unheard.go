package api

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
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
	if err := errors.Join(s.packUnheard(r.Context(), z, all), z.Close()); err != nil && r.Context().Err() == nil {
		s.o.Log.Error("pack what a revoked machine wrote", "err", err)
		panic(http.ErrAbortHandler) // what has gone out must not pass for all of it
	}
}

// packUnheard puts all words before the first picture: whatever happens to a
// disk or a link after that, they are out.
func (s *Server) packUnheard(ctx context.Context, z *zip.Writer, all []app.Unheard) error {
	var files []keptFile
	for i, u := range all {
		folder := fmt.Sprintf("%02d-%s/", i+1, cmp.Or(viet.Slug(u.Document.Title, 60), "bai"))
		beside := s.filesOfUnheard(ctx, &u.Document)
		names := make([]string, len(beside))
		for k, f := range beside {
			names[k] = strings.TrimSpace(f.name + "  " + f.words)
			f.name = folder + f.name
			files = append(files, f)
		}
		if err := packText(z, folder+"bai.txt", time.UnixMilli(u.At), unheardText(u, names)); err != nil {
			return err
		}
	}
	for _, f := range files {
		if err := s.packFile(ctx, z, f); err != nil {
			return err
		}
	}
	return nil
}

func packText(z *zip.Writer, name string, at time.Time, text string) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at.In(viet.Zone())})
	if err != nil {
		return err
	}
	// By the first mark programs of Windows know UTF-8.
	_, err = io.WriteString(w, "\ufeff"+strings.ReplaceAll(text, "\n", "\r\n"))
	return err
}

// keptFile is a picture or a file as it lies in the ZIP: under a name, and
// with the words that the article has for it. It is read from media.
type keptFile struct {
	name, words string
	media       app.Hash
}

// filesOfUnheard lists the pictures and files that a document names.
func (s *Server) filesOfUnheard(ctx context.Context, d *app.Document) (out []keptFile) {
	for i, original := range d.Pictures() {
		media, end := s.pictureToKeep(ctx, original)
		out = append(out, keptFile{fmt.Sprintf("anh-%d%s", i+1, end), pictureWords(d, original), media})
	}
	for i, x := range d.Files() {
		note, _ := s.o.Real.Library.NotedFile(ctx, x.Media) // of what nobody noted the name has no end
		out = append(out, keptFile{fmt.Sprintf("tep-%d-%s", i+1, note.SafeName(x.Name)), x.Name, x.Media})
	}
	return out
}

// packFile puts a file into the ZIP as it is, for pictures and films are
// packed already. In the place of one that is not here, or behind one that
// cannot be read to its end, a text says so.
func (s *Server) packFile(ctx context.Context, z *zip.Writer, k keptFile) error {
	gone := func() error {
		return packText(z, k.name+".txt", s.o.Now(), "Tệp này không có hoặc không đọc được trên máy này.\nThis file is not on this machine, or cannot be read.\n")
	}
	f, err := s.o.Real.Media.Open(k.media)
	if err != nil {
		return gone()
	}
	defer f.Close()
	h := &zip.FileHeader{Name: k.name, Method: zip.Store}
	if at, err := f.Stat(); err == nil {
		h.Modified = at.ModTime().In(viet.Zone())
	}
	w, err := z.CreateHeader(h)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, f); err != nil {
		if fault := new(fs.PathError); errors.As(err, &fault) { // of the file, not of whoever takes it
			return gone()
		}
		return err
	}
	return ctx.Err()
}

// pictureToKeep is an original or, where that is not here, the largest of
// what was made of it.
func (s *Server) pictureToKeep(ctx context.Context, original app.Hash) (media app.Hash, end string) {
	if f, err := s.o.Real.Media.Open(original); err == nil {
		defer f.Close()
		head := make([]byte, 16)
		n, _ := f.ReadAt(head, 0)
		return original, pictureEnd(head[:n])
	}
	if made, ok, err := s.o.Real.Library.Preview(ctx, original); err == nil && ok {
		return made.Sizes[0].Hash, pictureEnds[made.Sizes[0].Type]
	}
	return original, ""
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
