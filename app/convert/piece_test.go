package convert_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/body"
	"bangtin/app/convert"
	"bangtin/app/viet"
)

const sum = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func found(string) string   { return sum }
func missing(string) string { return "" }

// outline renders a document: one line a block.
func outline(d body.Doc) string {
	var out []string
	for _, n := range d.Content {
		switch n.Type {
		case "figure":
			out = append(out, "["+n.String("caption")+"]")
		default:
			out = append(out, strings.ReplaceAll(body.Text(body.Doc{Content: []body.Node{n}}), "\n", "/"))
		}
	}
	return strings.Join(out, " ")
}

func pictures(n int, after ...int) []convert.RecordFigure {
	list := make([]convert.RecordFigure, n)
	for i := range list {
		list[i] = convert.RecordFigure{File: fmt.Sprintf("%d.jpg", i+1), Caption: fmt.Sprint("ảnh ", i+1)}
		if i < len(after) && after[i] >= 0 {
			list[i].After = &after[i]
		}
	}
	return list
}

func TestLayout(t *testing.T) {
	for name, c := range map[string]struct {
		record convert.Record
		want   string
	}{
		"paragraphs":             {convert.Record{Body: "a\n\nb\nc\n\n\n d "}, "a b/c d"},
		"nothing":                {convert.Record{}, ""},
		"lead repeated":          {convert.Record{Lead: "Sapô  một", Body: "Sapô\nmột\n\nb"}, "b"},
		"lead only alike":        {convert.Record{Lead: "Sapô", Body: "Sapô.\n\nb"}, "Sapô. b"},
		"lead repeated later":    {convert.Record{Lead: "Sapô", Body: "a\n\nSapô"}, "a Sapô"},
		"name of a pasted file":  {convert.Record{Body: "a\n\nimage 20240704065955 1\n\nQuang cảnh"}, "a Quang cảnh"},
		"nearly such a name":     {convert.Record{Body: "image 2024 1\n\nxem image 20240704065955 1"}, "image 2024 1 xem image 20240704065955 1"},
		"three figures, five":    {convert.Record{Body: "a\n\nb\n\nc\n\nd\n\ne", Figures: pictures(3)}, "[ảnh 1] a [ảnh 2] b c [ảnh 3] d e"},
		"more figures than text": {convert.Record{Body: "a", Figures: pictures(3)}, "[ảnh 1] [ảnh 2] [ảnh 3] a"},
		"figures alone":          {convert.Record{Figures: pictures(2)}, "[ảnh 1] [ảnh 2]"},
		"after":                  {convert.Record{Body: "a\n\nb", Figures: pictures(3, 2, 0, 99)}, "[ảnh 2] a b [ảnh 1] [ảnh 3]"},
		"after and spread":       {convert.Record{Body: "a\n\nb", Figures: pictures(2, -1, 1)}, "[ảnh 1] a [ảnh 2] b"},
		"after a dropped one":    {convert.Record{Lead: "L", Body: "L\n\nb", Figures: pictures(1, 1)}, "[ảnh 1] b"},
		"outside the folder":     {convert.Record{Body: "a", Figures: []convert.RecordFigure{{File: "../x.jpg"}}}, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			c.record.Title = "Tin"
			p, err := c.record.Piece("bai-1", found)
			if err != nil {
				t.Fatal(err)
			}
			if got := outline(p.Body); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if dropped := name == "outside the folder"; (len(p.Notes) > 0) != dropped {
				t.Errorf("notes %v", p.Notes)
			}
		})
	}
}

func TestPiece(t *testing.T) {
	r := convert.Record{
		Title: " Thái Nguyên:\r\nTổ chức  Ða\u0323i hội ", Lead: "Chiều ngày 03/7,\nÐảng ta…", Body: "công tác đối ngoại Ðảng\x00",
		Category: " Thế giới ", Published: "Thứ tư - 03/07/2024 17:59", Source: "Báo\tThái Nguyên", URL: " https://a.vn/bai-1 ",
		Byline: "Hồng Ngân", Genre: "tin", Topic: "Ðối ngoại", Lang: "EN-us", Tags: []string{" một", "một", "", " hai "},
		Figures: []convert.RecordFigure{
			{File: "1.jpg", Alt: "image 20240704065955 1", Caption: "Quang cảnh\nHội nghị", Credit: "Ảnh: HN"},
			{File: "2.jpg", Alt: "Ðại sứ phát biểu"},
		},
	}
	got, err := r.Piece("bai-1", found)
	if err != nil {
		t.Fatal(err)
	}
	figures := body.Figures(got.Body)
	if len(figures) != 2 || figures[0].Alt != "" || figures[0].Caption != "Quang cảnh Hội nghị" || figures[0].Credit != "Ảnh: HN" ||
		figures[1].Alt != "Đại sứ phát biểu" || figures[0].Media != sum || figures[0].Block != body.DeriveID("bai-1", -1) {
		t.Errorf("%+v", figures)
	}
	if text := body.Text(got.Body); !strings.Contains(text, "công tác đối ngoại Đảng") {
		t.Errorf("%q", text)
	}
	got.Body = body.Doc{}
	want := convert.Piece{
		Title: "Thái Nguyên: Tổ chức Đại hội", Lead: "Chiều ngày 03/7, Đảng ta…", Category: "Thế giới", Source: "Báo Thái Nguyên",
		Byline: "Hồng Ngân", Genre: "tin", Topic: "Đối ngoại", Tags: []string{"một", "hai"}, Lang: "en-US", Address: "https://a.vn/bai-1",
		Published: got.Published,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n%+v\n%+v", got, want)
	}
	if line := viet.Dateline(got.Published, got.DateOnly); line != "Thứ tư - 03/07/2024 17:59" {
		t.Error(line)
	}
}

func TestPieceLeavesOut(t *testing.T) {
	for name, c := range map[string]struct {
		record convert.Record
		media  func(string) string
		note   string
	}{
		"script as address":    {convert.Record{URL: "javascript:alert(1)"}, found, "địa chỉ"},
		"address not escaped":  {convert.Record{URL: "http://a/%%30%30"}, found, "địa chỉ"},
		"address with no host": {convert.Record{URL: "https:///bai"}, found, "địa chỉ"},
		"address with a space": {convert.Record{URL: "https://a.vn/x y"}, found, "địa chỉ"},
		"address without host": {convert.Record{URL: "/bai/1"}, found, "địa chỉ"},
		"mail as address":      {convert.Record{URL: "mailto:a@a.vn"}, found, "địa chỉ"},
		"odd language":         {convert.Record{Lang: "tiếng Việt"}, found, "ngôn ngữ"},
		"missing picture":      {convert.Record{Figures: pictures(1)}, missing, "1.jpg"},
	} {
		t.Run(name, func(t *testing.T) {
			c.record.Title = "Tin"
			p, err := c.record.Piece("bai-1", c.media)
			if err != nil || len(p.Notes) != 1 || !strings.Contains(p.Notes[0].VI, c.note) || p.Notes[0].EN == "" {
				t.Fatalf("%v, %v", err, p.Notes)
			}
			if p.Address != "" || p.Lang != "" || len(p.Body.Content) != 0 {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestPieceRefuses(t *testing.T) {
	long := strings.Repeat("ệ", 251)
	many := make([]string, 51)
	for i := range many {
		many[i] = fmt.Sprint("từ ", i)
	}
	for name, c := range map[string]struct {
		record convert.Record
		key    string
		code   app.Code
	}{
		"no title":         {convert.Record{}, "title_missing", app.Invalid},
		"invisible title":  {convert.Record{Title: "\u200b \u3164"}, "title_missing", app.Invalid},
		"251 characters":   {convert.Record{Title: long}, "title_too_long", app.Invalid},
		"long lead":        {convert.Record{Title: "T", Lead: strings.Repeat("a", 5001)}, "import_field_long", app.TooLarge},
		"long category":    {convert.Record{Title: "T", Category: long}, "import_field_long", app.TooLarge},
		"long tag":         {convert.Record{Title: "T", Tags: []string{long}}, "import_field_long", app.TooLarge},
		"51 tags":          {convert.Record{Title: "T", Tags: many}, "import_tags", app.TooLarge},
		"odd date":         {convert.Record{Title: "T", Published: "hôm qua"}, "import_date", app.Invalid},
		"no such day":      {convert.Record{Title: "T", Published: "31/02/2024"}, "import_date", app.Invalid},
		"over 1 MB":        {convert.Record{Title: "T", Body: strings.Repeat("a", 1<<20)}, "body_size", app.TooLarge},
		"5,001 paragraphs": {convert.Record{Title: "T", Body: strings.Repeat("a\n\n", 5001)}, "body_blocks", app.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.record.Piece("bai-1", found)
			var e *app.Error
			if !errors.As(err, &e) || e.Key != c.key || e.Code != c.code || e.Msg.VI == "" || e.Msg.EN == "" {
				t.Errorf("%v (%+v), want %s", err, e, c.key)
			}
		})
	}
	if _, err := (convert.Record{Title: long[:len(long)-len("ệ")]}).Piece("bai-1", found); err != nil {
		t.Errorf("250 characters: %v", err)
	}
}

// Two machines that import one record make one document, and a picture that
// one of them lacks changes nothing but itself.
func TestPieceIsDeterministic(t *testing.T) {
	r := convert.Record{Title: "Tin", Body: "a\n\nb\n\nc", Figures: pictures(2)}
	bytesOf := func(media func(string) string) string {
		p, err := r.Piece("bai-1", media)
		if err != nil {
			t.Fatal(err)
		}
		data, err := p.Body.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if first, second := bytesOf(found), bytesOf(found); first != second {
		t.Errorf("the same record gave different documents:\n%s\n%s", first, second)
	}
	ids := func(media func(string) string) map[string]bool {
		p, _ := r.Piece("bai-1", media)
		set := map[string]bool{}
		for _, n := range p.Body.Content {
			set[n.ID()] = true
		}
		return set
	}
	all := ids(found)
	for id := range ids(func(file string) string {
		if file == "1.jpg" {
			return ""
		}
		return sum
	}) {
		if !all[id] {
			t.Errorf("block %s is new where a picture is missing", id)
		}
	}
}

func FuzzImport(f *testing.F) {
	f.Add([]byte(`{"id":1,"title":"Ðảng","lead":"a","body":"a\n\nb\r\nc","published":"3/7/2024","figures":[{"file":"a.jpg","after":1},"b"],"tags":"a,b"}`))
	f.Add([]byte("\xef\xbb\xbf{}\n\n[]\n{\"title\":\"\\ud800\"}"))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	f.Add([]byte(`{"title":"a","figures":[[],{"after":1e9}],"lang":"vi-VN-x-a","url":"http://a"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines := convert.Lines(strings.NewReader(string(data)), convert.Limits{Total: 1 << 20, Line: 1 << 16, Records: 1000})
		for line, err := range lines {
			var e *app.Error
			if err != nil {
				if !errors.As(err, &e) {
					t.Fatalf("line %d: %v", line.Number, err)
				}
				continue
			}
			line.Record.SourceID()
			p, err := line.Record.Piece("bai-1", found)
			if err != nil {
				if !errors.As(err, &e) {
					t.Fatalf("line %d: %v", line.Number, err)
				}
				continue
			}
			if p.Title == "" || viet.CountChars(p.Title) > convert.MaxTitle || viet.Clean(p.Title) != p.Title {
				t.Fatalf("title %q", p.Title)
			}
			again, err := line.Record.Piece("bai-1", found)
			if err != nil || !reflect.DeepEqual(p, again) {
				t.Fatalf("%+v\n%+v", p, again)
			}
			if err := p.Body.Check(); err != nil {
				t.Fatal(err)
			}
		}
	})
}
