package app_test

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"bangtin/app"
)

var update = flag.Bool("update", false, "write the fixture of the present format anew; never for a released one")

// fixture is what a folder of a released format must still say.
type fixture struct {
	Keys  *app.Keys
	Open  string // the root, the same in every fold so far
	Staff string // the root in fold 1, which knew no steps and no accounts
	// Staff2 is the root in fold 2.
	Staff2 string
	Title  string
}

// A folder written by format 1 opens, folds to the same roots and shows
// the same article, whatever the program has become since.
func TestFolderOfFormat1(t *testing.T) {
	dir := filepath.Join("testdata", "format1")
	if *update {
		writeFixture(t, dir)
	}
	text, err := os.ReadFile(filepath.Join(dir, "fixture.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want fixture
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	m := ofFixture(t, dir, want.Keys)
	if s := m.status(); s.RootStaff != want.Staff || !m.lib.Stale() {
		t.Errorf("before it is folded anew: %+v, stale %v", s, m.lib.Stale())
	}
	if got := m.title(articleID(2)); got != want.Title {
		t.Errorf("readers see %q meanwhile", got)
	}
	if err := m.lib.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if s := m.status(); s.RootOpen != want.Open || s.RootStaff != want.Staff2 || s.Published != 2 || s.Draft != 1 {
		t.Errorf("status = %+v, want roots %s %s", s, want.Open, want.Staff2)
	}
	if got := m.title(articleID(2)); got != want.Title {
		t.Errorf("title = %q, want %q", got, want.Title)
	}
	v, err := m.lib.Verify(context.Background(), nil)
	if err != nil || len(v.Faults) > 0 {
		t.Errorf("verify: %v %v", v.Faults, err)
	}
	m.publish(entry(articleID(9), "Viết tiếp trên dữ liệu cũ"))
}

// ofFixture is a machine with a copy of a fixture's folder.
func ofFixture(t *testing.T, dir string, keys *app.Keys) *machine {
	t.Helper()
	m := newMachine(t)
	m.close()
	m.dir = t.TempDir()
	if err := os.CopyFS(m.dir, os.DirFS(filepath.Join(dir, "data"))); err != nil {
		t.Fatal(err)
	}
	m.keys = keys
	m.open(false)
	return m
}

// Until an older fold is made anew, people read and write on it.
func TestGoesOnWithAnOlderFold(t *testing.T) {
	dir := filepath.Join("testdata", "format1")
	text, err := os.ReadFile(filepath.Join(dir, "fixture.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f fixture
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	m := ofFixture(t, dir, f.Keys)
	m.publish(entry(articleID(8), "Viết trước khi dựng lại"))
	m.write(writer, articleID(5), "Sửa bài nháp cũ")
	if got := m.title(articleID(8)); got != "Viết trước khi dựng lại" {
		t.Errorf("readers see %q", got)
	}
	if err := m.lib.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := m.title(articleID(8)); got != "Viết trước khi dựng lại" {
		t.Errorf("after it, readers see %q", got)
	}
	if got := m.desk(articleID(5)); got.Title != "Sửa bài nháp cũ" || len(got.Heads) != 1 {
		t.Errorf("the draft is %q with %d heads", got.Title, len(got.Heads))
	}
}

func writeFixture(t *testing.T, dir string) {
	t.Helper()
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	other := newMachine(t)
	other.join(m, app.Publisher)
	m.publish(entry(articleID(1), "Bài một"), entry(articleID(2), "Bài hai"), entry(articleID(3), "Bài ba"))
	m.publish(entry(articleID(2), "Bài hai, đã sửa"))
	other.take(m.all())
	other.publish(entry(articleID(4), "Bài của máy khác"))
	m.take(other.all())
	if _, err := m.lib.Save(ctx, false, entry(articleID(5), "Bài nháp")); err != nil {
		t.Fatal(err)
	}
	act := shownAct(t, m, articleID(4))
	for _, err := range []error{
		m.lib.Retract(ctx, articleID(3), "nhầm"),
		m.lib.SaveSettings(ctx, app.Settings{Agency: "Cơ quan thử"}),
		m.lib.Erase(ctx, app.Open, app.Erasure{Targets: []app.Target{{Change: act, Noun: "publication", ID: articleID(4)}}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s := m.status()
	text, err := json.MarshalIndent(fixture{Keys: m.keys, Open: s.RootOpen, Staff2: s.RootStaff, Title: m.title(articleID(2))}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	m.close()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS(m.dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "fixture.json"), append(text, '\n'), 0o666); err != nil {
		t.Fatal(err)
	}
}
