package peer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"testing"
	"time"

	"bangtin/app"
)

// counted counts what is read from a store and written to it.
type counted struct {
	app.Store
	work
}

// work is rows that were read or written, and bytes that were written.
type work struct{ rows, bytes int }

func (c *counted) View(ctx context.Context, fn func(app.Tx) error) error {
	return c.Store.View(ctx, func(tx app.Tx) error { return fn(countedTx{tx, c}) })
}

func (c *counted) Update(ctx context.Context, fn func(app.Tx) error) error {
	return c.Store.Update(ctx, func(tx app.Tx) error { return fn(countedTx{tx, c}) })
}

type countedTx struct {
	app.Tx
	c *counted
}

func (t countedTx) Get(table string, key []byte) []byte {
	t.c.rows++
	return t.Tx.Get(table, key)
}

func (t countedTx) Put(table string, key, value []byte) error {
	t.c.rows++
	t.c.bytes += len(key) + len(value)
	return t.Tx.Put(table, key, value)
}

func (t countedTx) Delete(table string, key []byte) error {
	t.c.rows++
	return t.Tx.Delete(table, key)
}

func (t countedTx) Scan(table string, prefix, from []byte, down bool) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		for k, v := range t.Tx.Scan(table, prefix, from, down) {
			t.c.rows++
			if !yield(k, v) {
				return
			}
		}
	}
}

// count lets a machine go on over a store that counts.
func (m *machine) count() *counted {
	m.t.Helper()
	c := &counted{Store: m.db}
	lib, err := app.OpenLibrary(m.t.Context(), c, app.Options{Keys: m.keys, Clock: func(int64) *app.Clock { return app.NewClock(time.Now, time.Time{}) }})
	if err != nil {
		m.t.Fatal(err)
	}
	m.lib = lib
	return c
}

// One more change costs the same however many there are: writing it, a
// meeting at which there is nothing new, one that leaves it and one that
// takes it. (Of what a folder holds each part is looked at, a megabyte of
// changes, and each picture on show.)
func TestGrowth(t *testing.T) {
	few := 50
	if effort() >= 20 {
		few = 5000 // 10^4 and 10^5 changes
	}
	names := []string{"writing one", "nothing new", "leaving one", "nothing new for another", "taking one"}
	small, large := oneMore(t, few), oneMore(t, 10*few)
	for i, name := range names {
		t.Logf("%s: %+v, with ten times as many changes %+v", name, small[i], large[i])
		if large[i].rows > small[i].rows+small[i].rows/5 || large[i].bytes > small[i].bytes+small[i].bytes/5 {
			t.Errorf("%s grows with what is known", name)
		}
	}
}

// oneMore tells the work that one more article makes in a library of so many.
func oneMore(t *testing.T, articles int) (out [5]work) {
	a, b := newMachine(t, "A"), newMachine(t, "B")
	a.found()
	b.join(a, app.Publisher)
	write := func(from, to int) {
		t.Helper()
		for from < to {
			var es []app.Entry
			for ; from < to && len(es) < 250; from++ {
				es = append(es, app.Entry{
					Article: articleID(from), Category: []app.Text{{VI: "Thời sự", EN: "News"}},
					Document: app.Document{Title: fmt.Sprint("Bài số ", from), Lang: "vi", Body: json.RawMessage(`{"type":"doc","content":[]}`)},
				})
			}
			saved, err := a.lib.Save(t.Context(), true, es...)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range saved {
				if s.Err != nil {
					t.Fatal(s.Err)
				}
			}
		}
	}
	stick := memory(t)
	write(0, articles)
	for _, m := range []*machine{a, b, a, b, a, b} {
		m.meet(stick)
	}
	of := func(c *counted, act func()) work {
		c.work = work{}
		act()
		return c.work
	}
	ca, cb := a.count(), b.count()
	out[1] = of(ca, func() { a.meet(stick) })
	out[3] = of(cb, func() { b.meet(stick) })
	out[0] = of(ca, func() { write(articles, articles+1) })
	out[2] = of(ca, func() { a.meet(stick) })
	out[4] = of(cb, func() { b.meet(stick) })
	return out
}
