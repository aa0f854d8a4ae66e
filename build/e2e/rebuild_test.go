package e2e_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// A seat is a desk in a browser without a window: who sits there has made
// the first account.
type seat struct {
	t    *testing.T
	url  string
	http http.Client
}

func sitDown(t *testing.T, p rig.Program) *seat {
	t.Helper()
	f, err := readEngineFile(p)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &seat{t: t, url: "http://" + f.Address, http: http.Client{Jar: jar, Timeout: time.Minute}}
	var invitation struct{ Path string }
	s.ask("POST", "/api/control/invite", []byte(`{"face": "desk"}`), &invitation, "Authorization", "Bearer "+f.Token)
	s.ask("GET", invitation.Path, nil, nil)
	s.ask("POST", "/api/desk/first", []byte(`{"login": "khue", "name": "Phạm Minh Khuê", "password": "một mật khẩu dài", "alone": true}`), nil)
	return s
}

// ask wants an answer of 2xx and reads it into v unless nil.
func (s *seat) ask(method, path string, body []byte, v any, header ...string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := s.http.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode/100 != 2 {
		s.t.Fatalf("%s %s: %d %s, %v", method, path, a.StatusCode, text, err)
	}
	if v != nil {
		if err := json.Unmarshal(text, v); err != nil {
			s.t.Fatal(err)
		}
	}
}

// hollow is a JPEG whose head is that of a photo, and whose pixels end in
// the middle though the file does not say so: only a decoder finds out.
func hollow(t *testing.T) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "photo.jpg")
	drawPhoto(t, name, 77, 800, 600)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return append(b[:len(b)/2:len(b)/2], 0xff, 0xd9)
}

// draftWith saves an article of one picture, which is kept and no more.
func (s *seat) draftWith(title string, picture []byte) {
	s.t.Helper()
	var made struct{ ID string }
	s.ask("POST", "/api/desk/articles", nil, &made)
	var item struct{ Media string }
	s.ask("POST", "/api/desk/articles/"+made.ID+"/tray?name=anh.jpg", picture, &item)
	doc := fmt.Sprintf(`{"doc": {"title": %q, "lang": "vi", "body": {"type": "doc", "content": [
		{"type": "figure", "attrs": {"id": "f1", "media": %q, "caption": "Chú thích"}}]}}, "base": []}`, title, item.Media)
	s.ask("POST", "/api/desk/articles/"+made.ID+"/revisions", []byte(doc), nil)
}

// rebuilt is what `rebuild --json` says.
type rebuilt struct {
	Changes, Resumed, Pictures, Remade int
	Failed                             []struct{ File, Item, Key string }
}

// A rebuild that is killed at any moment leaves what readers see as it was,
// and the next one goes on from there, to the same end and the same list of
// what is lost.
func TestKilledWhileRebuilding(t *testing.T) {
	t.Parallel()
	p := program(t)
	noSample(t, p.Data)
	const articles = 400
	lines := archive(t, articles)
	run(t, p, 0, "import", "--publish", lines)
	e := serve(t, p)
	want := content(t, e)
	sitDown(t, p).draftWith("Ảnh rỗng ruột", hollow(t))
	stop(t, e.Process, 10*time.Second)
	before := status(t, p)

	media := func(i int) string { // the original of a photo of the archive
		b, err := os.ReadFile(filepath.Join(filepath.Dir(lines), fmt.Sprintf("%d.jpg", i)))
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("%x", sha256.Sum256(b))
		return filepath.Join("media", name[:2], name)
	}
	if err := os.Remove(filepath.Join(p.Data, media(1))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.Data, media(2)), []byte("không còn là ảnh"), 0o600); err != nil {
		t.Fatal(err)
	}
	lost := map[string]string{filepath.ToSlash(media(1)): "media_missing", filepath.ToSlash(media(2)): "media_damaged"}

	whole := func(proc *rig.Process, code int) (r rebuilt) {
		t.Helper()
		if code != 3 {
			t.Fatalf("it ends with %d; %s", code, proc.Stderr.String())
		}
		if err := json.Unmarshal([]byte(proc.Stdout.String()), &r); err != nil {
			t.Fatal(err)
		}
		hollows := 0
		for _, f := range r.Failed {
			switch {
			case f.Item == "Ảnh rỗng ruột" && f.Key == "photo_corrupt" || f.Key == "photo_incomplete":
				hollows++
			case lost[f.File] != f.Key:
				t.Errorf("%s of %q is lost by %s", f.File, f.Item, f.Key)
			}
		}
		if len(r.Failed) != len(lost)+1 || hollows != 1 {
			t.Errorf("lost: %+v", r.Failed)
		}
		return r
	}
	start := time.Now()
	first := whole(run(t, p, 3, "rebuild", "--json"), 3)
	took := time.Since(start)
	if first.Resumed != 0 || first.Changes < 2*articles {
		t.Errorf("undisturbed: %+v", first)
	}

	r := dice(t)
	kills, resumed, ends := 0, 0, 0
	for kills < 8*effort() || resumed == 0 && kills < 60 {
		proc, err := rig.Start(p.Command("rebuild", "--json"))
		if err != nil {
			t.Fatal(err)
		}
		// Where nothing was done before any of the kills that are wanted, the machine has become busy: from then on later.
		most := int64(took) * int64(max(8*effort(), kills)) / int64(8*effort())
		select {
		case <-time.After(time.Duration(r.Int64N(most))):
		case <-proc.Done():
		}
		family, err := rig.Tree(proc.Pid())
		if err != nil {
			t.Fatal(err)
		}
		_ = proc.Signal(syscall.SIGKILL) // it may have ended just now
		code, err := proc.Wait(within(t, time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		ended(t, 10*time.Second, family)
		if code == 3 {
			ends++
			if whole(proc, code).Resumed > 0 {
				resumed++
			}
			continue
		}
		kills++
	}
	last := whole(run(t, p, 3, "rebuild", "--json"), 3)
	if last.Resumed > 0 {
		resumed++
	}
	if resumed == 0 {
		t.Errorf("none of %d went on where one before had stopped", ends+1)
	}
	t.Logf("%d kills within %v; %d came to their end, %d of them went on where one before had stopped", kills, took.Round(time.Millisecond), ends+1, resumed)
	after := status(t, p)
	if after.Articles != before.Articles || after.Root != before.Root {
		t.Errorf("status %+v, before %+v", after, before)
	}
	e = serve(t, p)
	if got := content(t, e); len(got) != len(want) {
		t.Errorf("%d articles, before %d", len(got), len(want))
	}
	stop(t, e.Process, 10*time.Second)
	if err := os.Remove(filepath.Join(p.Data, media(2))); err != nil { // of which check would complain too
		t.Fatal(err)
	}
	sound(t, p)
}
