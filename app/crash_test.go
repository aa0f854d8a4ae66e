package app_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"bangtin/app"
	"bangtin/app/store"
)

// effort multiplies counts: 1 in test, 20 and more in soak.
func effort() int {
	n, err := strconv.Atoi(os.Getenv("EFFORT"))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// seed is SEED where it is set, so that a failure can be repeated.
func seed(t *testing.T) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		n = rand.Uint64()
	}
	t.Logf("SEED=%d", n)
	return n
}

// Writes fail at random steps of publishing, and the folder is opened
// again: all that was acknowledged is there, the log is whole, the fold is
// what a fold made anew gives, and writing goes on.
func TestFailedWritesLoseNothingAcknowledged(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 2))
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	// What was asked for of each article, in order; may be what is shown
	// since the last that was acknowledged.
	may := map[app.ID][]string{}
	acknowledged := map[app.ID]string{}
	failures := 0
	for round := range 12 * effort() {
		left := r.IntN(60)
		m.fault = func(string) error {
			if left--; left == 0 {
				return errors.New("the disk failed")
			}
			return nil
		}
		m.tryOpen()
		for i := 0; m.db != nil && i < 6; i++ {
			e := entry(articleID(r.IntN(20)), fmt.Sprintf("Bài vòng %d lần %d", round, i))
			may[e.Article] = append(may[e.Article], e.Document.Title)
			if _, err := m.lib.Save(ctx, true, e); err != nil {
				failures++
				break
			}
			may[e.Article], acknowledged[e.Article] = []string{e.Document.Title}, e.Document.Title
		}
		m.abandon()
		m.fault = nil
		m.open(false)
		for id, titles := range may {
			if got := m.title(id); !slices.Contains(titles, got) && (got != "(not_found)" || len(acknowledged[id]) > 0) {
				t.Fatalf("round %d: shows %q, which is none of %q", round, got, titles)
			}
		}
		v, err := m.lib.Verify(ctx, nil)
		if err != nil || len(v.Faults) > 0 {
			t.Fatalf("round %d: %v %v", round, v.Faults, err)
		}
	}
	if failures == 0 {
		t.Error("no write failed: the test proves nothing")
	}
}

// tryOpen opens a folder whose disk may fail at any step.
func (m *machine) tryOpen() {
	m.t.Helper()
	m.close()
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: m.dir, Fault: m.fault})
	if err != nil {
		return
	}
	lib, err := m.library(ctx, db, false)
	if err != nil {
		_ = db.Close()
		return
	}
	m.db, m.lib = db, lib
}

// abandon closes whatever is open, as well as it goes.
func (m *machine) abandon() {
	if m.db != nil {
		_ = m.db.Close()
		m.db = nil
	}
}
