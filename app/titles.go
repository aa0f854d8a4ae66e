package app

import (
	"cmp"
	"slices"
	"strings"

	"bangtin/app/viet"
)

// Wrong is a title beside a name that its person does not hold on the day:
// text[At:] begins with Found, which is the name with the title.
type Wrong struct {
	At     int
	Found  string
	Title  string   // as it is written there
	Person ID       //
	Holds  []string // the titles of that day
	Wanted string   // Found with these; empty where there are none, or all stand there already
}

// TitlesWrong finds titles of the list that are written right behind or
// before the name of somebody who does not hold them that day: former
// posts, or somebody else's. "nguyên", "Phó" and the like before a title
// make it another one. It finds nothing where day is empty.
func TitlesWrong(text string, people []Person, day string) (out []Wrong) {
	if day == "" {
		return nil
	}
	w := wordsOf(text)
	titles := titlesOf(people)
	spots := w.names(people)
	for i, s := range spots {
		if len(s.exact) == 0 {
			continue
		}
		next := len(w.at)
		if i+1 < len(spots) {
			next = spots[i+1].from
		}
		held := heldBy(people, s.exact, day)
		out = append(out, w.wrongBehind(s, next, titles, held)...)
		out = append(out, w.wrongBefore(s, titles, held)...)
	}
	slices.SortStableFunc(out, func(a, b Wrong) int { return cmp.Compare(a.At, b.At) })
	return out
}

// titleBook finds titles forwards and, with their words turned round,
// backwards. A value tells whether it is a title's full form.
type titleBook struct{ forth, back tree[bool] }

func titlesOf(people []Person) *titleBook {
	book := &titleBook{}
	for i := range people {
		for _, t := range people[i].Titles {
			for _, form := range []string{t.Title, t.Short} {
				if key := titleKey(form); len(key) > 0 {
					book.forth.add(key, form == t.Title)
					slices.Reverse(key)
					book.back.add(key, form == t.Title)
				}
			}
		}
	}
	return book
}

// titleKey holds the marks of a title, for they tell titles apart, but not
// its capitals nor the style of its tones.
func titleKey(title string) (key []string) {
	for _, p := range viet.Words(title) {
		key = append(key, titleWord(title[p.From:p.To]))
	}
	return key
}

func titleWord(s string) string {
	return strings.ToLower(viet.PlaceTone(viet.NFC(s), viet.ToneOld))
}

// held is what those of one name hold on a day.
type held struct {
	person ID
	terms  []Term
	keys   [][]string
}

func heldBy(people []Person, whose []int, day string) (h held) {
	h.person = people[whose[0]].ID
	for _, i := range whose {
		for _, t := range people[i].On(day) {
			h.keys = append(h.keys, titleKey(t.Title), titleKey(t.Short))
			if people[i].ID == h.person {
				h.terms = append(h.terms, t)
			}
		}
	}
	return h
}

// has tells whether a title, or the beginning of one, is held.
func (h *held) has(key []string) bool {
	return slices.ContainsFunc(h.keys, func(k []string) bool { return len(key) <= len(k) && slices.Equal(key, k[:len(key)]) })
}

// inTitle may stand between the words of a title, besides spaces.
const inTitle = "-–,./&"

// wrongBehind reads the titles behind a name, one after another over
// commas. A title that leads on to the next name is that one's.
func (w *words) wrongBehind(s spot, next int, book *titleBook, h held) (out []Wrong) {
	written := [][]string{}
	for at := s.to; w.joined(at, ",-–("); {
		to := w.longest(at, &book.forth)
		if to < 0 || to > next || to == next && w.joined(next, "") || w.formBetween(to, next) {
			break
		}
		key := titleKey(w.passage(at, to))
		written = append(written, key)
		if !h.has(key) {
			out = append(out, Wrong{
				At: w.at[s.from].From, Found: w.passage(s.from, to), Title: w.passage(at, to), Person: h.person, Holds: h.titles(nil),
			})
		}
		if at = to; at < len(w.at) && !strings.ContainsAny(w.gap(at), ",") {
			break
		}
	}
	for i := range out {
		if rest := h.titles(written); len(rest) > 0 && len(out) == 1 {
			out[i].Wanted = strings.TrimSuffix(out[i].Found, out[i].Title) + strings.Join(rest, ", ")
		}
	}
	return out
}

// titles lists what is held, but for what is written already.
func (h *held) titles(written [][]string) (out []string) {
	for _, t := range h.terms {
		long, short := titleKey(t.Title), titleKey(t.Short)
		if !slices.ContainsFunc(written, func(k []string) bool { return slices.Equal(k, long) || slices.Equal(k, short) }) {
			out = append(out, t.Title)
		}
	}
	return out
}

// longest gives the end of the longest title at a word, or -1. The short
// form of a title counts only where no further words follow: "Giám đốc" is
// the beginning of many.
func (w *words) longest(at int, t *tree[bool]) int {
	end := -1
	for j := at; j < len(w.at) && (j == at || w.joined(j, inTitle)); j++ {
		if t = t.next[titleWord(w.word(j))]; t == nil {
			break
		}
		if slices.Contains(t.ends, true) || len(t.ends) > 0 && !w.joined(j+1, "") {
			end = j + 1
		}
	}
	return end
}

// formBetween tells whether nothing but a form of address stands between
// the words to and next.
func (w *words) formBetween(to, next int) bool {
	return to < next && w.joined(to, "") && w.joined(next, "") && isForm(w.passage(to, next))
}

func isForm(s string) bool {
	return slices.Contains([]string{"đồng chí", "ông", "bà"}, strings.ToLower(viet.NFC(s)))
}

// wrongBefore reads the title right before a name, over the form of address.
func (w *words) wrongBefore(s spot, book *titleBook, h held) []Wrong {
	end := s.from
	for n := 1; n <= 2 && s.from-n >= 0; n++ {
		if w.formBetween(s.from-n, s.from) {
			end = s.from - n
		}
	}
	if end == 0 || !w.joined(end, "") {
		return nil
	}
	from := -1
	t := &book.back
	for j := end - 1; j >= 0 && (j == end-1 || w.joined(j+1, inTitle)); j-- {
		if t = t.next[titleWord(w.word(j))]; t == nil {
			break
		}
		if len(t.ends) > 0 {
			from = j
		}
	}
	if from < 0 || from > 0 && w.joined(from, "") && slices.Contains(changesTitle, titleWord(w.word(from-1))) {
		return nil
	}
	key := titleKey(w.passage(from, end))
	if h.has(key) {
		return nil
	}
	out := Wrong{At: w.at[from].From, Found: w.passage(from, s.to), Title: w.passage(from, end), Person: h.person, Holds: h.titles(nil)}
	if len(h.terms) > 0 {
		out.Wanted = cmp.Or(h.terms[0].Short, h.terms[0].Title) + strings.TrimPrefix(out.Found, out.Title)
	}
	return []Wrong{out}
}

// changesTitle are words that make another title of the one behind them.
var changesTitle = []string{"phó", "nguyên", "cựu", "quyền", "tổng", "lý", "ký", "phòng", "nhân"}
