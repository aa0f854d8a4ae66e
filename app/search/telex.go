package search

import (
	"strings"
	"unicode/utf8"

	"bangtin/app/viet"
)

// telex reads a word as the keys of somebody who thought that Telex was on:
// "hooij" is hội, "ddaatj" is đất. It gives false for what makes no
// syllable that way.
func telex(keys string) (string, bool) {
	var out []rune
	tone := rune(0)
	for _, k := range strings.ToLower(keys) {
		if k < 'a' || k > 'z' {
			return "", false
		}
		t := tones[k]
		switch {
		case t != 0 && strings.ContainsFunc(string(out), isVowel):
			tone = t
		case k == 'd' && len(out) > 0 && out[0] == 'd':
			out[0] = 'đ'
		case k == 'w':
			out = horned(out)
		case k == 'a' && change(out, 'a', 'â'), k == 'e' && change(out, 'e', 'ê'), k == 'o' && change(out, 'o', 'ô'):
		default:
			out = append(out, k)
		}
	}
	if len(out) == 0 {
		return "", false
	}
	for _, letters := range []string{string(out), strings.Replace(string(out), "ươ", "uơ", 1)} {
		if s := withTone(letters, tone); s != strings.ToLower(keys) && viet.IsSyllable(s) {
			return s, true
		}
	}
	return "", false
}

var tones = map[rune]rune{'f': '\u0300', 's': '\u0301', 'x': '\u0303', 'r': '\u0309', 'j': '\u0323'}

func isVowel(r rune) bool { return strings.ContainsRune("aăâeêioôơuưy", r) }

func isMarked(r rune) bool { return isVowel(r) && r >= utf8.RuneSelf }

// change marks the last letter of one kind.
func change(letters []rune, from, to rune) bool {
	for i := len(letters) - 1; i >= 0; i-- {
		if letters[i] == from {
			letters[i] = to
			return true
		}
	}
	return false
}

// horned is what the key w makes: uo to ươ, else the last a, o or u; where
// there is none, ư.
func horned(letters []rune) []rune {
	for i := len(letters) - 1; i >= 0; i-- {
		switch letters[i] {
		case 'a':
			letters[i] = 'ă'
			return letters
		case 'o':
			letters[i] = 'ơ'
			if i > 0 && letters[i-1] == 'u' {
				letters[i-1] = 'ư'
			}
			return letters
		case 'u':
			letters[i] = 'ư'
			return letters
		}
	}
	return append(letters, 'ư')
}

// withTone writes a tone where it stands in a syllable.
func withTone(letters string, tone rune) string {
	if tone == 0 {
		return letters
	}
	rs := []rune(letters)
	first := 0
	if len(rs) > 2 && (strings.HasPrefix(letters, "qu") || strings.HasPrefix(letters, "gi") && isVowel(rs[2])) {
		first = 2
	}
	var at []int // of the vowels
	for i := first; i < len(rs); i++ {
		if isVowel(rs[i]) {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return letters
	}
	place := at[0]
	switch last := at[len(at)-1]; {
	case strings.ContainsFunc(string(rs[at[0]:]), isMarked):
		for _, i := range at {
			if isMarked(rs[i]) {
				place = i
			}
		}
	case last < len(rs)-1:
		place = last
	case len(at) > 2:
		place = at[1]
	}
	return viet.NFC(string(rs[:place+1]) + string(tone) + string(rs[place+1:]))
}
