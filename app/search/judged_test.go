package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/body"
	"bangtin/app/convert"
	"bangtin/app/viet"

	"golang.org/x/text/unicode/norm"
)

// real brings in the first articles of the samples.
func (s *shelf) real(most int) (entries []app.Entry) {
	s.t.Helper()
	folder := os.Getenv("BANGTIN_SAMPLES")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	name := filepath.Join(folder, "articles", "dev.jsonl.gz")
	f, err := os.Open(name)
	if err != nil {
		s.t.Skipf("searching real articles was not tried: there is no %s (set BANGTIN_SAMPLES)", name)
	}
	defer f.Close()
	for l, err := range convert.Lines(f, convert.Limits{}) {
		if len(entries) == most {
			break
		}
		if err != nil {
			continue
		}
		id := app.DeriveID("article", "judged", l.Record.SourceID())
		p, err := l.Record.Piece(id.String(), func(string) string { return "" })
		if err != nil {
			continue
		}
		text, err := p.Body.Canonical()
		if err != nil {
			s.t.Fatal(err)
		}
		e := app.Entry{Article: id, Category: []app.Text{{VI: "Tin", EN: "News"}}, Document: app.Document{
			Title: p.Title, Lead: p.Lead, Body: text, Byline: p.Byline, Source: p.Source, Tags: p.Tags, Lang: "vi",
		}}
		if !p.Published.IsZero() {
			e.Published = app.MomentOf(p.Published, p.DateOnly)
		}
		entries = append(entries, e)
	}
	for from := 0; from < len(entries); from += 500 {
		s.save(true, entries[from:min(from+500, len(entries))]...)
	}
	return entries
}

func effort(n int) int {
	if times, err := strconv.Atoi(os.Getenv("EFFORT")); err == nil && times > 1 {
		return n * times
	}
	return n
}

// A judged query has right answers: of the articles that it was made of, the
// one, or for a number of a document all that name it.
type judged struct {
	query string
	right map[app.ID]bool
}

const perGroup = 25

// The judged set: two hundred queries in eight groups, made of real articles
// by a seed, as a reader would ask who remembers some words of a title or of
// the text.
func TestJudgedQueries(t *testing.T) {
	if underRace {
		t.Skip("answers are judged without the race detector, which would take a minute for nothing")
	}
	s := newShelf(t)
	entries := s.real(min(effort(600), 5000))
	s.open()
	s.settle()
	seed := uint64(7)
	if n, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64); err == nil {
		seed = n
	}
	j := &judge{r: rand.New(rand.NewPCG(seed, 8)), entries: entries}
	groups := []struct {
		name  string
		make  func() []judged
		floor float64 // of success at 10; typing errors have a lower one
	}{
		{"with marks", j.titles(func(s string) string { return s }), 0.95},
		{"without marks", j.titles(viet.Fold), 0.95},
		{"NFD", j.titles(norm.NFD.String), 0.95},
		{"document numbers", j.numbers, 0.95},
		{"phrase", j.phrases, 0.95},
		{"date", j.dates, 0.95},
		{"Telex slips", j.titles(j.slip), 0.75},
		{"one wrong tone", j.titles(j.wrongTone), 0.9},
	}
	t.Logf("%d articles, seed %d", len(entries), seed)
	t.Logf("%-18s %5s %10s %10s %6s", "group", "asked", "success@1", "success@10", "MRR")
	for _, g := range groups {
		queries := g.make()
		first, ten, mrr := 0, 0, 0.0
		var lost []string
		for _, q := range queries {
			found := s.search(app.Search{Words: q.query})
			at := slices.IndexFunc(found.Hits, func(h app.Hit) bool { return q.right[h.Card.Article] })
			switch {
			case at < 0:
				lost = append(lost, q.query)
				continue
			case at == 0:
				first++
			}
			ten++
			mrr += 1 / float64(at+1)
		}
		n := float64(len(queries))
		t.Logf("%-18s %5d %10.2f %10.2f %6.2f", g.name, len(queries), float64(first)/n, float64(ten)/n, mrr/n)
		if len(queries) < perGroup/2 {
			t.Errorf("%s: only %d queries could be made", g.name, len(queries))
		}
		if float64(ten)/n < g.floor {
			t.Errorf("%s: success@10 is %.2f, below %.2f; lost: %q", g.name, float64(ten)/n, g.floor, lost)
		}
	}
}

type judge struct {
	r       *rand.Rand
	entries []app.Entry
}

func (j *judge) any() *app.Entry { return &j.entries[j.r.IntN(len(j.entries))] }

func one(e *app.Entry, query string) judged {
	return judged{query, map[app.ID]bool{e.Article: true}}
}

// some takes four to six words that stand together.
func (j *judge) some(words []string) string {
	n := min(len(words), 4+j.r.IntN(3))
	from := j.r.IntN(len(words) - n + 1)
	return strings.Join(words[from:from+n], " ")
}

func (j *judge) titles(turn func(string) string) func() []judged {
	return func() (out []judged) {
		for len(out) < perGroup {
			e := j.any()
			if words := lettersOf(e.Document.Title); len(words) >= 4 {
				out = append(out, one(e, turn(j.some(words))))
			}
		}
		return out
	}
}

func lettersOf(s string) (out []string) {
	for _, w := range viet.Words(s) {
		out = append(out, s[w.From:w.To])
	}
	return out
}

func textOf(e *app.Entry) string {
	doc, err := body.Parse(e.Document.Body)
	if err != nil {
		panic(err) // it was saved
	}
	return e.Document.Lead + "\n" + body.Text(doc)
}

var documentNumber = regexp.MustCompile(`\d{1,5}(?:/\d{4})?/[A-ZĐ][A-ZĐa-z0-9]+(?:-[A-ZĐ][A-ZĐa-z0-9]+)*`)

func (j *judge) numbers() (out []judged) {
	where := map[string]map[app.ID]bool{}
	for i := range j.entries {
		e := &j.entries[i]
		for _, number := range documentNumber.FindAllString(e.Document.Title+"\n"+textOf(e), -1) {
			if where[number] == nil {
				where[number] = map[app.ID]bool{}
			}
			where[number][e.Article] = true
		}
	}
	var all []string
	for number, in := range where {
		if len(in) <= 5 {
			all = append(all, number)
		}
	}
	slices.Sort(all)
	j.r.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
	for i, number := range all[:min(len(all), perGroup)] {
		out = append(out, judged{[]string{number, strings.ToLower(number), viet.Fold(number)}[i%3], where[number]})
	}
	return out
}

func (j *judge) phrases() (out []judged) {
	for len(out) < perGroup {
		e := j.any()
		lines := strings.FieldsFunc(textOf(e), func(r rune) bool { return strings.ContainsRune("\n.,;:!?()“”\"'…–-/", r) })
		line := lines[j.r.IntN(len(lines))]
		if words := lettersOf(line); len(words) >= 5 {
			out = append(out, one(e, `"`+j.some(words)+`"`))
		}
	}
	return out
}

func (j *judge) dates() (out []judged) {
	forms := []string{"2/1/2006", "02/01/2006", "02.01.2006", "2-1-2006", "2006-01-02", "ngày 2 tháng 1 năm 2006", "tháng 1/2006", "tháng 1 năm 2006"}
	for tries := 0; len(out) < perGroup && tries < 1e5; tries++ {
		e := j.any()
		words := lettersOf(e.Document.Title)
		if e.Published.At == 0 || len(words) < 4 {
			continue
		}
		day := time.UnixMilli(e.Published.At).In(viet.Zone()).Format(forms[len(out)%len(forms)])
		from := j.r.IntN(len(words) - 2)
		out = append(out, one(e, strings.Join(words[from:from+3], " ")+" "+day))
	}
	return out
}

// slip is what somebody typed while Telex was off, who leaves out a second
// letter now and then.
func (j *judge) slip(s string) string {
	var out []string
	for _, w := range strings.Fields(s) {
		keys, tone := "", ""
		for _, r := range norm.NFD.String(w) {
			switch r {
			case '\u0300':
				tone = "f"
			case '\u0301':
				tone = "s"
			case '\u0303':
				tone = "x"
			case '\u0309':
				tone = "r"
			case '\u0323':
				tone = "j"
			case '\u0302':
				if j.r.IntN(4) > 0 {
					keys += keys[len(keys)-1:]
				}
			case '\u0306', '\u031B':
				keys += "w"
			case 'đ', 'Đ':
				keys += "dd"
			default:
				keys += string(r)
			}
		}
		out = append(out, keys+tone)
	}
	return strings.Join(out, " ")
}

// wrongTone puts another tone on one word.
func (j *judge) wrongTone(s string) string {
	words := strings.Fields(s)
	tones := []string{"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
	for _, i := range j.r.Perm(len(words)) {
		was := norm.NFD.String(words[i])
		for _, tone := range tones {
			if strings.Contains(was, tone) {
				to := tones[j.r.IntN(len(tones))]
				words[i] = norm.NFC.String(strings.Replace(was, tone, to, 1))
				return strings.Join(words, " ")
			}
		}
	}
	return s
}

// Searching goes on as fast for every other reader while one types.
func TestSearchStops(t *testing.T) {
	s := newShelf(t)
	s.save(true, entry("1", "Hội nghị", ""))
	s.open()
	s.settle()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if found, err := s.finder.Search(ctx, app.Search{Words: "hội nghị", Limit: 10}); err == nil {
		t.Errorf("a search that nobody waits for any more goes on: %s", fmt.Sprint(found.Total))
	}
}
