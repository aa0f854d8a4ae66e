package convert

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"bangtin/app"
	"bangtin/app/viet"
)

// Limits of a list of units.
const (
	maxUnitList = 3 << 20
	maxUnitRows = app.MaxUnits
)

var (
	errUnitsNotText = app.Fault(app.Invalid, "units_not_utf8", "Tệp không phải UTF-8. Trong Excel xin lưu dạng “CSV UTF-8”",
		"The file is not UTF-8. In Excel please save it as “CSV UTF-8”")
	errUnitsTooLarge = app.Fault(app.TooLarge, "units_too_large", "Danh sách lớn quá 3 MB", "The list is larger than 3 MB")
	errUnitsTooMany  = app.Fault(app.TooLarge, "too_many_rows", "Danh sách dài quá 5.000 dòng; phần còn lại không đọc", "The list has more than 5,000 rows; the rest was not read")
	errUnitsNoName   = app.Fault(app.Invalid, "units_no_name", "Dòng đầu phải có tên các cột, trong đó có cột “Tên đơn vị” (name)",
		"The first line must name the columns, “name” (tên đơn vị) among them")
	errUnitsJSON = app.Fault(app.Invalid, "units_json", "JSON phải là một danh sách các đơn vị, mỗi đơn vị một đối tượng", "The JSON must be a list of units, each an object")
)

// Units reads a list of units: CSV (RFC 4180) with commas, semicolons or
// tabs and a first line of column names in Vietnamese or English, or JSON, a
// list of objects with the same names, in which a group may hold its units
// under "units". A byte order mark is skipped. What cannot be read is told
// with its line; an error means that nothing could.
func Units(text []byte) ([]app.UnitRow, []app.UnitFault, error) {
	if len(text) > maxUnitList {
		return nil, nil, errUnitsTooLarge
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return nil, nil, errUnitsNotText
	}
	if t := bytes.TrimSpace(text); len(t) > 0 && (t[0] == '[' || t[0] == '{') {
		return unitsJSON(text)
	}
	return unitsCSV(text)
}

// columns are the names that a column may have, folded and with single
// spaces, for each field.
var columns = map[app.UnitField][]string{
	app.UnitCode:    {"ma", "ma don vi", "ma so"},
	app.UnitGroup:   {"nhom", "ten nhom", "cap tren", "don vi cap tren", "truc thuoc", "thuoc nhom", "parent"},
	app.UnitName:    {"ten", "ten don vi", "ten goi", "don vi", "unit", "title"},
	app.UnitNameEN:  {"ten tieng anh", "tieng anh", "name en", "english name", "english"},
	app.UnitShort:   {"viet tat", "ten viet tat", "ten ngan", "short name", "abbreviation"},
	app.UnitSort:    {"loai", "loai don vi", "loai hinh", "type"},
	app.UnitAddress: {"dia chi", "tru so"},
	app.UnitPhones:  {"dien thoai", "so dien thoai", "dt", "phone", "telephone"},
	app.UnitEmail:   {"thu dien tu", "e mail", "mail", "hop thu"},
	app.UnitWebsite: {"trang web", "web", "url", "lien ket", "dia chi web", "trang thong tin dien tu", "cong thong tin", "link"},
	app.UnitNote:    {"ghi chu", "notes"},
	app.UnitOrder:   {"thu tu", "stt", "tt"},
	app.UnitFrom:    {"tu ngay", "ngay thanh lap", "tu", "since"},
	app.UnitUntil:   {"den ngay", "den het ngay", "ngay ket thuc", "den", "to"},
	app.UnitNext:    {"nay la", "don vi ke tiep", "chuyen thanh", "successor", "now"},
}

func unitColumn(name string) (app.UnitField, bool) {
	name = viet.Fold(strings.Join(strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" \t\r\n_-.:*()\u00a0", r) }), " "))
	for _, f := range app.UnitFields {
		if name == strings.ReplaceAll(string(f), "_", " ") || slices.Contains(columns[f], name) {
			return f, true
		}
	}
	return "", false
}

func unknownColumn(line int, name string) app.UnitFault {
	name = viet.Truncate(viet.Line(name), 60)
	return app.UnitFault{Line: line, Item: name, Err: app.Fault(app.Invalid, "column_unknown",
		fmt.Sprintf("Không hiểu cột “%s”, nên bỏ qua", name), fmt.Sprintf("The column “%s” is not known and was passed over", name))}
}

func unitsCSV(text []byte) (rows []app.UnitRow, faults []app.UnitFault, err error) {
	skipped := 0
	if first, rest, _ := bytes.Cut(text, []byte("\n")); bytes.HasPrefix(bytes.ToLower(first), []byte("sep=")) { // Excel's own hint
		text, skipped = rest, 1
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator(text), -1
	head, err := r.Read()
	if err != nil {
		return nil, nil, errUnitsNoName
	}
	line, _ := r.FieldPos(0)
	fields := make([]app.UnitField, len(head))
	for i, name := range head {
		f, ok := unitColumn(name)
		switch {
		case ok && !slices.Contains(fields[:i], f):
			fields[i] = f
		case viet.Line(name) != "":
			faults = append(faults, unknownColumn(line+skipped, name))
		}
	}
	if !slices.Contains(fields, app.UnitName) {
		return nil, nil, errUnitsNoName
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, faults, nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return rows, append(faults, app.UnitFault{Line: broken.Line + skipped, Err: app.Fault(app.Invalid, "csv_quotes",
				"Dấu ngoặc kép đặt sai; từ dòng này trở đi không đọc được", "A quotation mark is out of place; from this line on nothing could be read")}), nil
		}
		line, _ := r.FieldPos(0)
		row := app.UnitRow{Line: line + skipped, Fields: map[app.UnitField]string{}}
		empty := true
		for i, cell := range record {
			if i < len(fields) && fields[i] != "" {
				row.Fields[fields[i]] = plainCell(cell)
				empty = empty && viet.Blank(cell)
			}
		}
		if empty {
			continue
		}
		if len(rows) == maxUnitRows {
			return rows, append(faults, app.UnitFault{Line: row.Line, Err: errUnitsTooMany}), nil
		}
		rows = append(rows, row)
	}
}

// jsonUnits walks a JSON text, knowing its lines.
type jsonUnits struct {
	text   []byte
	rows   []app.UnitRow
	faults []app.UnitFault
}

func unitsJSON(text []byte) ([]app.UnitRow, []app.UnitFault, error) {
	j := &jsonUnits{text: text}
	at, list := 0, text
	if t := bytes.TrimSpace(text); t[0] == '{' { // {"units": […]}
		var whole struct {
			Units json.RawMessage `json:"units"`
		}
		if json.Unmarshal(text, &whole) != nil || whole.Units == nil {
			return nil, nil, errUnitsJSON
		}
		at, list = max(bytes.Index(text, whole.Units), 0), whole.Units
	}
	if !json.Valid(text) {
		line := 1
		var broken *json.SyntaxError
		var x any
		if errors.As(json.Unmarshal(text, &x), &broken) {
			line = j.line(int(broken.Offset))
		}
		return nil, []app.UnitFault{{Line: line, Err: app.Fault(app.Invalid, "json_malformed", "JSON sai cú pháp", "The JSON is not well formed")}}, nil
	}
	if !j.list(list, at, nil) {
		return nil, nil, errUnitsJSON
	}
	return j.rows, j.faults, nil
}

func (j *jsonUnits) line(offset int) int {
	return 1 + bytes.Count(j.text[:min(max(offset, 0), len(j.text))], []byte("\n"))
}

func (j *jsonUnits) fault(line int, item string, err error) {
	j.faults = append(j.faults, app.UnitFault{Line: line, Item: viet.Truncate(viet.Line(item), 60), Err: err})
}

// list reads the units of a list that begins at an offset, below a group or
// on the first level.
func (j *jsonUnits) list(list []byte, at int, group *string) bool {
	d := json.NewDecoder(bytes.NewReader(list))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return false
	}
	for d.More() {
		var raw json.RawMessage
		if d.Decode(&raw) != nil {
			return false
		}
		start := at + int(d.InputOffset()) - len(raw)
		if len(j.rows) == maxUnitRows {
			j.fault(j.line(start), "", errUnitsTooMany)
			return true
		}
		j.unit(raw, start, group)
	}
	return true
}

func (j *jsonUnits) unit(raw json.RawMessage, start int, group *string) {
	line := j.line(start)
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		j.fault(line, "", errUnitsJSON)
		return
	}
	row := app.UnitRow{Line: line, Fields: map[app.UnitField]string{}}
	if group != nil {
		row.Fields[app.UnitGroup] = *group
	}
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	var below json.RawMessage
	for _, name := range names {
		f, ok := unitColumn(name)
		switch {
		case name == "units":
			below = members[name]
		case !ok:
			j.faults = append(j.faults, unknownColumn(line, name))
		default:
			j.member(&row, f, members[name])
		}
	}
	j.rows = append(j.rows, row)
	if below == nil {
		return
	}
	if group != nil {
		j.fault(line, row.Fields[app.UnitName], app.Fault(app.Invalid, "unit_too_deep", "Danh mục chỉ có hai cấp: nhóm và đơn vị trong nhóm", "The directory has two levels only: groups and their units"))
		return
	}
	name := row.Fields[app.UnitName]
	if !j.list(below, start+max(bytes.Index(raw, below), 0), &name) {
		j.fault(line, name, errUnitsJSON)
	}
}

// member reads one value: a text, a number, a list of texts, or a text in
// both languages.
func (j *jsonUnits) member(row *app.UnitRow, f app.UnitField, raw json.RawMessage) {
	var s string
	var n json.Number
	var list []string
	var both app.Text
	switch {
	case json.Unmarshal(raw, &s) == nil:
		row.Fields[f] = s
	case json.Unmarshal(raw, &n) == nil:
		row.Fields[f] = n.String()
	case json.Unmarshal(raw, &list) == nil:
		row.Fields[f] = strings.Join(list, "; ")
	case f == app.UnitName && json.Unmarshal(raw, &both) == nil:
		row.Fields[f], row.Fields[app.UnitNameEN] = both.VI, both.EN
	default:
		j.fault(row.Line, string(f), app.Fault(app.Invalid, "value_unknown", fmt.Sprintf("Giá trị của “%s” không đúng dạng, nên bỏ qua", f), fmt.Sprintf("The value of “%s” has no known form and was passed over", f)))
	}
}

// UnitsCSV writes a directory as CSV that Units reads back to the same, and
// a spreadsheet as UTF-8, without a cell that it would take for a formula.
func UnitsCSV(d *app.Directory) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	head := make([]string, len(app.UnitFields))
	for i, f := range app.UnitFields {
		head[i] = string(f)
	}
	_ = w.Write(head) // a buffer never refuses
	for _, u := range d.All() {
		fields := d.Row(u).Fields
		record := make([]string, len(head))
		for i, f := range app.UnitFields {
			record[i] = safeCell(fields[f])
		}
		_ = w.Write(record)
	}
	w.Flush()
	return b.Bytes()
}

// UnitsJSON writes a directory as JSON that Units reads back to the same.
func UnitsJSON(d *app.Directory) ([]byte, error) {
	list := []map[app.UnitField]string{}
	for _, u := range d.All() {
		list = append(list, d.Row(u).Fields)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(list)
	return b.Bytes(), err
}
