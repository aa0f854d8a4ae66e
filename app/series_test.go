package app_test

import (
	"context"
	"fmt"
	"testing"

	"bangtin/app"
)

func TestSeriesPutsItsPartsInOrder(t *testing.T) {
	m := newMachine(t)
	m.found()
	ctx := context.Background()
	part := func(n int, lang string) app.Entry {
		e := about(n, fmt.Sprintf("Bài số %d", n), "", "")
		e.Document.Series, e.Document.Lang = "Đường lên Pu Sừng", lang
		return e
	}
	other := about(9, "Ngoài loạt bài", "", "")
	m.publish(part(3, "vi"), part(1, "vi"), other, part(2, "vi"), part(4, "en"))
	place := func(n int) string {
		a, err := m.lib.Article(ctx, articleID(n))
		if err != nil {
			t.Fatal(err)
		}
		s := a.Series
		if s == nil {
			return "none"
		}
		title := func(c *app.Card) string {
			if c == nil {
				return "-"
			}
			return c.Title
		}
		return fmt.Sprintf("%d/%d %s %s", s.Part, s.Total, title(s.Previous), title(s.Next))
	}
	for n, want := range map[int]string{
		1: "1/3 - Bài số 2", 2: "2/3 Bài số 1 Bài số 3", 3: "3/3 Bài số 2 -", 4: "1/1 - -", 9: "none",
	} {
		if got := place(n); got != want {
			t.Errorf("place of %d: %s, want %s", n, got, want)
		}
	}
	page, err := m.lib.ListUpward(ctx, app.InSeries("duong-len-pu-sung"), "vi", nil, 2)
	if err != nil || len(page.Cards) != 2 || page.Cards[0].Title != "Bài số 1" || page.Total != 3 || page.Next == nil {
		t.Fatalf("the first page of the series: %+v %v", page, err)
	}
	page, err = m.lib.ListUpward(ctx, app.InSeries("duong-len-pu-sung"), "vi", page.Next, 2)
	if err != nil || len(page.Cards) != 1 || page.Cards[0].Title != "Bài số 3" || page.Next != nil {
		t.Errorf("its second page: %+v %v", page, err)
	}
	if err := m.lib.Retract(ctx, articleID(2), ""); err != nil {
		t.Fatal(err)
	}
	if got := place(3); got != "2/2 Bài số 1 -" {
		t.Errorf("place of 3 without 2: %s", got)
	}
}
