package convert_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/convert"
)

var update = flag.Bool("update", false, "write golden files anew")

// Each table of testdata gives what stands in the golden file beside it.
func TestReadProgramme(t *testing.T) {
	tables, err := filepath.Glob("testdata/programme-*.csv")
	if err != nil || len(tables) < 4 {
		t.Fatalf("%d tables: %v", len(tables), err)
	}
	for _, table := range tables {
		text, err := os.ReadFile(table)
		if err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(table, ".csv") + ".golden"
		got := told(convert.ReadProgramme(bytes.NewReader(text)))
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s:\n%s\nwant:\n%s", table, got, want)
		}
	}
}

func told(rows []app.ProgrammeEntry, faults []app.TableFault, err error) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%d: %+v", r.Line, r.Item)
		if !r.ID.IsZero() {
			fmt.Fprintf(&b, " %s", r.ID)
		}
		b.WriteString("\n")
	}
	for _, f := range faults {
		fmt.Fprintf(&b, "%d! %s: %s | %s\n", f.Line, f.Column, f.Text.VI, f.Text.EN)
	}
	if err != nil {
		fmt.Fprintf(&b, "!! %s | %s\n", app.TextOf(err).VI, app.TextOf(err).EN)
	}
	return b.String()
}

func TestProgrammeThatIsNoTable(t *testing.T) {
	for text, want := range map[string]string{
		"":         "Bảng trống | The table is empty",
		"\uFEFF":   "Bảng trống | The table is empty",
		"a;b\n1;2": "Dòng đầu phải có tên các cột, ít nhất là Ngày, Bắt đầu, Nội dung | The first line must name the columns, at least Day, Start and Title",
		"Ngày;Bắt đầu;Nội dung\n\"x;1\n2": "Không đọc được bảng ở dòng",
		"Ng\xe0y;B":                  "Bảng không phải UTF-8",
		strings.Repeat("x", 4<<20+1): "Bảng lớn quá 4 MB",
	} {
		rows, _, err := convert.ReadProgramme(strings.NewReader(text))
		if got := app.TextOf(err); len(rows) > 0 || !strings.HasPrefix(got.VI+" | "+got.EN, want) {
			t.Errorf("%.30q: %v", text, got)
		}
	}
	many := "Day,Start,Title\n" + strings.Repeat("x,y,z\n", 1000)
	if _, faults, err := convert.ReadProgramme(strings.NewReader(many)); err != nil || len(faults) > 210 {
		t.Errorf("%d faults are told one by one, %v", len(faults), err)
	}
}

// What is written is read back to the same items, in either language.
func FuzzProgramme(f *testing.F) {
	tables, _ := filepath.Glob("testdata/programme-*.csv")
	for _, table := range tables {
		text, err := os.ReadFile(table)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, faults, err := convert.ReadProgramme(bytes.NewReader(text))
		for _, fault := range faults {
			if fault.Line < 2 || fault.Text.VI == "" || fault.Text.EN == "" {
				t.Errorf("a fault that does not say where or what: %+v", fault)
			}
		}
		if err != nil || len(rows) == 0 {
			return
		}
		for _, lang := range []string{"vi", "en"} {
			var out bytes.Buffer
			if err := convert.WriteProgramme(&out, rows, lang); err != nil {
				t.Fatal(err)
			}
			again, faults, err := convert.ReadProgramme(&out)
			if err != nil || len(faults) > 0 || len(again) != len(rows) {
				t.Fatalf("read back: %d of %d, %v, %v", len(again), len(rows), faults, err)
			}
			for i := range rows {
				if !reflect.DeepEqual(again[i].Item, rows[i].Item) || again[i].ID != rows[i].ID {
					t.Errorf("%+v became %+v", rows[i], again[i])
				}
			}
		}
	})
}
