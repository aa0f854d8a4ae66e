// Command store measures what a save, an original, a snapshot and a start
// cost, on the disk under the folder given, or under a temporary one. Saves
// are measured in turn with one plain write and fdatasync of the same bytes,
// so that the ratio holds whatever else the machine does.
//
//	go run ./build/bench/store [-dir DIR] [-articles 5000] [-saves 2000]
package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"bangtin/app"
	"bangtin/app/store"
)

const (
	recordSize = 4 << 10
	puts       = 10
	photoSize  = 3 << 20
	limit      = 4.0 // of the ratio of the 99th percentiles
)

func main() {
	dir := flag.String("dir", "", "folder to work under; a temporary one if empty")
	articles := flag.Int("articles", 5000, "articles to fill the store with")
	saves := flag.Int("saves", 2000, "saves to measure")
	flag.Parse()
	if err := run(*dir, *articles, *saves); err != nil {
		fmt.Fprintln(os.Stderr, "bench store:", err)
		os.Exit(1)
	}
}

func run(parent string, articles, saves int) error {
	dir, err := os.MkdirTemp(parent, "bangtin-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	data := filepath.Join(dir, "data")
	db, err := store.Open(ctx, store.Options{Dir: data})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	v, err := store.VolumeOf(data)
	if err != nil {
		return err
	}
	fmt.Printf("disk: %s; %d articles of %d bytes, %d table puts each\n", v.Name, articles, recordSize, puts)

	if err := fill(ctx, db, articles); err != nil {
		return err
	}
	if err := measureSaves(ctx, db, dir, articles, saves); err != nil {
		return err
	}
	if err := measureMedia(ctx, db); err != nil {
		return err
	}
	if err := measureSnapshot(ctx, db); err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	return measureOpen(ctx, data)
}

// fill puts articles in as an import does, 200 in one Update.
func fill(ctx context.Context, db *store.DB, articles int) error {
	start := time.Now()
	for i := 0; i < articles; i += 200 {
		err := db.Update(ctx, func(tx app.Tx) error {
			for j := i; j < min(i+200, articles); j++ {
				if err := save(tx, uint64(j)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	s, err := db.Sizes(ctx)
	fmt.Printf("fill, 200 a save: %.2f s, tables %.1f MB, own-log %.1f MB\n",
		time.Since(start).Seconds(), mega(s.Tables), mega(s.Own))
	return err
}

// save writes what one article brings: its change, and ten rows of other
// tables in the orders that they have.
func save(tx app.Tx, n uint64) error {
	record := make([]byte, recordSize)
	random(record)
	id := make([]byte, 16)
	random(id)
	at := binary.BigEndian.AppendUint64(nil, n)
	if err := tx.Own(1, record); err != nil {
		return err
	}
	rows := []struct {
		table      string
		key, value []byte
	}{
		{"change", record[:32], record},
		{"log", at, record[:32]},
		{"article", id, record[:600]},
		{"head", id, record[:32]},
		{"publication", id, record[:200]},
		{"by-time", slices.Concat(at, id), nil},
		{"by-category", slices.Concat(id[:1], at, id), nil},
		{"slug", record[100:140], id},
		{"source", record[200:232], id},
		{"counter", id[:1], at},
	}
	for _, r := range rows {
		if err := tx.Put(r.table, r.key, r.value); err != nil {
			return err
		}
	}
	return nil
}

func random(b []byte) { _, _ = io.ReadFull(rand.Reader, b) }

func measureSaves(ctx context.Context, db *store.DB, dir string, from, saves int) error {
	plain, err := os.Create(filepath.Join(dir, "plain"))
	if err != nil {
		return err
	}
	defer plain.Close()
	var ours, theirs []time.Duration
	block := make([]byte, recordSize+2<<10) // the record and its rows
	for i := range saves {
		random(block)
		start := time.Now()
		if _, err := plain.Write(block); err != nil {
			return err
		}
		if err := syncData(plain); err != nil {
			return err
		}
		theirs = append(theirs, time.Since(start))

		start = time.Now()
		err := db.Update(ctx, func(tx app.Tx) error { return save(tx, uint64(from+i)) })
		if err != nil {
			return err
		}
		ours = append(ours, time.Since(start))
	}
	p50, p99 := at(ours, .5)/at(theirs, .5), at(ours, .99)/at(theirs, .99)
	fmt.Printf("durable save:        p50 %6.2f ms   p99 %6.2f ms\n", at(ours, .5), at(ours, .99))
	fmt.Printf("write + fdatasync:   p50 %6.2f ms   p99 %6.2f ms\n", at(theirs, .5), at(theirs, .99))
	fmt.Printf("ratio:               p50 %6.2f      p99 %6.2f      p99 at most %.1f: %s\n", p50, p99, limit, reached(p99 <= limit))
	return nil
}

func reached(ok bool) string {
	if ok {
		return "reached"
	}
	return "NOT reached"
}

// at is a percentile in milliseconds.
func at(d []time.Duration, p float64) float64 {
	s := slices.Sorted(slices.Values(d))
	return float64(s[int(p*float64(len(s)-1))]) / 1e6
}

func measureMedia(ctx context.Context, db *store.DB) error {
	var put []time.Duration
	photo := make([]byte, photoSize)
	for range 20 {
		random(photo)
		start := time.Now()
		if _, _, err := db.Media().Put(ctx, &repeat{photo}, photoSize); err != nil {
			return err
		}
		put = append(put, time.Since(start))
	}
	fmt.Printf("original of 3 MB:    p50 %6.2f ms   max %6.2f ms\n", at(put, .5), at(put, 1))
	return nil
}

// repeat reads a photo once, without a WriteTo that would skip the copying.
type repeat struct{ left []byte }

func (r *repeat) Read(p []byte) (int, error) {
	if len(r.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}

func measureSnapshot(ctx context.Context, db *store.DB) error {
	start := time.Now()
	s, err := db.Snapshot(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("snapshot of %.1f MB:  %.0f ms, read back and proved\n", mega(s.Size), time.Since(start).Seconds()*1e3)
	return nil
}

func measureOpen(ctx context.Context, data string) error {
	for _, c := range []struct {
		name  string
		clean bool
	}{{"clean", true}, {"after a crash", false}} {
		var took []time.Duration
		for range 10 {
			if !c.clean {
				if err := os.Remove(filepath.Join(data, "run", "clean")); err != nil {
					return err
				}
			}
			start := time.Now()
			db, err := store.Open(ctx, store.Options{Dir: data})
			if err != nil {
				return err
			}
			took = append(took, time.Since(start))
			if err := db.Close(); err != nil {
				return err
			}
		}
		fmt.Printf("open, %-14s p50 %6.2f ms   max %6.2f ms\n", c.name+":", at(took, .5), at(took, 1))
	}
	return nil
}

func mega(n int64) float64 { return float64(n) / (1 << 20) }
