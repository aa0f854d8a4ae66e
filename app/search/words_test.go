package search_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"bangtin/app"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// found tells which of the articles below words find.
func TestWhatFindsWhat(t *testing.T) {
	s := newShelf(t)
	s.save(true,
		entry("hội", "Hội nghị thông tin đối ngoại", "Sapô", "Khai mạc tại Hòa Bình, theo Kế hoạch 19/KH-BGDĐT ngày 03/7/2024."),
		entry("hỏi", "Hỏi nghĩ về kỹ năng", "", "Đảng bộ phường họp ngày 3 tháng 7 năm 2024."),
		entry("thúy", "Chị Thúy ở Quý Hoá", "", "Nghị định 12/2023/NĐ-CP, giá 53.206 đồng."),
		entry("hyim", "Nghệ nhân H'Yim Kđoh", "", "Lễ hội tháng 7/2024 ở Đắk Lắk."),
		entry("english", "Visitors from Laos", "", "The exhibition opens on 2024-08-01."),
		entry("ð", "Ðảng viên trẻ", "", "Một gạch đầu dòng."),
	)
	s.open()
	s.settle()
	tests := []struct {
		words string
		want  string // names of articles, in this order; those in brackets in any
	}{
		{"hội nghị", "Hội nghị thông tin đối ngoại; Hỏi nghĩ về kỹ năng"},
		{"hỏi nghĩ", "Hỏi nghĩ về kỹ năng; Hội nghị thông tin đối ngoại"},
		{"HOI NGHI", "[Hội nghị thông tin đối ngoại; Hỏi nghĩ về kỹ năng]"},
		{norm.NFD.String("hội nghị thông tin"), "Hội nghị thông tin đối ngoại"},
		{"doi ngoai", "Hội nghị thông tin đối ngoại"},
		{"đối ngoại", "Hội nghị thông tin đối ngoại"},
		{"hoà bình", "Hội nghị thông tin đối ngoại"},
		{"hòa bình", "Hội nghị thông tin đối ngoại"},
		{"kĩ năng", "Hỏi nghĩ về kỹ năng"},
		{"thuý quí hóa", "Chị Thúy ở Quý Hoá"},
		{"đảng", "[Hỏi nghĩ về kỹ năng; Ðảng viên trẻ]"},
		{"Ðảng viên", "Ðảng viên trẻ"},
		{"dang vien", "Ðảng viên trẻ"},
		{"hyim", "Nghệ nhân H'Yim Kđoh"},
		{"H’Yim", "Nghệ nhân H'Yim Kđoh"},
		{"19/KH-BGDĐT", "Hội nghị thông tin đối ngoại"},
		{"19/kh-bgddt", "Hội nghị thông tin đối ngoại"},
		{"KH-BGDĐT", "Hội nghị thông tin đối ngoại"},
		{"19/KH", "Hội nghị thông tin đối ngoại"},
		{"12/2023/NĐ-CP", "Chị Thúy ở Quý Hoá"},
		{"53.206", "Chị Thúy ở Quý Hoá"},
		{"12/2023", ""}, // a month, and the number is none
		{"3/7/2024", "[Hội nghị thông tin đối ngoại; Hỏi nghĩ về kỹ năng]"},
		{"03.07.2024", "[Hội nghị thông tin đối ngoại; Hỏi nghĩ về kỹ năng]"},
		{"ngày 3 tháng 7 năm 2024", "[Hội nghị thông tin đối ngoại; Hỏi nghĩ về kỹ năng]"},
		{"2024-07-03 đảng bộ", "Hỏi nghĩ về kỹ năng"},
		{"tháng 7/2024", "[Hội nghị thông tin đối ngoại; Hỏi nghĩ về kỹ năng; Nghệ nhân H'Yim Kđoh]"},
		{"tháng 7 năm 2024", "[Hội nghị thông tin đối ngoại; Hỏi nghĩ về kỹ năng; Nghệ nhân H'Yim Kđoh]"},
		{"1/8/2024", "Visitors from Laos"},
		{"31/2/2024", ""},
		{`"nghị thông tin"`, "Hội nghị thông tin đối ngoại"},
		{"“thông nghị”", ""},
		{"thông nghị", "Hội nghị thông tin đối ngoại"},
		{`"ngoại sapô"`, ""}, // a phrase does not reach from the title into the lead
		{"hội không có", ""},
		{"visitors", "Visitors from Laos"},
		{"?!…", ""},
		{"", ""},
		{`"`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.words, func(t *testing.T) {
			got := s.titles(tt.words)
			want, any := strings.CutPrefix(tt.want, "[")
			names := strings.Split(strings.TrimSuffix(want, "]"), "; ")
			if tt.want == "" {
				names = nil
			}
			if any {
				slices.Sort(got)
				slices.Sort(names)
			}
			if !slices.Equal(got, names) {
				t.Errorf("found %q, want %q", got, names)
			}
		})
	}
}

// What was meant is found where what was typed is nowhere.
func TestSpelling(t *testing.T) {
	s := newShelf(t)
	s.save(true,
		entry("1", "Hội nghị thông tin đối ngoại", "", "Hội thảo. Hội diễn. Câu hỏi."),
		entry("2", "Đường sắt đi Lào Cai", "", "Trường học, lễ hội"),
		entry("3", "Người đương thời", "", "Sương mù phủ kín thuở ấy"),
	)
	s.open()
	s.settle()
	tests := []struct{ typed, spelling, title string }{
		{"hoij nghij", "hội nghị", "Hội nghị thông tin đối ngoại"},
		{"Hooij nghij", "hội nghị", "Hội nghị thông tin đối ngoại"},
		{"dduwowngf sawts", "đường sắt", "Đường sắt đi Lào Cai"},
		{"ddwowngf sawts", "đường sắt", "Đường sắt đi Lào Cai"},
		{"truwowngf hocj", "trường học", "Đường sắt đi Lào Cai"},
		{"thuowr aays", "thuở ấy", "Người đương thời"},
		{"nghj quyeets", "", ""},
		{"thoong tinn", "thông tin", "Hội nghị thông tin đối ngoại"},
		{"ngoaji", "ngoại", "Hội nghị thông tin đối ngoại"},
		{"thonng tim", "thông tin", "Hội nghị thông tin đối ngoại"},
		{"hôi nghi", "", "Hội nghị thông tin đối ngoại"}, // found as it is
		{"zzzz", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			found := s.search(app.Search{Words: tt.typed})
			title := ""
			if len(found.Hits) > 0 {
				title = found.Hits[0].Card.Title
			}
			if found.Spelling != tt.spelling || title != tt.title {
				t.Errorf("read as %q and found %q, want %q and %q", found.Spelling, title, tt.spelling, tt.title)
			}
		})
	}
}

// text draws what people write, in either normal form, with broken bytes.
func text() *rapid.Generator[string] {
	words := []string{
		"hội", "nghị", "HỘI", "hoà", "hòa", "kỹ", "đường", "Ðảng", "19/KH-BGDĐT", "3/7/2024", "H'Yim", "😀", "a\u0301", "\xff", "“",
		"”", "\"", ".", ",", "\n", "\t", "ngày 3 tháng 7 năm 2024", "53.206", "việt", "nam", "…", "한국", "ไทย", "e\u0302\u0323",
	}
	return rapid.Custom(func(t *rapid.T) string {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 60).Draw(t, "words"), rapid.SampledFrom([]string{" ", "", ", "}).Draw(t, "gap"))
		if rapid.Bool().Draw(t, "decomposed") {
			s = norm.NFD.String(s)
		}
		return s
	})
}

// Spans are valid text, put together they are a piece of what they were cut
// from, and what is marked are whole words: no letter or mark stands right
// before or behind.
func TestSnippets(t *testing.T) {
	s := newShelf(t)
	s.open()
	rapid.Check(t, func(t *rapid.T) {
		title := text().Draw(t, "title")
		paragraphs := rapid.SliceOfN(text(), 0, 4).Draw(t, "paragraphs")
		asked := text().Draw(t, "asked")
		quoted, snippet := s.finder.Quote(asked, title, paragraphs...)
		clean := norm.NFC.String(strings.ToValidUTF8(title, "\uFFFD"))
		if got := joined(quoted); got != clean {
			t.Fatalf("the title is %q, want %q", got, clean)
		}
		piece := strings.TrimSuffix(strings.TrimPrefix(joined(snippet), "… "), " …")
		inside := piece == ""
		for _, p := range paragraphs {
			inside = inside || strings.Contains(norm.NFC.String(strings.ToValidUTF8(p, "\uFFFD")), piece)
		}
		if !inside {
			t.Fatalf("the snippet %q is no piece of %q", piece, paragraphs)
		}
		for _, spans := range [][]app.Span{quoted, snippet} {
			for i, x := range spans {
				if !utf8.ValidString(x.Text) || x.Text == "" {
					t.Fatalf("span %q", x.Text)
				}
				if !x.Hit {
					continue
				}
				if i > 0 && wordEnds(spans[i-1].Text) || i+1 < len(spans) && wordBegins(spans[i+1].Text) {
					t.Fatalf("%q is no whole word in %v", x.Text, spans)
				}
			}
		}
	})
}

func joined(spans []app.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

func wordEnds(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

func wordBegins(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}
