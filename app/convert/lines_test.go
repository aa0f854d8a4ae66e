package convert_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"bangtin/app"
	"bangtin/app/convert"
)

// read renders what comes of a file: "number:title" or "number!key", with a
// second ! where reading ended.
func read(r io.Reader, l convert.Limits) string {
	var out []string
	for line, err := range convert.Lines(r, l) {
		var e *app.Error
		switch {
		case err == nil:
			out = append(out, fmt.Sprintf("%d:%s", line.Number, line.Record.Title))
		case errors.As(err, &e) && e.Msg.VI != "" && e.Msg.EN != "":
			end := ""
			if line.End {
				end = "!"
			}
			out = append(out, fmt.Sprintf("%d!%s%s", line.Number, e.Key, end))
		default:
			out = append(out, fmt.Sprintf("%d!!%v", line.Number, err))
		}
	}
	return strings.Join(out, " ")
}

func packed(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLines(t *testing.T) {
	const two = `{"title":"một"}` + "\n" + `{"title":"hai"}` + "\n"
	long := `{"title":"` + strings.Repeat("a", 200_000) + `"}` + "\n"
	for name, c := range map[string]struct {
		in     string
		limits convert.Limits
		want   string
	}{
		"nothing":             {"", convert.Limits{}, ""},
		"one byte":            {"\n", convert.Limits{}, ""},
		"two":                 {two, convert.Limits{}, "1:một 2:hai"},
		"no last line end":    {strings.TrimSpace(two), convert.Limits{}, "1:một 2:hai"},
		"byte order mark":     {"\ufeff" + two, convert.Limits{}, "1:một 2:hai"},
		"cr lf":               {strings.ReplaceAll(two, "\n", "\r\n"), convert.Limits{}, "1:một 2:hai"},
		"empty lines":         {"\n \t\n" + strings.ReplaceAll(two, "\n", "\n\r\n\n"), convert.Limits{}, "3:một 6:hai"},
		"gzip":                {packed(t, two), convert.Limits{}, "1:một 2:hai"},
		"gzip in two parts":   {packed(t, two) + packed(t, two), convert.Limits{}, "1:một 2:hai 3:một 4:hai"},
		"gzip with mark":      {packed(t, "\ufeff"+two), convert.Limits{}, "1:một 2:hai"},
		"gzip of nothing":     {packed(t, ""), convert.Limits{}, ""},
		"gzip head only":      {"\x1f\x8b", convert.Limits{}, "1!import_gzip!"},
		"gzip bad head":       {"\x1f\x8b\x00 not gzip at all", convert.Limits{}, "1!import_gzip!"},
		"gzip cut":            {packed(t, two)[:len(packed(t, two))-8], convert.Limits{}, "1:một 2:hai 3!import_gzip!"},
		"gzip with more":      {packed(t, two) + "more", convert.Limits{}, "1:một 2:hai 3!import_gzip!"},
		"utf-16":              {"\xff\xfe{\x00", convert.Limits{}, "1!import_utf16!"},
		"utf-16, big end":     {"\xfe\xff\x00{", convert.Limits{}, "1!import_utf16!"},
		"bad lines between":   {`{"title":"một"}` + "\n{\n[]\nnull\n{\"title\":1}{}\n\xff\n" + `{"title":"hai"}`, convert.Limits{}, "1:một 2!import_json 3!import_object 4!import_object 5!import_json 6!import_utf8 7:hai"},
		"long line":           {long + two, convert.Limits{Line: 100_000}, "1!import_line_long 2:một 3:hai"},
		"long line at end":    {two + strings.TrimSpace(long), convert.Limits{Line: 100_000}, "1:một 2:hai 3!import_line_long"},
		"line of the limit":   {`{"title":"một"}` + "\r\n", convert.Limits{Line: len(`{"title":"một"}`)}, "1:một"},
		"line over the limit": {`{"title":"một"}`, convert.Limits{Line: len(`{"title":"một"}`) - 1}, "1!import_line_long"},
		"total reached":       {two, convert.Limits{Total: int64(len(two))}, "1:một 2:hai"},
		"total passed":        {packed(t, long+long+two), convert.Limits{Total: 300_000}, ""},
		"count reached":       {two + "\n\n", convert.Limits{Records: 2}, "1:một 2:hai"},
		"count passed":        {two + two, convert.Limits{Records: 3}, "1:một 2:hai 3:một 4!import_count!"},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(strings.NewReader(c.in), c.limits)
			if name == "total passed" {
				if !strings.HasSuffix(got, " 2!import_unpacked!") {
					t.Errorf("ends in %q", got[max(0, len(got)-50):])
				}
				return
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if slow := read(iotest.OneByteReader(strings.NewReader(c.in)), c.limits); slow != got {
				t.Errorf("byte by byte %q, want %q", slow, got)
			}
		})
	}
}

func TestLinesOfABrokenStream(t *testing.T) {
	broken := io.MultiReader(strings.NewReader(`{"title":"một"}`+"\n"+`{"title":"h`), iotest.ErrReader(errors.New("stick pulled")))
	if got := read(broken, convert.Limits{}); got != "1:một 2!import_read!" {
		t.Error(got)
	}
	if got := read(iotest.ErrReader(errors.New("stick pulled")), convert.Limits{}); got != "1!import_read!" {
		t.Error(got)
	}
}

// A small file that unpacks to a great deal costs little memory and stops.
func TestGzipBomb(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for range 64 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := read(&b, convert.Limits{Total: 32 << 20}); got != "1!import_unpacked!" {
		t.Error(got)
	}
}

func TestLinesCanBeLeft(t *testing.T) {
	count := 0
	for range convert.Lines(strings.NewReader(strings.Repeat("{}\n", 10)), convert.Limits{}) {
		if count++; count == 3 {
			break
		}
	}
	if count != 3 {
		t.Error(count)
	}
}
