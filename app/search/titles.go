package search

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"
	"sync"

	"bangtin/app"
	"bangtin/app/viet"
)

// titles is what is looked into while somebody types: the words of all
// titles on show, sorted, in memory. At every question it is brought up to
// what is shown at that moment.
type titles struct {
	lib      *app.Library
	follower *app.Follower
	close    func()

	settling sync.Mutex // one reads the library at a time

	mu     sync.Mutex
	loaded bool
	done   app.Progress // while it is not
	rows   map[app.ID]*title
	names  []string          // the words, by number
	number map[string]uint32 // of a word
	table  table
	fresh  []*title // newer than the table
	tags   map[string]*tag
	sorted []*tag // most used first; nil where they have to be sorted again
}

// title is one row.
type title struct {
	id    app.ID
	at    int64
	lang  string
	text  string
	words []uint32
	tags  []string // slugs
}

type tag struct {
	name   string
	folded string // its words, with a space before each
	count  int
}

// table is what was sorted last. Rows that went away since stay in it: they
// are known by not being the row of their article any more.
type table struct {
	rows  []*title // newest first
	order []uint32 // numbers of the words, sorted by the words
	rank  []int    // place in order, by number
	posts [][]int  // rows that have the word, by place in order
	upTo  []int    // how many posts there are before a place
}

func newTitles(lib *app.Library) *titles {
	t := &titles{lib: lib, rows: map[app.ID]*title{}, number: map[string]uint32{}, tags: map[string]*tag{}}
	t.follower, t.close = lib.Follow()
	return t
}

// titleStep is how many cards are read in one go.
const titleStep = 1000

// settle brings the rows up to the library, reading all of them the first
// time.
func (t *titles) settle(ctx context.Context) error {
	t.settling.Lock()
	defer t.settling.Unlock()
	if !t.isLoaded() {
		return t.load(ctx)
	}
	ids, _, all := t.follower.Take()
	if all {
		t.follower.Back(false)
		return t.load(ctx)
	}
	err := t.read(ctx, ids)
	if err != nil {
		t.follower.Back(false)
		return err
	}
	t.follower.Done()
	return nil
}

func (t *titles) isLoaded() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.loaded
}

func (t *titles) load(ctx context.Context) error {
	ids, err := t.lib.ArticleIDs(ctx)
	if err != nil {
		return err
	}
	for done := 0; done < len(ids); done += titleStep {
		t.mu.Lock()
		t.done = app.Progress{Done: done, Total: len(ids)}
		t.mu.Unlock()
		if err := t.read(ctx, ids[done:min(done+titleStep, len(ids))]); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sort()
	t.loaded = true
	return nil
}

func (t *titles) read(ctx context.Context, ids []app.ID) error {
	for len(ids) > 0 {
		step := ids[:min(len(ids), titleStep)]
		ids = ids[len(step):]
		cards, err := t.lib.ShownCards(ctx, step)
		if err != nil {
			return err
		}
		t.mu.Lock()
		for _, id := range step {
			t.remove(id)
		}
		for _, c := range cards {
			t.add(c)
		}
		if len(t.fresh) > max(256, len(t.rows)/8) {
			t.sort()
		}
		t.mu.Unlock()
	}
	return nil
}

func (t *titles) remove(id app.ID) {
	r := t.rows[id]
	if r == nil {
		return
	}
	delete(t.rows, id)
	for _, slug := range r.tags {
		if t.tags[slug].count--; t.tags[slug].count == 0 {
			delete(t.tags, slug)
		}
		t.sorted = nil
	}
}

func (t *titles) add(c *app.Card) {
	r := &title{id: c.Article, at: c.Published.At, lang: primary(c.Lang), text: c.Title}
	for _, w := range wordsOf(c.Title) {
		n, ok := t.number[w.folded]
		if !ok {
			n = uint32(len(t.names))
			word := strings.Clone(w.folded)
			t.names, t.number[word] = append(t.names, word), n
		}
		r.words = append(r.words, n)
	}
	for _, name := range c.Tags {
		slug := viet.Slug(name, 200)
		if slices.Contains(r.tags, slug) {
			continue
		}
		r.tags = append(r.tags, slug)
		if t.tags[slug] == nil {
			t.tags[slug] = &tag{name: name, folded: spaced(name)}
		}
		t.tags[slug].count++
		t.sorted = nil
	}
	t.rows[r.id] = r
	t.fresh = append(t.fresh, r)
}

// spaced is a text's folded words, a space before each.
func spaced(text string) string {
	var b strings.Builder
	for _, w := range wordsOf(text) {
		b.WriteByte(' ')
		b.WriteString(w.folded)
	}
	return b.String()
}

// sort makes the table of all rows.
func (t *titles) sort() {
	rows := make([]*title, 0, len(t.rows))
	for _, r := range t.rows {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b *title) int {
		if o := cmp.Compare(b.at, a.at); o != 0 {
			return o
		}
		return strings.Compare(string(a.id[:]), string(b.id[:]))
	})
	n := len(t.names)
	nt := table{rows: rows, order: make([]uint32, n), rank: make([]int, n), posts: make([][]int, n), upTo: make([]int, n+1)}
	for i := range nt.order {
		nt.order[i] = uint32(i)
	}
	slices.SortFunc(nt.order, func(a, b uint32) int { return strings.Compare(t.names[a], t.names[b]) })
	for place, number := range nt.order {
		nt.rank[number] = place
	}
	for i, r := range rows {
		for _, number := range r.words {
			p := &nt.posts[nt.rank[number]]
			if len(*p) == 0 || (*p)[len(*p)-1] != i {
				*p = append(*p, i)
			}
		}
	}
	for i, p := range nt.posts {
		nt.upTo[i+1] = nt.upTo[i] + len(p)
	}
	t.table, t.fresh = nt, nil
}

// wanted is one word that was typed: whole, or the beginning of one.
type wanted struct {
	folded string
	begins bool
	lo, hi int // places in the table's order
}

func (w *wanted) is(word string) bool {
	return word == w.folded || w.begins && strings.HasPrefix(word, w.folded)
}

func (t *titles) wantedIn(typed string, ws []word) []wanted {
	out := make([]wanted, len(ws))
	for i, w := range ws {
		out[i] = wanted{folded: w.folded, begins: i == len(ws)-1 && w.to == len(typed)}
		out[i].lo = sort.Search(len(t.table.order), func(j int) bool { return t.names[t.table.order[j]] >= w.folded })
		out[i].hi = sort.Search(len(t.table.order), func(j int) bool {
			name := t.names[t.table.order[j]]
			return name > w.folded && !(out[i].begins && strings.HasPrefix(name, w.folded))
		})
	}
	return out
}

// Limits of one question: so many rows are gathered by their words, beyond
// that the newest so many are looked through; so many are compared.
const (
	maxGather  = 4096
	maxThrough = 20000
	maxCompare = 64
)

// find gives rows that have all the words, the newest first.
func (t *titles) find(ws []wanted, lang string) (out []*title) {
	fits := func(r *title, has func(number uint32, w *wanted) bool) bool {
		if t.rows[r.id] != r || lang != "" && r.lang != lang {
			return false
		}
		for i := range ws {
			if !slices.ContainsFunc(r.words, func(n uint32) bool { return has(n, &ws[i]) }) {
				return false
			}
		}
		return true
	}
	for _, r := range slices.Backward(t.fresh) {
		if len(out) < maxCompare && fits(r, func(n uint32, w *wanted) bool { return w.is(t.names[n]) }) {
			out = append(out, r)
		}
	}
	ranked := func(n uint32, w *wanted) bool {
		return int(n) < len(t.table.rank) && t.table.rank[n] >= w.lo && t.table.rank[n] < w.hi
	}
	rare := slices.MinFunc(ws, func(a, b wanted) int { return cmp.Compare(t.posted(a), t.posted(b)) })
	rows := t.table.rows[:min(len(t.table.rows), maxThrough)]
	if t.posted(rare) <= maxGather {
		var at []int
		for _, p := range t.table.posts[rare.lo:max(rare.lo, rare.hi)] {
			at = append(at, p...)
		}
		slices.Sort(at)
		rows = nil
		for _, i := range slices.Compact(at) {
			rows = append(rows, t.table.rows[i])
		}
	}
	for _, r := range rows {
		if len(out) == maxCompare {
			break
		}
		if fits(r, ranked) {
			out = append(out, r)
		}
	}
	return out
}

func (t *titles) posted(w wanted) int {
	if w.hi <= w.lo {
		return 0
	}
	return t.table.upTo[w.hi] - t.table.upTo[w.lo]
}

// byUse gives the tags, most used first.
func (t *titles) byUse() []*tag {
	if t.sorted == nil {
		for _, x := range t.tags {
			t.sorted = append(t.sorted, x)
		}
		slices.SortFunc(t.sorted, func(a, b *tag) int {
			if o := cmp.Compare(b.count, a.count); o != 0 {
				return o
			}
			return strings.Compare(a.folded, b.folded)
		})
	}
	return t.sorted
}
