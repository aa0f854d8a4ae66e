package cli

import (
	"strings"
	"testing"

	"bangtin/app"
)

// A number that is only what the newest changes showed is not told as one
// that was counted, and one that was counted not as a guess.
func TestDifferingIsCounted(t *testing.T) {
	for name, c := range map[string]struct {
		count   int
		partial bool
		has     []string
		lacks   []string
	}{
		"counted": {12, false,
			[]string{"Máy B: 12 bài, mục khác nhau", "Máy B: 12 documents differ", "… và 2 bài, mục nữa", "… and 2 more"}, []string{"ít nhất", "at least"}},
		"all listed":       {1, false, []string{"Máy B: 1 bài, mục khác nhau", "Máy B: 1 document differs"}, []string{"ít nhất", "at least", "…", "older changes"}},
		"a part looked at": {250, true, []string{"Máy B: ít nhất 250 bài, mục khác nhau", "Máy B: at least 250 documents differ", "… và ít nhất 240 bài, mục nữa", "… and at least 240 more"}, nil},
		"a part that is listed": {3, true,
			[]string{"Máy B: ít nhất 3 bài, mục", "at least 3 documents", "Còn nhiều thay đổi cũ hơn", "many older changes"}, []string{"ít nhất 0", "at least 0"}},
		"a part without documents": {0, true, []string{"chưa rõ bài, mục nào", "is not known", "many older changes"}, []string{" 0 "}},
	} {
		t.Run(name, func(t *testing.T) {
			d := differing{Name: "Máy B", Differing: app.Differing{Count: c.count, Partial: c.partial}}
			for range min(c.count, 50) {
				d.Documents = append(d.Documents, app.Differs{Noun: "article", Title: "Bài", Side: app.OnlyHere})
			}
			got := d.text(10)
			for _, want := range c.has {
				if !strings.Contains(got, want) {
					t.Errorf("it lacks %q:\n%s", want, got)
				}
			}
			for _, never := range c.lacks {
				if strings.Contains(got, never) {
					t.Errorf("it has %q:\n%s", never, got)
				}
			}
		})
	}
}
