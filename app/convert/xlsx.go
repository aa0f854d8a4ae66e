package convert

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bangtin/app/viet"
)

// xlsx writes a workbook of one sheet. Texts stand in their cells, so that
// nothing has to be remembered until the end.
type xlsx struct {
	zip  *zip.Writer
	w    *bufio.Writer
	rows int
}

// Limits of a sheet, from the format.
const (
	maxSheetRows = 1 << 20
	maxSheetText = 32767
)

// The styles of cells, by their place in xl/styles.xml.
const (
	styleText = iota
	styleHead
	styleNumber
	styleTenth
	styleTime
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// The parts of a workbook besides its sheet.
var xlsxParts = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Bảng Tin" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\ hh:mm"/><numFmt numFmtId="165" formatCode="0.0"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`},
}

func newXLSX(w io.Writer, columns int) (*xlsx, error) {
	x := &xlsx{zip: zip.NewWriter(w)}
	for _, p := range xlsxParts {
		f, err := x.zip.Create(p.name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(f, xmlHead+p.text); err != nil {
			return nil, err
		}
	}
	f, err := x.zip.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	x.w = bufio.NewWriterSize(f, 32<<10)
	// The first row stays in sight, the first column is wide.
	_, err = fmt.Fprintf(x.w, `%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="1" width="70" customWidth="1"/><col min="2" max="%d" width="18" customWidth="1"/></cols><sheetData>`,
		xmlHead, max(columns, 2))
	return x, err
}

// Row writes one row; the first is the head.
func (x *xlsx) Row(cells ...any) error {
	if x.rows == maxSheetRows {
		return errSheetLong
	}
	x.rows++
	fmt.Fprintf(x.w, `<row r="%d">`, x.rows)
	for i, cell := range cells {
		at := column(i) + strconv.Itoa(x.rows)
		switch v := cell.(type) {
		case string:
			style := styleText
			if x.rows == 1 {
				style = styleHead
			}
			x.text(at, style, v)
		case int:
			fmt.Fprintf(x.w, `<c r="%s" s="%d"><v>%d</v></c>`, at, styleNumber, v)
		case float64:
			fmt.Fprintf(x.w, `<c r="%s" s="%d"><v>%s</v></c>`, at, styleTenth, strconv.FormatFloat(v, 'f', -1, 64))
		case time.Time:
			fmt.Fprintf(x.w, `<c r="%s" s="%d"><v>%s</v></c>`, at, styleTime, strconv.FormatFloat(serial(v), 'f', 6, 64))
		case nil:
		default:
			return fmt.Errorf("a cell cannot hold %T", cell)
		}
	}
	_, err := x.w.WriteString(`</row>`) // what went wrong before comes back here
	return err
}

// text writes a text as it is: as a formula it is never taken.
func (x *xlsx) text(at string, style int, s string) {
	if s == "" {
		return
	}
	if utf8.RuneCountInString(s) > maxSheetText {
		s = string([]rune(s)[:maxSheetText])
	}
	fmt.Fprintf(x.w, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">`, at, style)
	_ = xml.EscapeText(x.w, []byte(s)) // as above
	_, _ = x.w.WriteString(`</t></is></c>`)
}

// Close ends the sheet and the workbook.
func (x *xlsx) Close() error {
	if _, err := x.w.WriteString(`</sheetData></worksheet>`); err != nil {
		return err
	}
	if err := x.w.Flush(); err != nil {
		return err
	}
	return x.zip.Close()
}

// column names a column as sheets do: A, B, … Z, AA.
func column(i int) string {
	var b strings.Builder
	if i >= 26 {
		b.WriteString(column(i/26 - 1))
	}
	b.WriteByte(byte('A' + i%26))
	return b.String()
}

// serial is a time as sheets count it: in days from 30 December 1899, here
// as clocks in Vietnam show it.
func serial(t time.Time) float64 {
	_, offset := t.In(viet.Zone()).Zone()
	return float64(t.Unix()+int64(offset))/(24*60*60) + 25569
}
