package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"bangtin/app"
)

// Journal keeps what people are writing before it is saved: for each name
// one append-only file, journal/<name>.log, of records
//
//	CRC-32C of the rest of the record (32), length of the text (32),
//	milliseconds since 1970 UTC (64), the text
//
// with numbers big-endian. Only the last good record counts; half a one at
// the end is what a power cut leaves. It is local: no change, never synced.
type Journal struct {
	dir  string
	disk disk
	now  func() time.Time
	mu   sync.Mutex       // one writer; records are small
	last time.Time        // of a record
	ends map[string]int64 // where the last good record of a file ends
}

// Note is the last record of a journal.
type Note struct {
	Text []byte
	At   time.Time
}

const (
	noteHead = 16
	// maxNote is more than a document with all its texts around it.
	maxNote = 4 << 20
	// journalSize is where a file is begun anew with its last record.
	journalSize = 16 << 20
)

var (
	errBadNote = app.Fault(app.Invalid, "journal_name", "Tên nhật ký không đúng", "That is not the name of a journal")
	errBigNote = app.Fault(app.TooLarge, "journal_too_large", "Bài quá dài, không lưu tạm được. Xin chia thành nhiều bài",
		"The article is too long to be kept. Please divide it")
)

func openJournal(dir string, d disk, now func() time.Time) (*Journal, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, err
	}
	return &Journal{dir: dir, disk: d, now: now, ends: map[string]int64{}}, sweep(dir, "")
}

// path is the file of a name: lower-case letters, digits and dashes.
func (j *Journal) path(name string) (string, error) {
	if name == "" || len(name) > 100 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return "", errBadNote
	}
	return filepath.Join(j.dir, name+".log"), nil
}

// Write appends a record and returns its time once the disk has it.
// Unavailable means a full or failing disk: what was there before is there
// still.
func (j *Journal) Write(ctx context.Context, name string, text []byte) (time.Time, error) {
	path, err := j.path(name)
	if err != nil {
		return time.Time{}, err
	}
	if len(text) > maxNote {
		return time.Time{}, errBigNote
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return time.Time{}, err
	}
	at := j.now().Truncate(time.Millisecond)
	if early := j.last.Sub(at); early >= 0 && early < time.Second { // no two within a run have one time
		at = j.last.Add(time.Millisecond)
	}
	j.last = at
	return at, diskFault("keep what is being written", j.append(path, encodeNote(text, at)))
}

func encodeNote(text []byte, at time.Time) []byte {
	b := make([]byte, noteHead, noteHead+len(text))
	binary.BigEndian.PutUint32(b[4:], uint32(len(text)))
	binary.BigEndian.PutUint64(b[8:], uint64(at.UnixMilli()))
	b = append(b, text...)
	binary.BigEndian.PutUint32(b, crc32.Checksum(b[4:], castagnoli))
	return b
}

func (j *Journal) append(path string, record []byte) (err error) {
	defer func() {
		if err != nil {
			delete(j.ends, path) // look again next time
		}
	}()
	end, known := j.ends[path]
	if info, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) || known && end > journalSize {
		err := j.disk.place("journal", path, func(f *os.File) error {
			_, err := f.Write(record)
			return err
		})
		j.ends[path] = int64(len(record))
		return err
	} else if err != nil || !info.Mode().IsRegular() {
		return errors.Join(err, errBadNote)
	}
	f, err := os.OpenFile(path, os.O_RDWR, fileMode)
	if err != nil {
		return err
	}
	defer f.Close()
	if !known {
		if _, end, err = lastNote(f, time.Time{}); err != nil {
			return err
		}
	}
	// Behind the last good record: what a cut left there is written over.
	if err := errors.Join(j.disk.step("journal.write"), f.Truncate(end)); err != nil {
		return err
	}
	if _, err := f.WriteAt(record, end); err != nil {
		return errors.Join(err, f.Truncate(end))
	}
	if err := j.disk.step("journal.sync"); err != nil {
		return err
	}
	j.ends[path] = end + int64(len(record))
	return syncData(f)
}

// lastNote finds the last good record, of those of a time unless that is
// zero, and where the good ones end.
func lastNote(r io.ReaderAt, of time.Time) (n *Note, end int64, err error) {
	head := make([]byte, noteHead)
	for {
		if _, err := r.ReadAt(head, end); err != nil {
			return n, end, endOfFile(err)
		}
		size := binary.BigEndian.Uint32(head[4:])
		if size > maxNote {
			return n, end, nil
		}
		text := make([]byte, size)
		if _, err := r.ReadAt(text, end+noteHead); err != nil && (size > 0 || !errors.Is(err, io.EOF)) {
			return n, end, endOfFile(err)
		}
		sum := crc32.Update(crc32.Checksum(head[4:], castagnoli), castagnoli, text)
		if binary.BigEndian.Uint32(head) != sum {
			return n, end, nil
		}
		if at := time.UnixMilli(int64(binary.BigEndian.Uint64(head[8:]))); of.IsZero() || at.Equal(of) {
			n = &Note{Text: text, At: at}
		}
		end += noteHead + int64(size)
	}
}

func endOfFile(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// Read gives the last record of a name, nil where there is none.
func (j *Journal) Read(ctx context.Context, name string) (*Note, error) {
	return j.ReadAt(ctx, name, time.Time{})
}

// ReadAt gives the record of a name that Write gave this time, nil where
// there is none: a file that was begun anew has only those written since.
func (j *Journal) ReadAt(ctx context.Context, name string, at time.Time) (*Note, error) {
	path, err := j.path(name)
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, diskFault("read what was being written", err)
	}
	defer f.Close()
	n, _, err := lastNote(f, at)
	return n, diskFault("read what was being written", err)
}

// Remove forgets a name: what it held is saved. It is no fault where there
// is nothing.
func (j *Journal) Remove(ctx context.Context, name string) error {
	path, err := j.path(name)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := errors.Join(ctx.Err(), j.disk.step("journal.remove")); err != nil {
		return err
	}
	delete(j.ends, path)
	err = os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = j.disk.syncFolder("journal", j.dir)
	}
	return diskFault("forget what was being written", err)
}

// Names lists what there is, in order.
func (j *Journal) Names() (out []string, err error) {
	entries, err := os.ReadDir(j.dir)
	if err != nil {
		return nil, diskFault("list what is being written", fmt.Errorf("journal: %w", err))
	}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".log"); ok && e.Type().IsRegular() {
			out = append(out, name)
		}
	}
	return out, nil
}
