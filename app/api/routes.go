package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// listener names a route table.
type listener uint8

const (
	windowListener listener = 1 << iota
	publicListener
)

// A role is whom a route answers.
type role uint8

const (
	reader  role = 1 << iota // anybody who may read: every face and the public
	window                   // the page of a window, whatever its face
	program                  // a command of ours that holds the control token
)

func (r role) String() string {
	switch r {
	case reader:
		return "reader"
	case window:
		return "window"
	case program:
		return "program"
	}
	return "nobody"
}

// listeners tells at which listeners a role is answered at all.
func (r role) listeners() listener {
	if r == reader {
		return windowListener | publicListener
	}
	return windowListener
}

const controlPrefix = "/api/control/"

// Route is one row of the table, as tests and the documentation see it.
type Route struct {
	Method  string
	Pattern string
	Role    string
	Public  bool
}

type route struct {
	method  string
	pattern string
	role    role
	add     func(t *tableau, r route)
}

// routes is the one table, read top to bottom. A route that is not here
// does not exist.
func (s *Server) routes() []route {
	return []route{
		{"GET", "/api/health", reader, typed(s.health)},
		{"GET", "/api/site", reader, typed(s.site)},
		{"GET", "/api/front", reader, typed(s.front)},
		{"GET", "/api/articles", reader, typed(s.list)},
		{"GET", "/api/articles/{id}", reader, typed(s.article)},
		{"GET", "/api/categories/{category}", reader, typed(s.category)},
		{"GET", "/api/slides", reader, typed(s.slides)},
		{"GET", "/api/events", reader, raw(s.events)},
		{"GET", "/media/{sha256}/{edge}", reader, raw(s.media)},

		{"POST", "/api/beat", window, typed(s.beat)},

		{"GET", "/api/control/status", program, typed(s.controlStatus)},
		{"POST", "/api/control/windows", program, typed(s.addWindow)},
		{"GET", "/api/control/windows/{window}", program, typed(s.windowState)},
		{"DELETE", "/api/control/windows/{window}", program, typed(s.closeWindow)},
		{"POST", "/api/control/run/{command}", program, raw(s.runCommand)},
		{"POST", "/api/control/stop", program, typed(s.stop)},

		{"GET", "/assets/{path...}", reader, raw(s.pages.asset)},
		{"", "/", reader, raw(s.pages.page)},
	}
}

// Routes lists the table.
func (s *Server) Routes() (out []Route) {
	for _, r := range s.routes() {
		out = append(out, Route{r.method, r.pattern, r.role.String(), r.role.listeners()&publicListener != 0})
	}
	return out
}

// tableau is the table of one listener while it is built.
type tableau struct {
	mux *http.ServeMux
	api huma.API
}

func (s *Server) table(l listener) *http.ServeMux {
	mux := http.NewServeMux()
	t := &tableau{mux: mux, api: humago.New(mux, config(s.o.Version))}
	for _, r := range s.routes() {
		if r.role.listeners()&l != 0 {
			r.add(t, r)
		}
	}
	return mux
}

// OpenAPI is the description of all typed routes (OpenAPI 3.1, JSON), from
// which the interface's client is generated.
func (s *Server) OpenAPI() ([]byte, error) {
	t := &tableau{mux: http.NewServeMux()}
	t.api = humago.New(t.mux, config(s.o.Version))
	for _, r := range s.routes() {
		r.add(t, r)
	}
	return t.api.OpenAPI().MarshalJSON()
}

func config(version string) huma.Config {
	c := huma.DefaultConfig("Bảng Tin", version)
	c.DocsPath, c.SchemasPath = "", "" // the documentation page would come from the network
	c.OpenAPIPath = "/api/openapi"
	c.CreateHooks = nil // no $schema links in answers
	c.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	return c
}

// typed adds a route whose input and output huma checks and describes.
func typed[I, O any](handle func(context.Context, *I) (*O, error)) func(*tableau, route) {
	return func(t *tableau, r route) {
		op := huma.Operation{
			Method: r.method, Path: r.pattern, OperationID: operation(r), Summary: "For: " + r.role.String(),
			MaxBodyBytes: 64 << 10, Errors: []int{http.StatusForbidden, http.StatusNotFound},
		}
		if r.method == http.MethodGet {
			op.Middlewares = huma.Middlewares{noStore}
		}
		huma.Register(t.api, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := handle(ctx, in)
			if err != nil {
				return nil, problemOf(err)
			}
			return out, nil
		})
	}
}

func noStore(c huma.Context, next func(huma.Context)) {
	c.SetHeader("Cache-Control", "no-store")
	c.SetHeader("X-Content-Type-Options", "nosniff")
	next(c)
}

// raw adds a route that writes its answer itself.
func raw(handle http.HandlerFunc) func(*tableau, route) {
	return func(t *tableau, r route) {
		t.mux.HandleFunc(strings.TrimSpace(r.method+" "+r.pattern), handle)
	}
}

// operation names a route for the generated client: get-articles-id.
func operation(r route) string {
	words := strings.FieldsFunc(r.pattern, func(c rune) bool { return c == '/' || c == '{' || c == '}' || c == '.' })
	if words[0] == "api" {
		words = words[1:]
	}
	return strings.ToLower(r.method) + "-" + strings.Join(words, "-")
}
