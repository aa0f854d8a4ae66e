package viet

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold is the form for searching without marks: small letters, marks of
// Latin letters stripped, đ and its look-alikes as d. Each code point of the
// NFC text becomes one, so places in one are places in the other; only marks
// that could not be composed with a letter (none in Vietnamese) vanish.
func Fold(s string) string { return strings.Map(foldRune, NFC(s)) }

// plain are the small letters whose strokes Unicode does not take apart.
var plain = map[rune]rune{
	'đ': 'd', 'ð': 'd', 'ɖ': 'd', 'ħ': 'h', 'ı': 'i', 'ł': 'l', 'ø': 'o', 'ŧ': 't',
}

func foldRune(r rune) rune {
	if r < 0x80 {
		return unicode.ToLower(r)
	}
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	r = unicode.ToLower(r)
	if to, ok := plain[r]; ok {
		return to
	}
	parts := norm.NFD.PropertiesString(string(r)).Decomposition()
	if len(parts) > 0 && parts[0] >= 'a' && parts[0] <= 'z' {
		return rune(parts[0])
	}
	return r
}

// Slug is the part of an address that a title gives: small letters a-z,
// digits and single hyphens, at most max of them, cut between words where
// that leaves half of max. A title of which nothing remains gives
// "bai-viet", whatever max.
func Slug(title string, max int) string {
	words := strings.FieldsFunc(Fold(title), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	})
	slug := strings.Join(words, "-")
	if len(slug) > max {
		short := slug[:max]
		if at := strings.LastIndexByte(short, '-'); slug[max] != '-' && at >= max/2 {
			short = short[:at]
		}
		slug = strings.TrimRight(short, "-")
	}
	if slug == "" {
		return "bai-viet"
	}
	return slug
}
