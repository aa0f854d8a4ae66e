package convert

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// Sheet is a table that is written row by row and kept nowhere.
type Sheet interface {
	// Row writes one row. Cells are texts, whole numbers, float64 with one
	// digit behind the mark, times, which stand as in Vietnam, and nil.
	Row(cells ...any) error
	// Close ends the table, and not what it is written to.
	Close() error
}

// NewSheet begins a table with the names of its columns: "csv", or "xlsx"
// (Office Open XML, ISO/IEC 29500). No spreadsheet takes a text in it for a
// formula. CSV begins with a byte order mark; in Vietnamese it is parted by
// ";" and its decimal mark is a comma, as a Vietnamese Excel opens it, in
// English a comma and a point.
func NewSheet(w io.Writer, form, lang string, columns []string) (Sheet, error) {
	var s Sheet
	switch form {
	case "csv":
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
		c := csvSheet{w: csv.NewWriter(w), mark: "."}
		if c.w.UseCRLF = true; lang == "vi" {
			c.w.Comma, c.mark = ';', ","
		}
		s = &c
	case "xlsx":
		x, err := newXLSX(w, len(columns))
		if err != nil {
			return nil, err
		}
		s = x
	default:
		return nil, app.Fault(app.Invalid, "form_unknown", "Chỉ xuất được CSV và XLSX", "Only CSV and XLSX can be written")
	}
	names := make([]any, len(columns))
	for i, c := range columns {
		names[i] = c
	}
	return s, s.Row(names...)
}

type csvSheet struct {
	w    *csv.Writer
	mark string
}

func (s *csvSheet) Row(cells ...any) error {
	out := make([]string, len(cells))
	for i, cell := range cells {
		switch v := cell.(type) {
		case string:
			out[i] = safeCell(v)
		case int:
			out[i] = strconv.Itoa(v)
		case float64:
			out[i] = strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), ".", s.mark, 1)
		case time.Time:
			out[i] = v.In(viet.Zone()).Format("02/01/2006 15:04")
		case nil:
		default:
			return fmt.Errorf("a cell cannot hold %T", cell)
		}
	}
	return s.w.Write(out)
}

func (s *csvSheet) Close() error {
	s.w.Flush()
	return s.w.Error()
}

var errSheetLong = app.Fault(app.TooLarge, "sheet_too_long", "Bảng dài quá 1.048.575 dòng. Xin chọn khoảng ngày ngắn hơn",
	"The table has more than 1,048,575 rows. Please choose a shorter period")
