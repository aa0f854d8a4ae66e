package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"bangtin/app/viet"
)

// A tray holds the pictures that came in for an article until somebody
// chooses among them. It belongs to one machine and is never synced: what
// was chosen stands in the article, the rest is nobody else's business.

// Limits of a tray.
const (
	maxTray       = 1000 // pictures
	maxTrayFaults = 200  // of which the oldest are forgotten
	maxTrayNames  = 20   // of one picture
	maxTrayName   = 200  // characters
	burstGap      = 3 * time.Second
)

// Where a picture came from.
const (
	FromPhone = "phone"
	FromDesk  = "desk"
)

// TrayItem is one picture in a tray. The same picture that came twice is
// one item with two names.
type TrayItem struct {
	Hash    Hash     `json:"-"`       // of the original
	Added   int64    `json:"-"`       // ms since 1970
	Names   []string `json:"names"`   // of the files it came in, cleaned by TrayName
	Taken   int64    `json:"taken"`   // see TakenAt
	TakenBy string   `json:"takenBy"` //
	Bytes   int64    `json:"bytes"`   // of the original
	From    string   `json:"from"`    // FromPhone or FromDesk, the first time
	Account ID       `json:"account"` // who put it here, or whose link the phone used
	Media   Media    `json:"media"`   // what was made of it; as AddToTray was given it, previews may be thrown away
	Waits   bool     `json:"-"`       // nothing was made of it yet
	Small   bool     `json:"-"`       // see Developed
	Burst   int      `json:"-"`       // counts the runs of pictures taken within three seconds of each other; 0: in none
}

// TrayFault is a picture that could not be used, and what to do about it.
type TrayFault struct {
	Added   int64  `json:"-"`
	Name    string `json:"name"`
	Key     string `json:"key"` // see Error
	Message Text   `json:"message"`
	From    string `json:"from"`
}

// Tray is what lies in the tray of an article: the pictures in the order
// in which they were taken, and what did not come to be one.
type Tray struct {
	Items  []TrayItem
	Faults []TrayFault
}

// ErrMayNotWrite is for those whose post reads and does not write.
var ErrMayNotWrite = Fault(Denied, "may_not_write", "Vai trò này chỉ đọc, không viết bài", "This role reads and does not write")

var errTrayFull = Fault(TooLarge, "tray_full", "Khay ảnh của bài đã đủ 1.000 ảnh. Xin bỏ bớt ảnh trong khay rồi gửi lại",
	"The tray of this article holds 1,000 pictures. Please remove some and send it again")

func (a Actor) mayWrite() error {
	if !MayAct(a.Post, Drafted, ActEdit) {
		return ErrMayNotWrite
	}
	return nil
}

// TrayName is the name of a file as people may see it: without folders,
// without characters that hide or turn others, and not too long. It is
// never used as the name of a file.
func TrayName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = viet.Line(strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.C) && r != '\t' && r != '\n' {
			return -1
		}
		return r
	}, name))
	if r := []rune(name); len(r) > maxTrayName { // the end tells more than the middle
		name = string(r[:maxTrayName-21]) + "…" + string(r[len(r)-20:])
	}
	return name
}

// Tray gives what lies in the tray of an article.
func (l *Library) Tray(ctx context.Context, by Actor, article ID) (t Tray, err error) {
	if !by.Post.known() {
		return t, ErrMayNotWrite
	}
	err = l.store.View(ctx, func(tx Tx) error {
		t = Tray{trayItems(tx, article), trayFaults(tx, article)}
		for i := range t.Items {
			d, _ := preview(tx, t.Items[i].Hash)
			t.Items[i].develop(&d)
		}
		return nil
	})
	sortTray(t.Items)
	return t, err
}

func trayItems(tx Tx, article ID) (out []TrayItem) {
	for k, v := range tx.Scan(tableTray, article[:], nil, false) {
		var it TrayItem
		if json.Unmarshal(v, &it) != nil || len(it.Names) == 0 || len(k) != 16+8+32 {
			continue // of an older program: the original is still there
		}
		it.Added, it.Hash = timeOfKey(k[16:24]), Hash(k[24:])
		out = append(out, it)
	}
	return out
}

// develop adds what was found out about a picture since it came.
func (it *TrayItem) develop(d *Developed) {
	if d.Made() {
		it.Media = d.Media
	}
	it.Waits, it.Small = len(it.Media.Sizes) == 0, d.Small
	if it.TakenBy == TakenCamera {
		return
	}
	if at, by := TakenAt(d.Taken, "", 0); by == TakenCamera {
		it.Taken, it.TakenBy = at, by
	}
}

func trayFaults(tx Tx, article ID) (out []TrayFault) {
	for k, v := range tx.Scan(tableTrayFault, article[:], nil, false) {
		var f TrayFault
		if json.Unmarshal(v, &f) != nil || len(k) != 16+8 {
			continue
		}
		f.Added = timeOfKey(k[16:])
		out = append(out, f)
	}
	return out
}

// sortTray brings the pictures into the order in which they were taken,
// those of which nobody knows behind the others, and counts the bursts.
// When a file was written says too little for that: a whole folder may
// have been copied in a second.
func sortTray(items []TrayItem) {
	unknown := func(it *TrayItem) int {
		if it.Taken == 0 {
			return 1
		}
		return 0
	}
	name := func(it *TrayItem) []byte { return viet.Key(it.Names[0]) }
	slices.SortFunc(items, func(a, b TrayItem) int {
		return cmp.Or(cmp.Compare(unknown(&a), unknown(&b)), cmp.Compare(a.Taken, b.Taken),
			slices.Compare(name(&a), name(&b)), slices.Compare(a.Hash[:], b.Hash[:]))
	})
	bursts, last := 0, -1 // the last one whose time is known well enough
	for i := range items {
		if by := items[i].TakenBy; by != TakenCamera && by != TakenName {
			continue
		}
		if last >= 0 && items[i].Taken-items[last].Taken <= burstGap.Milliseconds() {
			if items[last].Burst == 0 {
				bursts++
				items[last].Burst = bursts
			}
			items[i].Burst = bursts
		}
		last = i
	}
}

// AddToTray puts a picture into the tray of an article, whether anything
// was made of it or it waits for that. Name is that of its file, written when the file was last written (ms since 1970,
// zero if nobody knows). A fault that was noted of a file of that name is
// settled by it.
func (l *Library) AddToTray(ctx context.Context, by Actor, article ID, d Developed, name string, written int64, from string) (it TrayItem, err error) {
	if err := by.mayWrite(); err != nil {
		return it, err
	}
	if article.IsZero() {
		return it, ErrNoArticle
	}
	name = TrayName(name)
	now, _ := l.clock.Now()
	it = TrayItem{Hash: d.Original, Added: now.UnixMilli(), Names: []string{name}, Bytes: d.Bytes, From: from, Account: by.Account, Media: d.Media}
	it.Taken, it.TakenBy = TakenAt(d.Taken, name, written)
	err = l.store.Update(ctx, func(tx Tx) error {
		items := trayItems(tx, article)
		same := slices.IndexFunc(items, func(have TrayItem) bool { return have.Hash == d.Original })
		switch {
		case same < 0 && len(items) >= maxTray:
			return errTrayFull
		case same >= 0:
			it = items[same]
			if len(it.Names) < maxTrayNames && !slices.Contains(it.Names, name) {
				it.Names = append(it.Names, name)
			}
		}
		for _, f := range trayFaults(tx, article) {
			if f.Name == name {
				if err := tx.Delete(tableTrayFault, trayFaultKey(article, f.Added)); err != nil {
					return err
				}
			}
		}
		known, ok := preview(tx, d.Original)
		if !ok || known.Fault != nil { // sent again, it is tried again
			known = d
			if err := putPreview(tx, d, it.Added); err != nil {
				return err
			}
		}
		text, err := json.Marshal(it)
		if err != nil {
			return err
		}
		if err := namePicture(tx, d.Original, name); err != nil {
			return err
		}
		it.develop(&known)
		return tx.Put(tableTray, trayKey(article, &it), text)
	})
	return it, err
}

// NoteTrayFault notes that a file did not come to be a picture in the
// tray: key and message are those of the Error that says why.
func (l *Library) NoteTrayFault(ctx context.Context, by Actor, article ID, name, key string, message Text, from string) error {
	if err := by.mayWrite(); err != nil {
		return err
	}
	now, _ := l.clock.Now()
	f := TrayFault{Added: now.UnixMilli(), Name: TrayName(name), Key: key, Message: message, From: from}
	return l.store.Update(ctx, func(tx Tx) error { return putTrayFault(tx, article, f) })
}

// putTrayFault notes a fault behind those that are there.
func putTrayFault(tx Tx, article ID, f TrayFault) error {
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	have := trayFaults(tx, article)
	for i, old := range have {
		if old.Name == f.Name || i <= len(have)-maxTrayFaults { // a file is named once
			if err := tx.Delete(tableTrayFault, trayFaultKey(article, old.Added)); err != nil {
				return err
			}
		}
		f.Added = max(f.Added, old.Added+1)
	}
	return tx.Put(tableTrayFault, trayFaultKey(article, f.Added), text)
}

// RemoveFromTray takes one picture out of the tray of an article; the
// original stays where it is, since the article may show it. Nothing
// happens where it is not in the tray.
func (l *Library) RemoveFromTray(ctx context.Context, by Actor, article ID, original Hash) error {
	return l.clearTray(ctx, by, article, func(it *TrayItem) bool { return it.Hash == original }, false)
}

// ClearTray empties the tray of an article, its faults with it.
func (l *Library) ClearTray(ctx context.Context, by Actor, article ID) error {
	return l.clearTray(ctx, by, article, func(*TrayItem) bool { return true }, true)
}

// ClearTrayFaults forgets what did not come to be a picture.
func (l *Library) ClearTrayFaults(ctx context.Context, by Actor, article ID) error {
	return l.clearTray(ctx, by, article, func(*TrayItem) bool { return false }, true)
}

func (l *Library) clearTray(ctx context.Context, by Actor, article ID, goes func(*TrayItem) bool, faults bool) error {
	if err := by.mayWrite(); err != nil {
		return err
	}
	return l.store.Update(ctx, func(tx Tx) error {
		for _, it := range trayItems(tx, article) {
			if goes(&it) {
				if err := tx.Delete(tableTray, trayKey(article, &it)); err != nil {
					return err
				}
			}
		}
		if !faults {
			return nil
		}
		for _, f := range trayFaults(tx, article) {
			if err := tx.Delete(tableTrayFault, trayFaultKey(article, f.Added)); err != nil {
				return err
			}
		}
		return nil
	})
}

func trayKey(article ID, it *TrayItem) []byte {
	return append(append(append([]byte(nil), article[:]...), timeKey(it.Added)...), it.Hash[:]...)
}

func trayFaultKey(article ID, added int64) []byte {
	return append(append([]byte(nil), article[:]...), timeKey(added)...)
}
