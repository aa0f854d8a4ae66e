package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"bangtin/app"
	"bangtin/app/body"
)

func syllables(text string) int { return body.Words(text) }

func (s *Server) controlStatus(ctx context.Context, _ *none) (*struct{ Body any }, error) {
	v, err := s.o.Engine.Status(ctx)
	return &struct{ Body any }{v}, err
}

// Invitation is a path of the window listener that opens a face once.
type Invitation struct {
	Path string `json:"path"`
}

// invite lets a program that holds the control token open a face in a page
// that no supervisor looks after, such as a browser in a test.
func (s *Server) invite(_ context.Context, in *struct {
	Body struct {
		Face string `json:"face" enum:"desk,kiosk,screen"`
	}
}) (*struct{ Body Invitation }, error) {
	return &struct{ Body Invitation }{Invitation{s.Invite(in.Body.Face, "")}}, nil
}

// WindowID names a window that the engine keeps.
type WindowID struct {
	Window  string `json:"window"`
	Running bool   `json:"running"`
	Raised  bool   `json:"raised,omitempty" doc:"it was open already and came to the front"`
}

func (s *Server) addWindow(ctx context.Context, in *struct {
	Body struct {
		Face    string   `json:"face" enum:"desk,kiosk,screen"`
		Display []string `json:"display" maxItems:"20" doc:"environment that names the caller's display"`
		Another bool     `json:"another,omitempty" doc:"open a further desk beside the one that is open"`
	}
}) (*struct{ Body WindowID }, error) {
	id, raised, err := s.o.Engine.Window(ctx, in.Body.Face, in.Body.Display, in.Body.Another)
	return &struct{ Body WindowID }{WindowID{Window: id, Running: true, Raised: raised}}, err
}

func (s *Server) windowState(_ context.Context, in *struct {
	Window string `path:"window"`
}) (*struct{ Body WindowID }, error) {
	running, known := s.o.Engine.WindowState(in.Window)
	if !known {
		return nil, errNotHere
	}
	return &struct{ Body WindowID }{WindowID{Window: in.Window, Running: running}}, nil
}

func (s *Server) closeWindow(ctx context.Context, in *struct {
	Window string `path:"window"`
}) (*none, error) {
	return nil, s.o.Engine.CloseWindow(ctx, in.Window)
}

func (s *Server) stop(context.Context, *none) (*none, error) {
	s.o.Engine.Stop()
	return nil, nil
}

// runCommand runs a command that needs the store and streams what it
// reports, one JSON value a line; the last line holds its end.
func (s *Server) runCommand(w http.ResponseWriter, r *http.Request) {
	args, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		writeProblem(w, app.Fault(app.Invalid, "bad_request", "Yêu cầu không đúng dạng", "The request is not well formed").With(err))
		return
	}
	common(w)
	w.Header().Set("Content-Type", "application/x-ndjson")
	stream := http.NewResponseController(w)
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	report := func(v any) {
		_ = lines.Encode(v) // a client that went away does not stop the work
		_ = stream.Flush()
	}
	err = s.o.Engine.Do(r.Context(), r.PathValue("command"), args, report)
	end := End{End: true}
	if err != nil {
		end.Problem = problemOf(err)
		s.o.Log.Error("command for another process", "command", r.PathValue("command"), "err", err)
	}
	report(end)
}

// End is the last line of a command's report.
type End struct {
	End     bool     `json:"end"`
	Problem *Problem `json:"problem,omitempty"`
}
