package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

type contextKey struct{}

// who tells whose request it is.
func who(ctx context.Context) session {
	s, _ := ctx.Value(contextKey{}).(session)
	return s
}

// Window gives the handler of the window listener. Host is its own address
// ("127.0.0.1:40123"), and no request for another name is answered: that
// keeps out pages that point a name of theirs at this machine. Control is
// the token of run/engine.json.
func (s *Server) Window(host, control string) http.Handler {
	mux := s.table(windowListener)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != host || !ownOrigin(r, host) {
			writeProblem(w, errBarred)
			return
		}
		if r.URL.Path == "/open" && r.Method == http.MethodGet {
			s.open(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, controlPrefix) {
			token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			if !ok || control == "" || !same(token, control) {
				writeProblem(w, errBarred)
				return
			}
			mux.ServeHTTP(w, r)
			return
		}
		session, ok := s.sessions.find(r)
		if !ok {
			writeProblem(w, errBarred)
			return
		}
		mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, session)))
	})
}

// Public gives the handler of the public listener, which answers for the
// listed hosts only ("example.vn", "127.0.0.1:8080").
func (s *Server) Public(hosts ...string) http.Handler {
	mux := s.table(publicListener)
	known := map[string]bool{}
	for _, h := range hosts {
		known[strings.ToLower(h)] = true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := strings.ToLower(r.Host)
		if !known[host] || !ownOrigin(r, host) {
			writeProblem(w, errBarred)
			return
		}
		// A browser's page may have been opened by another page. The window's
		// never is, and there this header would make WebKit throw away the web
		// process of the bootstrap page and start another: 150 ms.
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, session{face: FaceReader, place: placeOf(r.RemoteAddr), host: host, robot: isRobot(r.UserAgent())})))
	})
}

// ownOrigin refuses what another web page sends from within a browser.
func ownOrigin(r *http.Request, host string) bool {
	if o := r.Header.Get("Origin"); o != "" {
		u, err := url.Parse(o)
		if err != nil || !strings.EqualFold(u.Host, host) || (u.Scheme != "http" && u.Scheme != "https") {
			return false
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	}
	// The bootstrap page of a window is another site; it only navigates.
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Method == http.MethodGet
}
