package peer

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path"

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

// LeaveKit leaves a kit at a remote, in place of earlier ones of its library:
// nobody could tell which of them is meant. Who has taken a place in one of
// those has asked already.
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
	notes, err := r.Notes(ctx, kitNotes)
	if err != nil {
		return err
	}
	if err := r.PutNote(ctx, kitNotes, k.Code.ID(), text); err != nil {
		return err
	}
	for name, text := range notes {
		if old, ok := ReadKit(name, text); !ok || old.Library != k.Library || name == k.Code.ID() {
			continue
		}
		if err := r.DropNote(ctx, kitNotes, name); err != nil {
			return err
		}
	}
	return nil
}

// ErrKits: kits of several libraries lie on one stick.
var ErrKits = app.Fault(app.Conflict, "kits_several",
	"USB này có bộ cài của nhiều thư viện, máy không biết chọn bộ nào. Xin dùng USB chỉ có một bộ cài, hoặc nhập mã của máy này ở máy quản trị",
	"There are kits of several libraries on this stick, and nothing tells which is meant. Please use a stick with one kit, or enter the code of this machine at an administrator's")

// FindKit finds the kit at a remote whose time is not over by a clock, and the
// first place in it that nobody has taken: one of this role if there is any,
// and of any role where none is asked for. Of several of one library, as
// programs before this one left them, the one that is good for longest counts.
// Of those of several libraries none is taken, and it fails with ErrKits: a
// person has to say which. It tells whether there is one.
func FindKit(ctx context.Context, r Remote, now int64, role app.Role) (k Kit, slot int, found bool, err error) {
	notes, err := r.Notes(ctx, kitNotes)
	if err != nil {
		return k, 0, false, err
	}
	for name, text := range notes {
		one, ok := ReadKit(name, text)
		if !ok || now >= one.Until {
			continue
		}
		if !k.Library.IsZero() && k.Library != one.Library {
			return Kit{}, 0, false, ErrKits
		}
		if one.Until > k.Until || one.Until == k.Until && one.Code > k.Code {
			k = one
		}
	}
	if k.Library.IsZero() {
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
	return inOurs(dir, func(root *os.Root) bool {
		found, err := fs.Glob(root.FS(), path.Join(kitNotes, "*.json"))
		return err == nil && len(found) > 0
	})
}
