package api

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"bangtin/app"
)

// ArticleFile is a file that goes with an article: a document, a film, a
// sound or subtitles.
type ArticleFile struct {
	Media    string `json:"media" doc:"its hash, as blocks of the body name it"`
	Name     string `json:"name" doc:"what the article calls it; empty for one that stands in the body"`
	Type     string `json:"type" doc:"by its bytes"`
	Kind     string `json:"kind" enum:"pdf,text,table,slides,film,sound,subtitles"`
	Bytes    int64  `json:"bytes"`
	URL      string `json:"url" doc:"to be shown or played; empty where it can only be taken away"`
	Download string `json:"download" doc:"to be taken away; empty where nobody takes anything away"`
}

// attachments lists what stands under an article, as this face may have it.
func attachments(p *app.Publication, face string) []ArticleFile {
	out := []ArticleFile{}
	for _, a := range p.Document.Attached {
		if f, ok := p.Files[a.Media]; ok {
			out = append(out, articleFile(a.Media, f, a.Name, "/media/", face))
		}
	}
	return out
}

// bodyFiles are the films, sounds and subtitles of an article by their hash.
func bodyFiles(files map[app.Hash]app.File, where, face string) map[string]ArticleFile {
	out := map[string]ArticleFile{}
	for h, f := range files {
		if f.Class() != app.Paper {
			out[h.String()] = articleFile(h, f, "", where, face)
		}
	}
	return out
}

func articleFile(h app.Hash, f app.File, name, where, face string) ArticleFile {
	out := ArticleFile{Media: h.String(), Name: name, Type: f.Type, Kind: f.Kind(), Bytes: f.Bytes}
	if shows(f) {
		out.URL = where + out.Media
	}
	if takesAway(face) {
		out.Download = where + out.Media + "?as=" + f.SafeName(name)
	}
	return out
}

// shows tells whether our pages can show or play a file.
func shows(f app.File) bool { return f.Class() != app.Paper || f.Type == app.TypePDF }

// takesAway tells whether whoever stands before a face can keep a file.
func takesAway(face string) bool { return face != FaceKiosk && face != FaceScreen }

// publicFile gives a file that something on show lists. A browser that is
// led to it gets neither a page nor a script: what a PDF can do, it does in
// a sandbox without an origin.
func (s *Server) publicFile(w http.ResponseWriter, r *http.Request) {
	sh, _, err := s.shelf(r.Context())
	if err != nil {
		writeProblem(w, err)
		return
	}
	name, err := app.ParseHash(r.PathValue("sha256"))
	if err != nil {
		writeProblem(w, errNotHere)
		return
	}
	f, err := sh.Library.File(r.Context(), name)
	if err != nil {
		writeProblem(w, errNotHere)
		return
	}
	serveFile(w, r, sh.Media, name, f, "private, max-age=31536000, immutable")
}

// serveFile answers with a file, or a part of it. Under a name it is taken
// away, as what cannot be shown always is.
func serveFile(w http.ResponseWriter, r *http.Request, media Media, name app.Hash, f app.File, keep string) {
	as := r.URL.Query().Get("as")
	away := as != "" || !shows(f)
	if away && !takesAway(who(r.Context()).face) {
		writeProblem(w, errNotHere)
		return
	}
	file, err := media.Open(name)
	if err != nil {
		writeProblem(w, errNotHere)
		return
	}
	defer file.Close()
	common(w)
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Type", fileType(f))
	h.Set("Cache-Control", keep)
	h.Set("ETag", `"`+name.String()+`"`)
	if away {
		h.Set("Content-Disposition", `attachment; filename="`+f.SafeName(as)+`"`)
	}
	http.ServeContent(w, r, "", time.Time{}, file)
}

func fileType(f app.File) string {
	if f.Class() == app.Subtitles {
		return f.Type + "; charset=utf-8"
	}
	return f.Type
}

// FileStore keeps files; see store.Media.
type FileStore interface {
	Take(ctx context.Context, r io.Reader, limit int64, look func(f io.ReaderAt, sum [32]byte, size int64) error) (sum [32]byte, size int64, err error)
}

// addFile keeps the file that is the body of the request, whatever its name
// says that it is. It goes to the disk as it comes.
func (s *Server) addFile(w http.ResponseWriter, r *http.Request) {
	out, err := s.takeFile(w, r)
	if err != nil {
		writeProblem(w, err)
		return
	}
	writeJSON(w, out)
}

// fileSilence is how long nothing may come of a file that is on its way.
const fileSilence = time.Minute

func (s *Server) takeFile(w http.ResponseWriter, r *http.Request) (out ArticleFile, err error) {
	by, err := s.actor(r.Context())
	if err == nil && !app.MayAct(by.Post, app.Drafted, app.ActEdit) {
		err = app.ErrMayNotWrite
	}
	if err != nil {
		return out, err
	}
	in := bufio.NewReader(&patient{http.NewResponseController(w), r.Body})
	head, err := in.Peek(app.FileHead)
	if err != nil && !errors.Is(err, io.EOF) {
		return out, err
	}
	class, err := app.FileClassOf(head)
	if err != nil {
		return out, err
	}
	f := app.File{}
	limit := app.FileLimit(class)
	if r.ContentLength > limit {
		return out, app.ErrFileTooLarge(class)
	}
	sum, size, err := s.o.Desk.Files.Take(r.Context(), in, limit, func(whole io.ReaderAt, _ [32]byte, size int64) (err error) {
		if f.Type, err = app.FileType(whole, size); err == nil && size > app.FileLimit(f.Class()) {
			err = app.ErrFileTooLarge(f.Class()) // a sound that its beginning takes for a film
		}
		return err
	})
	if app.CodeOf(err) == app.TooLarge {
		err = app.ErrFileTooLarge(class)
	}
	if err != nil {
		return out, err
	}
	f.Bytes = size
	name := app.TrayName(r.URL.Query().Get("name"))
	if err := s.o.Real.Library.NoteFile(r.Context(), sum, f, name); err != nil {
		return out, err
	}
	return articleFile(sum, f, cmp.Or(name, f.SafeName("")), "/desk-media/", FaceDesk), nil
}

// patient reads what comes slowly, as long as something comes.
type patient struct {
	c    *http.ResponseController
	body io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	_ = p.c.SetReadDeadline(time.Now().Add(fileSilence)) // where there is none the server's own holds
	return p.body.Read(b)
}

// openFile opens an attachment of an article on show with the program that
// the system has for it. Only a desk's window on this machine may ask.
func (s *Server) openFile(ctx context.Context, in *struct {
	ID    string `path:"id" maxLength:"26"`
	Media string `path:"media" maxLength:"64"`
}) (*none, error) {
	at := who(ctx)
	if at.face != FaceDesk || at.away || s.o.Engine == nil {
		return nil, app.Fault(app.Denied, "no_program_here", "Ở đây không mở được tệp bằng chương trình khác", "Files are not opened with other programs here")
	}
	sh, _, id, err := s.shelfOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	a, err := sh.Library.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, x := range a.Publication.Document.Attached {
		f, ok := a.Publication.Files[x.Media]
		if !ok || x.Media.String() != in.Media {
			continue
		}
		file, err := sh.Media.Open(x.Media)
		if err != nil {
			return nil, app.ErrNoFile.With(err)
		}
		defer file.Close()
		return nil, s.o.Engine.OpenFile(ctx, at.window, file, f.SafeName(x.Name))
	}
	return nil, app.ErrNoFile
}

// deskFile gives a file to staff, whether or not it is on show.
func (s *Server) deskFile(w http.ResponseWriter, r *http.Request, name app.Hash) {
	f, err := s.o.Real.Library.NotedFile(r.Context(), name)
	if err != nil {
		writeProblem(w, errNotHere)
		return
	}
	serveFile(w, r, s.o.Real.Media, name, f, "private, max-age=86400")
}
