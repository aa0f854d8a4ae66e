package search

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"bangtin/app/viet"

	"github.com/blevesearch/bleve/v2"
)

// readings gives what was typed, and then in how many ways it might have
// been meant: words that no article has read as Telex, all words read so,
// and words that nobody writes as the nearest that somebody does.
func (f *Finder) readings(ctx context.Context, typed string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(typed) || strings.TrimSpace(typed) == "" {
			return
		}
		words := f.vocabulary()
		known := func(w word) bool { return len(words[w.folded]) > 0 }
		told := map[string]bool{typed: true}
		for _, read := range []func(word) string{
			func(w word) string {
				if known(w) {
					return ""
				}
				return words.telexed(w)
			},
			func(w word) string { return words.telexed(w) },
			func(w word) string {
				if known(w) || hasDigit(w.folded) {
					return ""
				}
				return words.nearest(w)
			},
		} {
			s := f.spelt(ctx, typed, words, read)
			if told[s] {
				continue
			}
			told[s] = true
			if !yield(s) {
				return
			}
		}
	}
}

// spelt puts other words in the place of some, each in the form with marks
// that articles on show have.
func (f *Finder) spelt(ctx context.Context, typed string, words spellings, read func(word) string) string {
	typed = viet.Clean(typed)
	var out strings.Builder
	at := 0
	for _, w := range wordsOf(typed) {
		if s := read(w); s != "" {
			out.WriteString(typed[at:w.from])
			out.WriteString(f.shownForm(ctx, words, s))
			at = w.to
		}
	}
	out.WriteString(typed[at:])
	return out.String()
}

// shownForm gives the form of a word that it is written in most among those
// nearest to how it was read. An index remembers words of what was taken
// out of it for a while: only forms that something in it has now count.
func (f *Finder) shownForm(ctx context.Context, words spellings, read string) string {
	folded, exact := forms(read)
	all := slices.Clone(words[folded])
	slices.SortStableFunc(all, func(a, b spelling) int {
		return cmp.Or(cmp.Compare(viet.Apart(a.exact, exact), viet.Apart(b.exact, exact)), cmp.Compare(b.count, a.count))
	})
	for _, s := range all[:min(len(all), 4)] {
		if f.isThere(ctx, s.exact) {
			return s.exact
		}
	}
	return read
}

func (f *Finder) isThere(ctx context.Context, exact string) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.now == nil {
		return false
	}
	found := false
	_ = guarded(func() error { // at worst another form is told
		r, err := f.now.open.SearchInContext(ctx, bleve.NewSearchRequestOptions(term(fieldAllExact, exact, 1), 0, 0, false))
		found = err == nil && r.Total > 0
		return err
	})
	return found
}

// spellings are the words of the open index: by their letters, the forms
// with marks.
type spellings map[string][]spelling

type spelling struct {
	exact string
	count uint64
}

func (s spellings) telexed(w word) string {
	read, ok := telex(w.exact)
	if !ok {
		return ""
	}
	if folded, _ := forms(read); len(s[folded]) == 0 {
		return ""
	}
	return read
}

// nearest gives the most frequent word that is one letter away.
func (s spellings) nearest(w word) string {
	best, count := "", uint64(0)
	look := func(folded string) {
		for _, x := range s[folded] {
			if x.count > count {
				best, count = x.exact, x.count
			}
		}
	}
	rs := []rune(w.folded)
	if len(rs) < 2 || len(rs) > 20 {
		return ""
	}
	for i := 0; i <= len(rs); i++ {
		head, tail := string(rs[:i]), rs[i:]
		if len(tail) > 0 {
			look(head + string(tail[1:]))
		}
		if len(tail) > 1 {
			look(head + string([]rune{tail[1], tail[0]}) + string(tail[2:]))
		}
		for c := 'a'; c <= 'z'; c++ {
			look(head + string(c) + string(tail))
			if len(tail) > 0 {
				look(head + string(c) + string(tail[1:]))
			}
		}
	}
	return best
}

// vocabulary keeps the spellings until the index has changed a good deal.
type vocabulary struct {
	mu    sync.Mutex
	words spellings
	grown int // articles written since
	read  time.Time
}

func (v *vocabulary) grow(n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.grown += n
}

func (v *vocabulary) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.words = nil
}

// vocabularyAge is how old the spellings of a growing index may be.
const vocabularyAge = 30 * time.Second

func (f *Finder) vocabulary() spellings {
	v := &f.words
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.words != nil && (v.grown == 0 || time.Since(v.read) < vocabularyAge) {
		return v.words
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	words := spellings{}
	if f.now == nil {
		return words
	}
	err := guarded(func() error {
		dict, err := f.now.open.FieldDict(fieldAllExact)
		if err != nil {
			return err
		}
		defer dict.Close()
		for {
			e, err := dict.Next()
			if err != nil || e == nil {
				return err
			}
			exact := strings.Clone(e.Term)
			folded, _ := forms(exact)
			words[folded] = append(words[folded], spelling{exact, e.Count})
		}
	})
	if err != nil {
		f.log.Warn("read the words of the index", "err", err)
		return spellings{}
	}
	v.words, v.grown, v.read = words, 0, time.Now()
	return words
}
