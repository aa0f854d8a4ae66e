package viet

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Compare orders two texts as a Vietnamese dictionary does (CLDR, vi): a ă â,
// d đ, e ê, o ô ơ, u ư; then tones in the order ngang, huyền, hỏi, ngã, sắc,
// nặng; then small before capital letters. Where the tone is written (hoà,
// hòa) makes no difference but between texts otherwise equal. It is zero for
// equal texts only. For long lists, sort by Key.
func Compare(a, b string) int { return bytes.Compare(Key(a), Key(b)) }

// CompareNames orders people by given name, which is the last word, then by
// family and middle names.
func CompareNames(a, b string) int { return bytes.Compare(NameKey(a), NameKey(b)) }

// Key orders like Compare under bytes.Compare. It costs some microseconds
// and its bytes mean nothing to another version of this program.
func Key(s string) []byte {
	return append(sortKey(nil, s), s...)
}

// NameKey orders like CompareNames under bytes.Compare.
func NameKey(name string) []byte {
	words := strings.Fields(name)
	if len(words) == 0 {
		return Key(name)
	}
	last := len(words) - 1
	key := sortKey(nil, words[last])
	key = sortKey(key, strings.Join(words[:last], " "))
	return append(key, name...)
}

// sortKey appends the collation key of s. No such key is the beginning of
// another: its levels (letters, tones, case) have one weight
// for each element and are parted by zeros, so what follows it decides only
// between texts that collate as equal.
func sortKey(key []byte, s string) []byte {
	var buf collate.Buffer
	c := collate.New(language.Vietnamese)
	return append(key, c.KeyFromString(&buf, mapWords(NFC(s), firstVowelTone))...)
}

// SortBy sorts a list by the keys that Key or NameKey give for its items,
// each made once. Equal ones keep their order.
func SortBy[T any](list []T, key func(T) []byte) {
	type keyed struct {
		item T
		key  []byte
	}
	all := make([]keyed, len(list))
	for i, item := range list {
		all[i] = keyed{item, key(item)}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return bytes.Compare(a.key, b.key) })
	for i, k := range all {
		list[i] = k.item
	}
}

// firstVowelTone writes the tone of open oa, oe and uy on the first vowel:
// hoà → hòa, khoẻ → khỏe, thuý → thúy; quý stays.
func firstVowelTone(word string) string {
	letters := []rune(word)
	n := len(letters)
	if n < 2 {
		return word
	}
	last := []rune(norm.NFD.String(string(letters[n-1])))
	if len(last) != 2 || !isTone(last[1]) {
		return word
	}
	switch strings.ToLower(string([]rune{letters[n-2], last[0]})) {
	case "oa", "oe":
	case "uy":
		if n > 2 && unicode.ToLower(letters[n-3]) == 'q' {
			return word
		}
	default:
		return word
	}
	return string(letters[:n-2]) + NFC(string([]rune{letters[n-2], last[1]})) + string(last[0])
}
