package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

func (m *machine) related(id app.ID) (titles []string) {
	m.t.Helper()
	cards, err := m.lib.Related(context.Background(), id, 20)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, c := range cards {
		titles = append(titles, c.Title)
	}
	return titles
}

// about is an article with a lead, a topic and tags of its own.
func about(n int, title, lead, topic string, tags ...string) app.Entry {
	e := entry(articleID(n), title)
	e.Document.Lead, e.Document.Topic, e.Document.Tags = lead, topic, tags
	e.Published = app.MomentOf(time.Date(2026, 11, 1, 0, n, 0, 0, time.UTC), false)
	return e
}

func TestRelatedAreByTopicAndTagsThenByLikeness(t *testing.T) {
	m := newMachine(t)
	m.found()
	m.publish(
		about(1, "Cảng Cửa Vạn đón tàu khách đầu tiên", "Tàu chở 800 khách cập cảng Cửa Vạn sáng nay.", "Kinh tế biển", "cảng Cửa Vạn"),
		about(2, "Quy hoạch luồng lạch được duyệt", "Hội đồng thẩm định bỏ phiếu.", "Kinh tế biển"),
		about(3, "Ngư dân mong bến mới", "Họ chờ đã mười năm.", "", "Cảng Cửa Vạn"),
		about(4, "Đoàn tàu khách thứ hai cập cảng Cửa Vạn", "Bến đón thêm một chuyến.", ""),
		about(5, "Lúa nếp được mùa", "Nông dân Nà Khe gặt xong trước rét.", "Nông nghiệp", "lúa nếp"),
		about(6, "Mở lớp dạy khèn", "Lớp học ở Nà Khe có hai mươi em.", ""),
	)
	got := m.related(articleID(1))
	if len(got) != 3 || got[2] != "Đoàn tàu khách thứ hai cập cảng Cửa Vạn" {
		t.Errorf("related to the port: %q", got)
	}
	for _, n := range []int{2, 3} {
		if want := m.title(articleID(n)); !slices.Contains(got[:2], want) {
			t.Errorf("%q shares a topic or a tag and is not among the first: %q", want, got)
		}
	}
	if got := m.related(articleID(6)); slices.Contains(got, "Cảng Cửa Vạn đón tàu khách đầu tiên") {
		t.Errorf("related to a class of music: %q", got)
	}
}

func TestRelatedAreNeverTheArticleItselfNorHidden(t *testing.T) {
	m := newMachine(t)
	clock := &machineClock{at: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
	m.now = clock.now
	m.reopen(false)
	m.found()
	ctx := context.Background()
	of := func(n int) app.Entry {
		return about(n, fmt.Sprintf("Cảng Cửa Vạn đón tàu khách lần %c", 'A'+n), "Tàu khách cập cảng Cửa Vạn.", "Kinh tế biển", "cảng Cửa Vạn")
	}
	english := of(2)
	english.Document.Lang, english.Document.VersionOf = "en", articleID(1)
	same := of(3) // another version of the same piece, in the same language
	same.Document.VersionOf = articleID(1)
	part, next := of(4), of(5)
	part.Document.Series, next.Document.Series = "Biển", "Biển"
	embargo := of(6)
	embargo.From = clock.at.Add(time.Hour).UnixMilli()
	expiring := of(7)
	expiring.Until = clock.at.Add(time.Hour).UnixMilli()
	m.publish(of(1), english, same, part, next, embargo, expiring, of(8))
	if _, err := m.lib.Save(ctx, false, of(9)); err != nil {
		t.Fatal(err)
	}
	letters := func(n int) string {
		var out []string
		for _, title := range m.related(articleID(n)) {
			out = append(out, title[len(title)-1:])
		}
		slices.Sort(out)
		return strings.Join(out, "")
	}
	if got := letters(1); got != "EFHI" {
		t.Errorf("related to 1: %s, want the parts of the series, the expiring one and 8", got)
	}
	if got := letters(4); got != "BDHI" {
		t.Errorf("related to a part of the series: %s", got)
	}
	if err := m.lib.Retract(ctx, articleID(8), ""); err != nil {
		t.Fatal(err)
	}
	if got := letters(1); got != "EFH" {
		t.Errorf("after 8 was withdrawn: %s", got)
	}
	clock.at = clock.at.Add(2 * time.Hour)
	if got := letters(1); got != "EF" {
		t.Errorf("after 7 expired, before the next tick: %s", got)
	}
	if err := m.lib.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	if got := letters(1); got != "EFG" {
		t.Errorf("after the embargo on 6: %s", got)
	}
	for _, n := range []int{8, 9} {
		if _, err := m.lib.Related(ctx, articleID(n), 5); app.CodeOf(err) != app.NotFound {
			t.Errorf("related to %d, which nobody may see: %v", n, err)
		}
	}
	before := letters(1)
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if got := letters(1); got != before {
		t.Errorf("after a rebuild: %s, before %s", got, before)
	}
}

// Whatever is published, edited and withdrawn, in any order: what is
// related to an article is on show, in its language and another piece, and
// a library folded anew finds the same.
func TestRelatedAfterAnySequenceOfActs(t *testing.T) {
	m := newMachine(t)
	m.found()
	ctx := context.Background()
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("cảng biển tàu khách rừng núi chè hồ phố đèn hội nghị triển lãm")
	pick := func(n int) string {
		var out []string
		for range n {
			out = append(out, words[r.IntN(len(words))])
		}
		return strings.Join(out, " ")
	}
	const articles = 24
	for range 160 {
		n := r.IntN(articles)
		if r.IntN(4) == 0 {
			if err := m.lib.Retract(ctx, articleID(n), ""); err != nil && app.CodeOf(err) != app.NotFound {
				t.Fatal(err)
			}
			continue
		}
		e := about(n, pick(5), pick(8), pick(1), pick(1), pick(1))
		e.Document.Lang = []string{"vi", "vi", "en"}[n%3]
		if n > 2 && n%5 == 0 {
			e.Document.VersionOf = articleID(n - 3)
		}
		m.publish(e)
	}
	found := func() (out [][]string, pairs int) {
		for n := range articles {
			a, err := m.lib.Article(ctx, articleID(n))
			if err != nil {
				continue
			}
			cards, err := m.lib.Related(ctx, a.Article, 20)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range cards {
				pairs++
				if _, err := m.lib.Article(ctx, c.Article); err != nil || c.Lang != a.Lang || c.Group == a.Group || c.Article == a.Article {
					t.Errorf("%q has %q for a relative: %v", a.Title, c.Title, err)
				}
			}
			out = append(out, m.related(a.Article))
		}
		return out, pairs
	}
	before, pairs := found()
	if pairs == 0 {
		t.Fatal("nothing was related to anything")
	}
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if after, _ := found(); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("folded anew:\n%q\nbefore\n%q", after, before)
	}
}
