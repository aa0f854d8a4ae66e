package body_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"bangtin/app/body"
)

func mixed() body.Doc {
	return body.Doc{Content: []body.Node{
		{Type: "heading", Attrs: map[string]any{"id": "h1", "level": 2}, Content: []body.Node{text("Kết quả")}},
		block("paragraph", "p1", text("Dòng "), text("đậm", body.Mark{Type: "bold"}), body.Node{Type: "hard_break"},
			text("liên kết", body.Mark{Type: "link", Attrs: map[string]any{"href": "https://a.vn/"}})),
		block("paragraph", "p2"),
		block("bullet_list", "l1",
			block("list_item", "", block("paragraph", "", text("một")), block("bullet_list", "", block("list_item", "", block("paragraph", "", text("hai"))))),
			block("list_item", "", block("paragraph", "", text("ba")), figure("", "trong danh sách"))),
		block("table", "t1", block("table_row", "",
			block("table_header", "", block("paragraph", "", text("Đơn vị")), block("paragraph", "", text("chủ trì"))),
			block("table_cell", "", block("paragraph", "", text("4,7"))))),
		figure("f1", "Quang cảnh"),
		block("gallery", "g1", figure("", "Ảnh hai"), figure("", "Ảnh ba")),
		{Type: "audio", Attrs: map[string]any{"id": "s1", "media": strings.Repeat("ab", 32), "caption": "Lời chào", "credit": "Ảnh: Hà"}},
		block("poll", "u1", text("Hài lòng?"), block("paragraph", "", text("Có", body.Mark{Type: "link", Attrs: map[string]any{"href": "https://b.vn/"}})),
			text("Không", body.Mark{Type: "link", Attrs: map[string]any{"href": "https://a.vn/"}})),
		{Type: "formula", Attrs: map[string]any{"id": "u2"}, Text: "E = mc²"},
	}}
}

func TestParagraphs(t *testing.T) {
	d := mixed()
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Kết quả", "Dòng đậm\nliên kết", "một", "hai", "ba", "trong danh sách", "Đơn vị chủ trì\t4,7",
		"Quang cảnh", "Ảnh hai", "Ảnh ba", "Lời chào", "Ảnh: Hà", "Hài lòng?", "Có", "Không", "E = mc²",
	}
	if got := body.Paragraphs(d); !reflect.DeepEqual(got, want) {
		t.Errorf("%q\n%q", got, want)
	}
	if got := body.Text(d); got != strings.Join(want, "\n\n") {
		t.Errorf("%q", got)
	}
	if got := body.Text(body.Doc{}); got != "" {
		t.Errorf("an empty document reads %q", got)
	}
}

func TestWords(t *testing.T) {
	for s, want := range map[string]int{
		"":                               0,
		" – … ":                          0,
		"Thái Nguyên":                    2,
		"Kế hoạch số 19/KH-BGDĐT, 4,7 %": 5,
		"xuống\ndòng\u00a0và\u2003cách":  4,
		"Đảng - Nhà nước":                3,
	} {
		if got := body.Words(s); got != want {
			t.Errorf("%q has %d words, want %d", s, got, want)
		}
	}
}

func TestFiguresMediaLinks(t *testing.T) {
	d := mixed()
	var got []string
	for _, f := range body.Figures(d) {
		got = append(got, f.Block+" "+f.Caption)
	}
	want := []string{"l1 trong danh sách", "f1 Quang cảnh", "g1 Ảnh hai", "g1 Ảnh ba"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("figures %q", got)
	}
	if got, want := body.Media(d), []string{media, strings.Repeat("ab", 32)}; !reflect.DeepEqual(got, want) {
		t.Errorf("media %q", got)
	}
	if got, want := body.Links(d), []string{"https://a.vn/", "https://b.vn/"}; !reflect.DeepEqual(got, want) {
		t.Errorf("links %q", got)
	}
	whole := body.Node{Type: "figure", Attrs: map[string]any{"id": "x", "media": media, "alt": "mô tả", "caption": "chú thích", "credit": "Ảnh: A", "focusX": int64(1), "focusY": 2}}
	first, ok := body.FirstFigure(body.Doc{Content: []body.Node{block("columns", "c", whole)}})
	if (first != body.Figure{Block: "c", Media: media, Alt: "mô tả", Caption: "chú thích", Credit: "Ảnh: A", FocusX: 1, FocusY: 2}) || !ok {
		t.Errorf("first figure %+v", first)
	}
	if _, ok := body.FirstFigure(body.Doc{}); ok {
		t.Error("an empty document has a first figure")
	}
	if f := body.Figures(d)[0]; f.FocusX != 500 || f.FocusY != 500 {
		t.Errorf("focus without a choice is %d, %d", f.FocusX, f.FocusY)
	}
}

func TestFilms(t *testing.T) {
	film, poster, subtitles := strings.Repeat("ab", 32), strings.Repeat("cd", 32), strings.Repeat("ef", 32)
	d := body.Doc{Content: []body.Node{
		{Type: "video", Attrs: map[string]any{"id": "v1", "media": film, "poster": poster, "subtitles": subtitles, "caption": "Khai mạc", "credit": "TTXVN", "transcript": "Kính chào.\n\nXin mời."}},
		{Type: "audio", Attrs: map[string]any{"id": "s1", "media": subtitles}},
	}}
	want := []body.Film{
		{Block: "v1", Media: film, Poster: poster, Subtitles: subtitles, Caption: "Khai mạc", Credit: "TTXVN", Transcript: "Kính chào.\n\nXin mời."},
		{Block: "s1", Sound: true, Media: subtitles},
	}
	if got := body.Films(d); !reflect.DeepEqual(got, want) {
		t.Errorf("films %+v", got)
	}
	if got, want := body.Media(d), []string{film, poster, subtitles}; !reflect.DeepEqual(got, want) {
		t.Errorf("media %q", got)
	}
	if got, want := body.Paragraphs(d), []string{"Khai mạc", "TTXVN", "Kính chào.", "Xin mời."}; !reflect.DeepEqual(got, want) {
		t.Errorf("paragraphs %q", got)
	}
}

func TestIDs(t *testing.T) {
	first, err := body.NewID(bytes.NewReader(make([]byte, 10)))
	if err != nil || first != "0000000000000000" {
		t.Errorf("%q, %v", first, err)
	}
	if _, err := body.NewID(bytes.NewReader(nil)); err == nil {
		t.Error("an id was made without randomness")
	}
	// Golden: these ids are part of what two machines must agree on.
	if got := body.DeriveID("bài-1", 0); got != "qgfg2jvqm130b2v4" {
		t.Errorf("derived %q", got)
	}
	seen := map[string]bool{}
	for i := range 1000 {
		seen[body.DeriveID("a", i)] = true
		seen[body.DeriveID("a\n1", i)] = true
	}
	if len(seen) != 2000 {
		t.Errorf("%d of 2,000 ids differ", len(seen))
	}
}

func TestFromParagraphs(t *testing.T) {
	number := func(i int) string { return string(rune('a' + i)) }
	d := body.FromParagraphs("\n\n  Một \r\nhai\n \t\n\n\u00a0\nBa\n", number)
	want := body.Doc{Content: []body.Node{
		block("paragraph", "a", text("Một"), body.Node{Type: "hard_break"}, text("hai")),
		block("paragraph", "b", text("Ba")),
	}}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("%+v", d)
	}
	if err := d.Check(); err != nil {
		t.Error(err)
	}
	if d := body.FromParagraphs(" \n\n", number); len(d.Content) != 0 {
		t.Errorf("%+v", d)
	}
}

func TestNormalize(t *testing.T) {
	d := mixed()
	before, err := d.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	upper := body.Normalize(d, strings.ToUpper)
	if got, want := body.Text(upper), strings.ToUpper(body.Text(d)); got != want {
		t.Errorf("%q\n%q", got, want)
	}
	if after, _ := d.Canonical(); string(after) != string(before) {
		t.Error("the document itself was changed")
	}
	gone := body.Normalize(d, func(string) string { return "" })
	if err := gone.Check(); err != nil {
		t.Errorf("without text: %v", err)
	}
	if got := body.Text(gone); got != "" {
		t.Errorf("left over: %q", got)
	}
}
