// Package viet holds pure functions on Vietnamese text: one form for what
// people and files bring in, searching and sorting forms, dates and numbers
// as they are written in Vietnam.
//
// Everything here counts on Unicode NFC, in which each Vietnamese letter
// with its marks is one code point.
package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NFC composes letters and their marks (Unicode normalization form C). Each
// run of broken UTF-8 becomes U+FFFD first: beside such bytes x/text leaves
// some letters as they were.
func NFC(s string) string { return norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")) }

// Clean is the form in which text from people and files is kept:
//
//   - valid UTF-8, each run of broken bytes replaced by U+FFFD;
//   - NFC;
//   - Đ and đ where another letter that looks like them stands in a
//     Vietnamese syllable: U+00D0 and U+0189 for Đ, U+00F0 for đ. Elsewhere,
//     as in Icelandic words, those letters stay;
//   - line ends as \n: CR LF, CR, and the line and page breaks VT and FF that
//     word processors leave;
//   - without the other C0 controls and DEL, but for tabs.
//
// Nothing else is taken away: soft hyphens, joiners, direction marks and C1
// controls stay. Clean of what Clean gave changes nothing.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(dropControl, lineEnds.Replace(s))
	return withTrueD(norm.NFC.String(s))
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n")

func dropControl(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' || r == 0x7F {
		return -1
	}
	return r
}

// Line is Clean for what must stand on one line, such as titles, names and
// captions: white space around it is dropped, and each run of white space
// inside becomes one space. No-break spaces inside are kept.
func Line(s string) string {
	words := strings.FieldsFunc(Clean(s), func(r rune) bool {
		return unicode.IsSpace(r) && r != '\u00A0' && r != '\u202F'
	})
	return strings.TrimSpace(strings.Join(words, " "))
}

// Blank tells whether a reader would see nothing of s: no letter, number,
// mark of punctuation or symbol with a shape of its own.
func Blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		switch r {
		case '\u115F', '\u1160', '\u3164', '\uFFA0', '\u2800': // letters and symbols without a shape
			return false
		}
		return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S)
	})
}

// CountChars counts characters as the limits on titles do: code points after
// NFC, so that a Vietnamese letter with all its marks counts one. Grapheme
// clusters would count a family emoji as one too, but their bounds change
// with each Unicode version, and a title must not become too long by an
// update or be judged differently by a browser.
func CountChars(s string) int { return utf8.RuneCountInString(NFC(s)) }

// Truncate shortens s to at most max characters (CountChars), among them the
// "…" at its end. It cuts between words; a first word that is too long is cut
// between letters, never before a mark or inside an emoji.
func Truncate(s string, max int) string {
	s = NFC(s)
	if utf8.RuneCountInString(s) <= max {
		return s
	}
	if max < 1 {
		return ""
	}
	chars := []rune(s)
	cut := max - 1
	for cut > 0 && !unicode.IsSpace(chars[cut]) {
		cut--
	}
	kept := trimEnd(chars[:cut])
	if kept == "" {
		cut = max - 1
		for cut > 0 && joined(chars[cut-1], chars[cut]) {
			cut--
		}
		kept = trimEnd(chars[:cut])
	}
	return kept + "…"
}

func trimEnd(chars []rune) string {
	return strings.TrimRightFunc(string(chars), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:.-–—…(“‘", r)
	})
}

// joined tells whether two neighbours are drawn as one character.
func joined(a, b rune) bool {
	const joiner = '\u200D'
	flag := func(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
	skin := b >= 0x1F3FB && b <= 0x1F3FF
	return unicode.In(b, unicode.M) || a == joiner || b == joiner || skin || flag(a) && flag(b)
}
