package viet_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bangtin/app/viet"

	"golang.org/x/text/unicode/norm"
)

// Each list is in its right order; shuffled and sorted it must come back.
func TestCompare(t *testing.T) {
	for name, list := range map[string]string{
		"letters":       "a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y",
		"tones":         "ma mà mả mã má mạ mac",
		"tone and case": "đa Đa đà Đà đả",
		"letters first": "da dạ dân đa đan đất",
		"old and new":   "hoa hoà hòa hỏa hoá hoạ hoan",
		"quy":           "quy quỳ quý quýt",
	} {
		check(t, name, strings.Fields(list), viet.Compare, viet.Key)
	}
	check(t, "provinces", []string{
		"An Giang", "Bà Rịa", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Cà Mau", "Cần Thơ", "Dak Lak", "Đà Nẵng", "Đắk Lắk", "Điện Biên",
		"Hà Giang", "Hải Phòng", "Hòa Bình", "Huế", "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên", "Yên Bái",
	}, viet.Compare, viet.Key)
	if viet.Compare("hòa", "hoà") == 0 {
		t.Error("different texts count as equal")
	}
	if viet.Compare(norm.NFD.String("Đảng ủy"), "Đảng vụ") >= 0 {
		t.Error("decomposed text sorts elsewhere")
	}
}

func TestCompareNames(t *testing.T) {
	check(t, "people", []string{
		"Trần An", "Lê Văn Anh", "Nguyễn Thị Ánh", "Vũ Thị Bình", "Đỗ Dũng", "Hoàng Đức", "Lê Thị Mai", "Nguyễn Thị Mai", "Nguyễn Văn Mai",
	}, viet.CompareNames, viet.NameKey)
	check(t, "one word", []string{"", "An", "Lý", "1 Lý", "An Lý", "Lê Lý", "Mai"}, viet.CompareNames, viet.NameKey)
	check(t, "key within key", []string{"Lê An", "Vũ An", "Bùi Anh", "An Ba"}, viet.CompareNames, viet.NameKey)
}

// The order of names is that of given names, and among equal ones that of
// the rest, whatever their tones and capitals.
func TestNamesByTheirParts(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	parts := strings.Fields("an An án Án anh Anh ánh ẩn ân ăn a á A ba bá Bạ đa Đá đàn")
	word := func() string { return parts[rnd.IntN(len(parts))] }
	for range 20_000 {
		given, other, rest, otherRest := word(), word(), word(), word()
		want := viet.Compare(given, other)
		if want == 0 {
			want = viet.Compare(rest, otherRest)
		}
		a, b := rest+" "+given, otherRest+" "+other
		if got := viet.CompareNames(a, b); got != want {
			t.Fatalf("%q and %q compare as %d, want %d", a, b, got, want)
		}
	}
}

func check(t *testing.T, name string, want []string, compare func(a, b string) int, key func(string) []byte) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		got := slices.Clone(want)
		rnd.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		byKey := slices.Clone(got)
		slices.SortFunc(got, compare)
		viet.SortBy(byKey, key)
		if !slices.Equal(got, want) || !slices.Equal(byKey, want) {
			t.Errorf("%s: %q, by key %q, want %q", name, got, byKey, want)
			return
		}
	}
	for i := range want {
		for j := range want {
			if a, b := compare(want[i], want[j]), bytes.Compare(key(want[i]), key(want[j])); a != b {
				t.Errorf("%s: %q and %q compare as %d, their keys as %d", name, want[i], want[j], a, b)
			}
		}
	}
}

func BenchmarkKey(b *testing.B) {
	for range b.N {
		viet.Key("Thái Nguyên: Tổ chức hội nghị chuyên đề")
	}
}
