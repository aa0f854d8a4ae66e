package api

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"regexp"
)

// Joining is what a kiosk or screen shows that was not let into a library yet.
type Joining struct {
	Code    string `json:"code" doc:"for an administrator to enter, in groups; empty where nothing has to be entered"`
	Asked   bool   `json:"asked" doc:"it has asked by a kit or by a code of an administrator's machine, and waits to be let in; false once it belongs to a library"`
	Name    string `json:"name" doc:"what this machine calls itself"`
	Left    string `json:"left" doc:"the drive on which the request was left; empty while there is none"`
	Problem string `json:"problem" doc:"why the drive that was met last did not help, in both languages; empty where it did"`

	// Above: it holds a library, as a copied kiosk does, and shows the code
	// above its pages and not in their place. See SitePanel.
	Above bool `json:"-"`
}

//go:embed joining.html
var joiningPage string

//go:embed joining.css
var joiningStyle []byte

//go:embed joining.js
var joiningScript []byte

var joiningTemplate = template.Must(template.New("joining").Parse(joiningPage))

// stylesheet is the link in the interface's page that brings its fonts and
// colours.
var stylesheet = regexp.MustCompile(`<link rel="stylesheet"[^>]*>`)

// joins tells whether a face has to show how its machine joins a library
// instead of everything else.
func (s *Server) joins(face string) (Joining, bool) {
	if s.o.Joining == nil || face != FaceKiosk && face != FaceScreen {
		return Joining{}, false
	}
	j := s.o.Joining()
	return j, (j.Code != "" || j.Asked) && !j.Above
}

func (s *Server) joiningPage(w http.ResponseWriter, j Joining) {
	told := map[string]any{"Joining": j, "Style": template.HTML(stylesheet.Find(s.pages.index))} // of our own build
	if j.Code != "" {
		told["QR"] = qrOf(j.Code).V
	}
	var b bytes.Buffer
	err := joiningTemplate.Execute(&b, told)
	if err != nil {
		writeProblem(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // the client is gone if this fails
}

// joiningFile serves the style and the script of that page.
func (s *Server) joiningFile(w http.ResponseWriter, r *http.Request) {
	common(w)
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	switch r.PathValue("file") {
	case "style.css":
		h.Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(joiningStyle)
	case "script.js":
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(joiningScript)
	default:
		writeProblem(w, errNotHere)
	}
}

func (s *Server) joining(ctx context.Context, _ *none) (*struct{ Body Joining }, error) {
	j, ok := s.joins(who(ctx).face)
	if !ok {
		j = Joining{}
	}
	return &struct{ Body Joining }{j}, nil
}
