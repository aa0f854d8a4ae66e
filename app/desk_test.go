package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

var (
	writer    = app.Actor{Account: app.DeriveID("account", "writer"), Name: "Người viết", Post: app.Writer}
	editor    = app.Actor{Account: app.DeriveID("account", "editor"), Name: "Biên tập viên", Post: app.Editor}
	publisher = app.Actor{Account: app.DeriveID("account", "publisher"), Name: "Thư ký", Post: app.PublisherIn}
)

// draft is a document as a desk sends it.
func draft(m *machine, title string) app.Document {
	d := entry(articleID(0), title).Document
	id, err := m.lib.EnsureCategory(context.Background(), []app.Text{{VI: "Thời sự", EN: "News"}})
	if err != nil {
		m.t.Fatal(err)
	}
	d.Category = id
	return d
}

func (m *machine) write(by app.Actor, id app.ID, title string, parents ...app.Hash) app.Hash {
	m.t.Helper()
	s, err := m.lib.SaveDraft(context.Background(), by, id, draft(m, title), parents)
	if err != nil {
		m.t.Fatal(err)
	}
	return s.Revision
}

func (m *machine) do(by app.Actor, id app.ID, acts ...app.Act) {
	m.t.Helper()
	for _, a := range acts {
		if err := m.lib.Do(context.Background(), by, id, app.Deed{Act: a, Reason: "có lý do"}); err != nil {
			m.t.Fatalf("%s: %v", a, err)
		}
	}
}

func (m *machine) desk(id app.ID) app.DeskArticle {
	m.t.Helper()
	a, err := m.lib.DeskArticle(context.Background(), id)
	if err != nil {
		m.t.Fatal(err)
	}
	return a
}

// One writes on one machine, another approves and publishes on a second
// one, the log goes back and forth by hand.
func TestTwoPeopleOnTwoMachines(t *testing.T) {
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	id := articleID(1)
	a.write(writer, id, "Viết ở máy A")
	a.do(writer, id, app.ActSubmit)
	b.take(a.all())
	if got := b.desk(id); got.State != app.InReview || got.Editor != writer.Account {
		t.Fatalf("at B it is %s of %s", got.State, got.Editor)
	}
	b.do(editor, id, app.ActApprove)
	b.do(publisher, id, app.ActPublish)
	a.take(b.all())
	sameRoots(t, a, b)
	if got := a.title(id); got != "Viết ở máy A" {
		t.Errorf("readers at A see %q", got)
	}
	// Both edit, neither knows: nothing is lost, and it cannot be submitted
	// before somebody has chosen.
	base := a.desk(id).Revision
	left := a.write(writer, id, "Bản của A", base)
	right := b.write(editor, id, "Bản của B", base)
	a.take(b.all())
	b.take(a.all())
	sameRoots(t, a, b)
	if heads := a.desk(id).Heads; len(heads) != 2 {
		t.Fatalf("heads = %v", heads)
	}
	err := a.lib.Do(context.Background(), writer, id, app.Deed{Act: app.ActSubmit})
	if app.CodeOf(err) != app.Conflict {
		t.Errorf("submitting two versions: %v", err)
	}
	if got := a.title(id); got != "Viết ở máy A" {
		t.Errorf("readers see %q meanwhile", got)
	}
	a.write(writer, id, "Bản chung", left, right)
	if got := a.desk(id); len(got.Heads) != 1 || got.Title != "Bản chung" {
		t.Errorf("after choosing: %v %q", got.Heads, got.Title)
	}
}

// Steps on several machines, in any order of arrival, lead to the same.
func TestStepsInAnyOrderFoldToTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 4))
	a, b, late := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	people := []app.Actor{writer, editor, publisher}
	acts := app.Acts
	done := 0
	for i := range 120 * effort() {
		m := []*machine{a, b}[r.IntN(2)]
		id := articleID(r.IntN(6))
		by := people[r.IntN(len(people))]
		var err error
		if r.IntN(3) == 0 {
			_, err = m.lib.SaveDraft(context.Background(), by, id, draft(m, fmt.Sprintf("Bản %d", i)), nil)
		} else {
			err = m.lib.Do(context.Background(), by, id, app.Deed{Act: acts[r.IntN(len(acts))], Reason: "thử"})
		}
		switch app.CodeOf(err) {
		case "":
			done++
		case app.Denied, app.Conflict, app.NotFound, app.Invalid:
		default:
			t.Fatal(err)
		}
		if r.IntN(15) == 0 {
			a.take(b.all())
			b.take(a.all())
		}
	}
	everything := append(a.all(), b.all()...)
	late.belong(a.lib.Name())
	for _, m := range []*machine{a, b, late} {
		m.feed(r, shuffled(r, everything))
	}
	sameRoots(t, a, b)
	sameRoots(t, a, late)
	for i := range 6 {
		x, errA := a.lib.DeskArticle(context.Background(), articleID(i))
		y, errB := late.lib.DeskArticle(context.Background(), articleID(i))
		if app.CodeOf(errA) != app.CodeOf(errB) || x.State != y.State || x.Title != y.Title {
			t.Errorf("article %d: %s %q, %s %q", i, x.State, x.Title, y.State, y.Title)
		}
	}
	if done < 20 {
		t.Errorf("only %d acts were possible", done)
	}
}

func TestDeskList(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	m.now = func() time.Time { at = at.Add(time.Minute); return at }
	m.reopen(false)
	m.found()
	for i := range 40 {
		m.write([]app.Actor{writer, editor}[i%2], articleID(i), fmt.Sprintf("Hội nghị đối ngoại số %d", i))
	}
	m.do(writer, articleID(3), app.ActSubmit)
	m.do(editor, articleID(5), app.ActTrash)
	list := func(f app.DeskFilter) (titles []string) {
		t.Helper()
		var from *app.Place
		for {
			p, err := m.lib.DeskList(ctx, f, from, 7)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range p.Rows {
				titles = append(titles, r.Title)
			}
			if from = p.Next; from == nil {
				return titles
			}
		}
	}
	if got := list(app.DeskFilter{}); len(got) != 39 || !strings.HasSuffix(got[0], " 39") {
		t.Errorf("all but the bin: %d, first %q", len(got), got[0])
	}
	if got := list(app.DeskFilter{State: app.Trashed}); len(got) != 1 || !strings.HasSuffix(got[0], " 5") {
		t.Errorf("the bin: %q", got)
	}
	if got := list(app.DeskFilter{State: app.InReview}); len(got) != 1 || !strings.HasSuffix(got[0], " 3") {
		t.Errorf("in review: %q", got)
	}
	if got := list(app.DeskFilter{Account: writer.Account}); len(got) != 20 {
		t.Errorf("the writer's: %d", len(got))
	}
	for words, want := range map[string]int{"hoi nghi 12": 1, "HỘI NGHỊ 12": 1, "hôi nghị 12": 0, "doi ngoai": 39, "đối ngoai": 39, "không có": 0} {
		if got := list(app.DeskFilter{Words: words}); len(got) != want {
			t.Errorf("%q finds %d, want %d", words, len(got), want)
		}
	}
	counts, err := m.lib.DeskCounts(ctx)
	if err != nil || counts["*"] != 39 || counts[app.Drafted] != 38 || counts[app.InReview] != 1 || counts[app.Trashed] != 1 {
		t.Errorf("counts = %v, %v", counts, err)
	}
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	after, err := m.lib.DeskCounts(ctx)
	if err != nil || fmt.Sprint(after) != fmt.Sprint(counts) {
		t.Errorf("after a rebuild: %v, %v", after, err)
	}
}

// A long life of one article stays quick to work on; the deadline is five
// times what a slow laptop takes.
func TestFiveHundredVersions(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	id := articleID(1)
	text := strings.Repeat("Một đoạn văn dài của bài viết về hội nghị. ", 60)
	var blocks []string
	for i := range 12 {
		blocks = append(blocks, fmt.Sprintf(`{"type":"paragraph","attrs":{"id":"b%d"},"content":[{"type":"text","text":%q}]}`, i, text))
	}
	d := draft(m, "")
	var last time.Duration
	for i := range 500 {
		d.Title = fmt.Sprintf("Bản %d", i)
		d.Body = json.RawMessage(`{"type":"doc","content":[` + strings.Join(blocks, ",") + `]}`)
		start := time.Now()
		if _, err := m.lib.SaveDraft(ctx, writer, id, d, nil); err != nil {
			t.Fatal(err)
		}
		last = time.Since(start)
	}
	start := time.Now()
	h, err := m.lib.History(ctx, id)
	listing := time.Since(start)
	if err != nil || len(h) != 500 || h[0].Title != "Bản 499" {
		t.Fatalf("history of %d, %v", len(h), err)
	}
	start = time.Now()
	if _, err := m.lib.Revision(ctx, id, h[250].Revision); err != nil {
		t.Fatal(err)
	}
	t.Logf("the 500th save took %v, the list %v, opening one %v", last, listing, time.Since(start))
	if last > 5*time.Second || listing > 5*time.Second {
		t.Error("that is too slow to work with")
	}
}
