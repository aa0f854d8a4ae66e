package peer

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// noteNames are what notes may be called: nothing that is a path.
var noteNames = regexp.MustCompile(`^[0-9a-z][0-9a-z-]{0,80}$`)

// shared are the kinds of notes that belong to no library: whoever writes
// or looks for them may not know yet which it will be.
var shared = map[string]bool{"joins": true, "kits": true}

func (f *Folder) noteDir(kind string) string {
	if shared[kind] {
		return kind
	}
	return path.Join(f.library, kind)
}

// maxNotesBytes is how much of notes is read at a time.
const maxNotesBytes = 256 << 20

// Notes reads the notes of a kind by their names. Files with other names,
// and those that are far too large, are passed over. What has the name of a
// note and cannot be read, or is no file, is nil.
func (f *Folder) Notes(ctx context.Context, kind string) (map[string][]byte, error) {
	dir := f.noteDir(kind)
	entries, err := fs.ReadDir(f.root.FS(), dir)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string][]byte{}, nil
	}
	if err != nil {
		return nil, remoteFault(err)
	}
	out := map[string][]byte{}
	left := int64(maxNotesBytes)
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		name, ok := strings.CutSuffix(strings.ToLower(e.Name()), ".json")
		info, err := e.Info()
		if !ok || err != nil || !noteNames.MatchString(name) || info.Size() > min(maxNote, left) || len(out) == maxNotes {
			continue
		}
		if !info.Mode().IsRegular() {
			out[name] = nil
			continue
		}
		left -= info.Size()
		text, err := f.root.ReadFile(path.Join(dir, e.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			text = nil
		}
		out[name] = text
	}
	return out, nil
}

// PutNote leaves a note, in place of one of its name.
func (f *Folder) PutNote(_ context.Context, kind, name string, text []byte) error {
	if !noteNames.MatchString(name) || !noteNames.MatchString(kind) {
		return errors.New("put a note: not a name: " + kind + "/" + name)
	}
	dir := f.noteDir(kind)
	if err := f.root.MkdirAll(dir, 0o755); err != nil {
		return remoteFault(err)
	}
	return f.write(dir, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}, func() string { return name + ".json" })
}

// DropNote removes a note. One that is not there is no fault.
func (f *Folder) DropNote(_ context.Context, kind, name string) error {
	if !noteNames.MatchString(name) || !noteNames.MatchString(kind) {
		return errors.New("drop a note: not a name: " + kind + "/" + name)
	}
	return remoteFault(absent(f.root.Remove(path.Join(f.noteDir(kind), name+".json"))))
}
