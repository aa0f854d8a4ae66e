package api

import (
	"bytes"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// pages are the files of the interface: one page for every path, and the
// assets it names, whose names hold their hash.
type pages struct {
	files       fs.FS
	index       []byte
	solemn      []byte // index in trang nghiêm: so marked at its root that not even its first frame has a colour
	phone       []byte // the page that phones get, nil where there is none
	placeholder bool
}

// readPages takes the folder that the build writes: app/index.html where
// there is an interface, else the placeholder index.html.
func readPages(dist fs.FS) (*pages, error) {
	if dist == nil {
		return nil, errors.New("no interface given")
	}
	if built, err := fs.Sub(dist, "app"); err == nil {
		if index, err := fs.ReadFile(built, "index.html"); err == nil {
			phone, err := fs.ReadFile(built, "phone/phone.html")
			if errors.Is(err, fs.ErrNotExist) {
				err = nil
			}
			solemn := bytes.Replace(index, []byte("<html "), []byte("<html data-solemn "), 1)
			return &pages{files: built, index: index, solemn: solemn, phone: phone}, err
		}
	}
	index, err := fs.ReadFile(dist, "index.html")
	return &pages{files: dist, index: index, solemn: index, placeholder: true}, err
}

// page answers every path that nothing else does. The page itself finds
// out what to show; paths it does not know are 404 for programs.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if !reads || strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/media/") {
		writeProblem(w, errNotHere)
		return
	}
	common(w)
	framed(w, who(r.Context()).face)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	if !known(r.URL.Path, who(r.Context()).face) {
		w.WriteHeader(http.StatusNotFound)
	}
	s.seeRobot(who(r.Context()))
	if j, ok := s.joins(who(r.Context()).face); ok {
		s.joiningPage(w, j)
		return
	}
	index := s.pages.index
	if s.o.Real.Library.Solemn() {
		index = s.pages.solemn
	}
	_, _ = w.Write(index) // the client is gone if this fails
}

// known tells whether the interface has a page for this path. The desk is
// there for its own windows only.
func known(p, face string) bool {
	if p == "/desk" || strings.HasPrefix(p, "/desk/") {
		return face == FaceDesk
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(p, "/kiosk"), "/screen")
	switch {
	case rest == "" || rest == "/", rest == "/tim", rest == "/chuong-trinh", rest == "/thong-tin", rest == "/hien-vat",
		rest == "/don-vi", rest == "/gop-y", rest == "/gop-y/tra-cuu":
		return true
	case strings.HasPrefix(rest, "/bai/"), strings.HasPrefix(rest, "/chuyen-muc/"),
		strings.HasPrefix(rest, "/chu-de/"), strings.HasPrefix(rest, "/loat-bai/"),
		strings.HasPrefix(rest, "/hien-vat/"), strings.HasPrefix(rest, "/thong-tin/"):
		return strings.Count(rest, "/") == 2
	}
	return false
}

func (p *pages) asset(w http.ResponseWriter, r *http.Request) { p.file(w, r, "assets") }

func (p *pages) phoneAsset(w http.ResponseWriter, r *http.Request) { p.file(w, r, "phone/assets") }

func (p *pages) file(w http.ResponseWriter, r *http.Request, folder string) {
	name := path.Join(folder, path.Clean("/"+r.PathValue("path")))
	b, err := fs.ReadFile(p.files, name)
	if err != nil {
		writeProblem(w, errNotHere)
		return
	}
	common(w)
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) { // the machine's own table may be wrong or empty
	case ".js", ".mjs":
		kind = "text/javascript; charset=utf-8"
	case ".css":
		kind = "text/css; charset=utf-8"
	case ".woff2":
		kind = "font/woff2"
	case ".svg":
		kind = "image/svg+xml"
	}
	if kind == "" {
		kind = "application/octet-stream"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
}
