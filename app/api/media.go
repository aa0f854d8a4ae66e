package api

import (
	"net/http"
	"strconv"
	"time"

	"bangtin/app"
)

// media gives one derivative, if something on show lists it at that size.
// Its name is the hash of its bytes, so whoever has it may keep it for ever.
func (s *Server) media(w http.ResponseWriter, r *http.Request) {
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
	size, err := sh.Library.Media(r.Context(), name)
	if err != nil || strconv.Itoa(size.Edge()) != r.PathValue("edge") {
		writeProblem(w, errNotHere)
		return
	}
	f, err := sh.Media.Open(name)
	if err != nil {
		writeProblem(w, errNotHere)
		return
	}
	defer f.Close()
	common(w)
	h := w.Header()
	h.Set("Content-Type", size.Type)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("ETag", `"`+name.String()+`"`)
	http.ServeContent(w, r, "", time.Time{}, f)
}
