package peer

import (
	"context"
	"encoding/json"
	"path/filepath"

	"bangtin/app"
)

// Kit is what new kiosks and screens take their place in a library from: a
// code that as many of them may use as it has names, and how they are to
// stand. Whoever holds the stick can read all of it. So the PIN of staff is
// not in it, for its few figures could be guessed from any hash: it comes
// with the answer, sealed to the one machine (see Secrets).
type Kit struct {
	Library app.Hash `json:"library"`
	Called  string   `json:"called"` // what people call the library
	Code    Code     `json:"code"`
	Role    app.Role `json:"role"` // of those that Places says nothing of
	Names   []string `json:"names"`
	Until   int64    `json:"until"` // ms since 1970
	// Places are as many as names, or none, as in kits of earlier programs.
	Places []KitPlace `json:"places,omitempty"`
	Hours  *app.Hours `json:"hours,omitempty"` // of all of them
}

// KitPlace is what one machine of a kit is to be.
type KitPlace struct {
	Role app.Role `json:"role"`
	Turn app.Turn `json:"turn,omitempty"`
}

// At tells of a place, from 1: its name, its role and how it stands.
func (k Kit) At(slot int) (name string, role app.Role, p app.Panel) {
	p.Hours, role = k.Hours, k.Role
	if len(k.Places) > 0 {
		role, p.Turn = k.Places[slot-1].Role, k.Places[slot-1].Turn
	}
	return k.Names[slot-1], role, p
}

// Validate holds a kit to its form.
func (k Kit) Validate() error {
	code, err := ParseCode(string(k.Code))
	if err != nil || code != k.Code || k.Library.IsZero() || len(k.Names) == 0 || len(k.Names) > maxPlaces ||
		len(k.Places) > 0 && len(k.Places) != len(k.Names) {
		return errKit
	}
	for i := range k.Names {
		_, role, p := k.At(i + 1)
		if role != app.Kiosk && role != app.Screen {
			return errKit
		}
		if err := p.Validate(); err != nil {
			return err
		}
	}
	return nil
}

var errKit = app.Fault(app.Invalid, "kit_malformed", "Bộ cài không đúng: cần tên từng máy, vai trò ki-ốt hoặc màn hình",
	"That is not a kit: it needs the names of the machines, each a kiosk or a screen")

const (
	kitNotes  = "kits"
	maxPlaces = 500
	maxKit    = 64 << 10
)

// LeaveKit leaves a kit at a remote.
func LeaveKit(ctx context.Context, r Remote, k Kit) error {
	if err := k.Validate(); err != nil {
		return err
	}
	text, err := json.Marshal(k)
	if err != nil {
		return err
	}
	if len(text) > maxKit { // nobody would read it
		return errKit
	}
	return r.PutNote(ctx, kitNotes, k.Code.ID(), text)
}

// DropKit takes a kit away.
func DropKit(ctx context.Context, r Remote, id string) error { return r.DropNote(ctx, kitNotes, id) }

// FindKit finds the one kit at a remote whose time is not over by a clock,
// and the first place in it that nobody has taken: one of this role if there
// is any, and of any role where none is asked for. Of several kits none is
// taken: a person has to say which. It tells whether there is one.
func FindKit(ctx context.Context, r Remote, now int64, role app.Role) (k Kit, slot int, found bool, err error) {
	notes, err := r.Notes(ctx, kitNotes)
	if err != nil {
		return k, 0, false, err
	}
	n := 0
	for name, text := range notes {
		one, ok := ReadKit(name, text)
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
		if taken[i+1] {
			continue
		}
		_, is, _ := k.At(i + 1)
		if slot == 0 || is == role {
			slot = i + 1
		}
		if role == "" || is == role {
			break
		}
	}
	if slot == 0 {
		k = Kit{}
	}
	return k, slot, slot > 0, nil
}

// ReadKit reads a note as a kit, and tells whether it is one.
func ReadKit(name string, text []byte) (k Kit, ok bool) {
	if len(text) > maxKit || json.Unmarshal(text, &k) != nil {
		return Kit{}, false
	}
	return k, k.Validate() == nil && k.Code.ID() == name
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
