package convert_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/convert"
)

var sheetRows = [][]any{
	{"Khai mạc Hội nghị “Tỉnh”; kỳ 2", "Trần Thị Đào", 53206, 4.7, time.Date(2024, 7, 3, 10, 59, 0, 0, time.UTC)},
	{"=HYPERLINK(\"http://x\")", "+84 912", 0, nil, time.Date(2024, 2, 28, 17, 0, 0, 0, time.UTC)},
	{"@SUM(A1)", "-1", 5, 5.0, time.Date(2026, 12, 31, 16, 59, 0, 0, time.UTC)},
	{"hai\ndòng & <thẻ> \x01", "\tthụt", 1, 3.3, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
}

func sheet(t *testing.T, form, lang string, rows [][]any) []byte {
	t.Helper()
	var b bytes.Buffer
	s, err := convert.NewSheet(&b, form, lang, []string{"Tên bài", "Tác giả", "Lượt xem", "Điểm", "Đăng lúc"})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := s.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCSVSheet(t *testing.T) {
	for lang, want := range map[string][][]string{
		"vi": {
			{"Tên bài", "Tác giả", "Lượt xem", "Điểm", "Đăng lúc"},
			{"Khai mạc Hội nghị “Tỉnh”; kỳ 2", "Trần Thị Đào", "53206", "4,7", "03/07/2024 17:59"},
			{"'=HYPERLINK(\"http://x\")", "'+84 912", "0", "", "29/02/2024 00:00"},
			{"'@SUM(A1)", "'-1", "5", "5,0", "31/12/2026 23:59"},
			{"hai\ndòng & <thẻ> \x01", "'\tthụt", "1", "3,3", "01/01/2026 07:00"},
		},
		"en": {
			{"Tên bài", "Tác giả", "Lượt xem", "Điểm", "Đăng lúc"},
			{"Khai mạc Hội nghị “Tỉnh”; kỳ 2", "Trần Thị Đào", "53206", "4.7", "03/07/2024 17:59"},
			{"'=HYPERLINK(\"http://x\")", "'+84 912", "0", "", "29/02/2024 00:00"},
			{"'@SUM(A1)", "'-1", "5", "5.0", "31/12/2026 23:59"},
			{"hai\ndòng & <thẻ> \x01", "'\tthụt", "1", "3.3", "01/01/2026 07:00"},
		},
	} {
		text, marked := bytes.CutPrefix(sheet(t, "csv", lang, sheetRows), []byte("\ufeff"))
		if !marked {
			t.Error("no byte order mark")
		}
		r := csv.NewReader(bytes.NewReader(text))
		if lang == "vi" {
			r.Comma = ';'
		}
		got, err := r.ReadAll()
		if err != nil || !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%s: %q, %v", lang, got, err)
		}
	}
}

// workbook is what a reader of the format finds in a sheet.
type workbook struct {
	Rows []struct {
		R     int `xml:"r,attr"`
		Cells []struct {
			R       string `xml:"r,attr"`
			Style   string `xml:"s,attr"`
			Type    string `xml:"t,attr"`
			Value   string `xml:"v"`
			Text    string `xml:"is>t"`
			Formula string `xml:"f"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
}

func TestXLSXSheet(t *testing.T) {
	text := sheet(t, "xlsx", "vi", sheetRows)
	z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	var book workbook
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(part)); ; {
			if _, err := d.Token(); err != nil {
				if !errors.Is(err, io.EOF) {
					t.Errorf("%s: %v", f.Name, err)
				}
				break
			}
		}
		if strings.HasSuffix(f.Name, "sheet1.xml") {
			if err := xml.Unmarshal(part, &book); err != nil {
				t.Fatal(err)
			}
		}
	}
	var got [][]string
	for i, row := range book.Rows {
		if row.R != i+1 {
			t.Errorf("row %d calls itself %d", i+1, row.R)
		}
		var cells []string
		for _, c := range row.Cells {
			if c.Formula != "" {
				t.Errorf("%s holds a formula", c.R)
			}
			cells = append(cells, c.R+" "+c.Style+" "+c.Value+c.Text)
		}
		got = append(got, cells)
	}
	want := [][]string{
		{"A1 1 Tên bài", "B1 1 Tác giả", "C1 1 Lượt xem", "D1 1 Điểm", "E1 1 Đăng lúc"},
		{"A2 0 Khai mạc Hội nghị “Tỉnh”; kỳ 2", "B2 0 Trần Thị Đào", "C2 2 53206", "D2 3 4.7", "E2 4 45476.749306"},
		{"A3 0 =HYPERLINK(\"http://x\")", "B3 0 +84 912", "C3 2 0", "E3 4 45351.000000"},
		{"A4 0 @SUM(A1)", "B4 0 -1", "C4 2 5", "D4 3 5", "E4 4 46387.999306"},
		{"A5 0 hai\ndòng & <thẻ> \ufffd", "B5 0 \tthụt", "C5 2 1", "D5 3 3.3", "E5 4 46023.291667"},
	}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%q", got)
	}
}

func TestSheetRefuses(t *testing.T) {
	if _, err := convert.NewSheet(io.Discard, "pdf", "vi", nil); app.CodeOf(err) != app.Invalid {
		t.Errorf("a form that there is not: %v", err)
	}
	s, err := convert.NewSheet(io.Discard, "xlsx", "vi", []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	for range 1<<20 - 1 {
		if err := s.Row(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Row(); app.CodeOf(err) != app.TooLarge {
		t.Errorf("a row more than the format holds: %v", err)
	}
}
