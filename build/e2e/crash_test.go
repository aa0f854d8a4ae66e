package e2e_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// archiveSource tells these articles from the sample that an empty library
// shows.
const archiveSource = "Kho lưu trữ"

// archive writes a file of n articles with their photos beside it: enough
// work for a process to be killed in the middle of any part of it.
func archive(t *testing.T, n int) (lines string) {
	t.Helper()
	dir := t.TempDir()
	photos := n / 4
	for i := range photos {
		drawPhoto(t, filepath.Join(dir, fmt.Sprintf("%d.jpg", i)), i, 400, 300)
	}
	var records []record
	for i := range n {
		r := record{
			ID: fmt.Sprint(i), Source: archiveSource, Title: fmt.Sprintf("Bài số %d về hội nghị triển lãm", i),
			Lead: fmt.Sprintf("Sapô của bài %d.", i), Byline: "Phóng viên", Category: []string{"Thời sự", "Văn hóa", "Du lịch"}[i%3],
			Body:      strings.Repeat(fmt.Sprintf("Đoạn văn của bài %d, dài vừa phải.\n\n", i), 1+i%12),
			Published: fmt.Sprintf("2024-%02d-%02dT%02d:%02d:00+07:00", 1+i/28%12, 1+i%28, i%24, i%60),
		}
		for k := range i % 3 {
			r.Figures = append(r.Figures, figure{File: fmt.Sprintf("%d.jpg", (i+k)%photos), Caption: fmt.Sprintf("Ảnh %d của bài %d", k, i), Credit: "Minh Khuê"})
		}
		records = append(records, r)
	}
	lines = filepath.Join(dir, "archive.jsonl")
	writeLines(t, lines, records)
	return lines
}

// content is all that readers get of a library, by title, without what
// differs between two libraries that hold the same: the ids and what is
// derived from them, and when something was written.
func content(t *testing.T, e *rig.Engine) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, c := range everyCard(t, e) {
		var article map[string]any
		get(t, e.URL+"/api/articles/"+c.ID, &article)
		for _, name := range []string{"path", "cursor", "created", "edited", "newer", "older"} {
			delete(article, name)
		}
		dropIDs(article)
		text, err := json.Marshal(article)
		if err != nil {
			t.Fatal(err)
		}
		all[c.Title] = string(text)
	}
	return all
}

func dropIDs(v any) {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "id")
		for _, member := range v {
			dropIDs(member)
		}
	case []any:
		for _, item := range v {
			dropIDs(item)
		}
	}
}

// undisturbed imports a file into a library of its own and returns what it
// holds then, what `status` says of it, and how long it took.
func undisturbed(t *testing.T, lines string) (map[string]string, summary, time.Duration) {
	t.Helper()
	p := program(t)
	noSample(t, p.Data)
	start := time.Now()
	run(t, p, 0, "import", "--publish", lines)
	took := time.Since(start)
	e := serve(t, p)
	all, s := content(t, e), status(t, p)
	stop(t, e.Process, 10*time.Second)
	return all, s, took
}

// equalContent holds a library to the undisturbed one.
func equalContent(t *testing.T, p rig.Program, want map[string]string, like summary) {
	t.Helper()
	e := serve(t, p)
	got := content(t, e)
	if !maps.Equal(got, want) {
		t.Errorf("%d articles, want %d", len(got), len(want))
		for title, text := range want {
			if got[title] != text {
				t.Errorf("%s is\n%s\nwant\n%s", title, got[title], text)
				break
			}
		}
	}
	if s := status(t, p); s.Articles != like.Articles || s.Media != like.Media {
		t.Errorf("status %+v, want %+v", s, like)
	}
	stop(t, e.Process, 10*time.Second)
	sound(t, p)
	if left, err := filepath.Glob(filepath.Join(p.Data, "*", "*.tmp")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

// acknowledged are the articles that a reader has seen, with their titles.
type acknowledged map[string]string

// look adds what a reader sees now. It ends early, without harm, when the
// engine does.
func (a acknowledged) look(ctx context.Context, url string) {
	for after := ""; ; {
		var page struct {
			Cards []card
			Next  string
		}
		if ask(ctx, url+"/api/articles?limit=100&after="+after, &page) != nil {
			return
		}
		for _, c := range page.Cards {
			if c.Source == archiveSource {
				a[c.ID] = c.Title
			}
		}
		if after = page.Next; after == "" {
			return
		}
	}
}

// held fails the test unless all that was acknowledged is still there.
func (a acknowledged) held(t *testing.T, e *rig.Engine) {
	t.Helper()
	now := acknowledged{}
	for _, c := range everyCard(t, e) {
		now[c.ID] = c.Title
	}
	for id, title := range a {
		if now[id] != title {
			t.Errorf("a reader saw %s %q, which is %q now", id, title, now[id])
		}
	}
}

// Kill -9 at any moment of importing, publishing and thumbnailing loses
// nothing that a reader saw, leaves a store that is clean, no process and no
// file behind, and the import goes on from there to the same end.
func TestKilledWhileImporting(t *testing.T) {
	t.Parallel()
	lines := archive(t, 450)
	want, like, took := undisturbed(t, lines)
	if len(want) != 450 || like.Media.Files < 200 {
		t.Fatalf("the undisturbed import has %d articles and %+v", len(want), like)
	}
	r := dice(t)
	kills, libraries := 10*effort(), 1
	var held []int // articles after each kill
	p, seen := program(t), acknowledged{}
	noSample(t, p.Data)
	for kill := range kills {
		through := kill%2 == 0 // a running engine, or alone
		done := killImport(t, p, lines, through, seen, r, took)
		sound(t, p)
		e := serve(t, p)
		seen.held(t, e)
		seen.look(t.Context(), e.URL) // what is there now is seen now
		stop(t, e.Process, 10*time.Second)
		if t.Failed() {
			t.Fatalf("kill %d, through an engine: %v", kill, through)
		}
		held = append(held, len(seen))
		if done || len(seen) == len(want) { // nothing is left to interrupt
			equalContent(t, p, want, like)
			p, seen = program(t), acknowledged{}
			noSample(t, p.Data)
			libraries++
		}
	}
	t.Logf("%d kills in %d libraries, which held of %d articles then: %v", kills, libraries, len(want), held)
	run(t, p, 0, "import", "--publish", lines)
	equalContent(t, p, want, like)
}

// killImport runs an import and kills the process that holds the store at a
// moment that nobody chose. It tells whether the import had come to its end
// by then.
func killImport(t *testing.T, p rig.Program, lines string, through bool, seen acknowledged, r *rand.Rand, took time.Duration) (whole bool) {
	t.Helper()
	ctx := within(t, time.Minute)
	var holder *rig.Process
	var engine *rig.Engine
	if through {
		engine = serve(t, p)
		holder = engine.Process
	}
	client, err := rig.Start(p.Command("import", "--publish", lines))
	if err != nil {
		t.Fatal(err)
	}
	defer finish(client)
	if holder == nil {
		holder = client
	}
	moment := time.NewTimer(time.Duration(r.Int64N(int64(took)*3/4 + 1)))
	defer moment.Stop()
	for waiting := true; waiting; {
		if engine != nil {
			seen.look(ctx, engine.URL)
		}
		select {
		case <-moment.C:
			waiting = false
		case <-client.Done():
			waiting = false
		case <-time.After(10 * time.Millisecond): // the reader looks again
		}
	}
	family, err := rig.Tree(holder.Pid())
	if err != nil {
		t.Fatal(err)
	}
	_ = holder.Signal(syscall.SIGKILL) // it may have ended just now
	if _, err := holder.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	code, err := client.Wait(ctx)
	if err != nil || through && code != 0 && (code != 1 || client.Stderr.String() == "") {
		t.Errorf("the import whose engine was killed ends with %d, %v; %s", code, err, client.Stderr.String())
	}
	for _, child := range family {
		if err := rig.Wait(ctx, "the end of "+child.Name, func() (bool, error) { return !rig.Alive(child.Pid), nil }); err != nil {
			t.Error(err)
		}
	}
	return code == 0
}

// weight is what the files of a data folder take, where there is one.
func weight(t *testing.T, dir string) (bytes int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return bytes
}

// noSample leaves the sample out: readers would see its articles until the
// first real one is published, and no longer.
func noSample(t *testing.T, data string) {
	t.Helper()
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "sample-removed"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
}
