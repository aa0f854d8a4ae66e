package app

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"

	"bangtin/app/viet"
)

// The list of all originals that came to this machine, used or not, with
// where each is used. What stands in it is for staff only.

// PictureNote is what this machine noted of an original when it came.
type PictureNote struct {
	Added  int64    `json:"added"` // ms since 1970 UTC; 0 where nobody knows
	Names  []string `json:"names,omitempty"`
	Bytes  int64    `json:"bytes,omitempty"`
	Across int      `json:"across,omitempty"` // pixels, upright; 0 where nobody knows
	Down   int      `json:"down,omitempty"`
	Of     Hash     `json:"of,omitzero"` // the original that it was made of
}

// ListedPicture is an original in the list.
type ListedPicture struct {
	PictureNote
	Original Hash
	Media    Media // without sizes where it has to be developed again
	Taken    string
	Uses     []UsedPicture
}

// UsedPicture is a use, and of what. In documents that are edited after they
// were published it is what is being written that is told, unless only what
// readers see still has the picture.
type UsedPicture struct {
	PictureUse
	Article ID     // zero where a person's portrait is meant
	Title   string // of the article, or the person's name
	State   State
	Old     bool // only what readers see has it, not what is being written
}

// Lacks narrows the list of pictures.
type Lacks string

// What a picture may lack.
const (
	LacksUse    Lacks = "use"
	LacksAlt    Lacks = "alt" // in one of its uses at least, as with the credit
	LacksCredit Lacks = "credit"
)

// PictureFilter narrows the list of pictures; zero fields narrow nothing.
type PictureFilter struct {
	Words string // all of them in caption, alt, credit, file name or title; marks count where they are typed
	Lacks Lacks
}

// PicturePlace is where a page of the list begins.
type PicturePlace struct {
	Added    int64
	Original Hash
}

// PicturePage is a run of the list, the last to come first.
type PicturePage struct {
	Pictures []ListedPicture
	Next     *PicturePlace // where the next page begins; nil at the end
	Total    int           // whatever the filter says
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
		return tx.Put(tableLocal, []byte(localPictures), binary.BigEndian.AppendUint64(nil, 1))
	})
}

// Pictures gives a page of the list of originals.
func (l *Library) Pictures(ctx context.Context, f PictureFilter, from *PicturePlace, limit int) (p PicturePage, err error) {
	if err := l.listOldPictures(ctx); err != nil {
		return p, err
	}
	words := strings.Fields(strings.ToLower(viet.NFC(f.Words)))
	err = l.store.View(ctx, func(tx Tx) error {
		s := l.begin(tx, l.view(tx).gen).pictureShelf()
		for range tx.Scan(tablePictured, nil, nil, false) {
			p.Total++
		}
		var start []byte
		if from != nil {
			start = picturedKey(from.Added, from.Original)
		}
		looked := 0
		for k := range tx.Scan(tablePictured, nil, start, true) {
			if len(k) != 8+len(Hash{}) {
				continue
			}
			h := Hash(k[8:])
			if len(p.Pictures) == min(limit, MaxPage) || looked == maxDeskWalk {
				p.Next = &PicturePlace{timeOfKey(k[:8]), h}
				break
			}
			looked++
			if one := s.picture(h); f.fits(&one, words) {
				p.Pictures = append(p.Pictures, one)
			}
		}
		return nil
	})
	return p, err
}

// Picture gives one original of the list, or ErrNoPicture.
func (l *Library) Picture(ctx context.Context, original Hash) (one ListedPicture, err error) {
	if err := l.listOldPictures(ctx); err != nil {
		return one, err
	}
	err = l.store.View(ctx, func(tx Tx) error {
		if _, ok := pictureNote(tx, original); !ok {
			return ErrNoPicture
		}
		one = l.begin(tx, l.view(tx).gen).pictureShelf().picture(original)
		return nil
	})
	return one, err
}

func (f *PictureFilter) fits(p *ListedPicture, words []string) bool {
	switch f.Lacks {
	case LacksUse:
		if len(p.Uses) > 0 {
			return false
		}
	case LacksAlt:
		if !slices.ContainsFunc(p.Uses, func(u UsedPicture) bool { return !u.Edited && !u.Article.IsZero() && noAlt(u.Alt) }) {
			return false
		}
	case LacksCredit:
		if !slices.ContainsFunc(p.Uses, func(u UsedPicture) bool { return !u.Edited && !u.Article.IsZero() && viet.Blank(u.Credit) }) {
			return false
		}
	}
	if len(words) == 0 {
		return true
	}
	var b strings.Builder
	for _, name := range p.Names {
		b.WriteString(name + "\n")
	}
	for _, u := range p.Uses {
		b.WriteString(u.Title + "\n" + u.Caption + "\n" + u.Alt + "\n" + u.Credit + "\n")
	}
	text := strings.ToLower(viet.NFC(b.String()))
	folded := viet.Fold(text)
	for _, w := range words {
		if !strings.Contains(text, w) && (viet.Fold(w) != w || !strings.Contains(folded, w)) {
			return false
		}
	}
	return true
}

// pictureShelf reads the list within one transaction; what it has read of
// an article it knows for the next picture of it.
type pictureShelf struct {
	*batch
	articles map[ID]UsedPicture
	people   map[Hash][]string
}

func (b *batch) pictureShelf() *pictureShelf {
	s := &pictureShelf{batch: b, articles: map[ID]UsedPicture{}, people: map[Hash][]string{}}
	for _, p := range b.view.people() {
		if !p.Photo.IsZero() {
			s.people[p.Photo] = append(s.people[p.Photo], p.Name)
		}
	}
	return s
}

func (s *pictureShelf) picture(h Hash) ListedPicture {
	p := ListedPicture{Original: h}
	p.PictureNote, _ = pictureNote(s.tx, h)
	var d Developed
	if text := s.tx.Get(tablePreview, h[:]); text != nil && json.Unmarshal(text, &d) == nil {
		p.Media, p.Taken = d.Media, d.Taken
		if p.Across == 0 {
			p.Across, p.Down = d.Across, d.Down
		}
	}
	drafts := map[ID]bool{}
	for k, v := range s.tx.Scan(s.table(tableUse), h[:], nil, false) {
		if len(k) != len(h)+len(ID{})+1 {
			continue
		}
		article, side := ID(k[len(h):len(k)-1]), k[len(k)-1]
		var uses []PictureUse
		if side == useShown && drafts[article] || json.Unmarshal(v, &uses) != nil {
			continue
		}
		drafts[article] = true // of one article the draft comes first
		in := s.article(article)
		in.Old = side == useShown && in.Old
		for _, u := range uses {
			in.PictureUse = u
			p.Uses = append(p.Uses, in)
		}
	}
	for _, name := range s.people[h] {
		p.Uses = append(p.Uses, UsedPicture{Title: name})
	}
	return p
}

// article tells title and state of an article; Old says that it is also
// being written.
func (s *pictureShelf) article(id ID) UsedPicture {
	if known, ok := s.articles[id]; ok {
		return known
	}
	u := UsedPicture{Article: id}
	var d struct {
		Title string `json:"title"`
	}
	if text := s.state(noun{Staff, nounArticle, string(id[:])}); text != nil && json.Unmarshal(text, &d) == nil {
		u.Title, u.Old = d.Title, true
	} else if c := s.card(id); c != nil {
		u.Title = c.Title
	}
	if at := s.tx.Get(s.table(tableStand), id[:]); len(at) > 8 {
		u.State = State(at[8:])
	}
	s.articles[id] = u
	return u
}

// noAlt tells whether a picture has no words for those who cannot see it.
func noAlt(alt string) bool { return viet.Blank(alt) || MadeOfFileName(alt) }
