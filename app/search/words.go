package search

import (
	"strings"
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
		folded, exact := forms(text[p.From:p.To])
		out[i] = word{p.From, p.To, folded, exact}
	}
	return out
}

// forms gives a word without and with its marks. What is written in several
// ways is written in one: hoà as hòa, kỹ as kĩ, Đ's look-alikes as đ. An
// apostrophe (H'Yim) is left out.
func forms(s string) (folded, exact string) {
	var f, x strings.Builder
	f.Grow(len(s))
	x.Grow(len(s))
	plain, loose := true, false
	for _, r := range s {
		switch {
		case r == '\'' || r == '’':
			continue
		case r < utf8.RuneSelf:
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			f.WriteByte(byte(r))
			x.WriteByte(byte(r))
			continue
		}
		plain = false
		if unicode.Is(unicode.M, r) {
			loose = true
			x.WriteRune(r)
			continue
		}
		f.WriteRune(foldRune(r))
		switch r = unicode.ToLower(r); r {
		case 'ð', 'ɖ':
			r = 'đ'
		}
		x.WriteRune(r)
	}
	folded, exact = shortY(f.String()), x.String()
	if plain {
		return folded, folded
	}
	if loose {
		exact = viet.NFC(exact)
	}
	exact = shortY(exact)
	if openPair(folded) {
		exact = viet.PlaceTone(exact, viet.ToneOld)
	}
	return folded, exact
}

// foldedRunes holds the folded forms of Latin letters with marks, of which a
// text is full.
var foldedRunes = func() (t [0x2000]rune) {
	for r := range t {
		t[r] = rune(r)
		if folded := []rune(viet.Fold(string(rune(r)))); len(folded) == 1 {
			t[r] = folded[0]
		}
	}
	return t
}()

func foldRune(r rune) rune {
	if int(r) < len(foldedRunes) {
		return foldedRunes[r]
	}
	return unicode.ToLower(r)
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
