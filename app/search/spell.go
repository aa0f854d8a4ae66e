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
				return f.nearest(ctx, words, w)
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

// shownForm gives the form of a word that most articles have among those
// nearest to how it was read.
func (f *Finder) shownForm(ctx context.Context, words spellings, read string) string {
	folded, exact := forms(read)
	all := slices.Clone(words[folded])
	counts := f.counts(ctx, all)
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(viet.Apart(a, exact), viet.Apart(b, exact)), cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	for _, form := range all {
		if counts[form] > 0 {
			return form
		}
	}
	return read
}

// counts tells how many articles have words now. The list of words of an
// index still has those of what was taken out of it lately; these have none.
func (f *Finder) counts(ctx context.Context, words []string) map[string]uint64 {
	out := make(map[string]uint64, len(words))
	if len(f.follower.Pending()) > 0 {
		return out // something may have been hidden that the index still has
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.now == nil {
		return out
	}
	err := guarded(func() error {
		in, err := f.now.open.Advanced()
		if err != nil {
			return err
		}
		r, err := in.Reader()
		if err != nil {
			return err
		}
		defer r.Close()
		for _, w := range words {
			places, err := r.TermFieldReader(ctx, []byte(w), fieldAllExact, false, false, false)
			if err != nil {
				return err
			}
			out[w] = places.Count()
			if err := places.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		f.log.Warn("count words of the index", "err", err)
	}
	return out
}

// spellings are the words of the open index: by their letters, the forms
// with marks.
type spellings map[string][]string

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

// near gives the words that are one letter away.
func (s spellings) near(w word) (out []string) {
	rs := []rune(w.folded)
	if len(rs) < 2 || len(rs) > 20 {
		return nil
	}
	look := func(folded string) { out = append(out, s[folded]...) }
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
	slices.Sort(out)
	return slices.Compact(out)
}

// nearest gives the word one letter away that most articles have.
func (f *Finder) nearest(ctx context.Context, words spellings, w word) (best string) {
	counts := f.counts(ctx, words.near(w))
	for form, n := range counts {
		if n > counts[best] || n == counts[best] && n > 0 && form < best {
			best = form
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
			words[folded] = append(words[folded], exact)
		}
	})
	if err != nil {
		f.log.Warn("read the words of the index", "err", err)
		return spellings{}
	}
	v.words, v.grown, v.read = words, 0, time.Now()
	return words
}
