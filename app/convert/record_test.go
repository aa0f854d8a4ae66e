package convert_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/convert"
)

func one(t *testing.T, line string) (convert.Record, error) {
	t.Helper()
	for l, err := range convert.Lines(strings.NewReader(line), convert.Limits{}) {
		return l.Record, err
	}
	t.Fatalf("nothing was read from %q", line)
	return convert.Record{}, nil
}

func TestRecord(t *testing.T) {
	two := 2
	for name, c := range map[string]struct {
		line string
		want convert.Record
	}{
		"whole": {
			`{"id":"tn-1","title":"T","lead":"L","body":"B","category":"C","published":"2024-07-03","source":"S","url":"https://a.vn/",` +
				`"byline":"Hồng Ngân","genre":"tin","topic":"đối ngoại","lang":"vi","tags":["a","b"],` +
				`"figures":[{"file":"a.jpg","caption":"c","alt":"x","credit":"k","after":2},"b.jpg"]}`,
			convert.Record{ID: "tn-1", Title: "T", Lead: "L", Body: "B", Category: "C", Published: "2024-07-03", Source: "S", URL: "https://a.vn/",
				Byline: "Hồng Ngân", Genre: "tin", Topic: "đối ngoại", Lang: "vi", Tags: []string{"a", "b"},
				Figures: []convert.RecordFigure{{File: "a.jpg", Caption: "c", Alt: "x", Credit: "k", After: &two}, {File: "b.jpg"}}},
		},
		"other names":    {`{"title":"T","summary":"L","link":"u","author":"A","language":"en"}`, convert.Record{Title: "T", Lead: "L", URL: "u", Byline: "A", Lang: "en"}},
		"own name first": {`{"lead":"L","summary":"S"}`, convert.Record{Lead: "L"}},
		"numbers":        {`{"id":12345678901234567890,"title":2024}`, convert.Record{ID: "12345678901234567890", Title: "2024"}},
		"nulls":          {`{"id":null,"title":null,"tags":null,"figures":null}`, convert.Record{}},
		"tags in a text": {`{"tags":"một, hai"}`, convert.Record{Tags: []string{"một", " hai"}}},
		"one figure":     {`{"figures":{"file":"a.jpg","after":null}}`, convert.Record{Figures: []convert.RecordFigure{{File: "a.jpg"}}}},
		"unknown fields": {`{"title":"T","gov":true,"para":{"a":[1.5]}}`, convert.Record{Title: "T"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := one(t, c.line)
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v\n%+v\n%+v", err, got, c.want)
			}
		})
	}
}

func TestRecordOfWrongTypes(t *testing.T) {
	for line, field := range map[string]string{
		`{"title":["a"]}`:                          "title",
		`{"lead":{},"title":true}`:                 "title",
		`{"summary":false}`:                        "summary",
		`{"tags":[{}]}`:                            "tags",
		`{"figures":[[1]]}`:                        "figures[0].{}",
		`{"figures":["a",{"caption":[]}]}`:         "figures[1].caption",
		`{"figures":[{"file":"a","after":-1}]}`:    "figures[0].after",
		`{"figures":[{"file":"a","after":1.5}]}`:   "figures[0].after",
		`{"figures":[{"file":"a","after":"đầu"}]}`: "figures[0].after",
	} {
		_, err := one(t, line)
		var e *app.Error
		if !errors.As(err, &e) || e.Key != "import_field" || !strings.Contains(e.Msg.VI, "“"+field+"”") {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestLocalFiles(t *testing.T) {
	for file, want := range map[string]string{
		"a.jpg":                "a.jpg",
		"anh/hội nghị 1.jpg":   "anh/hội nghị 1.jpg",
		`anh\a.jpg`:            "anh/a.jpg",
		"./anh/../b.jpg":       "b.jpg",
		"":                     "",
		".":                    "",
		"..":                   "",
		"../a.jpg":             "",
		`..\a.jpg`:             "",
		"anh/../../a.jpg":      "",
		"/etc/passwd":          "",
		`\\server\share\a.jpg`: "",
		`C:\a.jpg`:             "",
		"https://a.vn/a.jpg":   "",
		"a\x00.jpg":            "",
	} {
		if got := (convert.RecordFigure{File: file}).Local(); got != want {
			t.Errorf("%q gives %q, want %q", file, got, want)
		}
	}
	r := convert.Record{Figures: []convert.RecordFigure{{File: "b.jpg"}, {File: "/a"}, {File: "a.jpg"}, {File: "./b.jpg"}}}
	if got := r.Files(); !reflect.DeepEqual(got, []string{"b.jpg", "a.jpg"}) {
		t.Errorf("%q", got)
	}
}

func TestSourceID(t *testing.T) {
	a := convert.Record{ID: " 7 ", URL: "https://a.vn/"}
	b := convert.Record{URL: "https://a.vn/"}
	c, d := convert.Record{Title: "một"}, convert.Record{Title: "một", Published: "2024-07-03"}
	if a.SourceID() != "7" || b.SourceID() != "https://a.vn/" {
		t.Error(a.SourceID(), b.SourceID())
	}
	if c.SourceID() != d.SourceID() || c.SourceID() == (convert.Record{Title: "hai"}).SourceID() {
		t.Error(c.SourceID(), d.SourceID())
	}
}
