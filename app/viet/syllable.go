package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// IsSyllable tells whether s is spelt as one Vietnamese syllable: an onset,
// a rhyme, and at most one tone, which may stand on any vowel (hòa, hoà).
// Capitals count as small letters. Rhymes of names from the Central
// Highlands (Đắk, Đak, Kạn) count too.
func IsSyllable(s string) bool {
	if len(s) > 32 {
		return false // the longest, "nghiêng" with tones, has 11 bytes
	}
	letters, tone, ok := splitTone(strings.ToLower(s))
	if !ok {
		return false
	}
	for _, onset := range onsets {
		rhyme, found := strings.CutPrefix(letters, onset)
		if found && rhymes[rhyme] && fits(onset, rhyme) && toneFits(rhyme, tone) {
			return true
		}
	}
	return false
}

// The five written tones as combining marks.
const (
	grave    = '\u0300' // huyền
	acute    = '\u0301' // sắc
	tilde    = '\u0303' // ngã
	hook     = '\u0309' // hỏi
	dotBelow = '\u0323' // nặng
)

func isTone(r rune) bool {
	switch r {
	case grave, acute, tilde, hook, dotBelow:
		return true
	}
	return false
}

// tonedLetters are the composed vowels with a tone, and what they are made of.
var tonedLetters = compose("aăâeêioôơuưy")

type tonedLetter struct{ letter, tone rune }

func compose(vowels string) map[rune]tonedLetter {
	out := map[rune]tonedLetter{}
	for _, v := range vowels {
		out[v] = tonedLetter{letter: v}
		for _, tone := range []rune{grave, acute, tilde, hook, dotBelow} {
			r, _ := utf8.DecodeRuneInString(norm.NFC.String(string([]rune{v, tone})))
			out[r] = tonedLetter{v, tone}
		}
	}
	return out
}

// splitTone takes the tone from a word. It fails if there are two.
func splitTone(s string) (letters string, tone rune, ok bool) {
	ok = true
	out := make([]byte, 0, 32)
	for _, r := range s {
		t, known := tonedLetters[r]
		switch {
		case known:
		case r < 0x80 || r == 'đ':
			t.letter = r
		default: // marks that are not composed, other letters
			return splitMarks(s)
		}
		if t.tone != 0 {
			ok = ok && tone == 0
			tone = t.tone
		}
		out = utf8.AppendRune(out, t.letter)
	}
	return string(out), tone, ok
}

// splitMarks is splitTone for all there is in Unicode.
func splitMarks(s string) (letters string, tone rune, ok bool) {
	ok = true
	letters = strings.Map(func(r rune) rune {
		if !isTone(r) {
			return r
		}
		ok = ok && tone == 0
		tone = r
		return -1
	}, norm.NFD.String(s))
	return NFC(letters), tone, ok
}

// onsets, the empty one included. gi and qu are tried beside g and with their
// own letters: giết is g + iêt.
var onsets = []string{
	"", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh",
	"p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
}

// rhymes without tones.
var rhymes = setOf(`
	a ac ach ai ak am an ang anh ao ap at au ay
	ăc ăk ăm ăn ăng ăp ăt
	âc âm ân âng âp ât âu ây
	e ec em en eng eo ep et
	ê êch êm ên ênh êp êt êu
	i ia ich im in inh ip it iu
	iêc iêm iên iêng iêp iêt iêu
	o oc oi om on ong ooc oong op ot
	oa oac oach oai oam oan oang oanh oao oap oat oay
	oăc oăm oăn oăng oăt
	oe oem oen oeo oet
	ô ôc ôi ôm ôn ông ôp ôt
	ơ ơi ơm ơn ơp ơt
	u ua uc ui um un ung up ut
	uân uâng uât uây
	uê uêch uên uênh uêt uêu
	uôc uôi uôm uôn uông uôt
	uơ uy uya uych uyn uynh uyp uyt uyu uyên uyêt
	ư ưa ưc ưi ưm ưn ưng ưt ưu
	ươc ươi ươm ươn ương ươp ươt ươu
	y yêm yên yêng yêt yêu
	ych yn ynh yp yt
`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// fits holds the rules of spelling between onset and rhyme.
func fits(onset, rhyme string) bool {
	front := strings.HasPrefix(rhyme, "e") || strings.HasPrefix(rhyme, "ê") ||
		strings.HasPrefix(rhyme, "i") || strings.HasPrefix(rhyme, "y")
	switch onset {
	case "c", "ng":
		return !front
	case "g":
		return !front || strings.HasPrefix(rhyme, "i")
	case "gh", "ngh":
		return front
	}
	// Only after qu are these written with y: quýt, quỳnh.
	switch rhyme {
	case "ych", "yn", "ynh", "yp", "yt":
		return onset == "qu"
	}
	return true
}

// toneFits: syllables that end in a stop have sắc or nặng. The final k of
// borrowed names is free.
func toneFits(rhyme string, tone rune) bool {
	switch rhyme[len(rhyme)-1] {
	case 'c', 'p', 't':
		return tone == acute || tone == dotBelow
	case 'h':
		return !strings.HasSuffix(rhyme, "ch") || tone == acute || tone == dotBelow
	}
	return true
}

// withTrueD puts Đ and đ where a letter that only looks like them begins a
// Vietnamese syllable. s is in NFC.
func withTrueD(s string) string {
	if !strings.ContainsAny(s, "ÐƉð") {
		return s
	}
	return mapWords(s, func(word string) string {
		for _, pair := range [][2]string{{"Ð", "Đ"}, {"Ɖ", "Đ"}, {"ð", "đ"}} {
			if rest, found := strings.CutPrefix(word, pair[0]); found && IsSyllable(pair[1]+rest) {
				return pair[1] + rest
			}
		}
		return word
	})
}

// mapWords applies f to each run of letters and marks.
func mapWords(s string, f func(word string) string) string {
	var out strings.Builder
	start := -1 // of the word being read
	for i, r := range s {
		inWord := unicode.IsLetter(r) || unicode.In(r, unicode.M)
		if inWord && start < 0 {
			start = i
		}
		if !inWord {
			if start >= 0 {
				out.WriteString(f(s[start:i]))
				start = -1
			}
			out.WriteRune(r)
		}
	}
	if start >= 0 {
		out.WriteString(f(s[start:]))
	}
	return out.String()
}
