package store

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"time"

	"bangtin/app"
)

// An archive is a data folder on its way through a backup: a tar (POSIX.1-2001)
// of regular files in this order,
//
//	manifest.json      a Manifest
//	staff.key          the age identity of the library's staff content
//	bangtin.db         the tables, one consistent copy
//	journal/<name>.log what is being written, its last record only
//	media/<ab>/<sha256>  originals and derivatives
//	end.json           an archiveEnd: that it is whole, and what of it is not sound
//
// The keys of the device, what runs and what can be made anew are not in it.
// Whoever writes it to a disk encrypts it.
const (
	archiveFormat   = 1
	archiveManifest = "manifest.json"
	archiveStaff    = "staff.key"
	archiveTail     = "end.json"
)

// Manifest is what an archive says of itself.
type Manifest struct {
	Format     int    `json:"format"`  // 1
	Library    string `json:"library"` // its name, 64 hex digits
	Name       string `json:"name"`    // what people call it
	Made       string `json:"made"`    // RFC 3339
	Version    string `json:"version"` // of the program
	Articles   int    `json:"articles"`
	Changes    int    `json:"changes"`
	RootOpen   string `json:"rootOpen"`
	RootStaff  string `json:"rootStaff"`
	Tables     int64  `json:"tables"` // bytes of bangtin.db
	Media      int    `json:"media"`  // files, about: some may come or go while it is written
	MediaBytes int64  `json:"mediaBytes"`
}

// archiveEnd is the last file of an archive.
type archiveEnd struct {
	Tables  string   `json:"tables"` // SHA-256 of bangtin.db
	Media   int      `json:"media"`
	Journal int      `json:"journal"`
	Damaged []string `json:"damaged"` // media whose bytes are not what the name says
}

// Archived tells what an archive holds.
type Archived struct {
	Manifest
	Staff   string     // see staff.key
	Journal int        // files
	Damaged [][32]byte // media that were damaged already when it was written; they do not count
}

// WriteArchive writes the folder as an archive, piece by piece. Saves go on
// meanwhile: what begins after it is not in it. Progress is told in bytes and
// may be nil.
//
// Damaged means that the tables themselves are.
func (db *DB) WriteArchive(ctx context.Context, w io.Writer, m Manifest, staff string, progress func(done, total int64)) (Archived, error) {
	if err := db.enter(ctx); err != nil {
		return Archived{}, err
	}
	defer db.leave()
	a := &archiver{ctx: ctx, db: db, tar: tar.NewWriter(w), progress: progress, out: Archived{Manifest: m, Staff: staff}}
	err := a.write()
	if err == nil {
		err = a.tar.Close()
	}
	return a.out, err
}

// MeasureArchive is about how many bytes WriteArchive will write.
func (db *DB) MeasureArchive(ctx context.Context) (int64, error) {
	s, err := db.Sizes(ctx)
	if err != nil {
		return 0, err
	}
	n, bytes, err := db.mediaTotal(ctx)
	return s.Tables + bytes + int64(n)*1024 + 1<<20, err
}

func (db *DB) mediaTotal(ctx context.Context) (n int, bytes int64, err error) {
	for item, err := range db.media.Walk(ctx) {
		if err != nil {
			return 0, 0, err
		}
		n, bytes = n+1, bytes+item.Size
	}
	return n, bytes, nil
}

type archiver struct {
	ctx         context.Context
	db          *DB
	tar         *tar.Writer
	progress    func(done, total int64)
	done, total int64
	out         Archived
	end         archiveEnd
}

func (a *archiver) write() error {
	a.out.Format = archiveFormat
	var err error
	if a.out.Media, a.out.MediaBytes, err = a.db.mediaTotal(a.ctx); err != nil {
		return err
	}
	for _, step := range []func() error{a.writeTables, a.writeJournal, a.writeMedia, a.writeEnd} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// writeTables writes what one transaction sees, and then looks at every page
// of it: a damaged file must not come back as a sound one.
func (a *archiver) writeTables() error {
	err := a.db.read(a.ctx, func(t *tx) error {
		size := t.bolt.Size()
		a.out.Tables, a.total = size, size+a.out.MediaBytes
		text, err := json.Marshal(a.out.Manifest)
		if err != nil {
			return err
		}
		if err := a.small(archiveManifest, text); err != nil {
			return err
		}
		if err := a.small(archiveStaff, []byte(a.out.Staff)); err != nil {
			return err
		}
		if err := a.head(dbName, size); err != nil {
			return err
		}
		hash := sha256.New()
		_, err = t.bolt.WriteTo(io.MultiWriter(hash, meteredWriter{a}))
		a.end.Tables = hex.EncodeToString(hash.Sum(nil))
		return err
	})
	if err != nil {
		return err
	}
	if _, _, err := a.db.walkLive(a.ctx, nil); err != nil {
		if a.ctx.Err() != nil {
			return a.ctx.Err()
		}
		return a.db.distrust(err.Error())
	}
	return nil
}

func (a *archiver) writeJournal() error {
	names, err := a.db.journal.Names()
	if err != nil {
		return err
	}
	for _, name := range names {
		n, err := a.db.journal.Read(a.ctx, name)
		if err != nil {
			return err
		}
		if n == nil {
			continue // saved meanwhile
		}
		if err := a.small(path.Join(journFolder, name+".log"), encodeNote(n.Text, n.At)); err != nil {
			return err
		}
		a.end.Journal++
	}
	a.out.Journal = a.end.Journal
	return nil
}

func (a *archiver) writeMedia() error {
	for item, err := range a.db.media.Walk(a.ctx) {
		if err != nil {
			return err
		}
		if err := a.writeOriginal(item.Sum); err != nil {
			return err
		}
	}
	a.out.Media = a.end.Media
	return nil
}

func (a *archiver) writeOriginal(sum [32]byte) error {
	f, err := a.db.media.Open(sum)
	if app.CodeOf(err) == app.NotFound {
		return nil // erased meanwhile
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return diskFault("read original", err)
	}
	if err := a.head(mediaName(sum), info.Size()); err != nil {
		return err
	}
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(hash, meteredWriter{a}), steady{a.ctx, io.LimitReader(f, info.Size())}); err != nil {
		return diskFault("read original", err)
	}
	if [32]byte(hash.Sum(nil)) != sum {
		a.out.Damaged = append(a.out.Damaged, sum)
		a.end.Damaged = append(a.end.Damaged, hex.EncodeToString(sum[:]))
	}
	a.end.Media++
	return nil
}

func mediaName(sum [32]byte) string {
	name := hex.EncodeToString(sum[:])
	return path.Join(mediaFolder, name[:2], name)
}

func (a *archiver) writeEnd() error {
	text, err := json.Marshal(a.end)
	if err != nil {
		return err
	}
	return a.small(archiveTail, text)
}

func (a *archiver) head(name string, size int64) error {
	return a.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: fileMode, Format: tar.FormatPAX})
}

func (a *archiver) small(name string, text []byte) error {
	if err := a.head(name, int64(len(text))); err != nil {
		return err
	}
	_, err := io.Copy(a.tar, bytes.NewReader(text))
	return err
}

// meteredWriter counts what goes into the archive, and ends with its context.
type meteredWriter struct{ a *archiver }

func (m meteredWriter) Write(b []byte) (int, error) {
	a := m.a
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := a.tar.Write(b)
	a.done += int64(n)
	if a.progress != nil {
		a.progress(a.done, max(a.total, a.done))
	}
	return n, err
}

// RenewTables makes the tables of a folder that came out of an archive ready
// to be opened: every page is sound, and a new incarnation is due.
func RenewTables(ctx context.Context, dir string) error {
	file := filepath.Join(dir, dbName)
	err := inspect(file, func(f *boltFile) error {
		_, _, err := walkPages(ctx, f, nil)
		return asBroken(ctx, err)
	})
	if err == nil {
		err = markStale(file)
	}
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		return errArchiveBroken.With(fmt.Errorf("tables: %w", err))
	}
	return nil
}

// claimWait is how long Claim waits for a program that is about to end.
const claimWait = 500 * time.Millisecond

// Claim takes a data folder as a running program does, without opening what
// is in it; let lets go again. Held means that a program has it.
func Claim(ctx context.Context, dir string) (let func() error, err error) {
	db := &DB{dir: dir, wait: claimWait}
	if err := db.enterFolder(ctx); err != nil {
		return nil, diskFault("open data folder", err)
	}
	return db.lock.Close, nil
}
