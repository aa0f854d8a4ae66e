package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"bangtin/app"
	"bangtin/app/peer"
)

// publishMany puts so many articles on show, each with a picture.
func publishMany(t *testing.T, c *core, many int) {
	t.Helper()
	var all []app.Entry
	for i := range many {
		picture := bytes.Repeat([]byte(fmt.Sprintf("picture %d ", i)), 1000)
		sum, n, err := c.db.Media().Put(t.Context(), bytes.NewReader(picture), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		original := app.Sum([]byte("original of"), sum[:])
		body := fmt.Sprintf(`{"type":"doc","content":[{"type":"figure","attrs":{"id":"b1","media":"%s","alt":"Ảnh","caption":"","credit":"","focusX":500,"focusY":500}}]}`, original)
		all = append(all, app.Entry{
			Article: app.DeriveID("article", "test", fmt.Sprint(i)), Category: []app.Text{{VI: "Thời sự", EN: "News"}},
			Document: app.Document{Title: fmt.Sprintf("Bài %d", i), Lang: "vi", Body: json.RawMessage(body)},
			Media: map[app.Hash]app.Media{original: {Width: 32, Height: 20, Colour: "#334455", Sizes: []app.Size{
				{Hash: app.Hash(sum), Type: "image/jpeg", Width: 32, Height: 20, Bytes: n},
			}}},
		})
	}
	saved, err := c.lib.Save(t.Context(), true, all...)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range saved {
		if s.Err != nil {
			t.Fatal(s.Err)
		}
	}
}

// Stopped in the middle of taking or of leaving, an exchange says just that
// and refuses nothing; what has come stays, and the next meeting does the
// rest.
func TestStopAnExchange(t *testing.T) {
	stick := t.TempDir()
	a, b := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	if _, err := b.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Publisher, "Máy B"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*core{a, b, a} {
		meetAt(t, c, stick)
	}
	// stopped meets until it has come so far, and is told to stop then.
	stopped := func(c *core, far func(peer.Progress) bool) *exchanged {
		t.Helper()
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		stop := false
		out, err := c.exchange(ctx, stick, func(p peer.Progress) {
			if far(p) && !stop {
				stop = true
				leave()
			}
		})
		if !stop || !errors.Is(err, context.Canceled) {
			t.Fatalf("told to stop: %v, it says %v", stop, err)
		}
		if len(out.Refused) > 0 {
			t.Errorf("what was not looked at is refused: %+v", out.Refused)
		}
		return out
	}
	const many = 300
	publishMany(t, a, many)
	stopped(a, func(p peer.Progress) bool { return p.Phase == peer.PhaseGive && p.Total > 0 })
	meetAt(t, a, stick)
	stopped(b, func(p peer.Progress) bool { return p.Phase == peer.PhaseTake && p.Total > 0 })
	out := stopped(b, func(p peer.Progress) bool { return p.Phase == peer.PhaseFiles && p.Done > 0 && p.Done < p.Total })
	s, err := b.lib.Status(t.Context())
	if err != nil || s.Published != many || out.Came.Changes == 0 {
		t.Errorf("stopped among the pictures it has %d of %d articles and tells of %d changes, %v", s.Published, many, out.Came.Changes, err)
	}
	before := out.Came.Files
	out = meetAt(t, b, stick)
	rest := many - before // none where all had come before anybody heard of the stop
	if out.Shown != many || before == 0 || out.Came.Files > rest || rest > 0 && out.Came.Files == 0 || out.Missing > 0 {
		t.Errorf("%d pictures came before, %d at the next meeting; %d are missing", before, out.Came.Files, out.Missing)
	}
	if met := meetAt(t, a, stick); met.Root != out.Root || len(met.Matched) != 1 {
		t.Errorf("in the end they are not the same: %+v", met.Matched)
	}
}
