package app

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bangtin/app/viet"
)

// UnitQuery asks for units of the directory as readers see them.
type UnitQuery struct {
	Day     string // today, as 2026-11-26
	Words   string // each begins a word of a name, a short name, an address or a website; marks may be missing
	Group   ID     // of the first level; zero: all
	Letter  string // one of Letters
	English bool   // letters go by English names where there are some
}

// Sought are the units that a query finds.
type Sought struct {
	Units   []*Unit
	Letters []string // of the group, whatever words and letter were asked for
}

// sought is what is compared of one unit.
type sought struct {
	names  []string // small letters, marks and all: names in both languages, short name
	rest   []string // without marks: address, website
	folded []string // names without marks
	former []*Unit
	letter [2]string // Vietnamese, English
	key    [2][]byte
}

func (d *Directory) prepare() {
	for _, u := range d.order {
		s := &sought{names: unitWords(strings.ToLower(viet.NFC(strings.Join([]string{u.Name.VI, u.Name.EN, u.Short}, " "))))}
		for _, w := range s.names {
			s.folded = append(s.folded, viet.Fold(w))
		}
		s.rest = unitWords(viet.Fold(u.Address + " " + u.SiteText()))
		for i, name := range []string{u.Name.VI, cmp.Or(u.Name.EN, u.Name.VI)} {
			own := ownName(name)
			s.letter[i], s.key[i] = letterOf(own, i == 1), viet.Key(own+" "+name)
		}
		d.sought[u.ID] = s
	}
	for _, u := range d.order {
		if now := d.Now(u); now != u {
			d.sought[now.ID].former = append(d.sought[now.ID].former, u)
		}
	}
	for _, s := range d.sought {
		slices.SortFunc(s.former, func(a, b *Unit) int { return cmp.Or(cmp.Compare(b.Until, a.Until), slices.Compare(a.ID[:], b.ID[:])) })
	}
}

func unitWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) })
}

// Find gives what a query asks for. Without words and letter that is what
// is there on the day, as the directory is ordered; with them also what
// ended before, so that an old name leads on. Words put those first that
// match with all their marks and in the name; a letter sorts by name.
func (d *Directory) Find(q UnitQuery) (out Sought) {
	d.once.Do(d.prepare)
	lang := 0
	if q.English {
		lang = 1
	}
	marked := unitWords(strings.ToLower(viet.NFC(q.Words)))
	var folded []string
	for _, w := range marked {
		folded = append(folded, viet.Fold(w))
	}
	letters := map[string]bool{}
	ranks := map[*Unit]int{}
	for _, u := range d.order {
		if u.From > q.Day || !q.Group.IsZero() && u.ID != q.Group && d.parent(u) != q.Group || d.heads(u) {
			continue
		}
		s := d.sought[u.ID]
		letters[s.letter[lang]] = true
		if u.Ended(q.Day) && len(marked) == 0 && q.Letter == "" || q.Letter != "" && s.letter[lang] != q.Letter {
			continue
		}
		rank, ok := s.match(marked, folded)
		if !ok {
			continue
		}
		if u.Ended(q.Day) {
			rank++
		}
		ranks[u] = rank
		out.Units = append(out.Units, u)
	}
	slices.SortStableFunc(out.Units, func(a, b *Unit) int {
		by := cmp.Compare(ranks[a], ranks[b])
		if by == 0 && q.Letter != "" {
			by = slices.Compare(d.sought[a.ID].key[lang], d.sought[b.ID].key[lang])
		}
		return by
	})
	for l := range letters {
		out.Letters = append(out.Letters, l)
	}
	viet.SortBy(out.Letters, viet.Key)
	return out
}

// heads tells whether a unit is only the heading of others: nothing of its
// own could be opened, called or visited.
func (d *Directory) heads(u *Unit) bool {
	return len(d.children[u.ID]) > 0 && u.Website == "" && u.Address == "" && u.Email == "" && len(u.Phones) == 0
}

// match ranks a unit for words, 0 best; false where one of them is missing.
func (s *sought) match(marked, folded []string) (rank int, ok bool) {
	for i, w := range folded {
		begins := func(list []string, word string) bool {
			return slices.ContainsFunc(list, func(x string) bool { return strings.HasPrefix(x, word) })
		}
		switch {
		case begins(s.names, marked[i]):
		case begins(s.folded, w):
			rank += 10
		case begins(s.rest, w):
			rank += 100
		default:
			return 0, false
		}
	}
	return rank, true
}

// generic are the words that so many names begin with that no letter would
// help to find them: a reader looks for Sở Y tế under Y.
var generic = []string{
	"ủy ban nhân dân", "uỷ ban nhân dân", "ubnd", "hội đồng nhân dân", "hđnd", "hội liên hiệp", "liên hiệp", "sở", "ban", "huyện",
	"thành phố", "thị xã", "thị trấn", "xã", "phường", "đặc khu", "tỉnh", "hội", "chi cục", "cục", "trung tâm", "trường", "bệnh viện",
	"văn phòng", "bộ", "các",
	"the", "department of", "board of", "people's committee of", "office of", "ministry of", "association of", "union of", "centre for",
}

// ownName is a name without the generic words it begins with, whole where
// it has no others.
func ownName(name string) string {
	rest := viet.Line(name)
	for {
		cut, small := "", []rune(strings.ToLower(rest))
		for _, words := range generic {
			if string(small) == words {
				return viet.Line(name)
			}
			if strings.HasPrefix(string(small), words+" ") && len(small) == len([]rune(rest)) {
				cut = string([]rune(rest)[len([]rune(words))+1:])
				break
			}
		}
		if cut == "" {
			return rest
		}
		rest = cut
	}
}

// letterOf is the letter under which a name stands: Ă and Â under A, Đ
// under its own in Vietnamese; # for what begins with none.
func letterOf(name string, english bool) string {
	first, _ := utf8.DecodeRuneInString(strings.ToUpper(viet.NFC(name)))
	if first == 'Đ' && !english {
		return "Đ"
	}
	folded, _ := utf8.DecodeRuneInString(viet.Fold(string(first)))
	if !unicode.IsLetter(folded) {
		return "#"
	}
	return strings.ToUpper(string(folded))
}
