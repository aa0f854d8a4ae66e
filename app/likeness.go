package app

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"unicode"

	"bangtin/app/viet"
)

// What an article speaks of is read from its title and lead: in Vietnamese
// pairs of neighbouring syllables, for a syllable alone is seldom a word;
// foreign names among them, and in other languages all words, of four
// letters or more. They are kept by a hash, with the language, so that no
// article is like one that its readers cannot read.

type term [5]byte

// mostTerms is how many are kept of one article, those of the title first.
const mostTerms = 24

func termsOf(title, lead, lang string) (out []term) {
	lang = primary(lang)
	seen := map[term]bool{}
	for _, text := range []string{title, lead} {
		for _, phrase := range phrases(text, lang) {
			sum := sha256.Sum256([]byte(lang + "\x00" + phrase))
			t := term(sum[:5])
			if len(out) < mostTerms && !seen[t] {
				seen[t] = true
				out = append(out, t)
			}
		}
	}
	return out
}

func phrases(text, lang string) (out []string) {
	last, end := "", 0
	for _, w := range viet.Words(text) {
		word := titleWord(text[w.From:w.To])
		joined := last != "" && strings.TrimSpace(text[end:w.From]) == ""
		end = w.To
		if !says(word) {
			last = ""
			continue
		}
		if viet.CountChars(word) >= 4 && (lang != "vi" || !viet.IsSyllable(word)) {
			out = append(out, word)
		}
		if lang == "vi" && joined {
			out = append(out, last+" "+word)
		}
		last = word
	}
	return out
}

// says tells whether a word says what a text is about.
func says(word string) bool {
	return !light[word] && !strings.ContainsFunc(word, unicode.IsDigit)
}

// light are the words that stand in any text.
var light = lightWords(`và của là các những một hai ba trong với cho được tại về ở từ đến có không này đã sẽ để khi do bị
	theo trên dưới cùng như nhiều sau trước đang ra vào lên còn cũng nên mà thì rằng đó đây ông bà anh chị năm ngày
	tháng giờ sáng chiều tối hơn rất mới nhất qua bằng vẫn lại chỉ nếu vì sao gì ai nào mọi mỗi từng phải
	this that these those with from have been were will would their there about after before into over more than
	they them what when which where while also some such only other could should during between under being`)

func lightWords(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		out[w] = true
	}
	return out
}

// noteTerms keeps the shown articles where they are found by what they
// speak of.
func (b *batch) noteTerms(article ID, card *Card) error {
	was := bytes.Clone(b.tx.Get(b.table(tableWorded), article[:]))
	var now []byte
	if card != nil && card.shownAt(b.l.clock.Horizon().UnixMilli()) {
		now = timeKey(card.Published.At)
		for _, t := range card.holds.terms {
			now = append(now, t[:]...)
		}
	}
	if bytes.Equal(was, now) {
		return nil
	}
	for _, key := range wordKeys(was, article) {
		if err := b.tx.Delete(b.table(tableWord), key); err != nil {
			return err
		}
		if err := b.add(termCount(term(key)), -1); err != nil {
			return err
		}
	}
	for _, key := range wordKeys(now, article) {
		if err := b.tx.Put(b.table(tableWord), key, []byte{}); err != nil {
			return err
		}
		if err := b.add(termCount(term(key)), 1); err != nil {
			return err
		}
	}
	if now == nil {
		return b.tx.Delete(b.table(tableWorded), article[:])
	}
	return b.tx.Put(b.table(tableWorded), article[:], now)
}

// wordKeys are the keys in word that a value in worded stands for.
func wordKeys(worded []byte, article ID) (out [][]byte) {
	if len(worded) < 8 {
		return nil
	}
	at, rest := worded[:8], worded[8:]
	n := len(rest) / len(term{})
	all := make([]byte, 0, n*(len(term{})+len(at)+len(article)))
	out = make([][]byte, 0, n)
	for ; len(rest) >= len(term{}); rest = rest[len(term{}):] {
		from := len(all)
		all = append(append(append(all, rest[:len(term{})]...), at...), article[:]...)
		out = append(out, all[from:len(all):len(all)])
	}
	return out
}

// termCount is the key of the number of articles that speak of a term.
func termCount(t term) []byte { return append([]byte("w"), t[:]...) }
