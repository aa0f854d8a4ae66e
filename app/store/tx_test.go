package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/store"

	"pgregory.net/rapid"
)

// update runs fn and fails the test if that fails.
func update(t *testing.T, db *store.DB, fn func(app.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func keys(seq iter.Seq2[[]byte, []byte]) string {
	var out []string
	for k, v := range seq {
		if string(v) != "v"+string(k) {
			out = append(out, fmt.Sprintf("%s holds %s", k, v))
			continue
		}
		out = append(out, string(k))
	}
	return strings.Join(out, " ")
}

func TestScan(t *testing.T) {
	db := open(t, t.TempDir())
	update(t, db, func(tx app.Tx) error {
		for _, k := range []string{"a", "b", "b1", "b2", "b3", "c", "\xff", "\xff\xff", "\xff\xffz"} {
			if err := tx.Put("t", []byte(k), []byte("v"+k)); err != nil {
				return err
			}
		}
		return nil
	})
	const all = "a b b1 b2 b3 c \xff \xff\xff \xff\xffz"
	for _, c := range []struct {
		name, prefix string
		from         any // nil or a string
		down         bool
		want         string
	}{
		{"all up", "", nil, false, all},
		{"all down", "", nil, true, "\xff\xffz \xff\xff \xff c b3 b2 b1 b a"},
		{"prefix up", "b", nil, false, "b b1 b2 b3"},
		{"prefix down", "b", nil, true, "b3 b2 b1 b"},
		{"prefix of ones up", "\xff", nil, false, "\xff \xff\xff \xff\xffz"},
		{"prefix of ones down", "\xff", nil, true, "\xff\xffz \xff\xff \xff"},
		{"from a key up", "b", "b2", false, "b2 b3"},
		{"from a key down", "b", "b2", true, "b2 b1 b"},
		{"from between up", "b", "b11", false, "b2 b3"},
		{"from between down", "b", "b11", true, "b1 b"},
		{"from below the prefix up", "b", "a", false, "b b1 b2 b3"},
		{"from below the prefix down", "b", "a", true, ""},
		{"from above the prefix up", "b", "c", false, ""},
		{"from above the prefix down", "b", "z", true, "b3 b2 b1 b"},
		{"from the start up", "", "", false, all},
		{"from the start down", "", "", true, ""},
		{"from behind the end up", "", "\xff\xff\xff", false, ""},
		{"from behind the end down", "\xff", "\xff\xff\xff", true, "\xff\xffz \xff\xff \xff"},
		{"no such prefix up", "x", nil, false, ""},
		{"no such prefix down", "x", nil, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var from []byte
			if s, ok := c.from.(string); ok {
				from = []byte(s)
			}
			err := db.View(t.Context(), func(tx app.Tx) error {
				if got := keys(tx.Scan("t", []byte(c.prefix), from, c.down)); got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestScanEndsEarlyAndByPull(t *testing.T) {
	db := open(t, t.TempDir())
	update(t, db, func(tx app.Tx) error {
		return errors.Join(tx.Put("t", []byte("a"), []byte("va")), tx.Put("t", []byte("b"), []byte("vb")))
	})
	err := db.View(t.Context(), func(tx app.Tx) error {
		for k := range tx.Scan("t", nil, nil, false) {
			if string(k) != "a" {
				t.Errorf("first key %q", k)
			}
			break
		}
		next, stop := iter.Pull2(tx.Scan("t", nil, nil, true))
		defer stop()
		if k, v, ok := next(); !ok || string(k) != "b" || string(v) != "vb" {
			t.Errorf("pulled %q %q %v", k, v, ok)
		}
		if got := keys(tx.Scan("none", nil, nil, false)); got != "" {
			t.Errorf("no such table: %q", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Writing to a table during its walk is refused before bbolt loses its way.
func TestWriteDuringScan(t *testing.T) {
	db := open(t, t.TempDir())
	put := func(tx app.Tx, name, key string) error { return tx.Put(name, []byte(key), []byte("v"+key)) }
	update(t, db, func(tx app.Tx) error { return errors.Join(put(tx, "t", "a"), put(tx, "t", "b")) })
	update(t, db, func(tx app.Tx) error {
		for k := range tx.Scan("t", nil, nil, false) {
			if put(tx, "t", "c") == nil || tx.Delete("t", k) == nil || tx.Drop("t") == nil {
				t.Error("written to during its walk")
			}
			if err := put(tx, "other", string(k)); err != nil {
				t.Error(err)
			}
			if got := keys(tx.Scan("t", nil, nil, true)); got != "b a" {
				t.Errorf("a walk within a walk: %q", got)
			}
		}
		for range tx.Scan("t", nil, nil, false) {
			break
		}
		return put(tx, "t", "c")
	})
}

func TestValuesAndTables(t *testing.T) {
	db := open(t, t.TempDir())
	buf := []byte("reused")
	update(t, db, func(tx app.Tx) error {
		err := errors.Join(tx.Put("t", []byte("empty"), nil), tx.Put("t", []byte("k"), buf))
		copy(buf, "XXXXXX")
		return err
	})
	update(t, db, func(tx app.Tx) error {
		if v := tx.Get("t", []byte("empty")); v == nil || len(v) != 0 {
			t.Errorf("empty value: %#v", v)
		}
		if v := tx.Get("t", []byte("k")); string(v) != "reused" {
			t.Errorf("value %q changed with the caller's buffer", v)
		}
		if v := tx.Get("t", []byte("none")); v != nil {
			t.Errorf("no such key: %#v", v)
		}
		if v := tx.Get("none", []byte("k")); v != nil {
			t.Errorf("no such table: %#v", v)
		}
		if tx.Get("meta", []byte("format")) != nil || keys(tx.Scan("meta", nil, nil, false)) != "" {
			t.Error("the store's own table can be read")
		}
		if err := tx.Put("meta", []byte("k"), nil); err == nil {
			t.Error("the store's own table can be written")
		}
		if tx.Delete("meta", []byte("format")) == nil || tx.Drop("meta") == nil {
			t.Error("the store's own table can be deleted")
		}
		if err := tx.Put("t", nil, []byte("v")); err == nil {
			t.Error("an empty key was taken")
		}
		if err := tx.Put("t", make([]byte, 1<<16), nil); err == nil {
			t.Error("a key of 64 KB was taken")
		}
		return errors.Join(tx.Delete("t", []byte("none")), tx.Delete("none", []byte("k")), tx.Drop("none"))
	})
	err := db.View(t.Context(), func(tx app.Tx) error {
		if tx.Put("t", []byte("k"), nil) == nil || tx.Delete("t", []byte("k")) == nil || tx.Drop("t") == nil || tx.Own(1, nil) == nil {
			t.Error("a View could write")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Pages that a transaction has emptied are still there until it ends; a walk
// has to get past them, and around them if there is nothing else.
func TestScanOverEmptiedPages(t *testing.T) {
	db := open(t, t.TempDir())
	key := func(i int) []byte { return fmt.Appendf(nil, "%04d", i) }
	update(t, db, func(tx app.Tx) error {
		for i := range 2000 {
			if err := tx.Put("t", key(i), []byte("v"+string(key(i)))); err != nil {
				return err
			}
		}
		return nil
	})
	update(t, db, func(tx app.Tx) error {
		for i := 10; i < 2000; i++ {
			if err := tx.Delete("t", key(i)); err != nil {
				return err
			}
			if i == 1990 {
				if got := keys(tx.Scan("t", nil, nil, true)); !strings.HasPrefix(got, "1999 1998") || !strings.HasSuffix(got, "1991 0009 0008 0007 0006 0005 0004 0003 0002 0001 0000") {
					t.Errorf("middle emptied: %.100q", got)
				}
			}
		}
		if got := keys(tx.Scan("t", nil, nil, true)); got != "0009 0008 0007 0006 0005 0004 0003 0002 0001 0000" {
			t.Errorf("end emptied: %.100q", got)
		}
		for i := range 10 {
			if err := tx.Delete("t", key(i)); err != nil {
				return err
			}
		}
		if got := keys(tx.Scan("t", nil, nil, true)) + keys(tx.Scan("t", nil, nil, false)); got != "" {
			t.Errorf("all emptied: %q", got)
		}
		return tx.Put("t", key(5), []byte("v0005"))
	})
	err := db.View(t.Context(), func(tx app.Tx) error {
		if got := keys(tx.Scan("t", nil, nil, true)); got != "0005" {
			t.Errorf("after it: %q", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A panic of the caller is the caller's: it goes on, and nothing is kept.
func TestCallersPanic(t *testing.T) {
	db := open(t, t.TempDir())
	var none map[string]int
	for name, bug := range map[string]func(){
		"word":         func() { panic("bug") },
		"index":        func() { _ = []int{1}[len(none)+1] },
		"nil map":      func() { none["a"] = 1 },
		"nil pointer":  func() { _ = *(*int)(nil) },
		"error":        func() { panic(errors.New("bug")) },
		"sort":         func() { slices.SortFunc([]int{2, 1}, func(a, b int) int { panic("bug") }) },
		"after Get":    func() { panic(fmt.Sprint("bug", none)) },
		"runtime exit": func() {},
	} {
		t.Run(name, func(t *testing.T) {
			func() {
				defer func() {
					if r := recover(); r == nil && name != "runtime exit" {
						t.Error("the panic did not reach the caller")
					}
				}()
				_ = db.Update(t.Context(), func(tx app.Tx) error {
					if err := errors.Join(tx.Put("texts", []byte("x"), []byte("kept x")), tx.Own(7, []byte("x"))); err != nil {
						return err
					}
					for range tx.Scan("texts", nil, nil, false) {
						bug()
					}
					return errors.New("nothing happened")
				})
			}()
			if has(t, db, "x") {
				t.Error("something was kept")
			}
		})
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_ = db.Update(context.Background(), func(tx app.Tx) error {
			runtime.Goexit()
			return nil
		})
	}()
	<-gone
	if err := save(t.Context(), db, 7, "after"); err != nil {
		t.Errorf("after the panics: %v", err)
	}
	mustClose(t, db)
}

func TestTxAfterItsEnd(t *testing.T) {
	db := open(t, t.TempDir())
	var kept app.Tx
	update(t, db, func(tx app.Tx) error { kept = tx; return nil })
	defer func() {
		if recover() == nil {
			t.Error("a transaction was used after its end")
		}
	}()
	kept.Get("t", []byte("k"))
}

func TestContexts(t *testing.T) {
	db := open(t, t.TempDir())
	done, cancel := context.WithCancel(t.Context())
	cancel()
	nothing := func(app.Tx) error { t.Error("ran"); return nil }
	if err := db.View(done, nothing); !errors.Is(err, context.Canceled) {
		t.Errorf("view: %v", err)
	}
	if err := db.Update(done, nothing); !errors.Is(err, context.Canceled) {
		t.Errorf("update: %v", err)
	}
	// A waiting Update gives up with its context.
	waiting, cancel := context.WithCancel(t.Context())
	update(t, db, func(app.Tx) error {
		cancel()
		if err := db.Update(waiting, nothing); !errors.Is(err, context.Canceled) {
			t.Errorf("waiting update: %v", err)
		}
		return nil
	})
	mustClose(t, db)
	if err := db.View(t.Context(), nothing); app.CodeOf(err) != app.Unavailable {
		t.Errorf("view after close: %v", err)
	}
	mustClose(t, db)
}

// An Update that wrote nothing costs nothing and leaves nothing.
func TestEmptyUpdate(t *testing.T) {
	steps := 0
	db := open(t, t.TempDir(), func(o *store.Options) {
		o.Fault = func(string) error { steps++; return nil }
	})
	before := steps
	update(t, db, func(tx app.Tx) error { _ = tx.Get("t", []byte("k")); return nil })
	if steps != before {
		t.Errorf("%d steps that write", steps-before)
	}
}

// model is what a store should hold.
type model map[string]map[string]string

func (m model) clone() model {
	out := make(model, len(m))
	for name, table := range m {
		out[name] = maps.Clone(table)
	}
	return out
}

// scan is Scan in four lines.
func (m model) scan(name, prefix string, from *string, down bool) []string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(m[name])) {
		if strings.HasPrefix(k, prefix) && (from == nil || (down && k <= *from) || (!down && k >= *from)) {
			out = append(out, k+"="+m[name][k])
		}
	}
	if down {
		slices.Reverse(out)
	}
	return out
}

// Whatever is done to a store, in however many transactions, it holds what a
// map would, inside a transaction, after it and after opening again.
func TestModel(t *testing.T) {
	tables := rapid.SampledFrom([]string{"a", "b"})
	key := rapid.Custom(func(t *rapid.T) string {
		n := rapid.IntRange(0, 1500).Draw(t, "n")
		return rapid.SampledFrom([]string{"k", "k\xff", "l", "\xff"}).Draw(t, "group") + fmt.Sprintf("%05d", n*37%1500)
	})
	dir := memory(t)
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		o := store.Options{Dir: fmt.Sprintf("%s/%d", dir, runs), Machine: "os:this"}
		store.WithHeld(&o, rapid.SampledFrom([]int{0, 1, 5000}).Draw(rt, "held"))
		db, err := store.Open(t.Context(), o)
		if err != nil {
			rt.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		want := model{}
		for range rapid.IntRange(1, 6).Draw(rt, "updates") {
			next := want.clone()
			boom := rapid.IntRange(0, 5).Draw(rt, "fail") == 0
			err := db.Update(t.Context(), func(tx app.Tx) error {
				for range rapid.IntRange(1, 8).Draw(rt, "acts") {
					if err := act(rt, tx, next, tables.Draw(rt, "table"), key); err != nil {
						return err
					}
				}
				compare(rt, tx, next, key)
				if boom {
					return errBoom
				}
				return nil
			})
			if boom != errors.Is(err, errBoom) || (!boom && err != nil) {
				rt.Fatal(err)
			}
			if !boom {
				want = next
			}
			if rapid.IntRange(0, 4).Draw(rt, "reopen") == 0 {
				if err := db.Close(); err != nil {
					rt.Fatal(err)
				}
				if db, err = store.Open(t.Context(), o); err != nil {
					rt.Fatal(err)
				}
			}
			err = db.View(t.Context(), func(tx app.Tx) error { compare(rt, tx, want, key); return nil })
			if err != nil {
				rt.Fatal(err)
			}
		}
		if r, err := db.Check(t.Context(), nil); err != nil || len(r.Flaws) > 0 {
			rt.Fatal(r, err)
		}
	})
}

var errBoom = errors.New("boom")

// act does one thing to a table and to its model.
func act(rt *rapid.T, tx app.Tx, m model, name string, key *rapid.Generator[string]) error {
	if m[name] == nil {
		m[name] = make(map[string]string)
	}
	switch rapid.SampledFrom([]string{"put", "fill", "delete", "clear", "drop"}).Draw(rt, "act") {
	case "put":
		k := key.Draw(rt, "key")
		v := strings.Repeat("v", rapid.SampledFrom([]int{0, 1, 300, 9000}).Draw(rt, "size"))
		m[name][k] = v
		return tx.Put(name, []byte(k), []byte(v))
	case "fill": // several pages at once, growing or falling
		from, step := rapid.IntRange(0, 900).Draw(rt, "from"), rapid.SampledFrom([]int{1, -1, 7}).Draw(rt, "step")
		for i := range rapid.IntRange(1, 300).Draw(rt, "count") {
			k := fmt.Sprintf("k%05d", 1000+from+i*step)
			m[name][k] = "filled " + k
			if err := tx.Put(name, []byte(k), []byte("filled "+k)); err != nil {
				return err
			}
		}
	case "delete":
		k := key.Draw(rt, "key")
		delete(m[name], k)
		return tx.Delete(name, []byte(k))
	case "clear": // a run of keys, so that whole pages get empty
		from, to := key.Draw(rt, "from"), key.Draw(rt, "to")
		for k := range maps.Clone(m[name]) {
			if k >= from && k < to {
				delete(m[name], k)
				if err := tx.Delete(name, []byte(k)); err != nil {
					return err
				}
			}
		}
	case "drop":
		delete(m, name)
		return tx.Drop(name)
	}
	return nil
}

// compare looks at a store in every way there is.
func compare(rt *rapid.T, tx app.Tx, m model, key *rapid.Generator[string]) {
	for _, name := range []string{"a", "b"} {
		for range 3 {
			k := key.Draw(rt, "key")
			v, ok := m[name][k]
			if got := tx.Get(name, []byte(k)); (got != nil) != ok || string(got) != v {
				rt.Fatalf("%s %q holds %q, want %q", name, k, got, v)
			}
		}
		prefix := rapid.SampledFrom([]string{"", "k", "k\xff", "k00", "\xff", "x"}).Draw(rt, "prefix")
		var from *string
		var fromBytes []byte
		if rapid.Bool().Draw(rt, "with from") {
			f := key.Draw(rt, "from")
			from, fromBytes = &f, []byte(f)
		}
		for _, down := range []bool{false, true} {
			want := m.scan(name, prefix, from, down)
			var got []string
			for k, v := range tx.Scan(name, []byte(prefix), fromBytes, down) {
				got = append(got, string(k)+"="+string(v))
			}
			if !slices.Equal(got, want) {
				rt.Fatalf("%s prefix %q from %q down %v: got %d, want %d: %.300q, %.300q", name, prefix, fromBytes, down, len(got), len(want), got, want)
			}
		}
	}
}

// Readers see one state each, whatever is written beside them.
func TestReadersBesideWriter(t *testing.T) {
	db := open(t, memory(t))
	stop := make(chan struct{})
	failed := make(chan error, 4)
	for range 4 {
		go func() {
			for {
				select {
				case <-stop:
					failed <- nil
					return
				default:
				}
				err := db.View(context.Background(), func(tx app.Tx) error {
					a, b := tx.Get("t", []byte("a")), tx.Get("t", []byte("b"))
					if !bytes.Equal(a, b) {
						return fmt.Errorf("a is %.20q, b is %.20q", a, b)
					}
					return nil
				})
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	for i := range 300 {
		v := bytes.Repeat([]byte{byte(i)}, i*40)
		update(t, db, func(tx app.Tx) error {
			return errors.Join(tx.Put("t", []byte("a"), v), tx.Put("t", []byte("b"), v))
		})
		if i%50 == 0 {
			if _, err := db.Snapshot(t.Context()); err != nil {
				t.Error(err)
			}
			clean(t, db)
		}
	}
	close(stop)
	for range 4 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
}
