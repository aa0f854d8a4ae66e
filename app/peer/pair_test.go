package peer_test

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/peer"
)

// pair are two desks and a stick that one of them has just left news on.
type pair struct {
	t     *testing.T
	r     *rand.Rand
	a, b  *machine
	stick string
	n     int
	old   map[string]bool // files that lay there before
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{t: t, r: chance(t), stick: memory(t)}
	p.a, p.b = twoMachines(t, app.Publisher)
	for _, m := range []*machine{p.a, p.b, p.a, p.b} {
		m.meet(p.stick)
	}
	return p
}

// news has A write some articles, some with pictures, and a draft.
func (p *pair) news() {
	p.t.Helper()
	p.old = map[string]bool{}
	for _, path := range p.files() {
		p.old[path] = true
	}
	for range 1 + p.r.IntN(4) {
		p.n++
		p.a.publish(p.n, fmt.Sprintf("Bài %d", p.n), p.r.IntN(2) == 0)
	}
}

func (p *pair) files() (out []string) {
	p.t.Helper()
	err := filepath.WalkDir(p.stick, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !strings.HasSuffix(path, ".txt") {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// fresh is one of the files that were left last.
func (p *pair) fresh() string {
	p.t.Helper()
	fresh := slices.DeleteFunc(p.files(), func(path string) bool { return p.old[path] && !strings.HasSuffix(path, ".json") })
	return fresh[p.r.IntN(len(fresh))]
}

// settled: after meetings in which nothing went wrong both have all, and
// nothing lies there that is refused or was never finished.
func (p *pair) settled(what string) {
	p.t.Helper()
	for _, m := range []*machine{p.a, p.b} { // whoever finds something damaged takes it away
		if _, err := m.try(p.stick); err != nil {
			p.t.Errorf("%s: %s: %v", what, m.name, err)
		}
	}
	p.a.meet(p.stick)
	p.b.meet(p.stick)
	sameOpen(p.t, p.a, p.b)
	sameStaff(p.t, p.a, p.b)
	if n := p.b.missing(); n > 0 || p.b.title(p.n) != p.a.title(p.n) {
		p.t.Errorf("%s: at last B lacks %d pictures and shows %q", what, n, p.b.title(p.n))
	}
	for _, path := range p.files() {
		if strings.HasSuffix(path, ".tmp") {
			p.t.Errorf("%s: %s is left", what, path)
		}
	}
	if p.t.Failed() {
		p.t.FailNow()
	}
}

// whole: B is no half of anything: its store is clean, and what it shows is
// what comes of the changes it holds, in whatever order they came.
func (p *pair) whole(what string, r *peer.Report) {
	p.t.Helper()
	p.b.clean()
	for _, x := range r.Refused {
		if x.What == "" || x.Reason.VI == "" || x.Reason.EN == "" {
			p.t.Errorf("%s: refused without a reason: %+v", what, x)
		}
	}
	c := newMachine(p.t, "C")
	if err := c.lib.Join(p.t.Context(), p.a.lib.Name()); err != nil {
		p.t.Fatal(err)
	}
	for _, a := range []app.Audience{app.Staff, app.Open} {
		raws := p.b.changes(a)
		p.r.Shuffle(len(raws), func(i, j int) { raws[i], raws[j] = raws[j], raws[i] })
		if _, err := c.lib.Receive(p.t.Context(), raws...); err != nil {
			p.t.Fatal(err)
		}
	}
	sameOpen(p.t, p.b, c)
	sameStaff(p.t, p.b, c)
	_ = c.db.Close()
	_ = os.RemoveAll(c.dir)
}

// changes are all that a machine holds of an audience.
func (m *machine) changes(a app.Audience) (out [][]byte) {
	m.t.Helper()
	ctx := context.Background()
	lack, err := m.lib.Lacking(ctx, a, false, nil)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, r := range lack.Runs {
		raws, err := m.lib.ReadRun(ctx, r)
		if err != nil {
			m.t.Fatal(err)
		}
		out = append(out, raws...)
	}
	loose, err := m.lib.ReadChanges(ctx, lack.Loose...)
	if err != nil {
		m.t.Fatal(err)
	}
	return append(out, loose...)
}
