package convert_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/body"
	"bangtin/app/convert"
	"bangtin/app/viet"

	"golang.org/x/text/unicode/norm"
)

// sampleFile opens a file of real texts that are no part of the project.
func sampleFile(t *testing.T, parts ...string) *os.File {
	t.Helper()
	folder := os.Getenv("BANGTIN_SAMPLES")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	name := filepath.Join(append([]string{folder}, parts...)...)
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("real texts were not tried: there is no %s (set BANGTIN_SAMPLES)", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestRealArticles(t *testing.T) {
	for name, c := range map[string]struct{ records, dates, dateOnly, leads, bodies int }{
		"dev.jsonl.gz":                     {records: 5000, dates: 1100, dateOnly: 900, leads: 5000, bodies: 5000},
		"briefs-dev.jsonl.gz":              {records: 3000, dates: 3000, leads: 3000},
		"nfd-original-briefs-dev.jsonl.gz": {records: 40, dates: 40, leads: 40},
	} {
		t.Run(name, func(t *testing.T) {
			got := c
			got.records, got.dates, got.dateOnly, got.leads, got.bodies = 0, 0, 0, 0, 0
			shapes := map[string]int{}
			blocks, bytes := 0, 0
			for line, err := range convert.Lines(sampleFile(t, "articles", name), convert.Limits{}) {
				if err != nil {
					t.Errorf("line %d: %v", line.Number, err)
					continue
				}
				p, err := line.Record.Piece(line.Record.SourceID(), missing)
				if err != nil {
					t.Errorf("line %d: %v", line.Number, err)
					continue
				}
				if len(p.Notes) > 0 {
					t.Errorf("line %d: %v", line.Number, p.Notes)
				}
				nothingLost(t, line, p)
				data, err := p.Body.Canonical()
				if err != nil {
					t.Fatal(err)
				}
				bytes += len(data)
				blocks += len(p.Body.Content)
				shapes[digits.ReplaceAllString(line.Record.Published, "9")]++
				got.records++
				got.dates += btoi(!p.Published.IsZero())
				got.dateOnly += btoi(p.DateOnly)
				got.leads += btoi(p.Lead != "")
				got.bodies += btoi(len(p.Body.Content) > 0)
			}
			if got != c {
				t.Errorf("%+v, want %+v", got, c)
			}
			t.Logf("%d records, %d blocks, %d bytes; shapes of dates: %q %v", got.records, blocks, bytes, slices.Sorted(maps.Keys(shapes)), shapes)
		})
	}
}

var digits = regexp.MustCompile(`\d`)

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// nothingLost: but for a repeated lead, the document reads as the body did.
func nothingLost(t *testing.T, line convert.Line, p convert.Piece) {
	t.Helper()
	flat := func(s string) string { return strings.Join(strings.Fields(viet.Clean(s)), " ") }
	want := flat(line.Record.Body)
	got := flat(body.Text(p.Body))
	if got != want && flat(p.Lead+" "+got) != want {
		t.Errorf("line %d reads differently:\n%.300s\n%.300s", line.Number, got, want)
	}
	if !norm.NFC.IsNormalString(p.Title + p.Lead + got) {
		t.Errorf("line %d is not composed", line.Number)
	}
}

func TestModelPage(t *testing.T) {
	f := sampleFile(t, "seed", "article.txt")
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	page := make([]byte, info.Size())
	if _, err := f.Read(page); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.ReplaceAll(string(page), "\r", ""), "\n")
	end := slices.Index(lines, "Hồng Ngân") + 1
	if end < 10 {
		t.Fatalf("the page has another form:\n%s", page)
	}
	date := strings.TrimSuffix(lines[2], " 0") // with the count of comments
	p, err := convert.Record{Title: lines[0], Published: date, Lead: lines[3], Body: strings.Join(lines[3:end], "\n\n")}.Piece("model", missing)
	if err != nil {
		t.Fatal(err)
	}
	if viet.Dateline(p.Published, p.DateOnly) != "Thứ tư - 03/07/2024 17:59" {
		t.Errorf("%q gives %v", date, p.Published)
	}
	text := body.Text(p.Body)
	if strings.ContainsRune(text, 'Ð') || strings.Count(text, "Đảng ta xác định")+strings.Count(text, "đối ngoại Đảng") != 2 {
		t.Error("the two letters that only look like Đ are still there")
	}
	paragraphs := body.Paragraphs(p.Body)
	if len(paragraphs) != 9 || paragraphs[0] != "Quang cảnh Hội nghị" || paragraphs[8] != "Hồng Ngân" {
		t.Errorf("%d paragraphs: %.60q", len(paragraphs), paragraphs)
	}
}

// The naughty strings as every field of a record: each gives an article that
// reads as the string cleaned, or a refusal with its reason.
func TestNaughtyStrings(t *testing.T) {
	var texts []string
	if err := json.NewDecoder(sampleFile(t, "security", "naughty-strings", "blns.json")).Decode(&texts); err != nil {
		t.Fatal(err)
	}
	refused := map[string]int{}
	for _, s := range texts {
		line, err := json.Marshal(map[string]any{
			"id": s, "title": s, "lead": s, "body": "x\n\n" + s, "category": s, "source": s, "url": s, "byline": s, "tags": []string{s},
			"figures": []any{map[string]any{"file": "a.jpg", "caption": s, "alt": s, "credit": s}},
		})
		if err != nil {
			t.Fatal(err)
		}
		record, err := one(t, string(line))
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		p, err := record.Piece("bai-1", found)
		var e *app.Error
		if errors.As(err, &e) {
			refused[e.Key]++
			continue
		}
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		figure := body.Figures(p.Body)[0]
		want := viet.Line(s)
		for _, got := range []string{p.Title, p.Lead, p.Category, p.Byline, p.Source, figure.Caption, figure.Alt, figure.Credit} {
			if got != want {
				t.Errorf("%q came out as %q", s, got)
			}
		}
		data, err := p.Body.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := body.Parse(data); err != nil {
			t.Errorf("%q: %v", s, err)
		}
		if strings.Contains(strings.ToLower(p.Address), "script:") {
			t.Errorf("%q became an address", s)
		}
	}
	t.Logf("%d strings, refused: %v", len(texts), refused)
}
