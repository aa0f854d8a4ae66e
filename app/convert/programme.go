package convert

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bangtin/app"
	"bangtin/app/viet"
)

// A programme as a table: UTF-8 with or without a byte order mark, one item
// a line, columns parted by ";" or "," or a tab, whichever the first line
// has most of. The first line names the columns, in Vietnamese or English,
// in any order; letter case and marks do not matter. A day and a title, in
// either language, must be there.
//
//	Ngày                     Day
//	Bắt đầu                  Start
//	Kết thúc                 End
//	Phòng                    Room
//	Nội dung                 Title
//	Nội dung (tiếng Anh)     Title (English)
//	Người trình bày          Speakers             names, parted by ; or /
//	Bài viết                 Article              its id or address
//	Ghi chú                  Note
//	Ghi chú (tiếng Anh)      Note (English)
//	Tình trạng               State                changed, cancelled; đổi, hủy; empty
//	Thay đổi                 What changed
//	Thay đổi (tiếng Anh)     What changed (English)
//	Mã                       Id                   of an item that is there already
var programmeColumns = []struct {
	vi, en string
	others []string
}{
	{vi: "Ngày", en: "Day", others: []string{"date"}},
	{vi: "Bắt đầu", en: "Start", others: []string{"tu", "gio bat dau", "from", "begin", "gio", "time"}},
	{vi: "Kết thúc", en: "End", others: []string{"den", "gio ket thuc", "to", "until"}},
	{vi: "Phòng", en: "Room", others: []string{"dia diem", "place", "venue"}},
	{vi: "Nội dung", en: "Title", others: []string{"ten", "ten phien"}},
	{vi: "Nội dung (tiếng Anh)", en: "Title (English)"},
	{vi: "Người trình bày", en: "Speakers", others: []string{"dien gia", "speaker", "bao cao vien"}},
	{vi: "Bài viết", en: "Article"},
	{vi: "Ghi chú", en: "Note"},
	{vi: "Ghi chú (tiếng Anh)", en: "Note (English)"},
	{vi: "Tình trạng", en: "State", others: []string{"trang thai", "status"}},
	{vi: "Thay đổi", en: "What changed", others: []string{"doi gi", "change"}},
	{vi: "Thay đổi (tiếng Anh)", en: "What changed (English)"},
	{vi: "Mã", en: "Id"},
}

// The places of programmeColumns.
const (
	colDay = iota
	colStart
	colEnd
	colRoom
	colTitle
	colTitleEN
	colSpeakers
	colArticle
	colNote
	colNoteEN
	colState
	colWhat
	colWhatEN
	colID
)

// Limits of a table.
const (
	maxProgramme      = 4 << 20 // bytes
	maxProgrammeLines = 2000
	maxProgrammeFault = 200 // told one by one
)

// ReadProgramme reads a table. A line with a fault gives no row; all its
// faults are told. The error is for a table of which nothing can be read.
func ReadProgramme(r io.Reader) (rows []app.ProgrammeEntry, faults []app.TableFault, err error) {
	text, err := io.ReadAll(io.LimitReader(r, maxProgramme+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read the table: %w", err)
	}
	if len(text) > maxProgramme {
		return nil, nil, app.Fault(app.TooLarge, "table_too_large", "Bảng lớn quá 4 MB", "The table is larger than 4 MB")
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if !utf8.Valid(text) {
		return nil, nil, app.Fault(app.Invalid, "table_not_utf8", "Bảng không phải UTF-8. Trong Excel xin lưu dạng “CSV UTF-8”",
			"The table is not UTF-8. In Excel please save it as “CSV UTF-8”")
	}
	c := csv.NewReader(bytes.NewReader(text))
	c.Comma, c.FieldsPerRecord, c.TrimLeadingSpace = separator(text), -1, true
	head, err := c.Read()
	if err != nil {
		return nil, nil, unreadable(err)
	}
	t, err := tableOf(head)
	if err != nil {
		return nil, nil, err
	}
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return rows, faults, nil
		}
		if err != nil {
			return nil, nil, unreadable(err)
		}
		line, _ := c.FieldPos(0)
		if !slices.ContainsFunc(record, func(s string) bool { return !viet.Blank(s) }) {
			continue
		}
		if len(rows) == maxProgrammeLines || len(faults) >= maxProgrammeFault {
			return rows, append(faults, app.TableFault{Line: line, Text: app.Text{VI: "Dừng ở dòng này: quá nhiều dòng hoặc quá nhiều lỗi",
				EN: "Stopped at this line: too many lines or too many faults"}}), nil
		}
		row, wrong := t.row(line, record)
		if faults = append(faults, wrong...); len(wrong) == 0 {
			rows = append(rows, row)
		}
	}
}

func unreadable(err error) error {
	if errors.Is(err, io.EOF) {
		return app.Fault(app.Invalid, "table_empty", "Bảng trống", "The table is empty")
	}
	line := 0
	var p *csv.ParseError
	if errors.As(err, &p) {
		line = p.Line
	}
	return app.Fault(app.Invalid, "table_unreadable", fmt.Sprintf("Không đọc được bảng ở dòng %d: dấu ngoặc kép không khớp", line),
		fmt.Sprintf("The table cannot be read at line %d: its quotation marks do not match", line)).With(err)
}

// programmeTable knows where the columns of one table stand.
type programmeTable struct {
	at    map[int]int // column → place in a line
	names map[int]string
}

func tableOf(head []string) (*programmeTable, error) {
	t := &programmeTable{at: map[int]int{}, names: map[int]string{}}
	for place, name := range head {
		for column, c := range programmeColumns {
			folded := viet.Fold(viet.Line(name))
			_, taken := t.at[column]
			if !taken && (folded == viet.Fold(c.vi) || folded == viet.Fold(c.en) || slices.Contains(c.others, folded)) {
				t.at[column], t.names[column] = place, viet.Line(name)
			}
		}
	}
	_, title := t.at[colTitle]
	_, titleEN := t.at[colTitleEN]
	_, day := t.at[colDay]
	_, start := t.at[colStart]
	if !day || !start || !title && !titleEN {
		return nil, app.Fault(app.Invalid, "columns_missing", "Dòng đầu phải có tên các cột, ít nhất là Ngày, Bắt đầu, Nội dung",
			"The first line must name the columns, at least Day, Start and Title")
	}
	return t, nil
}

func (t *programmeTable) row(line int, record []string) (row app.ProgrammeEntry, faults []app.TableFault) {
	get := func(column int) string {
		if place, ok := t.at[column]; ok && place < len(record) {
			return plainCell(viet.Line(record[place]))
		}
		return ""
	}
	wrong := func(column int, vi, en string) {
		name := t.names[column]
		if name == "" {
			name = programmeColumns[column].vi
		}
		faults = append(faults, app.TableFault{Line: line, Column: name, Text: app.Text{VI: vi, EN: en}})
	}
	row.Line = line
	i := &row.Item
	i.Room, i.Title, i.TitleEN = get(colRoom), get(colTitle), get(colTitleEN)
	i.Note, i.NoteEN, i.What, i.WhatEN = get(colNote), get(colNoteEN), get(colWhat), get(colWhatEN)
	if i.Title == "" && i.TitleEN == "" {
		wrong(colTitle, "Thiếu nội dung", "The title is missing")
	}
	day, dateOnly, err := viet.ParseDate(get(colDay))
	if err != nil || !dateOnly {
		wrong(colDay, "Ngày viết như 26/11/2026", "Write a day as 26/11/2026")
	} else {
		i.Time.Day = day.In(viet.Zone()).Format(time.DateOnly)
	}
	ok := false
	if i.Time.Start, ok = viet.ParseClock(get(colStart)); !ok || i.Time.Start == 24*60 {
		wrong(colStart, "Giờ viết như 8:30, 8h30 hoặc 0830", "Write a time as 8:30, 8h30 or 0830")
	}
	if end := get(colEnd); end != "" {
		if i.Time.End, ok = viet.ParseClock(end); !ok {
			wrong(colEnd, "Giờ viết như 8:30, 8h30 hoặc 0830", "Write a time as 8:30, 8h30 or 0830")
		} else if i.Time.End <= i.Time.Start { // after midnight
			i.Time.End += 24 * 60
		}
	}
	for _, name := range strings.FieldsFunc(get(colSpeakers), func(r rune) bool { return r == ';' || r == '/' }) {
		if name = viet.Line(name); name != "" {
			i.Speakers = append(i.Speakers, app.Speaker{Name: name})
		}
	}
	if s := get(colArticle); s != "" {
		if i.Article, err = app.ParseID(s[strings.LastIndexAny(s, "-/")+1:]); err != nil {
			wrong(colArticle, "Không phải mã hay địa chỉ của một bài", "That is no id or address of an article")
		}
	}
	if i.State, ok = readState(get(colState)); !ok {
		wrong(colState, "Tình trạng là để trống, “đổi” hoặc “hủy”", "The state is empty, “changed” or “cancelled”")
	}
	if s := get(colID); s != "" {
		if row.ID, err = app.ParseID(s); err != nil {
			wrong(colID, "Mã không đúng dạng; xin để trống cho mục mới", "That is no id; leave it empty for a new item")
		}
	}
	return row, faults
}

func readState(s string) (app.ItemState, bool) {
	switch viet.Fold(s) {
	case "", "binh thuong", "normal", "nhu cu":
		return "", true
	case "doi", "thay doi", "changed", "da doi":
		return app.ItemChanged, true
	case "huy", "da huy", "cancelled", "canceled", "hoan":
		return app.ItemCancelled, true
	}
	return "", false
}

// WriteProgramme writes a table that ReadProgramme reads back to the same
// items: with a byte order mark, parted by ";", as Excel opens it where the
// comma stands in numbers. lang "en" names the columns in English.
func WriteProgramme(w io.Writer, rows []app.ProgrammeEntry, lang string) error {
	var out bytes.Buffer
	out.WriteString("\uFEFF")
	c := csv.NewWriter(&out)
	c.Comma, c.UseCRLF = ';', true
	var head []string
	for _, column := range programmeColumns {
		if lang == "en" {
			head = append(head, column.en)
		} else {
			head = append(head, column.vi)
		}
	}
	if err := c.Write(head); err != nil {
		return err
	}
	for i := range rows {
		if err := c.Write(cells(&rows[i], lang)); err != nil {
			return err
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	_, err := w.Write(out.Bytes())
	return err
}

func cells(r *app.ProgrammeEntry, lang string) []string {
	i := &r.Item
	cells := make([]string, len(programmeColumns))
	if day, err := time.Parse(time.DateOnly, i.Time.Day); err == nil {
		cells[colDay], cells[colStart] = day.Format("02/01/2006"), clockText(i.Time.Start)
	}
	if i.Time.End != 0 {
		cells[colEnd] = clockText(i.Time.End)
	}
	var names []string
	for _, s := range i.Speakers {
		names = append(names, s.Name)
	}
	state := map[app.ItemState]app.Text{app.ItemChanged: {VI: "Đổi", EN: "Changed"}, app.ItemCancelled: {VI: "Hủy", EN: "Cancelled"}}[i.State]
	cells[colState] = state.VI
	if lang == "en" {
		cells[colState] = state.EN
	}
	if !i.Article.IsZero() {
		cells[colArticle] = i.Article.String()
	}
	if !r.ID.IsZero() {
		cells[colID] = r.ID.String()
	}
	cells[colRoom], cells[colTitle], cells[colTitleEN], cells[colSpeakers] = i.Room, i.Title, i.TitleEN, strings.Join(names, "; ")
	cells[colNote], cells[colNoteEN], cells[colWhat], cells[colWhatEN] = i.Note, i.NoteEN, i.What, i.WhatEN
	for n := range cells {
		cells[n] = safeCell(cells[n])
	}
	return cells
}

// clockText writes minutes from midnight; of the next day, as that day's. An
// end at midnight is 24:00, since 00:00 of a new day reads alike.
func clockText(minute int) string {
	if minute > 24*60 {
		minute -= 24 * 60
	}
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}
