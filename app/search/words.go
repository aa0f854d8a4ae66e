package search

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"bangtin/app/viet"
)

// A word is one word of a text in the two forms that it is looked for by.
type word struct {
	from, to int    // in the text, in bytes
	folded   string // without marks: hoi
	exact    string // with marks, one way of writing each: hội
}

// wordsOf finds the words of a text, which may be decomposed.
func wordsOf(text string) []word {
	places := viet.Words(text)
	out := make([]word, len(places))
	for i, p := range places {
		to := p.To
		for _, possessive := range []string{"'s", "’s"} { // Giang’s is Giang
			if bare, ok := strings.CutSuffix(text[p.From:to], possessive); ok && bare != "" {
				to = p.From + len(bare)
			}
		}
		folded, exact := forms(text[p.From:to])
		out[i] = word{p.From, to, folded, exact}
	}
	return out
}

// forms gives a word without and with its marks. What is written in several
// ways is written in one: hoà as hòa, kỹ as kĩ, Đ's look-alikes as đ. An
// apostrophe (H'Yim) is left out.
func forms(s string) (folded, exact string) {
	var room [64]byte
	bare := room[:0]
	plain, asIs, loose := true, true, false // no marks; already in its exact form; decomposed
	for _, r := range s {
		if r < utf8.RuneSelf {
			switch {
			case r == '\'':
				asIs = false
				continue
			case r >= 'A' && r <= 'Z':
				asIs = false
				r += 'a' - 'A'
			}
			bare = append(bare, byte(r))
			continue
		}
		l := letterOf(r)
		asIs = asIs && l.exact == r
		if r == '’' {
			continue
		}
		plain = false
		if l.mark {
			loose = true
			continue
		}
		bare = utf8.AppendRune(bare, l.folded)
	}
	if plain && asIs {
		s = shortY(s)
		return s, s
	}
	folded = shortY(string(bare))
	if plain {
		return folded, folded
	}
	exact = s
	if !asIs || loose {
		exact = viet.NFC(strings.Map(exactRune, s))
	}
	exact = shortY(exact)
	if openPair(folded) {
		exact = viet.PlaceTone(exact, viet.ToneOld)
	}
	return folded, exact
}

func exactRune(r rune) rune {
	if r == '\'' {
		return -1
	}
	return letterOf(r).exact
}

// letter is what a rune is looked for by.
type letter struct {
	folded, exact rune
	mark          bool // a combining one
}

// letters holds those of a text in Latin letters, which is full of marks. It
// is made when it is first needed: most processes of the program never do.
var letters = sync.OnceValue(func() *[0x2000]letter {
	t := new([0x2000]letter)
	for r := range t {
		t[r] = readLetter(rune(r))
	}
	return t
})

func letterOf(r rune) letter {
	if t := letters(); int(r) < len(t) {
		return t[r]
	}
	return readLetter(r)
}

func readLetter(r rune) letter {
	l := letter{folded: unicode.ToLower(r), exact: unicode.ToLower(r), mark: unicode.Is(unicode.M, r)}
	if folded := []rune(viet.Fold(string(r))); len(folded) == 1 {
		l.folded = folded[0]
	}
	switch l.exact {
	case 'ð', 'ɖ':
		l.exact = 'đ'
	case '’':
		l.exact = -1
	}
	return l
}

// openPair tells whether a word ends in the letters whose tone is written in
// two places.
func openPair(folded string) bool {
	return strings.HasSuffix(folded, "oa") || strings.HasSuffix(folded, "oe") || strings.HasSuffix(folded, "uy")
}

// shortY writes the y of kỹ, lý, mỹ, quý as an i, which they are also
// written with.
func shortY(s string) string {
	last, size := utf8.DecodeLastRuneInString(s)
	i := strings.IndexRune("yýỳỷỹỵ", last)
	if i < 0 || s == "" {
		return s
	}
	switch onset := s[:len(s)-size]; onset {
	case "h", "k", "l", "m", "s", "t", "v", "qu":
		return onset + withI[last]
	}
	return s
}

var withI = map[rune]string{'y': "i", 'ý': "í", 'ỳ': "ì", 'ỷ': "ỉ", 'ỹ': "ĩ", 'ỵ': "ị"}

// A run is several words that are written as one: 19/KH-BGDĐT, 53.206,
// COVID-19. A figure is among them.
type run struct {
	words int    // how many, from its first
	whole string // folded, with what stands between
}

const maxRun = 8

// runAt finds the run that begins at a word, if one does.
func runAt(text string, ws []word, i int) (run, bool) {
	if i > 0 && binds(text[ws[i-1].to:ws[i].from]) != 0 {
		return run{}, false
	}
	var whole strings.Builder
	whole.WriteString(ws[i].folded)
	figure := hasDigit(ws[i].folded)
	n := 1
	for ; i+n < len(ws) && n < maxRun; n++ {
		sign := binds(text[ws[i+n-1].to:ws[i+n].from])
		if sign == 0 {
			break
		}
		whole.WriteByte(sign)
		whole.WriteString(ws[i+n].folded)
		figure = figure || hasDigit(ws[i+n].folded)
	}
	return run{n, whole.String()}, n > 1 && figure
}

// binds gives the sign that makes one of two words, 0 where none does.
func binds(gap string) byte {
	switch gap {
	case "/", "-", ".", ",", ":", "_":
		return gap[0]
	case "–", "‐", "‑":
		return '-'
	}
	return 0
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
