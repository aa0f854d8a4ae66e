package app

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bangtin/app/viet"
)

// Mention is how an article names a person on the day of its event: "đồng
// chí Nguyễn Văn A, Phó Chủ tịch UBND tỉnh", with all titles of that day.
// ok is false where there is none, and then the name stands without.
//
// Named again it is shorter, as Vietnamese papers write: without titles,
// and behind ông and bà the given name alone ("ông A"). Behind đồng chí the
// whole name stays ("đồng chí Nguyễn Văn A"), for that is how reports of
// meetings keep apart the many who share a given name; so does a name
// without a form, or one that does not end in the given name (Y Thanh Niê).
func Mention(p Person, day string, first bool) (text string, ok bool) {
	name := p.Name
	if !first {
		if p.Form == Mister || p.Form == Madam {
			name = givenName(name)
		}
		return strings.TrimSpace(p.Form.Word() + " " + name), true
	}
	text = strings.TrimSpace(p.Form.Word() + " " + name)
	held := p.On(day)
	for _, t := range held {
		text += ", " + t.Title
	}
	return text, len(held) > 0
}

func givenName(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 || words[0] == "Y" || strings.HasPrefix(words[0], "H'") || strings.HasPrefix(words[0], "H’") {
		return name
	}
	return words[len(words)-1]
}

// Near is a name in a text that is one mark away from a known one: text[At:]
// begins with Found.
type Near struct {
	At     int
	Found  string
	Wanted string // the known name
}

// NamesNear finds names that are one tone, one mark of a vowel, one đ or one
// capital away from the full name of somebody in the list, and are nobody's
// own. Names of one word, and what goes on as a longer name, are left alone.
// It goes through the text once, however many people there are.
func NamesNear(text string, people []Person) (out []Near) {
	w := wordsOf(text)
	for _, s := range w.names(people) {
		if len(s.exact) > 0 {
			continue
		}
		for _, name := range s.near {
			out = append(out, Near{w.at[s.from].From, w.passage(s.from, s.to), name})
		}
	}
	return out
}

// words is a text cut into its words, each also in its folded form.
type words struct {
	text   string
	at     []viet.Word
	folded []string
}

func wordsOf(text string) *words {
	w := &words{text: text, at: viet.Words(text)}
	for _, p := range w.at {
		w.folded = append(w.folded, foldWord(text[p.From:p.To]))
	}
	return w
}

func foldWord(s string) string { return strings.ReplaceAll(viet.Fold(s), "’", "'") }

func (w *words) word(i int) string { return w.text[w.at[i].From:w.at[i].To] }

// passage is what the words from..to-1 stand in.
func (w *words) passage(from, to int) string { return w.text[w.at[from].From:w.at[to-1].To] }

// gap is what stands between a word and the one before.
func (w *words) gap(i int) string { return w.text[w.at[i-1].To:w.at[i].From] }

// joined tells whether nothing but the given signs, and few of them,
// stand between a word and the one before. Spaces always may, line ends
// never.
func (w *words) joined(i int, signs string) bool {
	if i == 0 || i >= len(w.at) {
		return false
	}
	gap := w.gap(i)
	return len(gap) <= 8 && strings.Trim(gap, " \t\u00A0"+signs) == ""
}

// tree is a set of phrases, found word by word.
type tree[T any] struct {
	next map[string]*tree[T]
	ends []T
}

func (t *tree[T]) add(key []string, value T) {
	for _, k := range key {
		next := t.next[k]
		if next == nil {
			next = &tree[T]{}
			if t.next == nil {
				t.next = map[string]*tree[T]{}
			}
			t.next[k] = next
		}
		t = next
	}
	t.ends = append(t.ends, value)
}

// spot is where words from..to-1 are a known name, or one that is near.
type spot struct {
	from, to int
	exact    []int // whose, in the list of people
	near     []string
}

// names finds the names of people, the longest from left to right. Where a
// tone is written makes no other name (Hòa, Hoà).
func (w *words) names(people []Person) (out []spot) {
	var known tree[int]
	for i := range people {
		if key := wordsOf(people[i].Name).folded; len(key) > 1 {
			known.add(key, i)
		}
	}
	for i := 0; i < len(w.at); {
		var best spot
		t := &known
		for j := i; j < len(w.at) && (j == i || w.joined(j, "-")); j++ {
			if t = t.next[w.folded[j]]; t == nil {
				break
			}
			if s := w.judge(i, j+1, t.ends, people); len(s.exact) > 0 || len(s.near) > 0 {
				best = s
			}
		}
		if best.to > 0 {
			out = append(out, best)
			i = best.to
		} else {
			i++
		}
	}
	return out
}

func (w *words) judge(from, to int, whose []int, people []Person) spot {
	s := spot{from: from, to: to}
	for _, p := range whose {
		name := wordsOf(people[p].Name)
		apart := 0
		for i := range name.at {
			n := viet.Apart(plainApostrophe(w.word(from+i)), plainApostrophe(name.word(i)))
			if n < 0 { // marks that Vietnamese does not have
				n = 2
			}
			apart += n
		}
		switch {
		case apart == 0:
			s.exact = append(s.exact, p)
		case apart == 1 && !slices.Contains(s.near, people[p].Name) && !w.goesOn(to):
			s.near = append(s.near, people[p].Name)
		}
	}
	return s
}

func plainApostrophe(s string) string { return strings.ReplaceAll(s, "’", "'") }

// goesOn tells whether a name goes on with the next word.
func (w *words) goesOn(i int) bool {
	if !w.joined(i, "") {
		return false
	}
	r, size := utf8.DecodeRuneInString(w.word(i))
	rest := w.word(i)[size:]
	return unicode.IsUpper(r) && rest != "" && strings.ToUpper(rest) != rest
}
