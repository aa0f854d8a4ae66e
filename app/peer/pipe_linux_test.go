package peer_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"bangtin/app"
)

// Opening a pipe waits for whoever writes to it: it must not be opened.
func TestPipesOnAStick(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, at := range []string{
		filepath.Join(w.dir(app.Open), strings.Repeat("a", 32)+".pack"),
		filepath.Join(w.dir(app.Staff), strings.Repeat("b", 32)+".pack"),
		filepath.Join(filepath.Dir(w.dir(app.Open)), "heads", strings.Repeat("c", 16)+".json"),
	} {
		if err := syscall.Mkfifo(at, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, _ := w.tryLogged(w.b)
	if len(r.Refused) != 3 || !named(r, "pack_no_file") || !named(r, "pack_unread") {
		t.Errorf("refused are %+v", r.Refused)
	}
	sameOpen(t, w.a, w.b)
}
