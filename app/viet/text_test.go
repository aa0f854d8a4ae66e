package viet_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"bangtin/app/viet"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":                    {"Thái Nguyên", "Thái Nguyên"},
		"decomposed":               {norm.NFD.String("Hội nghị Đảng ủy"), "Hội nghị Đảng ủy"},
		"eth in the model page":    {"được Ðảng ta xác định", "được Đảng ta xác định"},
		"eth twice":                {"Ðoàn đại biểu Ðảng Cộng sản", "Đoàn đại biểu Đảng Cộng sản"},
		"african d":                {"Ɖồng chí", "Đồng chí"},
		"small eth":                {"đồng ðội", "đồng đội"},
		"eth, decomposed":          {"Ða\u0300 Na\u0306\u0303ng, Ða\u0323i ho\u0323\u0302i", "Đà Nẵng, Đại hội"},
		"capitals":                 {"ÐẢNG BỘ TỈNH", "ĐẢNG BỘ TỈNH"},
		"highland names":           {"Ðắk Lắk, Ðăk Nông, Ðak Ðoa", "Đắk Lắk, Đăk Nông, Đak Đoa"},
		"beside marks":             {"“Ðổi mới”-Ðường/Ðất", "“Đổi mới”-Đường/Đất"},
		"icelandic":                {"Ðað er gott, maður; það", "Ðað er gott, maður; það"},
		"eth alone":                {"chữ Ð và ð", "chữ Ð và ð"},
		"eth inside a word":        {"Guðmundur Ðorði", "Guðmundur Ðorði"},
		"true d stays":             {"Đảng đã", "Đảng đã"},
		"line ends":                {"a\r\nb\rc\vd\fe\nf", "a\nb\nc\nd\ne\nf"},
		"controls":                 {"a\x00b\x08c\x1b[31md\x7fe\tf", "abc[31mde\tf"},
		"c1 controls stay":         {"1990 \u0096 2000", "1990 \u0096 2000"},
		"invisible ones stay":      {"a\u00adb\u200bc\u200dd\ufeffe\u202ef", "a\u00adb\u200bc\u200dd\ufeffe\u202ef"},
		"no-break space stays":     {"ngày\u00a003/7", "ngày\u00a003/7"},
		"spaces stay":              {"  a  b ", "  a  b "},
		"broken utf-8":             {"a\xff\xfeb", "a\ufffdb"},
		"emoji":                    {"👨‍👩‍👧 🇻🇳", "👨‍👩‍👧 🇻🇳"},
		"compatibility forms stay": {"m² ﬁ ①", "m² ﬁ ①"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := viet.Clean(c.in); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		" Thái\r\n Nguyên:\t tổ  chức ":       "Thái Nguyên: tổ chức",
		"\u00a0ngày\u00a003/7\u2028sau\u00a0": "ngày\u00a003/7 sau",
		" \n ":                                "",
		"a\u2003b\u3000c":                     "a b c",
	} {
		if got := viet.Line(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

func TestBlank(t *testing.T) {
	for s, want := range map[string]bool{
		"": true, " \t\n": true, "\u200b\ufeff": true, "\u3164": true, "\u2800": true, "\u0301": true, "\x00\u0085": true,
		"a": false, "。": false, "7": false, "đ": false, "👍": false, " . ": false,
	} {
		if got := viet.Blank(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestCountChars(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "Đảng": 4, norm.NFD.String("Đảng ủy"): 7, "ế": 1, strings.Repeat("ệ", 250): 250, "👍": 1, "👍🏽": 2,
	} {
		if got := viet.CountChars(s); got != want {
			t.Errorf("%q has %d, want %d", s, got, want)
		}
	}
}

func TestTruncate(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		max  int
		want string
	}{
		"fits":            {"Hội nghị", 8, "Hội nghị"},
		"decomposed fits": {norm.NFD.String("Hội nghị"), 8, "Hội nghị"},
		"between words":   {"Hội nghị chuyên đề", 12, "Hội nghị…"},
		"at a space":      {"Hội nghị chuyên đề", 9, "Hội nghị…"},
		"no comma left":   {"Chiều 03/7, tại tỉnh", 13, "Chiều 03/7…"},
		"one long word":   {"nghiêngnghiêng", 5, "nghi…"},
		"not before mark": {"xq\u0323\u0307yyyy", 4, "x…"},
		"not in a family": {"👨‍👩‍👧aaaa", 3, "…"},
		"not in a flag":   {"a🇻🇳🇻🇳", 3, "a…"},
		"only the dots":   {"Hội nghị", 1, "…"},
		"nothing":         {"Hội nghị", 0, ""},
		"below nothing":   {"Hội nghị", -1, ""},
		"only spaces":     {"     ", 3, "…"},
	} {
		t.Run(name, func(t *testing.T) {
			got := viet.Truncate(c.in, c.max)
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if viet.CountChars(got) > max(c.max, 0) {
				t.Errorf("%q has more than %d characters", got, c.max)
			}
		})
	}
}

func TestIsSyllable(t *testing.T) {
	yes := `a à Đảng đảng ĐẢNG ủy uỷ hòa hoà quốc quý quí quýt quỳnh Huỳnh giết gì giếng gìn già giữ nghiêng nghề ghế kỹ kĩ
		khuya khuỷu nguyễn tuyết thuở hươu rượu bướm xoong loắt choắt ngoằn ngoèo khoẻ tuếch huênh xuống chuyện yêu yểu
		Đắk Lắk Kạn Đak ý y ừ ông ương oai uy ích ếch ách`
	for s := range strings.FieldsSeq(yes) {
		if !viet.IsSyllable(s) || !viet.IsSyllable(norm.NFD.String(s)) {
			t.Errorf("%q is a syllable", s)
		}
	}
	no := []string{"", "đ", "đað", "Ðảng", "ðað", "đb", "nghà", "cế", "kịchh", "ngỉ", "ghà", "đáà", "học sinh", "hoc", "đep", "nhich",
		"f", "wa", "zó", "bình.", "a1", "ngoằnngoèo", "yt", "đeng\u0303\u0301", strings.Repeat("a", 1000), "\xff"}
	for _, s := range no {
		if viet.IsSyllable(s) {
			t.Errorf("%q is no syllable", s)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Thái Nguyên, ĐẢNG ủy":        "thai nguyen, dang uy",
		"Ðảng Ɖồng ðội":               "dang dong doi",
		norm.NFD.String("Trưởng ban"): "truong ban",
		"19/KH-BGDĐT":                 "19/kh-bgddt",
		"Łódź Øre İstanbul":           "lodz ore istanbul",
		"й が 한 ﬁ":                     "й が 한 ﬁ",
		"ẰẴẶ Ỹ ỵ ự Ợ":                 "aaa y y u o",
	} {
		if got := viet.Fold(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
	all := "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
	all += strings.ToUpper(all)
	folded := viet.Fold(all)
	if utf8.RuneCountInString(folded) != utf8.RuneCountInString(all) {
		t.Errorf("not letter for letter: %q", folded)
	}
	if strings.ContainsFunc(folded, func(r rune) bool { return r < 'a' || r > 'z' }) {
		t.Errorf("marks are left: %q", folded)
	}
}

func TestSlug(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		max  int
		want string
	}{
		"model page":    {"Thái Nguyên: Tổ chức hội nghị chuyên đề về công tác TTĐN năm 2024", 80, "thai-nguyen-to-chuc-hoi-nghi-chuyen-de-ve-cong-tac-ttdn-nam-2024"},
		"between words": {"Thái Nguyên: Tổ chức hội nghị", 20, "thai-nguyen-to-chuc"},
		"whole words":   {"Thái Nguyên tổ", 11, "thai-nguyen"},
		"long word":     {"aaaaaaaaaaaaaaaaaaaa", 8, "aaaaaaaa"},
		"early hyphen":  {"a bbbbbbbbbbbbbbbbbbbb", 8, "a-bbbbbb"},
		"hyphen cut":    {"aaa bbb", 4, "aaa"},
		"nothing left":  {"“…” 新闻", 80, "bai-viet"},
		"empty":         {"", 80, "bai-viet"},
		"hostile":       {"<script>alert(1)</script>/../%2e", 80, "script-alert-1-script-2e"},
		"decimal":       {"Tăng 4,7%", 80, "tang-4-7"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := viet.Slug(c.in, c.max); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"Ðảng ðội Ɖồng", "a\u0323\u0302\r\nb\x00", "\xff\xfe", "👨‍👩‍👧", "ÐẢNG", "hoà", "Ð\u0300a"} {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		clean := viet.Clean(s)
		if !utf8.ValidString(clean) || !norm.NFC.IsNormalString(clean) {
			t.Fatalf("Clean(%q) = %q", s, clean)
		}
		if again := viet.Clean(clean); again != clean {
			t.Fatalf("Clean twice: %q, %q", clean, again)
		}
		line := viet.Line(s)
		if again := viet.Line(line); again != line {
			t.Fatalf("Line twice: %q, %q", line, again)
		}
		if again := viet.Fold(viet.Fold(s)); again != viet.Fold(s) {
			t.Fatalf("Fold twice: %q, %q", viet.Fold(s), again)
		}
		if short := viet.Truncate(clean, n); viet.CountChars(short) > max(n, 0) {
			t.Fatalf("Truncate(%q, %d) = %q", clean, n, short)
		}
		if n > 0 {
			slug := viet.Slug(s, n)
			if slug == "" || len(slug) > max(n, len("bai-viet")) || strings.Trim(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.Contains(slug, "--") {
				t.Fatalf("Slug(%q, %d) = %q", s, n, slug)
			}
		}
		viet.Blank(s)
		viet.ParseDate(s)
		if viet.Compare(s, s) != 0 {
			t.Fatalf("%q differs from itself", s)
		}
	})
}
