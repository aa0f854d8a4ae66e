package e2e_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app/body"
	"bangtin/app/convert"
	"bangtin/app/viet"
	"bangtin/build/e2e/rig"
)

// hostileTexts are what people try programs with: the naughty strings,
// DOMPurify's cases, and some of html5lib's.
func hostileTexts(t *testing.T, r *rand.Rand) (all []string) {
	t.Helper()
	read := func(path string, into any) {
		t.Helper()
		text, err := os.ReadFile(sample(t, path))
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	read("security/naughty-strings/blns.json", &all)
	var cases []struct{ Payload string }
	read("security/dompurify/expect.json", &cases)
	for _, c := range cases {
		all = append(all, c.Payload)
	}
	trees, err := filepath.Glob(filepath.Join(sample(t, "security/x-net-html5lib-tests/tree-construction"), "*.dat"))
	if err != nil || len(trees) == 0 {
		t.Fatalf("no cases of html5lib: %v", err)
	}
	var pages []string
	for _, file := range trees {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split("\n"+string(text), "\n#data\n")[1:] {
			page, _, _ := strings.Cut(part, "\n#errors")
			pages = append(pages, page)
		}
	}
	r.Shuffle(len(pages), func(i, k int) { pages[i], pages[k] = pages[k], pages[i] })
	return append(all, pages[:min(len(pages), 150*effort())]...)
}

// hostileRecords gives every text to one article as its title, to others as
// lead, body, caption, byline and all the rest.
func hostileRecords(texts []string, photo string) (records []record) {
	for i := range texts {
		at := func(k int) string { return texts[(i+k)%len(texts)] }
		field := func(k int) string { // of those with a limit on their length
			if viet.CountChars(viet.Line(at(k))) > convert.MaxField {
				return ""
			}
			return at(k)
		}
		r := record{
			ID: fmt.Sprint(i), Title: at(0), Lead: at(1), Body: strings.Join([]string{at(2), at(3), at(4), at(5), at(6), at(7)}, "\n\n"),
			Byline: field(11), Source: field(12), Topic: field(13), Genre: field(14), Tags: []string{field(15), field(16)}, URL: at(17),
			Category:  []string{"Thời sự", "Văn hóa", "Du lịch"}[i%3],
			Published: fmt.Sprintf("2024-%02d-%02d", 1+i/28%12, 1+i%28),
		}
		if i%20 == 0 {
			r.Category = field(18)
		}
		if title := viet.Line(r.Title); viet.Blank(title) || viet.CountChars(title) > convert.MaxTitle {
			r.Title = fmt.Sprintf("Bài %d", i)
		}
		if i%2 == 0 {
			r.Figures = []figure{{File: photo, Caption: at(8), Alt: at(9), Credit: at(10)}}
		}
		records = append(records, r)
	}
	return records
}

// hostileArticle is an article as readers get it, as far as it is text.
type hostileArticle struct {
	card
	Genre, Topic, Address string
	Tags                  []string
	Body                  body.Doc
}

// equals holds an article to its record, each text to what the rules make of
// it and to nothing else.
func (a hostileArticle) equals(t *testing.T, r record) {
	t.Helper()
	same := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("article %s: %s %q, want %q", r.ID, what, got, want)
		}
	}
	same("title", a.Title, viet.Line(r.Title))
	same("lead", a.Lead, viet.Line(r.Lead))
	same("byline", a.Byline, viet.Line(r.Byline))
	same("source", a.Source, viet.Line(r.Source))
	same("topic", a.Topic, viet.Line(r.Topic))
	same("genre", a.Genre, viet.Line(r.Genre))
	if category := viet.Line(r.Category); category != "" {
		same("category", a.Category.Name.VI, category)
	}
	var tags []string
	for _, text := range r.Tags {
		for tag := range strings.SplitSeq(text, ",") {
			if tag = viet.Line(tag); !viet.Blank(tag) && !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
	}
	same("tags", fmt.Sprintf("%q", a.Tags), fmt.Sprintf("%q", tags))
	if a.Address != "" || strings.HasPrefix(r.URL, "https://") && body.CheckLink(r.URL) == nil && !strings.ContainsAny(r.URL, " \t\n") {
		same("address", a.Address, strings.TrimSpace(r.URL))
		if err := body.CheckLink(a.Address); err != nil || !strings.HasPrefix(strings.ToLower(a.Address), "http") {
			t.Errorf("article %s: address %q: %v", r.ID, a.Address, err)
		}
	}
	want := body.FromParagraphs(viet.Clean(r.Body), func(i int) string { return body.DeriveID(a.ID, i) })
	got := body.Doc{}
	for _, n := range a.Body.Content {
		if n.Type != "figure" {
			got.Content = append(got.Content, n)
			continue
		}
		same("caption", n.String("caption"), viet.Line(r.Figures[0].Caption))
		same("alt", n.String("alt"), viet.Line(r.Figures[0].Alt))
		same("credit", n.String("credit"), viet.Line(r.Figures[0].Credit))
	}
	if repeated := body.Text(body.Doc{Content: want.Content[:min(1, len(want.Content))]}); repeated != "" && viet.Line(repeated) == a.Lead {
		want.Content = want.Content[1:] // a first paragraph that says what the lead says is dropped
	}
	same("body", body.Text(got), body.Text(want))
	if len(a.Body.Content)-len(got.Content) != len(r.Figures) {
		t.Errorf("article %s has %d figures", r.ID, len(a.Body.Content)-len(got.Content))
	}
}

// judgeHostile says what a page makes of such an article: how much wider
// than the display it is, its title, and what a text has brought in that is
// no text.
const judgeHostile = `
	const title = document.querySelector('article h1');
	return {
		sideways: document.documentElement.scrollWidth - innerWidth,
		wide: [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(-2)
			.map((e) => e.outerHTML.slice(0, 300)),
		title: title === null ? '' : title.textContent,
		strange: [...document.querySelectorAll('script:not([src]), iframe, object, embed, form, base, frame, template, math, style, ' +
			'video, audio, meta[http-equiv=refresh], a[href^="javascript:" i], a[href^="data:" i], a[href^="vbscript:" i]')]
			.map((e) => e.outerHTML.slice(0, 200)),
		handlers: [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => /^on/i.test(a.name)).map((a) => a.name),
	};`

type hostileVerdict struct {
	Sideways          int
	Title             string
	Wide              []string // the last of what sticks out
	Strange, Handlers []string
}

func (v hostileVerdict) judge(t *testing.T, where, title string) {
	t.Helper()
	if v.Sideways > 0 {
		t.Errorf("%s: %d pixels too wide, for %q", where, v.Sideways, v.Wide)
	}
	spaces := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00a0", " ")), " ") }
	if title != "" && spaces(v.Title) != spaces(title) {
		t.Errorf("%s: the title reads %q, want %q", where, v.Title, title)
	}
	if len(v.Strange) > 0 || len(v.Handlers) > 0 {
		t.Errorf("%s: a text became %q with %q", where, v.Strange, v.Handlers)
	}
}

// Whatever texts hold, they are texts: they come back as they went in, cleaned
// by the rules; no page runs them, asks another server for them, or is pushed
// out of shape by them.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	r := dice(t)
	texts := hostileTexts(t, r)
	dir := t.TempDir()
	drawPhoto(t, filepath.Join(dir, "photo.jpg"), 1, 640, 400)
	records := hostileRecords(texts, "photo.jpg")
	lines := filepath.Join(dir, "hostile.jsonl")
	writeLines(t, lines, records)
	p := program(t)
	run(t, p, 0, "import", "--publish", lines)
	e := serve(t, p)

	cards := everyCard(t, e)
	if len(cards) != len(records) {
		t.Errorf("%d articles, want %d", len(cards), len(records))
	}
	// Several articles may have one title: which is which tells the whole text.
	byText := map[string][]record{}
	key := func(title, lead, byline, source string) string {
		return strings.Join([]string{title, lead, byline, source}, "\x00")
	}
	for _, rec := range records {
		k := key(viet.Line(rec.Title), viet.Line(rec.Lead), viet.Line(rec.Byline), viet.Line(rec.Source))
		byText[k] = append(byText[k], rec)
	}
	for _, c := range cards {
		k := key(c.Title, c.Lead, c.Byline, c.Source)
		if len(byText[k]) == 0 {
			t.Errorf("nobody brought in %q with the lead %q, by %q, from %q", c.Title, c.Lead, c.Byline, c.Source)
			continue
		}
		var a hostileArticle
		get(t, e.URL+"/api/articles/"+c.ID, &a)
		a.equals(t, byText[k][0])
		byText[k] = byText[k][1:]
	}
	t.Logf("%d texts came back from %d articles", len(texts), len(cards))

	// Every sixteenth article in a test, all of them in a soak; with each come
	// ten others as its neighbours.
	var chosen []card
	step := max(1, 16/effort())
	for i := r.IntN(step); i < len(cards); i += step {
		chosen = append(chosen, cards[i])
	}
	t.Run("Chromium", func(t *testing.T) { hostileInChromium(t, e, chosen) })
	t.Run("WebKit", func(t *testing.T) { hostileInWebKit(t, e, chosen[:min(len(chosen), 8*effort())]) })
	stop(t, e.Process, 10*time.Second)
}

// pageSizes are a phone, a laptop and a panel that stands upright.
var pageSizes = [][2]int{{390, 844}, {1366, 768}, {1080, 1920}}

func hostileInChromium(t *testing.T, e *rig.Engine, chosen []card) {
	c := openChrome(t)
	var v hostileVerdict
	c.page(t, 390, 844)
	start := time.Now()
	for i, a := range chosen {
		path, sizes := a.Path, pageSizes
		if i%4 == 3 { // a kiosk is never as narrow as a phone
			path, sizes = "/kiosk"+path, sizes[1:]
		}
		if status := c.open(t, e.URL+path); status != 200 {
			t.Errorf("%s: status %d", path, status)
		}
		c.await(t, path, "return document.querySelector('article h1') !== null && document.fonts.status === 'loaded'")
		for _, size := range sizes {
			c.size(t, size[0], size[1])
			c.eval(t, &v, judgeHostile)
			v.judge(t, fmt.Sprintf("%s at %v", path, size), a.Title)
			if v.Sideways > 0 {
				c.shot(t, fmt.Sprintf("hostile-wide-%d-%s.png", size[0], a.ID[:6]), true)
			}
		}
		if h := c.heard(t); len(h) > 0 {
			t.Errorf("%s: heard %q", path, h)
		}
	}
	t.Logf("%d articles in three widths in %v", len(chosen), time.Since(start).Round(time.Second))
	for _, path := range []string{"/", "/kiosk/", "/screen/", "/chuyen-muc/thoi-su", "/kiosk/chuyen-muc/van-hoa"} {
		for _, size := range pageSizes {
			if size[0] == 390 && (strings.HasPrefix(path, "/kiosk") || strings.HasPrefix(path, "/screen")) {
				continue
			}
			c.page(t, size[0], size[1])
			if status := c.open(t, e.URL+path); status != 200 {
				t.Errorf("%s: status %d", path, status)
			}
			c.await(t, path, "return document.body.innerText.length > 40 && document.fonts.status === 'loaded'")
			c.eval(t, &v, judgeHostile)
			v.judge(t, fmt.Sprintf("%s at %v", path, size), "")
			if h := c.heard(t); len(h) > 0 {
				t.Errorf("%s: heard %q", path, h)
			}
			if size[0] == 1366 {
				c.shot(t, "hostile"+strings.ReplaceAll(path, "/", "-")+".png", false)
			}
		}
	}
}

// hostileInWebKit would fail on a dialog at its next question: the driver
// answers that one is open.
func hostileInWebKit(t *testing.T, e *rig.Engine, chosen []card) {
	ctx := within(t, 5*time.Minute*time.Duration(effort()))
	b := openWebKit(t, 1366, 800)
	for _, width := range []int{1366, 600} {
		if err := b.Resize(ctx, width, 768); err != nil {
			t.Fatal(err)
		}
		for _, a := range chosen {
			if err := b.Open(ctx, e.URL+a.Path); err != nil {
				t.Fatalf("%s: %v", a.Path, err)
			}
			err := rig.Wait(ctx, a.Path, func() (ready bool, err error) {
				err = b.Eval(ctx, &ready, "return document.querySelector('article h1') !== null && document.fonts.status === 'loaded'")
				return ready, err
			})
			if err != nil {
				t.Fatal(err)
			}
			var v hostileVerdict
			if err := b.Eval(ctx, &v, judgeHostile); err != nil {
				t.Fatalf("%s: %v", a.Path, err)
			}
			v.judge(t, fmt.Sprintf("%s at %d", a.Path, width), a.Title)
		}
	}
}
