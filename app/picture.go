package app

import (
	"context"
	"encoding/json"
	"slices"
)

// PictureEdit is what a person did to a picture: turned it by quarters
// clockwise, then cut something out of it, in parts of 10,000 of the turned
// picture's width and height.
type PictureEdit struct {
	Turn                int
	X, Y, Width, Height int
}

// pictureWhole is what the parts of an edit are counted in.
const pictureWhole = 10_000

// Validate refuses an edit that is none of a picture.
func (e PictureEdit) Validate() error {
	inside := func(from, size int) bool {
		return from >= 0 && size >= 1 && from <= pictureWhole && size <= pictureWhole-from
	}
	if e.Turn < 0 || e.Turn > 3 || !inside(e.X, e.Width) || !inside(e.Y, e.Height) {
		return Fault(Invalid, "edit_malformed", "Phần ảnh được chọn nằm ngoài ảnh. Xin chọn lại", "The part that was chosen is not in the picture. Please choose again")
	}
	return nil
}

// ErrNoPicture is for a picture that nobody has sent to this library.
var ErrNoPicture = Fault(NotFound, "no_picture", "Máy này không có ảnh gốc đó", "This machine does not have that picture")

// PictureNote is what this machine noted of an original when it came, be it
// a picture or another file.
type PictureNote struct {
	Added  int64    `json:"added"` // ms since 1970 UTC; 0 where nobody knows
	Names  []string `json:"names,omitempty"`
	Bytes  int64    `json:"bytes,omitempty"`
	Across int      `json:"across,omitempty"` // pixels, upright; 0 where nobody knows
	Down   int      `json:"down,omitempty"`
	Of     Hash     `json:"of,omitzero"`    // the original that it was made of
	Type   string   `json:"type,omitempty"` // of a file that is no picture, see File
}

func picturedKey(added int64, original Hash) []byte {
	return append(timeKey(added), original[:]...)
}

// notePicture puts an original into the list; one that is in it stays where
// it is.
func notePicture(tx Tx, original Hash, note PictureNote) error {
	if known, ok := pictureNote(tx, original); ok {
		note.Added, note.Names = known.Added, known.Names
		if note.Of.IsZero() {
			note.Of = known.Of
		}
	}
	text, err := json.Marshal(note)
	if err != nil {
		return err
	}
	if err := tx.Put(tablePicture, original[:], text); err != nil {
		return err
	}
	return tx.Put(tablePictured, picturedKey(note.Added, original), []byte{})
}

func pictureNote(tx Tx, original Hash) (note PictureNote, ok bool) {
	text := tx.Get(tablePicture, original[:])
	return note, text != nil && json.Unmarshal(text, &note) == nil
}

// namePicture notes the name of a file that an original came in.
func namePicture(tx Tx, original Hash, name string) error {
	note, ok := pictureNote(tx, original)
	if !ok || name == "" || len(note.Names) >= maxTrayNames || slices.Contains(note.Names, name) {
		return nil
	}
	note.Names = append(note.Names, name)
	return notePictureAs(tx, original, note)
}

func notePictureAs(tx Tx, original Hash, note PictureNote) error {
	text, err := json.Marshal(note)
	if err != nil {
		return err
	}
	return tx.Put(tablePicture, original[:], text)
}

// NamePicture notes the name of the file that an original came in, cleaned
// by TrayName.
func (l *Library) NamePicture(ctx context.Context, original Hash, name string) error {
	return l.store.Update(ctx, func(tx Tx) error { return namePicture(tx, original, TrayName(name)) })
}

// NoteEdited notes of an original which other one it was made of.
func (l *Library) NoteEdited(ctx context.Context, made, of Hash) error {
	return l.store.Update(ctx, func(tx Tx) error {
		note, ok := pictureNote(tx, made)
		if !ok || made == of {
			return nil
		}
		note.Of = of
		return notePictureAs(tx, made, note)
	})
}

// listOldPictures puts into the list what came before there was one: what
// has been developed here, and what articles name. When it came is not
// known, so it stands at the end.
func (l *Library) listOldPictures(ctx context.Context) error {
	done := false
	err := l.store.View(ctx, func(tx Tx) error {
		done = tx.Get(tableLocal, []byte(localPictures)) != nil
		return nil
	})
	if err != nil || done {
		return err
	}
	return l.store.Update(ctx, func(tx Tx) error {
		v := l.view(tx)
		old := map[Hash]bool{}
		for _, table := range []string{tablePreview, v.table(tableUse)} {
			for k := range tx.Scan(table, nil, nil, false) {
				if len(k) >= len(Hash{}) {
					old[Hash(k[:len(Hash{})])] = true
				}
			}
		}
		for h := range old {
			if _, ok := pictureNote(tx, h); ok {
				continue
			}
			var d Developed
			if text := tx.Get(tablePreview, h[:]); text != nil {
				_ = json.Unmarshal(text, &d) // what it does not tell nobody knows
			}
			if err := notePicture(tx, h, PictureNote{Bytes: d.Bytes, Across: d.Across, Down: d.Down}); err != nil {
				return err
			}
		}
		return tx.Put(tableLocal, []byte(localPictures), bytes8(1))
	})
}
