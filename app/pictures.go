package app

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"bangtin/app/viet"
)

// The list of all originals and other files that came to this machine, used
// or not, with where each is used. What stands in it is for staff only.

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
	Kind  Listed
}

// Listed narrows the list to pictures, or to other files.
type Listed string

const (
	OnlyPictures Listed = "pictures"
	OnlyFiles    Listed = "files"
)

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
			if f.Lacks == LacksUse && s.used(h) {
				continue // most are, and need not be read
			}
			if one := s.picture(h); f.fits(&one, words) {
				s.develop(&one)
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
		s := l.begin(tx, l.view(tx).gen).pictureShelf()
		one = s.picture(original)
		s.develop(&one)
		return nil
	})
	return one, err
}

func (f *PictureFilter) fits(p *ListedPicture, words []string) bool {
	if f.Kind == OnlyPictures && p.Type != "" || f.Kind == OnlyFiles && p.Type == "" {
		return false
	}
	switch f.Lacks {
	case LacksUse:
		if len(p.Uses) > 0 {
			return false
		}
	case LacksAlt:
		if p.Type != "" || !slices.ContainsFunc(p.Uses, func(u UsedPicture) bool { return !u.Edited && !u.Article.IsZero() && noAlt(u.Alt) }) {
			return false
		}
	case LacksCredit:
		if p.Type != "" || !slices.ContainsFunc(p.Uses, func(u UsedPicture) bool { return !u.Edited && !u.Article.IsZero() && viet.Blank(u.Credit) }) {
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
	text, folded := strings.ToLower(viet.NFC(b.String())), ""
	for _, w := range words {
		if strings.Contains(text, w) {
			continue
		}
		if viet.Fold(w) != w {
			return false
		}
		if folded == "" {
			folded = viet.Fold(text)
		}
		if !strings.Contains(folded, w) {
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
	if of, ok := pictureNote(s.tx, p.Of); ok && len(p.Names) == 0 {
		p.Names = of.Names // whoever looks for the file finds what was made of it too
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

// used tells whether anything uses a picture, without reading what.
func (s *pictureShelf) used(h Hash) bool {
	for range s.tx.Scan(s.table(tableUse), h[:], nil, false) {
		return true
	}
	return len(s.people[h]) > 0
}

// develop adds what was made of a picture.
func (s *pictureShelf) develop(p *ListedPicture) {
	var d Developed
	if text := s.tx.Get(tablePreview, p.Original[:]); text != nil && json.Unmarshal(text, &d) == nil {
		p.Media, p.Taken = d.Media, d.Taken
		if p.Across == 0 {
			p.Across, p.Down = d.Across, d.Down
		}
	} else if told, ok := s.toldMaterial(p.Original); ok && told.Media != nil {
		p.Media = *told.Media
	}
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
		u.State, _ = splitStand(at[8:])
	}
	s.articles[id] = u
	return u
}

// noAlt tells whether a picture has no words for those who cannot see it.
func noAlt(alt string) bool { return viet.Blank(alt) || MadeOfFileName(alt) }
