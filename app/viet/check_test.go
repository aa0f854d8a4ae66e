package viet_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"bangtin/app/viet"
)

func TestWords(t *testing.T) {
	for s, want := range map[string]string{
		"":                              "",
		"Tỉnh ủy, UBND tỉnh.":           "Tỉnh|ủy|UBND|tỉnh",
		"H'Yim Kđoh, Y’Nuê":             "H'Yim|Kđoh|Y’Nuê",
		"'ngoặc' 19/KH-BGDĐT":           "ngoặc|19|KH|BGDĐT",
		"Tha\u0301i Nguye\u0302\u0303n": "Tha\u0301i|Nguye\u0302\u0303n",
		"\xffa\xffb":                    "a|b",
	} {
		var got []string
		for _, w := range viet.Words(s) {
			got = append(got, s[w.From:w.To])
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q, want %q", s, strings.Join(got, "|"), want)
		}
	}
}

func TestApart(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"Hòa", "Hòa", 0},
		{"Hòa", "Hoà", 0}, // the same word in two styles
		{"Hòa", "Ho\u0300a", 0},
		{"Nguyễn", "Nguyển", 1},
		{"Nguyễn", "Nguyên", 1},
		{"Ân", "An", 1},
		{"Đức", "Dức", 1},
		{"Văn", "văn", 1},
		{"Nguyễn", "Nguyen", 2},
		{"Đức", "duc", 4},
		{"ẤN", "an", 4},
		{"An", "Anh", -1},
		{"Hòa", "Hỏe", -1},
		{"", "a", -1},
	} {
		if got := viet.Apart(c.a, c.b); got != c.want {
			t.Errorf("%q and %q are %d apart, want %d", c.a, c.b, got, c.want)
		}
		if got := viet.Apart(c.b, c.a); got != c.want {
			t.Errorf("%q and %q are %d apart, want %d", c.b, c.a, got, c.want)
		}
	}
}

// said lists slips as "found>wanted".
func said(slips []viet.Slip) string {
	var out []string
	for _, s := range slips {
		out = append(out, strings.TrimSuffix(s.Found+">"+s.Wanted, ">"))
	}
	return strings.Join(out, " ")
}

func TestTonePlacement(t *testing.T) {
	text := "Hoà bình, sức khoẻ; Hòa Bình, khỏe. Quý vị, HUỶ, thủy lợi, tuần, của, già, hoàn, quỷ, ngoài, uỷ ban"
	for style, want := range map[viet.ToneStyle]string{
		viet.ToneOld: "Hoà>Hòa khoẻ>khỏe HUỶ>HỦY uỷ>ủy",
		viet.ToneNew: "Hòa>Hoà khỏe>khoẻ thủy>thuỷ",
		"":           "",
		"khác":       "",
	} {
		if got := said(viet.TonePlacement(text, style)); got != want {
			t.Errorf("%q: %s, want %s", style, got, want)
		}
	}
	for _, word := range strings.Fields("hòa khỏe thúy HỦY quý già Zoé hoàn tuần của oà ủy") {
		old := viet.PlaceTone(word, viet.ToneOld)
		if back := viet.PlaceTone(viet.PlaceTone(old, viet.ToneNew), viet.ToneOld); back != old {
			t.Errorf("%q comes back as %q", old, back)
		}
	}
}

func TestStrayD(t *testing.T) {
	for text, want := range map[string]string{
		"Ðảng ủy, BGDÐT và ðồng chí":    "Ðảng>Đảng BGDÐT>BGDĐT ðồng>đồng",
		"Sigurður Guðmundsson, Đảng ủy": "",
	} {
		if got := said(viet.StrayD(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestAbbreviations(t *testing.T) {
	for text, want := range map[string]string{
		"UBND tỉnh và HĐND TP. Thái Nguyên":                       "",
		"TTTT tỉnh; Trung tâm Truyền thông (TTTT)":                "TTTT",
		"Trung tâm Truyền thông (TTTT) tỉnh. TTTT có 30 người":    "",
		"Trung tâm Truyền thông (sau đây viết tắt là TTTT); TTTT": "",
		"TTTT (Trung tâm Truyền thông) tỉnh, BCĐ":                 "BCĐ",
		"phát triển KT-XH, PTDTBT, Sở GD&ĐT, Sở NN&PTNT, KT-XH":   "KT-XH PTDTBT NN&PTNT",
		"Công văn 19/KH-BGDĐT, Nghị định 15/2024/NĐ-CP":           "",
		"UBND/BCĐ": "BCĐ",
		"Đại hội XIV, quý III, COVID-19, U23, H5N1, QL3": "",
		"HỘI NGHỊ TỔNG KẾT NĂM":                          "",
		"V-League, iPhone, ThS, Y, A":                    "",
		"thư gửi BCH@DOAN.VN, HTTPS://BCH.VN/A":          "",
		"(họp kín) BCĐ":                                  "BCĐ",
		"Ban Chỉ đạo (BCĐ)\nBCĐ":                         "",
		"( một dòng\nBCĐ":                                "BCĐ",
	} {
		if got := said(viet.Abbreviations(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// Whatever the text, a slip begins and ends between letters and holds what
// stands there.
func FuzzSlips(f *testing.F) {
	f.Add("TTTT (Trung tâm) KT-XH hoà Ðảng 19/KH-BGDĐT ’’H'Y")
	f.Add("A\u0301B-\xffÐ&Đ(")
	f.Fuzz(func(t *testing.T, text string) {
		for name, slips := range map[string][]viet.Slip{
			"abbreviations": viet.Abbreviations(text), "old": viet.TonePlacement(text, viet.ToneOld),
			"new": viet.TonePlacement(text, viet.ToneNew), "Đ": viet.StrayD(text),
		} {
			for _, s := range slips {
				if err := slipFits(text, s); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	})
}

func slipFits(text string, s viet.Slip) error {
	if s.Found == "" || s.At < 0 || !strings.HasPrefix(text[s.At:], s.Found) {
		return fmt.Errorf("%q is not at %d of %q", s.Found, s.At, text)
	}
	for _, at := range []int{s.At, s.At + len(s.Found)} {
		if at < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[at]) {
			return fmt.Errorf("%d is inside a letter of %q", at, text)
		}
	}
	return nil
}
