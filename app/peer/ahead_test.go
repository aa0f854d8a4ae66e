package peer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"bangtin/app"
	"bangtin/app/peer"
)

// watched is a remote that tells what is read there, in which order.
type watched struct {
	peer.Remote
	mu    sync.Mutex
	files bool
	late  []string // changes that were read behind a file
	times map[string]int
}

func (r *watched) Open(ctx context.Context, o peer.Offer) (io.ReadCloser, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files = r.files || o.Kind == peer.KindFile
	if r.files && o.Kind != peer.KindFile {
		r.late = append(r.late, fmt.Sprint(o.Thing))
	}
	r.times[fmt.Sprint(o.Thing)]++
	return r.Remote.Open(ctx, o)
}

// publishLong publishes an article of so many bytes.
func (m *machine) publishLong(n, size int) {
	m.t.Helper()
	var blocks []string
	for i := range size / 4000 {
		blocks = append(blocks, fmt.Sprintf(`{"type":"paragraph","attrs":{"id":"p%d"},"content":[{"type":"text","text":%q}]}`, i, strings.Repeat("dài ", 800)))
	}
	saved, err := m.lib.Save(context.Background(), true, app.Entry{
		Article: articleID(n), Category: []app.Text{{VI: "Thời sự", EN: "News"}},
		Document: app.Document{Title: fmt.Sprint("Bài dài ", n), Lang: "vi", Body: json.RawMessage(`{"type":"doc","content":[` + strings.Join(blocks, ",") + `]}`)},
	})
	if err == nil {
		err = saved[0].Err
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// However much is read ahead, a stick that is pulled out early has told the
// words before the pictures, and nothing of it is read twice.
func TestWordsBeforePictures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n := range 40 {
		w.a.publish(100+n, fmt.Sprint("Bài có ảnh ", n), true)
	}
	for n := range 24 { // so much that it is folded in parts
		w.a.publishLong(200+n, 400_000)
	}
	w.a.meet(w.stick)
	f, err := peer.OpenFolder(w.stick, w.b.lib.Name(), w.b.lib.Device())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := &watched{Remote: f, times: map[string]int{}}
	if _, err := w.b.party().Exchange(t.Context(), r, nil); err != nil {
		t.Fatal(err)
	}
	if len(r.late) > 0 {
		t.Errorf("read behind a picture: %v", r.late)
	}
	for what, n := range r.times {
		if n > 1 {
			t.Errorf("read %d times: %s", n, what)
		}
	}
	if n := w.b.missing(); !r.files || n > 0 {
		t.Errorf("%d files are missing", n)
	}
	sameOpen(t, w.a, w.b)
	sameStaff(t, w.a, w.b)
}
