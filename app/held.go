package app

import (
	"slices"
	"strings"

	"bangtin/app/viet"
)

// heldWord is a word in the forms that it is looked for by.
type heldWord struct{ exact, folded string }

func heldWordsOf(text string) (out []heldWord) {
	text = viet.NFC(text)
	for _, p := range viet.Words(text) {
		w := strings.ToLower(text[p.From:p.To])
		out = append(out, heldWord{w, viet.Fold(w)})
	}
	return out
}

// is tells whether a word of a text is one of a list. With marks it has to
// have the same ones; without any it stands for all that look so, as it does
// for those who write without.
func (w heldWord) is(listed heldWord) bool {
	return w.exact == listed.exact || w.exact == w.folded && w.folded == listed.folded
}

// holdsWord tells whether the words of an entry of a list stand one behind
// the other in a text.
func holdsWord(text string, list []string) bool {
	words := heldWordsOf(text)
	return slices.ContainsFunc(list, func(entry string) bool {
		listed := heldWordsOf(entry)
		for i := 0; len(listed) > 0 && i+len(listed) <= len(words); i++ {
			if slices.EqualFunc(words[i:i+len(listed)], listed, heldWord.is) {
				return true
			}
		}
		return false
	})
}
