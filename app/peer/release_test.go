package peer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"bangtin/app"
	"bangtin/app/peer"
)

// shelf keeps programs for a machine that runs version 1.0.0 of linux/amd64.
type shelf struct {
	dir   string
	notes [][]byte
}

func (s *shelf) Wants(r peer.Release) bool {
	return r.OS == "linux" && r.Arch == "amd64" && peer.NewerVersion(r.Version, "1.0.0") && !s.has(r)
}

func (s *shelf) has(r peer.Release) bool {
	_, err := os.Stat(filepath.Join(s.dir, r.Sum.String()))
	return err == nil
}

func (s *shelf) Take(_ context.Context, r peer.Release, note []byte, src io.Reader) error {
	text, err := io.ReadAll(src)
	if err != nil {
		return err
	}
	if app.Sum(text) != r.Sum {
		return app.Fault(app.Damaged, "program_damaged", "hỏng", "damaged")
	}
	s.notes = append(s.notes, note)
	return os.WriteFile(filepath.Join(s.dir, r.Sum.String()), text, 0o700)
}

func (s *shelf) Held() [][]byte { return s.notes }

func (s *shelf) Open(r peer.Release) (*os.File, error) {
	return os.Open(filepath.Join(s.dir, r.Sum.String()))
}

func (s *shelf) Failed() string { return "" }

// vouch makes a release of some bytes.
func (m *machine) vouch(version string, program []byte, more func(*peer.Release)) (peer.Release, []byte) {
	m.t.Helper()
	r := peer.Release{Library: m.lib.Name(), By: m.keys.Device(), Version: version, OS: "linux", Arch: "amd64",
		Sum: app.Sum(program), Size: int64(len(program)), At: 1}
	if more != nil {
		more(&r)
	}
	note, err := peer.Vouch(m.keys, r)
	if err != nil {
		m.t.Fatal(err)
	}
	return r, note
}

// carry meets a stick with a shelf.
func (m *machine) carry(dir string, s *shelf) *peer.Report {
	m.t.Helper()
	f, err := peer.OpenFolder(dir, m.lib.Name(), m.lib.Device())
	if err != nil {
		m.t.Fatal(err)
	}
	defer f.Close()
	p := m.party()
	p.Programs = s
	r, err := p.Exchange(context.Background(), f, nil)
	if err != nil {
		m.t.Fatal(err)
	}
	return r
}

// A version goes from the administrator to a kiosk, from there by another
// stick to a desk, and a later one takes its place everywhere.
func TestReleaseTravels(t *testing.T) {
	w := newWorld(t)
	second := memory(t)
	admin, kiosk, desk := &shelf{dir: t.TempDir()}, &shelf{dir: t.TempDir()}, &shelf{dir: t.TempDir()}
	issue := func(version string) peer.Release {
		text := bytes.Repeat([]byte(version), 1<<18)
		r, note := w.a.vouch(version, text, nil)
		if err := admin.Take(t.Context(), r, note, bytes.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		admin.notes = [][]byte{note}
		return r
	}
	first := issue("1.1.0")
	w.a.carry(w.stick, admin)
	if r := w.k.carry(w.stick, kiosk); r.Upgrade != "1.1.0" || !kiosk.has(first) || len(r.Refused) > 0 {
		t.Fatalf("the kiosk took %q, refused %v", r.Upgrade, r.Refused)
	}
	w.k.carry(second, kiosk)
	if r := w.d.carry(second, desk); r.Upgrade != "1.1.0" || len(r.Refused) > 0 {
		t.Errorf("the desk took %q, refused %v", r.Upgrade, r.Refused)
	}
	if r := w.d.carry(second, desk); r.Upgrade != "" || r.Came.Files+r.Went.Files > 0 {
		t.Errorf("it came or went once more: %+v", r)
	}
	last := issue("1.2.0")
	w.a.carry(w.stick, admin)
	notes, err := filepath.Glob(filepath.Join(w.stick, "BangTin", "*", "upgrades", "*.json"))
	if err != nil || len(notes) != 1 {
		t.Errorf("on the stick lie %v", notes)
	}
	for _, p := range packs(t, w.stick) {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("1.1.01.1.01.1.0")) {
			t.Error("the stick still has the version before")
		}
	}
	if r := w.k.carry(w.stick, kiosk); r.Upgrade != "1.2.0" || !kiosk.has(last) {
		t.Errorf("the kiosk took %q", r.Upgrade)
	}
}

// Nobody else brings a program into the machines of a library.
func TestReleasesOfOthersAreRefused(t *testing.T) {
	text := []byte("a program of an attacker")
	refused, passed := "release_unsigned", ""
	for name, c := range map[string]struct {
		by    func(w *world) *machine
		more  func(w *world, r *peer.Release)
		spoil func(note []byte) []byte
		key   string
	}{
		"a stranger's key":      {by: func(w *world) *machine { return w.stranger }, more: func(w *world, r *peer.Release) { r.Library = w.lib }, key: refused},
		"a publisher":           {by: func(w *world) *machine { return w.b }, key: refused},
		"a desk":                {by: func(w *world) *machine { return w.d }, key: refused},
		"a kiosk":               {by: func(w *world) *machine { return w.k }, key: refused},
		"under another's name":  {by: func(w *world) *machine { return w.b }, more: func(w *world, r *peer.Release) { r.By = w.a.keys.Device() }, key: refused},
		"of another library":    {more: func(_ *world, r *peer.Release) { r.Library[0] ^= 1 }, key: refused},
		"a version changed":     {spoil: func(n []byte) []byte { return bytes.Replace(n, []byte("1.5.0"), []byte("1.6.0"), 1) }, key: refused},
		"half a note":           {spoil: func(n []byte) []byte { return n[:len(n)/2] }, key: refused},
		"other bytes":           {more: func(_ *world, r *peer.Release) { r.Sum = app.Sum([]byte("a program")) }, key: passed},
		"an older version":      {more: func(_ *world, r *peer.Release) { r.Version = "0.9.0" }, key: passed},
		"the version that runs": {more: func(_ *world, r *peer.Release) { r.Version = "1.0.0+abcdef0" }, key: passed},
		"for another system":    {more: func(_ *world, r *peer.Release) { r.OS = "windows" }, key: passed},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			by := w.a
			if c.by != nil {
				by = c.by(w)
			}
			r, note := by.vouch("1.5.0", text, func(r *peer.Release) {
				if c.more != nil {
					c.more(w, r)
				}
			})
			if c.spoil != nil {
				note = c.spoil(note)
			}
			w.plant(app.Open, fileThing(r.Sum, text))
			w.leave(r, note)
			s := &shelf{dir: t.TempDir()}
			got := w.k.carry(w.stick, s)
			if got.Upgrade != "" || len(s.notes) > 0 {
				t.Error("it was taken")
			}
			keys := []string{}
			for _, x := range got.Refused {
				keys = append(keys, x.Key)
			}
			if c.key != "" && !slices.Contains(keys, c.key) {
				t.Errorf("refused for %v, want %s", keys, c.key)
			}
		})
	}
}

// An administrator's machine that was stolen vouches for nothing any more.
func TestReleaseOfARevokedMachine(t *testing.T) {
	w := newWorld(t)
	second := newMachine(t, "A2")
	second.join(w.a, app.Administrator)
	first := memory(t)
	for _, m := range []*machine{w.a, second, w.k} {
		m.meet(first)
	}
	text := []byte("stolen")
	r, note := second.vouch("1.5.0", text, nil)
	w.a.revoke(second)
	w.a.meet(w.stick)
	w.plant(app.Open, fileThing(r.Sum, text))
	w.leave(r, note)
	s := &shelf{dir: t.TempDir()}
	if got := w.k.carry(w.stick, s); got.Upgrade != "" || len(got.Refused) == 0 || got.Refused[0].Key != "release_unsigned" {
		t.Errorf("took %q, refused %v", got.Upgrade, got.Refused)
	}
	if got := w.k.carry(w.stick, s); len(got.Refused) != 0 {
		t.Errorf("refused again: %v", got.Refused)
	}
}

// fullShelf is on a disk without room.
type fullShelf struct{ *shelf }

func (s fullShelf) Take(context.Context, peer.Release, []byte, io.Reader) error {
	return &os.PathError{Op: "write", Path: s.dir, Err: syscall.ENOSPC}
}

// That this machine has no room for a version is not said of the stick, and
// all else comes and goes.
func TestNoRoomForAProgram(t *testing.T) {
	w := newWorld(t)
	from := &shelf{dir: t.TempDir()}
	text := []byte("program")
	r, note := w.a.vouch("2.0.0", text, nil)
	if err := os.WriteFile(filepath.Join(from.dir, r.Sum.String()), text, 0o700); err != nil {
		t.Fatal(err)
	}
	from.notes = append(from.notes, note)
	w.a.carry(w.stick, from)
	w.a.publish(7, "Bài mới", false)
	w.a.carry(w.stick, from)
	f, err := peer.OpenFolder(w.stick, w.lib, w.b.keys.Device())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w.b.publish(8, "Bài từ B", false)
	p := w.b.party()
	p.Programs = fullShelf{&shelf{dir: t.TempDir()}}
	got, err := p.Exchange(t.Context(), f, nil)
	if err != nil || got.Came.Changes == 0 || got.Went.Changes == 0 || len(got.Refused) != 1 || got.Refused[0].Key != "program_keep" {
		t.Errorf("%v: came %d, went %d, refused %v", err, got.Came.Changes, got.Went.Changes, got.Refused)
	}
}

// leave leaves a note of a release on the stick.
func (w *world) leave(r peer.Release, note []byte) {
	w.t.Helper()
	f, err := peer.OpenFolder(w.stick, w.lib, w.a.keys.Device())
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	if err := f.PutNote(w.t.Context(), "upgrades", r.Sum.String()[:32], note); err != nil {
		w.t.Fatal(err)
	}
}

func TestVersions(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		newer bool
	}{
		{"0.10.0", "0.9.9", true}, {"1.0.0", "0.99.99", true}, {"0.1.0", "0.1.0", false}, {"0.1.0+abc", "0.1.0+def", false},
		{"0.1.1+abc", "0.1.0", true}, {"0.1", "0.0.1", false}, {"0.0.1", "devel", true}, {"-1.0.0", "0.0.1", false}, {"1.0.0.0", "0.1.0", false},
	} {
		if got := peer.NewerVersion(c.a, c.b); got != c.newer {
			t.Errorf("%s is newer than %s: %v", c.a, c.b, got)
		}
	}
}

func FuzzRelease(f *testing.F) {
	m := newMachine(f, "A")
	m.found()
	_, note := m.vouch("1.2.3", []byte("program"), nil)
	f.Add(note)
	f.Add([]byte(`{"release":{},"signature":""}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := peer.ReadRelease(text)
		if err != nil {
			return
		}
		// Whatever passes is what somebody signed.
		var s struct{ Release json.RawMessage }
		if json.Unmarshal(text, &s) != nil || r.By.IsZero() || r.Size <= 0 {
			t.Fatalf("passed: %q", text)
		}
	})
}
