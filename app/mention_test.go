package app_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bangtin/app"
)

// province is an invented list of people.
var province = []app.Person{
	somebody("Nguyễn Văn An", app.Comrade,
		app.Term{Title: "Phó Chủ tịch UBND tỉnh", Short: "Phó Chủ tịch", Until: "2026-06-30"},
		app.Term{Title: "Ủy viên Ban Thường vụ Tỉnh ủy", From: "2025-10-15"},
		app.Term{Title: "Chủ tịch UBND tỉnh", Short: "Chủ tịch", From: "2026-07-01"}),
	somebody("Trần Thị Thúy Hòa", app.Madam,
		app.Term{Title: "Giám đốc Sở Y tế", Short: "Giám đốc", From: "2024-01-01"}),
	somebody("Lê Đức Bình", app.Mister,
		app.Term{Title: "Chủ tịch UBND tỉnh", From: "2021-06-01", Until: "2026-06-30"}),
	somebody("Nguyễn Văn Ấn", app.Comrade, app.Term{Title: "Bí thư Tỉnh ủy"}),
	somebody("H'Yim Kđoh", app.Madam),
	somebody("Hoàng Minh", ""),
}

func somebody(name string, form app.Form, titles ...app.Term) app.Person {
	return app.Person{ID: app.DeriveID("person", name), Name: name, Form: form, Titles: titles}
}

const day = "2026-11-26"

func TestMention(t *testing.T) {
	for _, c := range []struct {
		name  string
		of    int
		day   string
		first bool
		want  string
		ok    bool
	}{
		{"all titles of the day", 0, day, true, "đồng chí Nguyễn Văn An, Ủy viên Ban Thường vụ Tỉnh ủy, Chủ tịch UBND tỉnh", true},
		{"the last day of a title", 0, "2026-06-30", true, "đồng chí Nguyễn Văn An, Phó Chủ tịch UBND tỉnh, Ủy viên Ban Thường vụ Tỉnh ủy", true},
		{"the first day of a title", 0, "2026-07-01", true, "đồng chí Nguyễn Văn An, Ủy viên Ban Thường vụ Tỉnh ủy, Chủ tịch UBND tỉnh", true},
		{"before the second title", 0, "2025-10-14", true, "đồng chí Nguyễn Văn An, Phó Chủ tịch UBND tỉnh", true},
		{"again, as comrade", 0, day, false, "đồng chí Nguyễn Văn An", true},
		{"again, as madam", 1, day, false, "bà Hòa", true},
		{"again, as mister", 2, day, false, "ông Bình", true},
		{"again, where the given name is not last", 4, day, false, "bà H'Yim Kđoh", true},
		{"again, without a form", 5, day, false, "Hoàng Minh", true},
		{"a title that ended", 2, day, true, "ông Lê Đức Bình", false},
		{"a title that has not begun", 1, "2023-12-31", true, "bà Trần Thị Thúy Hòa", false},
		{"no day, a title with days", 1, "", true, "bà Trần Thị Thúy Hòa", false},
		{"no day, a title without", 3, "", true, "đồng chí Nguyễn Văn Ấn, Bí thư Tỉnh ủy", true},
		{"no titles at all", 5, day, true, "Hoàng Minh", false},
	} {
		if got, ok := app.Mention(province[c.of], c.day, c.first); got != c.want || ok != c.ok {
			t.Errorf("%s: %q, %v; want %q, %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

func TestNamesNear(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a wrong tone", "đồng chí Nguyển Văn An phát biểu", "Nguyển Văn An>Nguyễn Văn An"},
		{"a tone too few", "bà Trần Thi Thúy Hòa", "Trần Thi Thúy Hòa>Trần Thị Thúy Hòa"},
		{"no tone", "Nguyên Văn An", "Nguyên Văn An>Nguyễn Văn An"},
		{"no mark of a vowel", "Hoàng Minh; Trân Thị Thúy Hòa", "Trân Thị Thúy Hòa>Trần Thị Thúy Hòa"},
		{"a wrong mark of a vowel", "Nguyễn Vân An", "Nguyễn Vân An>Nguyễn Văn An"},
		{"d for đ", "ông Lê Dức Bình dự", "Lê Dức Bình>Lê Đức Bình"},
		{"a small letter", "ông Lê đức Bình", "Lê đức Bình>Lê Đức Bình"},
		{"one mark from two people", "Nguyễn Văn Ân", "Nguyễn Văn Ân>Nguyễn Văn An Nguyễn Văn Ân>Nguyễn Văn Ấn"},
		{"somebody else's name", "Nguyễn Văn Ấn và Nguyễn Văn An", ""},
		{"two marks", "Lê Dưc Bình, Lê Duc Binh", ""},
		{"the other style of tones", "Trần Thị Thuý Hoà", ""},
		{"the other style and a mark", "Trần Thị Thuỳ Hoà", "Trần Thị Thuỳ Hoà>Trần Thị Thúy Hòa"},
		{"a longer name", "Nguyễn Văn Ân Thịnh", ""},
		{"a longer name after a known one", "Hoàng Mình Châu", ""},
		{"an abbreviation behind", "Hoàng Mình UBND xã", "Hoàng Mình>Hoàng Minh"},
		{"a new sentence behind", "Gặp Hoàng Mình. Hôm nay", "Hoàng Mình>Hoàng Minh"},
		{"two spaces", "Lê  Đức Bình", ""},
		{"two spaces and a mark", "Lê  Đức Bính", "Lê  Đức Bính>Lê Đức Bình"},
		{"over a line end", "Lê\nĐức Bính", ""},
		{"over a comma", "Lê, Đức Bính", ""},
		{"inside a word", "xHoàng Mình", ""},
		{"another apostrophe", "H’Yim Kđoh", ""},
		{"an apostrophe and a mark", "H’Yim Kdoh", "H’Yim Kdoh>H'Yim Kđoh"},
		{"all in capitals", "NGUYỄN VĂN AN", ""},
		{"decomposed", "Le\u0302 Đu\u031b\u0301c Bi\u0301nh", "Le\u0302 Đu\u031b\u0301c Bi\u0301nh>Lê Đức Bình"},
		{"at both ends", "Hoàng Mình", "Hoàng Mình>Hoàng Minh"},
	} {
		var got []string
		for _, n := range app.NamesNear(c.text, province) {
			got = append(got, n.Found+">"+n.Wanted)
			if !strings.HasPrefix(c.text[n.At:], n.Found) {
				t.Errorf("%s: %q is not at %d", c.name, n.Found, n.At)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := app.NamesNear("Nguyển Văn An", nil); len(got) != 0 {
		t.Errorf("nobody is known, and %v is near", got)
	}
}

func TestTitlesWrong(t *testing.T) {
	for _, c := range []struct{ name, text, day, want string }{
		{"right", "đồng chí Nguyễn Văn An, Ủy viên Ban Thường vụ Tỉnh ủy, Chủ tịch UBND tỉnh dự", day, ""},
		{"in other capitals and tones", "Nguyễn Văn An, uỷ viên Ban thường vụ Tỉnh uỷ", day, ""},
		{"the beginning of a title", "Nguyễn Văn An, Chủ tịch UBND", day, ""},
		{"a former post", "đồng chí Nguyễn Văn An, Phó Chủ tịch UBND tỉnh, phát biểu", day,
			"Nguyễn Văn An, Phó Chủ tịch UBND tỉnh>Nguyễn Văn An, Ủy viên Ban Thường vụ Tỉnh ủy, Chủ tịch UBND tỉnh"},
		{"that post, on a day when it was held", "Nguyễn Văn An, Phó Chủ tịch UBND tỉnh", "2026-06-30", ""},
		{"a post to come", "Nguyễn Văn An, Chủ tịch UBND tỉnh", "2025-01-01",
			"Nguyễn Văn An, Chủ tịch UBND tỉnh>Nguyễn Văn An, Phó Chủ tịch UBND tỉnh"},
		{"one right, one wrong", "Nguyễn Văn An, Ủy viên Ban Thường vụ Tỉnh ủy, Phó Chủ tịch UBND tỉnh", day,
			"Nguyễn Văn An, Ủy viên Ban Thường vụ Tỉnh ủy, Phó Chủ tịch UBND tỉnh>Nguyễn Văn An, Ủy viên Ban Thường vụ Tỉnh ủy, Chủ tịch UBND tỉnh"},
		{"somebody without a title now", "ông Lê Đức Bình, Chủ tịch UBND tỉnh", day, "Lê Đức Bình, Chủ tịch UBND tỉnh>"},
		{"a former post said to be one", "ông Lê Đức Bình, nguyên Chủ tịch UBND tỉnh", day, ""},
		{"a former post said to be one, before", "nguyên Chủ tịch UBND tỉnh Lê Đức Bình", day, ""},
		{"before the name", "Chủ tịch UBND tỉnh Lê Đức Bình", day, "Chủ tịch UBND tỉnh Lê Đức Bình>"},
		{"before the form", "Bí thư Tỉnh ủy đồng chí Nguyễn Văn An", day, "Bí thư Tỉnh ủy đồng chí Nguyễn Văn An>Ủy viên Ban Thường vụ Tỉnh ủy đồng chí Nguyễn Văn An"},
		{"a higher post than the one held", "Giám đốc Nguyễn Văn An", day, "Giám đốc Nguyễn Văn An>Ủy viên Ban Thường vụ Tỉnh ủy Nguyễn Văn An"},
		{"another title that ends alike", "Phó Giám đốc Nguyễn Văn An", day, ""},
		{"another title that begins alike", "Nguyễn Văn An, Giám đốc Công ty Sông Cầu", day, ""},
		{"a short title alone", "Nguyễn Văn An, Giám đốc, phát biểu", day,
			"Nguyễn Văn An, Giám đốc>Nguyễn Văn An, Ủy viên Ban Thường vụ Tỉnh ủy, Chủ tịch UBND tỉnh"},
		{"the next person's title", "dự có các đồng chí Nguyễn Văn An, Giám đốc Sở Y tế Trần Thị Thúy Hòa", day, ""},
		{"the next person's title, over a form", "Nguyễn Văn An, Giám đốc Sở Y tế bà Trần Thị Thúy Hòa", day, ""},
		{"another sentence", "gặp Nguyễn Văn An. Giám đốc Sở Y tế nói", day, ""},
		{"another line", "Nguyễn Văn An\nGiám đốc Sở Y tế", day, ""},
		{"not right beside it", "Nguyễn Văn An và Giám đốc Sở Y tế", day, ""},
		{"a title that nobody has", "Nguyễn Văn An, Vua", day, ""},
		{"no day", "Nguyễn Văn An, Phó Chủ tịch UBND tỉnh", "", ""},
	} {
		got := ""
		for _, w := range app.TitlesWrong(c.text, province, c.day) {
			got += w.Found + ">" + w.Wanted
			if !strings.HasPrefix(c.text[w.At:], w.Found) || !strings.Contains(w.Found, w.Title) {
				t.Errorf("%s: %+v is not there", c.name, w)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, w := range app.TitlesWrong("Nguyễn Văn An, Bí thư Tỉnh ủy", province, day) {
		if w.Person != province[0].ID || strings.Join(w.Holds, "; ") != "Ủy viên Ban Thường vụ Tỉnh ủy; Chủ tịch UBND tỉnh" {
			t.Errorf("what is held that day: %+v", w)
		}
	}
}

// crowd is a thousand people and five thousand words that name some.
func crowd() ([]app.Person, string) {
	r := rand.New(rand.NewPCG(4, 2))
	family := strings.Fields("Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ")
	given := strings.Fields("An Bình Châu Dũng Đức Giang Hà Hải Hòa Hùng Khánh Lan Long Mai Minh Nam Ngọc Phúc Quân Sơn Tâm Thúy Trang Tuấn Việt")
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	var people []app.Person
	for i := range 1000 {
		people = append(people, somebody(fmt.Sprintf("%s %s %s", pick(family), pick(given), pick(given)), app.Comrade,
			app.Term{Title: fmt.Sprintf("Trưởng phòng Phòng số %d", i)}))
	}
	var text strings.Builder
	for text.Len() == 0 || strings.Count(text.String(), " ") < 5000 {
		text.WriteString("Đồng chí " + people[r.IntN(1000)].Name + ", Trưởng phòng Phòng số 7, phát biểu tại " + pick(given) + " về phát triển kinh tế nông thôn. ")
	}
	return people, text.String()
}

// The check runs at every save. The bound is five times what is promised,
// for a busy machine.
func TestNamesNearIsFast(t *testing.T) {
	people, text := crowd()
	best := time.Hour
	for range 5 {
		began := time.Now()
		app.NamesNear(text, people)
		best = min(best, time.Since(began))
	}
	t.Logf("%d words, %d people: %v", strings.Count(text, " "), len(people), best)
	if best > 250*time.Millisecond {
		t.Errorf("took %v", best)
	}
}

func BenchmarkNamesNear(b *testing.B) {
	people, text := crowd()
	for b.Loop() {
		app.NamesNear(text, people)
	}
}

// Whatever the text, what is found lies between letters and stands there.
func FuzzNamesNear(f *testing.F) {
	f.Add("đồng chí Nguyển Văn An, Phó Chủ tịch UBND tỉnh; H’Yim Kdoh", "Lê Đức Bình")
	f.Add("Le\u0302 Đu\u031b\u0301c\u00A0Bi\u0301nh\xff, Chủ tịch", "a\u0300 \u0301b-c'd")
	f.Fuzz(func(t *testing.T, text, name string) {
		people := append(province[:len(province):len(province)], somebody(name, "", app.Term{Title: name, Short: text}))
		for _, n := range app.NamesNear(text, people) {
			stands(t, text, n.At, n.Found)
			if n.Found == n.Wanted {
				t.Errorf("%q is near itself", n.Found)
			}
		}
		for _, w := range app.TitlesWrong(text, people, day) {
			stands(t, text, w.At, w.Found)
		}
	})
}

func stands(t *testing.T, text string, at int, found string) {
	t.Helper()
	if found == "" || at < 0 || !strings.HasPrefix(text[at:], found) {
		t.Fatalf("%q is not at %d of %q", found, at, text)
	}
	for _, i := range []int{at, at + len(found)} {
		if i < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[i]) {
			t.Fatalf("%d is inside a letter of %q", i, text)
		}
	}
}
