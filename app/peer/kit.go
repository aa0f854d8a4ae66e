package peer

import (
	"context"
	"encoding/json"
	"path/filepath"

	"bangtin/app"
)

// Kit is what new kiosks and screens take their place in a library from: a
// code that as many of them may use as it has names.
type Kit struct {
	Library app.Hash `json:"library"`
	Called  string   `json:"called"` // what people call the library
	Code    Code     `json:"code"`
	Role    app.Role `json:"role"`
	Names   []string `json:"names"`
	Until   int64    `json:"until"` // ms since 1970
}

const (
	kitNotes  = "kits"
	maxPlaces = 500
)

// LeaveKit leaves a kit at a remote.
func LeaveKit(ctx context.Context, r Remote, k Kit) error {
	text, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return r.PutNote(ctx, kitNotes, k.Code.ID(), text)
}

// DropKit takes a kit away.
func DropKit(ctx context.Context, r Remote, id string) error { return r.DropNote(ctx, kitNotes, id) }

// FindKit finds the one kit at a remote whose time is not over by a clock,
// and the first place in it that nobody has taken. Of several kits none is
// taken: a person has to say which. It tells whether there is one.
func FindKit(ctx context.Context, r Remote, now int64) (k Kit, slot int, found bool, err error) {
	notes, err := r.Notes(ctx, kitNotes)
	if err != nil {
		return k, 0, false, err
	}
	n := 0
	for name, text := range notes {
		one, ok := readKit(name, text)
		if ok && now < one.Until {
			k = one
			n++
		}
	}
	if n != 1 {
		return Kit{}, 0, false, nil
	}
	taken, err := placesTaken(ctx, r, k.Code.ID())
	if err != nil {
		return Kit{}, 0, false, err
	}
	for i := range k.Names {
		if !taken[i+1] {
			return k, i + 1, true, nil
		}
	}
	return Kit{}, 0, false, nil
}

// readKit holds a kit to its form.
func readKit(name string, text []byte) (k Kit, ok bool) {
	if len(text) > 64<<10 || json.Unmarshal(text, &k) != nil {
		return k, false
	}
	code, err := ParseCode(string(k.Code))
	return k, err == nil && code == k.Code && code.ID() == name && !k.Library.IsZero() &&
		(k.Role == app.Kiosk || k.Role == app.Screen) && len(k.Names) > 0 && len(k.Names) <= maxPlaces
}

// placesTaken are the places of a kit that somebody has asked for.
func placesTaken(ctx context.Context, r Remote, id string) (map[int]bool, error) {
	notes, err := r.Notes(ctx, joinNotes)
	if err != nil {
		return nil, err
	}
	taken := map[int]bool{}
	for _, note := range notes {
		if a, ok := readAsked(note); ok && a.ID == id {
			taken[a.Slot] = true
		}
	}
	return taken, nil
}

// HasKits tells whether a folder holds kits, without making anything there.
func HasKits(dir string) bool {
	found, err := filepath.Glob(filepath.Join(dir, FolderName, kitNotes, "*.json"))
	return err == nil && len(found) > 0
}
