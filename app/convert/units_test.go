package convert_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/convert"
)

// A list of each form is read as the file beside it says, refusals
// included.
func TestUnitsGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "units", "*.in"))
	if err != nil || len(files) < 8 {
		t.Fatalf("%d lists, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		rows, faults, err := convert.Units(text)
		if err != nil {
			fmt.Fprintf(&out, "refused: %s\n", keyOf(err))
		}
		for _, r := range rows {
			fields, err := json.Marshal(r.Fields)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&out, "%d: %s\n", r.Line, fields)
		}
		for _, f := range faults {
			fmt.Fprintf(&out, "fault in %d: %q %s\n", f.Line, f.Item, keyOf(f.Err))
		}
		golden := strings.TrimSuffix(file, ".in") + ".golden"
		if *update {
			if err := os.WriteFile(golden, out.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if out.String() != string(want) {
			t.Errorf("%s is read as\n%s\nand not as\n%s", file, &out, want)
		}
	}
}

func keyOf(err error) string {
	var fault *app.Error
	if errors.As(err, &fault) {
		return fault.Key
	}
	return fmt.Sprint(err)
}

func TestUnitsLimits(t *testing.T) {
	head := "name\n"
	if rows, faults, err := convert.Units([]byte(head + strings.Repeat("Xã A\n", app.MaxUnits+1))); err != nil || len(rows) != app.MaxUnits || len(faults) != 1 || faults[0].Line != app.MaxUnits+2 {
		t.Errorf("a long list: %d rows, faults %v, %v", len(rows), faults, err)
	}
	if _, _, err := convert.Units([]byte(head + strings.Repeat("a", 3<<20))); keyOf(err) != "units_too_large" {
		t.Errorf("a large list: %v", err)
	}
	if _, _, err := convert.Units([]byte("\xff\xfet\x00e\x00n\x00")); keyOf(err) != "units_not_utf8" {
		t.Errorf("UTF-16: %v", err)
	}
	if _, _, err := convert.Units(nil); keyOf(err) != "units_no_name" {
		t.Errorf("an empty file: %v", err)
	}
}

// fields are what an export has to keep of a directory.
func fields(d *app.Directory) (out []map[app.UnitField]string) {
	for _, u := range d.All() {
		out = append(out, d.Row(u).Fields)
	}
	return out
}

func strange() *app.Directory {
	id := func(s string) app.ID { return app.DeriveID("unit", s) }
	return app.NewDirectory([]app.Unit{
		{ID: id("a"), Code: "so", Name: app.Text{VI: "Sở, ban; ngành", EN: "Departments \"all\""}, Order: 1},
		{ID: id("b"), Parent: id("a"), Name: app.Text{VI: "=SUM(A1)"}, Phones: []string{"+84 200 1", "115"}, Note: "hai dòng\nvà 'ngoặc'", Order: 1},
		{ID: id("c"), Parent: id("a"), Name: app.Text{VI: "'-Sở"}, From: "2000-01-01", Until: "2020-02-29", Next: id("b"), Website: "https://so.example/?a=1&b=2"},
		{ID: id("d"), Name: app.Text{VI: "Sở, ban; ngành"}, Until: "1999-01-01", Kind: app.Society, Email: "a@b.vn"},
	})
}

// What is exported is read back to the same, by its own rules.
func TestUnitsComeBack(t *testing.T) {
	d := strange()
	asJSON, err := convert.UnitsJSON(d)
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(fields(d))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"CSV": convert.UnitsCSV(d), "JSON": asJSON} {
		rows, faults, err := convert.Units(text)
		if err != nil || len(faults) > 0 {
			t.Fatalf("%s: %v %v in %s", name, faults, err, text)
		}
		var read []map[app.UnitField]string
		for _, r := range rows {
			read = append(read, r.Fields)
		}
		got, err := json.Marshal(read)
		if err != nil || string(got) != string(want) {
			t.Errorf("%s gives back %s of %s, %v", name, got, want, err)
		}
	}
	if strings.Contains(string(convert.UnitsCSV(d)), "\n,so,=SUM") {
		t.Error("a cell is a formula")
	}
}

// Whatever the bytes are, reading ends, no row is without its line, and
// what is read of a list as CSV says nothing that was not there.
func FuzzUnits(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "units", "*.in"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, faults, err := convert.Units(text)
		lines := bytes.Count(text, []byte("\n")) + 1
		if err != nil && len(rows) > 0 {
			t.Errorf("refused, and %d rows", len(rows))
		}
		for _, r := range rows {
			if r.Line < 1 || r.Line > lines {
				t.Errorf("a row in line %d of %d", r.Line, lines)
			}
		}
		for _, fault := range faults {
			if fault.Line < 1 || fault.Line > lines+1 || fault.Err == nil {
				t.Errorf("a fault in line %d of %d: %v", fault.Line, lines, fault.Err)
			}
		}
	})
}
