package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/peer"

	"filippo.io/age"
)

// shelfOf keeps versions for a program that says it is 0.1.0.
func shelfOf(t *testing.T) (programs, func(version, text string) peer.Release) {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := app.NewKeys(rand.Reader, identity.String(), identity.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	s := programs{dir: filepath.Join(t.TempDir(), "bin"), runs: "0.1.0"}
	return s, func(version, text string) peer.Release {
		t.Helper()
		r := peer.Release{
			Library: app.Sum([]byte("library")), By: keys.Card("x").Device, Version: version, OS: runtime.GOOS, Arch: runtime.GOARCH,
			Sum: app.Sum([]byte(text)), Size: int64(len(text)), At: 1,
		}
		note, err := peer.Vouch(keys, r)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Take(t.Context(), r, note, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		return r
	}
}

func (s programs) mustNext(t *testing.T, want string) {
	t.Helper()
	k, ok := s.next()
	if got := k.Version; got != want || ok != (want != "") {
		t.Errorf("version %q comes next, want %q", got, want)
	}
}

func TestNextVersion(t *testing.T) {
	s, keep := shelfOf(t)
	s.mustNext(t, "")
	keep("0.0.9", "older")
	keep("0.1.0", "the same")
	s.mustNext(t, "")
	good := keep("0.2.0", "good")
	if err := s.keep(good.Sum); err != nil {
		t.Fatal(err)
	}
	s.mustNext(t, "0.2.0")
	next := keep("0.10.0", "next") // ten is more than two
	s.mustNext(t, "0.10.0")
	if s.Wants(next) || s.Wants(good) || s.Failed() != "" {
		t.Error("what is here is wanted again")
	}
	for range maxTries {
		s.mustNext(t, "0.10.0")
		if err := s.try(next.Sum); err != nil {
			t.Fatal(err)
		}
	}
	s.mustNext(t, "0.2.0") // it has had its three tries
	if s.Failed() != "0.10.0" || s.Wants(next) || len(s.Held()) != 1 {
		t.Errorf("failed %q, wanted again %v, %d carried", s.Failed(), s.Wants(next), len(s.Held()))
	}
	if err := s.prune(); err != nil {
		t.Fatal(err)
	}
	if s.mustNext(t, "0.2.0"); s.Failed() != "0.10.0" {
		t.Error("after clearing up nobody knows any more that it failed")
	}
	if err := os.WriteFile(filepath.Join(s.folder(good.Sum), programName(runtime.GOOS)), []byte("gooD"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.mustNext(t, "") // a disk that is going bad
	if !s.Wants(good) {
		t.Error("a program that was damaged is not taken again")
	}
}

func TestTakeRefusesOtherBytes(t *testing.T) {
	s, keep := shelfOf(t)
	r := keep("0.2.0", "the very bytes")
	if err := os.RemoveAll(s.folder(r.Sum)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"other bytes": "the very byteS", "fewer": "the very byte", "more": "the very bytes and more", "none": "",
	} {
		err := s.Take(t.Context(), r, nil, strings.NewReader(text))
		if fault := new(app.Error); !errors.As(err, &fault) || fault.Key != "program_damaged" {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if err := s.Take(ended, r, nil, bytes.NewReader(make([]byte, 10))); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if left, _ := os.ReadDir(s.dir); len(left) != 0 || len(s.list()) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// What a trial that has run out of its time leaves is the version before it.
func TestTrialRunsOutOfTime(t *testing.T) {
	t.Setenv("BANGTIN_TRIAL_TIME", "30ms")
	shelf, keep := shelfOf(t)
	r := keep("0.2.0", "black")
	s := &succession{programs: shelf, folder: filepath.Dir(shelf.dir)}
	c, trial, err := s.command(t.Context(), "engine")
	if err != nil || trial == nil || c.Path != filepath.Join(s.programs.folder(r.Sum), programName(runtime.GOOS)) {
		t.Fatalf("tried is %v, %v", c, err)
	}
	over := make(chan struct{})
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	go s.watch(ctx, func() { close(over) })
	select {
	case <-over:
	case <-ctx.Done():
		t.Fatal("the trial does not end")
	}
	if c, trial, err := s.command(t.Context(), "engine"); err != nil || trial != nil || len(c.Env) != 0 {
		t.Errorf("after it comes %v, %v", c, err)
	}
}

// What keeps both versions from starting, such as a port in use, does not
// count against the newer one.
func TestRefusalOfBothIsForgiven(t *testing.T) {
	shelf, keep := shelfOf(t)
	r := keep("0.2.0", "#!/bin/sh\nexit 1\n")
	for range maxTries + 2 {
		s := &succession{programs: shelf, folder: filepath.Dir(shelf.dir)}
		p := &program{}
		ran := false
		run := func(context.Context) error { ran = true; return os.ErrPermission }
		again, err := p.runNewest(t.Context(), s, run)
		if !again || err == nil || ran {
			t.Fatalf("again %v, %v", again, err)
		}
		if again, err := p.runNewest(t.Context(), s, run); again || !errors.Is(err, os.ErrPermission) || !ran {
			t.Fatalf("the one before: again %v, %v", again, err)
		}
	}
	if k, ok := shelf.next(); !ok || k.Sum != r.Sum || k.tried != 0 {
		t.Errorf("the newer one is not tried any more: %+v", k)
	}
}

// A page that shows nothing of the library is no proof.
func TestProbation(t *testing.T) {
	for name, c := range map[string]struct {
		face string
		beat api.Beat
		good bool
	}{
		"a kiosk that has painted":         {api.FaceKiosk, api.Beat{Route: "/kiosk/", Painted: "r7", Visible: true}, true},
		"a kiosk that has painted nothing": {api.FaceKiosk, api.Beat{Route: "/kiosk/", Visible: true}, false},
		"a screen out of sight":            {api.FaceScreen, api.Beat{Route: "/screen/", Painted: "r7"}, false},
		"a desk":                           {api.FaceDesk, api.Beat{Route: "/desk/", Visible: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s, keep := shelfOf(t)
			r := keep("0.2.0", "new")
			p := &probation{programs: s, sum: r.Sum}
			p.seen(c.face, c.beat, func(err error) { t.Error(err) })
			if got := s.marked(r.Sum, "good"); got != c.good {
				t.Errorf("it is good: %v", got)
			}
		})
	}
}

// wails.json is what an installer shows.
func TestVersionIsTheSameEverywhere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "wails.json"))
	if err != nil {
		t.Fatal(err)
	}
	v, _, _ := strings.Cut(version(), "+")
	if !strings.Contains(string(text), `"productVersion": "`+v+`"`) {
		t.Errorf("wails.json has another version than %s", v)
	}
	if _, ok := peer.ParseVersion(version()); !ok {
		t.Errorf("%q is no version", version())
	}
}

func TestReadBuiltRefusesOtherFiles(t *testing.T) {
	self, err := os.Executable() // a test is not the program
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	round := filepath.Join(dir, "round") // nobody can open it, whatever their rights
	if err := os.Symlink(round, round); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		self: "not_bangtin", filepath.Join("..", "..", "README.md"): "not_bangtin", dir: "not_bangtin",
		filepath.Join(dir, "none"): "no_file", round: "file_unreadable",
	} {
		_, err := readBuilt(name)
		if fault := new(app.Error); !errors.As(err, &fault) || fault.Key != want {
			t.Errorf("%s: %v, want %s", filepath.Base(name), err, want)
		}
	}
}

// buildAs builds what by its file is the program in some version.
func buildAs(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":  "module bangtin\n",
		"main.go": "package main\n\nfunc main() { println(\"bangtin release " + version + ";\") }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, programName(runtime.GOOS))
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "desktop", "-o", out, ".")
	build.Dir = dir
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, text)
	}
	return out
}

// What runs works here, what is newer waits to be tried; what is older nobody
// would take, and nothing of it is kept.
func TestIssuedFiles(t *testing.T) {
	runs, _, _ := strings.Cut(version(), "+")
	for v, want := range map[string]string{"0.0.9": "", runs: programGood, "999.0.0": programWaits} {
		t.Run(v, func(t *testing.T) {
			c := testCore(t, t.TempDir(), true)
			err := c.issue(t.Context(), []string{buildAs(t, v)})
			got := c.programs()
			if want == "" {
				if fault := new(app.Error); !errors.As(err, &fault) || fault.Code != app.Invalid || fault.Key != "program_older" || len(got) != 0 {
					t.Errorf("%v, and kept is %+v", err, got)
				}
				return
			}
			if err != nil || len(got) != 1 || got[0].Version != v || got[0].State != want {
				t.Errorf("%v, and kept is %+v; want it to be %s", err, got, want)
			}
		})
	}
}

// A version that a stolen administrator's machine has signed is used by
// nobody who knows that it was revoked, though it was taken before.
func TestProgramOfARevokedMachine(t *testing.T) {
	stick := t.TempDir()
	a, b, k := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false), testCore(t, t.TempDir(), false)
	for role, c := range map[app.Role]*core{app.Administrator: b, app.Desk: k} {
		if _, err := c.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, role, string(role)), Folder: stick}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []*core{a, b, k} {
		meetAt(t, c, stick)
	}
	text := []byte("một bản khác")
	r := peer.Release{Library: b.lib.Name(), By: b.lib.Device(), Version: "99.0.0", OS: runtime.GOOS, Arch: runtime.GOARCH,
		Sum: app.Sum(text), Size: int64(len(text)), At: time.Now().UnixMilli()}
	note, err := peer.Vouch(&b.keys.Keys, r)
	if err != nil {
		t.Fatal(err)
	}
	if err := keptPrograms(b.dir).Take(t.Context(), r, note, bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	meetAt(t, b, stick)
	if out := meetAt(t, k, stick); out.Upgrade != "99.0.0" {
		t.Fatalf("took %q", out.Upgrade)
	}
	if _, ok := keptPrograms(k.dir).next(); !ok {
		t.Fatal("it is not used: the test shows nothing")
	}
	if _, err := a.revoke(t.Context(), deviceArgs{Device: string(app.Administrator), Reason: "mất"}); err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick)
	meetAt(t, k, stick)
	s := keptPrograms(k.dir)
	if n, ok := s.next(); ok {
		t.Errorf("%s starts next", n.Version)
	}
	if w, ok := (&engine{core: k}).upgradeWaits(); ok {
		t.Errorf("the desk says that %s waits", w.Version)
	}
	if v := s.Failed(); v != "" {
		t.Errorf("others are told that %s fails here", v)
	}
	if len(s.Held()) != 0 {
		t.Error("it is passed on")
	}
}
