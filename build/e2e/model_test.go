package e2e_test

import (
	"image"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// The page that everything is modelled on, as its portal gives it as text.
var (
	modelDate  = regexp.MustCompile(`^(.+ - \d\d/\d\d/\d{4} \d\d:\d\d) (\d+)$`)
	modelImage = regexp.MustCompile(`^image \d{14} \d+$`)
)

// model reads the page: title, date with the number of comments, lead, then
// paragraphs, names of pictures each with its caption, and the byline.
func model(t *testing.T, dir string) (r record, paragraphs []string) {
	t.Helper()
	text, err := os.ReadFile(sample(t, "seed/article.txt"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	date := modelDate.FindStringSubmatch(lines[2])
	if date == nil {
		t.Fatalf("no date in %q", lines[2])
	}
	r = record{ID: "ttdn-2024", Title: lines[0], Published: date[1], Lead: lines[3], Category: "Tin tức", Source: "Cổng thông tin"}
	end := 4 + slices.Index(lines[4:], "")
	r.Byline = lines[end-1]
	photos := []string{"hochuferweg.jpg", "train.jpg", "craft-beer.jpg"}
	for i := 4; i < end-1; i++ {
		if !modelImage.MatchString(lines[i]) {
			paragraphs = append(paragraphs, lines[i])
			continue
		}
		name, after := photos[len(r.Figures)], len(paragraphs)
		copyFile(t, sample(t, "photos/camera/"+name), filepath.Join(dir, name))
		r.Figures = append(r.Figures, figure{File: name, Alt: lines[i], Caption: lines[i+1], After: &after})
		i++
	}
	r.Body = strings.Join(paragraphs, "\n\n")
	return r, paragraphs
}

// readModel is what an article's page holds, as a browser lays it out.
const readModel = `
	const text = (e) => e === null ? '' : e.textContent.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim();
	const article = document.querySelector('article');
	const exact = (want) => [...article.querySelectorAll('*')].findLast((e) => text(e) === want) ?? null;
	const weight = (e) => e === null ? 0 : Number(getComputedStyle(e).fontWeight);
	const lead = exact(arguments[0]), byline = exact(arguments[1]);
	return {
		title: text(article.querySelector('h1')),
		dates: [...article.querySelectorAll('time')].map((e) => e.innerText),
		lead: weight(lead),
		byline: byline === null ? '' : byline.innerText,
		blocks: [...article.querySelectorAll('p, figure')]
			.filter((e) => e.closest('figure') === e || e.closest('figure, header, footer, section, [data-anchor=sapo]') === null)
			.map((e) => e.tagName === 'FIGURE' ? 'figure: ' + text(e.querySelector('figcaption')) : text(e))
			.filter((s) => s !== ''),
		rating: text(article.querySelector('section[aria-labelledby=rating]')),
		comments: text(article.querySelector('section[aria-labelledby=comments]')),
		paragraph: Math.max(...[...article.querySelectorAll('.body p')].map(weight)),
		pictures: [...article.querySelectorAll('figure img')].map((e) => {
			const box = e.getBoundingClientRect();
			return { drawn: e.complete && e.naturalWidth > 0, width: box.width,
				ratio: (box.width / box.height) / (e.naturalWidth / e.naturalHeight) };
		}),
		sideways: document.documentElement.scrollWidth - innerWidth,
		all: document.documentElement.outerHTML,
	};`

type modelPage struct {
	Title     string
	Dates     []string
	Lead      int
	Byline    string
	Blocks    []string
	Rating    string
	Comments  string
	Paragraph int
	Pictures  []struct {
		Drawn        bool
		Width, Ratio float64
	}
	Sideways int
	All      string
}

// seen scrolls to the next picture that has not come yet, and says whether
// there is none and what readers say stands below.
const seen = `
	if (document.fonts.status !== 'loaded') return false;
	const waits = [...document.querySelectorAll('article figure img')].find((e) => !e.complete || e.naturalWidth === 0);
	if (waits !== undefined) waits.scrollIntoView({ block: 'center' });
	return document.querySelectorAll('article figure img').length === arguments[0] && waits === undefined &&
		document.querySelectorAll('#rating, #comments').length === 2;`

// judge holds a page to the model.
func (m modelPage) judge(t *testing.T, r record, paragraphs []string, width int) {
	t.Helper()
	if m.Title != r.Title {
		t.Errorf("title %q, want %q", m.Title, r.Title)
	}
	if !slices.Equal(m.Dates, []string{"Thứ tư - 03/07/2024 17:59"}) {
		t.Errorf("dates %q", m.Dates)
	}
	if m.Lead < 600 || m.Lead <= m.Paragraph {
		t.Errorf("the lead has weight %d, the text %d", m.Lead, m.Paragraph)
	}
	if m.Byline != "Hồng Ngân" {
		t.Errorf("byline %q", m.Byline)
	}
	var want []string
	for i := range len(paragraphs) + 1 {
		for _, f := range r.Figures {
			if *f.After == i {
				want = append(want, "figure: "+f.Caption)
			}
		}
		if i < len(paragraphs) {
			want = append(want, strings.ReplaceAll(paragraphs[i], "Ð", "Đ"))
		}
	}
	if !slices.Equal(m.Blocks, want) {
		t.Errorf("the page reads\n%s\nwant\n%s", strings.Join(m.Blocks, "\n"), strings.Join(want, "\n"))
	}
	for _, sentence := range []string{"Tổng số điểm của bài viết là: 0 trong 0 đánh giá", "để đánh giá bài viết"} {
		if !strings.Contains(m.Rating, sentence) {
			t.Errorf("the rating says %q, want %q in it", m.Rating, sentence)
		}
	}
	if !strings.HasPrefix(m.Comments, "Ý kiến bạn đọc") {
		t.Errorf("the comments begin %q", m.Comments)
	}
	if len(m.Pictures) != 3 {
		t.Errorf("%d pictures", len(m.Pictures))
	}
	for i, p := range m.Pictures {
		if !p.Drawn || p.Ratio < 0.98 || p.Ratio > 1.02 || p.Width > float64(width) || p.Width < float64(width)/4 {
			t.Errorf("picture %d: %+v on a page %d wide", i, p, width)
		}
	}
	if m.Sideways > 0 {
		t.Errorf("the page is %d pixels too wide", m.Sideways)
	}
	if !strings.Contains(m.All, "\u0110ảng") || strings.Contains(m.All, "\u00d0") {
		t.Error("Đảng is not written with U+0110 everywhere")
	}
	if strings.Contains(m.All, "image 2024") {
		t.Error("a name that an editing program made is on the page")
	}
}

// The model's article, with three photos, is right in Chromium, in WebKit
// and in the real window.
func TestModelPage(t *testing.T) {
	t.Parallel()
	p := windowed(t)
	dir := t.TempDir()
	r, paragraphs := model(t, dir)
	if len(r.Figures) != 3 || len(paragraphs) != 5 || r.Byline != "Hồng Ngân" {
		t.Fatalf("the model has %d figures, %d paragraphs and is by %q", len(r.Figures), len(paragraphs), r.Byline)
	}
	if !strings.Contains(r.Body, "\u00d0") {
		t.Fatal("the model has lost the letter that it is known for")
	}
	lines := filepath.Join(dir, "model.jsonl")
	writeLines(t, lines, []record{r})
	run(t, p, 0, "import", "--publish", lines)
	e := serve(t, p)
	path := everyCard(t, e)[0].Path

	t.Run("Chromium", func(t *testing.T) {
		c := openChrome(t)
		for _, s := range []struct {
			name, face    string
			width, height int
		}{
			{"1366x768", "", 1366, 768},
			{"1080x1920", "/kiosk", 1080, 1920},
			{"390x844", "", 390, 844},
		} {
			t.Run(s.name, func(t *testing.T) {
				c.page(t, s.width, s.height)
				if status := c.open(t, e.URL+s.face+path); status != 200 {
					t.Errorf("status %d", status)
				}
				c.await(t, "the article's pictures", seen, 3)
				var m modelPage
				c.eval(t, &m, readModel, r.Lead, r.Byline)
				m.judge(t, r, paragraphs, s.width)
				c.eval(t, nil, "scrollTo(0, 0)")
				c.shot(t, "model-chromium-"+s.name+".png", false)
				c.shot(t, "model-chromium-"+s.name+"-whole.png", true)
				if h := c.heard(t); len(h) > 0 {
					t.Errorf("heard %q", h)
				}
			})
		}
	})

	// Where the article's headline is on the front page, and what its page
	// looks like: the window is pressed there and held against that.
	var spot [2]float64
	var top, bottom *image.RGBA
	t.Run("WebKit", func(t *testing.T) {
		ctx := within(t, 2*time.Minute)
		b := openWebKit(t, 1400, 2000)
		for _, s := range []struct {
			name, face    string
			width, height int
		}{{"1080x1920", "/kiosk", 1080, 1920}, {"1366x768", "", 1366, 768}} {
			t.Run(s.name, func(t *testing.T) {
				if err := b.Resize(ctx, s.width, s.height); err != nil {
					t.Fatal(err)
				}
				if err := b.Open(ctx, e.URL+s.face+path); err != nil {
					t.Fatal(err)
				}
				err := rig.Wait(ctx, "the article's pictures", func() (ok bool, err error) {
					err = b.Eval(ctx, &ok, seen, 3)
					return ok, err
				})
				if err != nil {
					t.Fatal(err)
				}
				var m modelPage
				if err := b.Eval(ctx, &m, readModel, r.Lead, r.Byline); err != nil {
					t.Fatal(err)
				}
				m.judge(t, r, paragraphs, s.width)
				bottom = see(t, ctx, b, "scrollTo(0, document.documentElement.scrollHeight)")
				top = see(t, ctx, b, "scrollTo(0, 0)")
				keep(t, "model-webkit-"+s.name+".png", top)
				keep(t, "model-webkit-"+s.name+"-end.png", bottom)
			})
		}
		if err := b.Open(ctx, e.URL+"/"); err != nil {
			t.Fatal(err)
		}
		err := rig.Wait(ctx, "the headline", func() (bool, error) {
			err := b.Eval(ctx, &spot, `const h = document.querySelector('h2 a, h1 a, a h2, a h1'); if (h === null) return [0, 0];
				const box = h.getClientRects()[0]; return [box.x + 20, box.y + box.height / 2]`)
			return spot[0] > 0, err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	stop(t, e.Process, 10*time.Second)

	t.Run("window", func(t *testing.T) {
		if top == nil || spot[0] == 0 {
			t.Fatal("there is nothing to compare with")
		}
		ctx := within(t, 2*time.Minute)
		w := open(t, p, "window", 1366, 768)
		front := settle(t, ctx, w.display)
		keep(t, "model-window-front.png", front)
		w.press(t, ctx, int(spot[0]), int(spot[1]), front)
		w.comesToShow(t, ctx, "model-window.png", top)
		w.xdotool(t, "key", "End")
		w.comesToShow(t, ctx, "model-window-end.png", bottom)
		w.xdotool(t, "key", "Home", "Page_Down")
		keep(t, "model-window-middle.png", settle(t, ctx, w.display))
		stop(t, w.Process, 10*time.Second)
	})
}
