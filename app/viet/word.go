package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Word is the place of a word in a text, in bytes.
type Word struct{ From, To int }

// Words finds the words of a text: runs of letters with their marks and of
// digits. An apostrophe between letters belongs to its word (H'Yim).
func Words(s string) (out []Word) {
	start := -1
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
		case start >= 0 && (unicode.Is(unicode.M, r) || isApostrophe(r) && letterAt(s[i+utf8.RuneLen(r):])):
		case start >= 0:
			out = append(out, Word{start, i})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, Word{start, len(s)})
	}
	return out
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

func letterAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// Apart counts in how many ways two words of equal Fold differ: their tone,
// wherever in the word it is written, and letter by letter the mark of a
// vowel, the stroke of a đ, a capital. Words that are the same are 0 apart;
// of words with different letters it gives -1.
func Apart(a, b string) int {
	if a == b {
		return 0
	}
	as, tone := tonesOff(a)
	bs, other := tonesOff(b)
	if len(as) != len(bs) {
		return -1
	}
	n := 0
	if tone != other {
		n++
	}
	for i, r := range as {
		if foldRune(r) != foldRune(bs[i]) {
			return -1
		}
		if unicode.ToLower(r) != unicode.ToLower(bs[i]) {
			n++
		}
		if unicode.IsUpper(r) != unicode.IsUpper(bs[i]) {
			n++
		}
	}
	return n
}

// tonesOff takes all tones from a word; unlike splitTone it bears words
// with several.
func tonesOff(s string) (letters []rune, tones string) {
	rest := strings.Map(func(r rune) rune {
		if !isTone(r) {
			return r
		}
		tones += string(r)
		return -1
	}, norm.NFD.String(s))
	return []rune(NFC(rest)), tones
}

// ToneStyle is where a house writes the tone of open oa, oe and uy.
type ToneStyle string

// The two styles. Everything else is written alike in both.
const (
	ToneOld ToneStyle = "old" // hòa, khỏe, thúy
	ToneNew ToneStyle = "new" // hoà, khoẻ, thuý
)

// PlaceTone writes the tone of a word where a style has it. Words that are
// spelt alike in both styles, qu- among them, come back as they were.
func PlaceTone(word string, style ToneStyle) string {
	if style == ToneNew {
		return lastVowelTone(word)
	}
	return firstVowelTone(word)
}

// lastVowelTone undoes firstVowelTone: hòa → hoà.
func lastVowelTone(word string) string {
	letters := []rune(word)
	n := len(letters)
	if n < 2 {
		return word
	}
	first := []rune(norm.NFD.String(string(letters[n-2])))
	if len(first) != 2 || !isTone(first[1]) {
		return word
	}
	moved := string(letters[:n-2]) + string(first[0]) + NFC(string([]rune{letters[n-1], first[1]}))
	if firstVowelTone(moved) != word {
		return word
	}
	return moved
}
