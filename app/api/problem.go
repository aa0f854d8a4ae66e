package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"bangtin/app"

	"github.com/danielgtaylor/huma/v2"
)

// Problem is an error as problem+json (RFC 9457), with a stable code and
// key, and a sentence in both languages.
type Problem struct {
	Type    string   `json:"type"`
	Title   string   `json:"title"`
	Status  int      `json:"status"`
	Detail  string   `json:"detail"`
	Code    app.Code `json:"code"`
	Key     string   `json:"key"`
	Message app.Text `json:"message"`
}

func (p *Problem) Error() string { return p.Detail }

// GetStatus is asked for by huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is asked for by huma.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statusOf is the one place where a code becomes a status.
func statusOf(c app.Code) int {
	switch c {
	case app.Invalid:
		return http.StatusUnprocessableEntity
	case app.NotFound:
		return http.StatusNotFound
	case app.Conflict, app.Held:
		return http.StatusConflict
	case app.Denied:
		return http.StatusForbidden
	case app.TooLarge:
		return http.StatusRequestEntityTooLarge
	case app.Unavailable, app.Damaged:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func problemOf(err error) *Problem {
	code := app.CodeOf(err)
	text := app.TextOf(err)
	p := &Problem{Type: "about:blank", Status: statusOf(code), Detail: text.EN, Code: code, Key: string(code), Message: text}
	p.Title = http.StatusText(p.Status)
	var fault *app.Error
	if errors.As(err, &fault) && fault.Key != "" {
		p.Key = fault.Key
	}
	return p
}

func writeProblem(w http.ResponseWriter, err error) {
	p := problemOf(err)
	common(w)
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone if this fails
}

var (
	errNotHere = app.Fault(app.NotFound, "no_page", "Không có trang này", "There is no such page")
	errBarred  = app.Fault(app.Denied, "no_entry", "Cửa sổ này không còn phiên làm việc. Xin mở lại chương trình",
		"This window has no session. Please open the program again")
)

var problemsOnce sync.Once

// useProblems makes huma's own errors, those of bad input, look like ours.
// The hook is a package variable of huma's, hence the Once.
func useProblems() {
	problemsOnce.Do(func() {
		huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
			p := &Problem{
				Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: msg, Code: app.Invalid, Key: "bad_request",
				Message: app.Text{VI: "Yêu cầu không đúng dạng", EN: "The request is not well formed"},
			}
			for _, e := range errs {
				if e != nil {
					p.Detail = fmt.Sprintf("%s; %v", p.Detail, e)
				}
			}
			if status >= 500 {
				p.Code, p.Key, p.Message = app.Internal, "internal", app.TextOf(errors.New(""))
			}
			return p
		}
	})
}
