package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"bangtin/app"
)

// heartbeat is how often an idle stream says that it is alive.
const heartbeat = 15 * time.Second

// maxStreams is how many streams may be open at once, each a few kilobytes.
const maxStreams = 500

var errTooMany = app.Fault(app.Unavailable, "too_many_streams", "Có quá nhiều người đang xem. Trang vẫn đọc được, chỉ không tự cập nhật",
	"Too many are reading at once. Pages can be read, but do not update by themselves")

// Change is what an event tells: what readers can see has changed.
type Change struct {
	Cursor   string   `json:"cursor"`
	Articles []string `json:"articles"`
}

// events streams what changes for readers (server-sent events, WHATWG
// HTML section 9.2): nothing of drafts, nothing of staff. A client that
// comes back with another cursor than the present one is told at once, and
// every client whether the library is in trang nghiêm.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if s.streams.Add(1) > maxStreams {
		s.streams.Add(-1)
		writeProblem(w, errTooMany)
		return
	}
	defer s.streams.Add(-1)
	stream := http.NewResponseController(w)
	real, stopReal := s.o.Real.Library.Listen()
	defer stopReal()
	var sample <-chan app.Event
	stopSample := func() {}
	defer func() { stopSample() }()
	listenToSample := func() { // it may come after the page
		if sh, ok := s.sampleShelf(); ok && sample == nil {
			sample, stopSample = sh.Library.Listen()
		}
	}
	listenToSample()
	sh, isSample, err := s.shelf(r.Context())
	if err != nil {
		writeProblem(w, err)
		return
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	at := s.cursor(sh, isSample)
	if _, err := fmt.Fprintf(w, ": bangtin\n\n"); err != nil || stream.Flush() != nil {
		return
	}
	var called <-chan Called // of panels only
	if inHall(who(r.Context()).face) {
		c, stopCalls := s.calls.listen(s.o.Now())
		defer stopCalls()
		called = c
	}
	solemn := s.o.Real.Library.Solemn()
	if !tellSolemn(w, stream, solemn) {
		return
	}
	if last := r.Header.Get("Last-Event-ID"); last != "" && last != at {
		if !tell(w, stream, Change{Cursor: at, Articles: []string{}}) {
			return
		}
	}
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		var e app.Event
		ok, ofSample := true, false
		select {
		case <-r.Context().Done():
			return
		case <-s.done:
			return
		case e, ok = <-real:
		case e, ok = <-sample:
			ofSample = true
		case c := <-called:
			if !tellCall(w, stream, c) {
				return
			}
			continue
		case <-tick.C:
			if stream.SetWriteDeadline(time.Now().Add(heartbeat)) != nil {
				return
			}
			if _, err := fmt.Fprint(w, ": alive\n\n"); err != nil || stream.Flush() != nil {
				return
			}
			continue
		}
		if !ok { // too slow: the client comes back and reads everything anew
			return
		}
		listenToSample()
		sh, isSample, err := s.shelf(r.Context())
		if err != nil {
			return
		}
		// Of the library itself, whichever shelf is shown.
		if is := s.o.Real.Library.Solemn(); is != solemn {
			solemn = is
			if !tellSolemn(w, stream, is) {
				return
			}
		}
		now := s.cursor(sh, isSample)
		// An event of the shelf that is not shown matters only where it made
		// that the one to show. One of the shelf that is shown is told even
		// where a later change has come before it could be: each names the
		// articles of its own change.
		if ofSample != isSample && now == at {
			continue
		}
		at = now
		c := Change{Cursor: at, Articles: []string{}}
		for _, id := range e.Articles {
			c.Articles = append(c.Articles, id.String())
		}
		if !tell(w, stream, c) {
			return
		}
	}
}

func (s *Server) sampleShelf() (Shelf, bool) {
	if s.o.Sample == nil {
		return Shelf{}, false
	}
	return s.o.Sample()
}

func tell(w http.ResponseWriter, stream *http.ResponseController, c Change) bool {
	text, err := json.Marshal(c)
	if err != nil || stream.SetWriteDeadline(time.Now().Add(heartbeat)) != nil {
		return false
	}
	_, err = fmt.Fprintf(w, "id: %s\nevent: change\ndata: %s\n\n", c.Cursor, text)
	return err == nil && stream.Flush() == nil
}

// tellSolemn tells by an event of its own whether trang nghiêm holds: a page
// turns before it has asked for anything.
func tellSolemn(w http.ResponseWriter, stream *http.ResponseController, on bool) bool {
	if stream.SetWriteDeadline(time.Now().Add(heartbeat)) != nil {
		return false
	}
	_, err := fmt.Fprintf(w, "event: solemn\ndata: {\"solemn\":%t}\n\n", on)
	return err == nil && stream.Flush() == nil
}
