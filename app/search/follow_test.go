package search_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

// run follows the library as the engine does, until the test ends.
func (s *shelf) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.finder.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			s.t.Error(err)
		}
	}
	s.t.Cleanup(stop)
	return stop
}

// becomes waits until a search finds so many.
func (s *shelf) becomes(words string, want int, limit time.Duration) {
	s.t.Helper()
	start := time.Now()
	for {
		found, err := s.finder.Search(context.Background(), app.Search{Words: words, Limit: 10})
		if err == nil && found.Total == want {
			return
		}
		if time.Since(start) > limit {
			s.t.Fatalf("after %v %q finds %d, want %d (%v)", limit, words, found.Total, want, err)
		}
		runtime.Gosched()
	}
}

// What is published is found within a second (five, on a busy machine), and
// what is taken away is not found from the very moment on.
func TestFollowing(t *testing.T) {
	s := newShelf(t)
	s.open()
	s.run()
	e := entry("1", "Chim sáo", "")
	s.save(true, e)
	s.becomes("chim sáo", 1, 5*time.Second)

	edit := e
	edit.Document.Title = "Chim khướu"
	s.save(true, edit)
	if got := s.titles("sáo"); len(got) != 0 {
		t.Errorf("what an edit has taken out is found: %q", got)
	}
	s.becomes("chim khướu", 1, 5*time.Second)

	if err := s.lib.Retract(context.Background(), e.Article, ""); err != nil {
		t.Fatal(err)
	}
	if found := s.search(app.Search{Words: "khướu"}); found.Total != 0 || len(found.Facets.Years) != 0 {
		t.Errorf("a withdrawn article is found or counted: %+v", found)
	}

	until := entry("2", "Chim ngắn ngày", "")
	until.Until = time.Now().Add(1500 * time.Millisecond).UnixMilli()
	s.save(true, until)
	s.becomes("ngắn ngày", 1, time.Second)
	for time.Now().UnixMilli() < until.Until {
		runtime.Gosched()
	}
	if found := s.search(app.Search{Words: "ngắn ngày"}); len(found.Hits) != 0 || found.Total != 0 {
		t.Errorf("an expired article is found: %+v", found.Hits)
	}

	late := entry("3", "Chim hẹn giờ", "")
	late.From = time.Now().Add(300 * time.Millisecond).UnixMilli()
	s.save(true, late)
	for deadline := time.Now().Add(5 * time.Second); ; {
		if err := s.lib.Tick(context.Background()); err != nil {
			t.Fatal(err)
		}
		if len(s.titles("hẹn giờ")) == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("what is shown since its time has come is not found")
		}
	}
}

// Nothing that readers do not see is in their index, by whatever way it is
// asked for.
func TestDraftsStayAtTheDesk(t *testing.T) {
	s := newShelf(t)
	shown := entry("shown", "Bài công khai", "")
	s.save(true, shown)
	edit := shown
	edit.Document.Title = "Bài bí mật một"
	s.save(false, edit)
	s.save(false, entry("draft", "Bài bí mật hai", ""))
	embargo := entry("embargo", "Bài bí mật ba", "")
	embargo.From = time.Now().Add(time.Hour).UnixMilli()
	s.save(true, embargo)
	withdrawn := entry("withdrawn", "Bài bí mật bốn", "")
	s.save(true, withdrawn)
	if err := s.lib.Retract(context.Background(), withdrawn.Article, ""); err != nil {
		t.Fatal(err)
	}
	s.open()
	s.settle()
	for _, words := range []string{"bí mật", "bi mat", "bis maajt", "bí nật", "mật hai", "bí mật ba"} {
		found := s.search(app.Search{Words: words})
		if found.Total != 0 || found.Spelling != "" {
			t.Errorf("%q finds %d, read as %q", words, found.Total, found.Spelling)
		}
		if got := s.suggest(words, ""); len(got.Titles) != 0 {
			t.Errorf("%q suggests %v", words, got.Titles)
		}
	}
	desk, err := s.finder.SearchDesk(context.Background(), app.Search{Words: "bài", Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range desk.Hits {
		got = append(got, string(h.Row.State)+" "+joined(h.Title))
	}
	slices.Sort(got)
	want := []string{"draft Bài bí mật hai", "draft Bài bí mật một", "scheduled Bài bí mật ba", "withdrawn Bài bí mật bốn"}
	if !slices.Equal(got, want) || desk.Total != 4 {
		t.Errorf("a desk finds %d: %q", desk.Total, got)
	}
	for state, n := range map[app.State]int{app.Drafted: 2, app.Scheduled: 1, app.Withdrawn: 1, app.Public: 0} {
		found, err := s.finder.SearchDesk(context.Background(), app.Search{Words: "bài", State: state, Limit: 10})
		if err != nil || found.Total != n {
			t.Errorf("%s: %d found, want %d (%v)", state, found.Total, n, err)
		}
	}
}

// An index that was closed takes in what was written meanwhile, and what
// only time has turned.
func TestCatchingUp(t *testing.T) {
	s := newShelf(t)
	e := entry("1", "Chim sáo", "")
	s.save(true, e)
	soon := entry("2", "Chim hẹn giờ", "")
	soon.From = time.Now().Add(time.Second).UnixMilli()
	s.save(true, soon)
	s.open()
	s.settle()
	s.close()
	s.save(true, entry("3", "Chim khướu", ""))
	if err := s.lib.Retract(context.Background(), e.Article, ""); err != nil {
		t.Fatal(err)
	}
	for time.Now().UnixMilli() < soon.From {
		runtime.Gosched()
	}
	if err := s.lib.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.open()
	if got, err := s.finder.Status(context.Background()); err != nil || got.Behind != 2 {
		t.Errorf("before: %+v %v", got, err)
	}
	s.settle()
	got := s.titles("chim")
	slices.Sort(got)
	if !slices.Equal(got, []string{"Chim hẹn giờ", "Chim khướu"}) {
		t.Errorf("found %q", got)
	}
	if got, err := s.finder.Status(context.Background()); err != nil || got.Behind != 0 || got.Articles != 2 || got.Building != nil {
		t.Errorf("after: %+v %v", got, err)
	}
}

// Whatever happens to the files of an index, it is made anew and nothing
// fails.
func TestDamagedIndex(t *testing.T) {
	flip := func(t *testing.T, name string, at int64) {
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		b := []byte{0}
		if _, err := f.ReadAt(b, at); err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt([]byte{b[0] ^ 0xff}, at); err != nil {
			t.Fatal(err)
		}
	}
	each := func(pattern string, do func(t *testing.T, name string)) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			names, err := filepath.Glob(filepath.Join(dir, pattern))
			if err != nil || len(names) == 0 {
				t.Fatalf("no %s: %v", pattern, err)
			}
			for _, name := range names {
				do(t, name)
			}
		}
	}
	cut := func(t *testing.T, name string) {
		if err := os.Truncate(name, 10); err != nil {
			t.Fatal(err)
		}
	}
	remove := func(t *testing.T, name string) {
		if err := os.RemoveAll(name); err != nil {
			t.Fatal(err)
		}
	}
	unclean := func(falls string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "running"), []byte(falls), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name  string
		spoil []func(*testing.T, string)
	}{
		{"all of it gone", []func(*testing.T, string){each("*", remove)}},
		{"one of the two gone", []func(*testing.T, string){each("staff-*", remove)}},
		{"its description cut", []func(*testing.T, string){each("open-*/index_meta.json", cut)}},
		{"its root cut", []func(*testing.T, string){each("open-*/store/root.bolt", cut)}},
		{"its root gone", []func(*testing.T, string){each("open-*/store/root.bolt", remove)}},
		{"segments cut", []func(*testing.T, string){each("open-*/store/*.zap", cut)}},
		{"segments gone", []func(*testing.T, string){each("open-*/store/*.zap", remove)}},
		{"a bit flipped, after a crash", []func(*testing.T, string){
			each("open-*/store/*.zap", func(t *testing.T, name string) { flip(t, name, 200) }), unclean("0")}},
		{"it crashes the program again and again", []func(*testing.T, string){unclean("2")}},
		{"a folder of another number, empty", []func(*testing.T, string){func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, "open-99"), 0o700); err != nil {
				t.Fatal(err)
			}
		}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newShelf(t)
			s.save(true, entry("1", "Chim sáo", "", strings.Repeat("một hai ba bốn ", 50)))
			s.save(false, entry("2", "Chim khướu", ""))
			s.open()
			s.settle()
			s.close()
			for _, spoil := range tt.spoil {
				spoil(t, s.folder())
			}
			s.open()
			s.settle()
			if got := s.titles("sáo một"); len(got) != 1 {
				t.Errorf("found %q", got)
			}
			desk, err := s.finder.SearchDesk(context.Background(), app.Search{Words: "chim", Limit: 10})
			if err != nil || desk.Total != 2 {
				t.Errorf("a desk finds %d, %v", desk.Total, err)
			}
			left, err := filepath.Glob(filepath.Join(s.folder(), "*-*"))
			if err != nil || len(left) != 2 {
				t.Errorf("the folder holds %q", left)
			}
		})
	}
}

// check finds a bit that the disk has turned, and the index is made anew.
func TestCheck(t *testing.T) {
	s := newShelf(t)
	s.save(true, entry("1", "Chim sáo", ""))
	s.open()
	s.settle()
	if fault, err := s.finder.Check(context.Background()); fault != nil || err != nil {
		t.Fatalf("a sound index: %v, %v", fault, err)
	}
	names, err := filepath.Glob(filepath.Join(s.folder(), "open-*", "store", "*.zap"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no segments: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text[len(text)/2] ^= 1
		if err := os.WriteFile(name, text, 0o600); err != nil { // in place: the index has it mapped
			t.Fatal(err)
		}
	}
	if fault, err := s.finder.Check(context.Background()); fault == nil || err != nil {
		t.Errorf("a turned bit: %v, %v", fault, err)
	}
	s.settle()
	if got := s.titles("sáo"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
}

// While an index is made anew the old one answers, and takes in what comes.
func TestRebuildBeside(t *testing.T) {
	s := newShelf(t)
	var entries []app.Entry
	for i := range 600 {
		entries = append(entries, entry(string(rune('a'+i%26))+strings.Repeat("x", i/26), "Chim sáo", ""))
	}
	s.save(true, entries...)
	s.open()
	s.settle()
	told := 0
	err := s.finder.Rebuild(context.Background(), func(done, total int) {
		told++
		if got := s.search(app.Search{Words: "sáo"}); got.Total != 600 || got.Building == nil || total != 600 {
			t.Errorf("at %d of %d: %d found, building %v", done, total, got.Total, got.Building)
		}
		if done == 0 {
			s.save(true, entry("new", "Chim khướu", ""))
		}
	})
	if err != nil || told < 3 {
		t.Fatalf("progress was told %d times: %v", told, err)
	}
	if got := s.search(app.Search{Words: "chim"}); got.Total != 601 || got.Building != nil {
		t.Errorf("afterwards %d are found, building %v", got.Total, got.Building)
	}
}

// A fill that was cut short goes on where it stopped, and what it has is
// found meanwhile.
func TestFillGoesOn(t *testing.T) {
	s := newShelf(t)
	var entries []app.Entry
	for i := range 600 {
		entries = append(entries, entry(string(rune('a'+i%26))+strings.Repeat("x", i/26), "Chim sáo", ""))
	}
	s.save(true, entries...)
	s.open()
	ctx, cancel := context.WithCancel(context.Background())
	err := s.finder.Settle(ctx, func(done, _ int) {
		if done > 0 {
			cancel()
		}
	})
	if err == nil {
		t.Fatal("it was not cut short")
	}
	if got := s.search(app.Search{Words: "sáo"}); got.Total == 0 || got.Total == 600 || got.Building == nil {
		t.Errorf("cut short: %d found, building %v", got.Total, got.Building)
	}
	s.close()
	s.open()
	if err := s.lib.Retract(context.Background(), entries[0].Article, ""); err != nil {
		t.Fatal(err)
	}
	first := -1
	if err := s.finder.Settle(context.Background(), func(done, _ int) {
		if first < 0 {
			first = done
		}
	}); err != nil {
		t.Fatal(err)
	}
	if first <= 0 {
		t.Errorf("it began at %d", first)
	}
	if got := s.search(app.Search{Words: "sáo"}); got.Total != 599 || got.Building != nil {
		t.Errorf("%d found, building %v", got.Total, got.Building)
	}
}

// Closing ends everything that was begun.
func TestCloseLeavesNothing(t *testing.T) {
	s := newShelf(t)
	s.save(true, entry("1", "Chim sáo", ""))
	before := runtime.NumGoroutine()
	for range 3 {
		s.open()
		stop := s.run()
		s.becomes("sáo", 1, 10*time.Second)
		stop()
		s.close()
	}
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
