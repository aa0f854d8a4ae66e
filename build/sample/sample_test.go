package main_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/body"
	"bangtin/build/sample/scene"
	"bangtin/build/sample/story"

	"golang.org/x/text/unicode/norm"
)

const folder = "../../app/cli/sample"

// The record as an importer sees it: read from the file, not from the
// sources.
type record struct {
	story.Article
	Body json.RawMessage `json:"body"`
}

func records(t *testing.T) []record {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "articles.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var all []record
	for i, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		var r record
		if err := d.Decode(&r); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		all = append(all, r)
	}
	return all
}

func TestRecordsAreMadeOfTheSources(t *testing.T) {
	articles, err := story.Read("articles")
	if err != nil {
		t.Fatal(err)
	}
	want, err := story.Lines(articles)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(folder, "articles.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("articles.jsonl is older than build/sample/articles: go run ./build/sample -texts")
	}
}

func TestArticles(t *testing.T) {
	all := records(t)
	ids := map[string]string{} // id → language
	for _, r := range all {
		if ids[r.ID] != "" {
			t.Errorf("two articles have the id %q", r.ID)
		}
		ids[r.ID] = r.Lang
	}
	fair := time.Date(2026, 11, 26, 0, 0, 0, 0, time.FixedZone("", 7*3600))
	count := map[string]int{}
	categories := map[string]bool{}
	for _, r := range all {
		t.Run(r.ID, func(t *testing.T) {
			count[r.Lang]++
			categories[r.Category] = true
			if r.VersionOf != "" && ids[r.VersionOf] != "vi" {
				t.Errorf("is a version of %q, which is no Vietnamese article", r.VersionOf)
			}
			if r.Title == "" || r.Lead == "" || r.Byline == "" || r.Genre == "" || r.CategoryEN == "" {
				t.Error("a title, lead, byline, genre or English category is missing")
			}
			at, err := time.Parse(time.RFC3339, r.Published)
			if err != nil {
				at, err = time.Parse(time.DateOnly, r.Published)
				count["date only"]++
			}
			if err != nil || !at.Before(fair) {
				t.Errorf("published %q is no time before the conference", r.Published)
			}
			doc := document(t, r)
			figures := body.Figures(doc)
			if len(figures) == 0 {
				count["no picture"]++
			}
			if len(figures) > 5 {
				t.Errorf("%d figures", len(figures))
			}
			for _, f := range figures {
				credit := map[string]string{"vi": "Minh họa: Bảng Tin", "en": "Illustration: Bảng Tin", "fr": "Illustration : Bảng Tin"}[r.Lang]
				if f.Caption == "" || f.Alt == "" || f.Credit != credit {
					t.Errorf("a figure lacks its caption, alt or credit: %+v", f)
				}
			}
			canonical, err := doc.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			d := app.Document{Title: r.Title, Lead: r.Lead, Lang: r.Lang, Body: canonical, Category: app.ID{1},
				Byline: r.Byline, Source: r.Source, Genre: r.Genre, Topic: r.Topic, Series: r.Series, Tags: r.Tags, Exhibit: r.Exhibit, Address: r.Address}
			if _, err := d.Validate(); err != nil {
				t.Error(err)
			}
			if r.Address != "" && !strings.HasPrefix(r.Address, "https://thanhgiang.example/") {
				t.Errorf("the address %q is not of the invented portal", r.Address)
			}
		})
	}
	for what, want := range map[string]int{"vi": 14, "en": 3, "fr": 1, "date only": 1, "no picture": 2} {
		if count[what] != want {
			t.Errorf("%s: %d articles, want %d", what, count[what], want)
		}
	}
	if len(categories) != 7 {
		t.Errorf("%d categories, want 7", len(categories))
	}
}

// document is the body with a hash in place of each file, as an importer
// makes it. Links are checked on the way.
func document(t *testing.T, r record) body.Doc {
	t.Helper()
	var tree any
	if err := json.Unmarshal(r.Body, &tree); err != nil {
		t.Fatal(err)
	}
	walk(tree, func(o map[string]any) {
		attrs, _ := o["attrs"].(map[string]any)
		if file, ok := attrs["file"].(string); ok {
			delete(attrs, "file")
			attrs["media"] = app.Sum([]byte(file)).String()
		}
		if href, ok := attrs["href"].(string); ok {
			scheme, _, _ := strings.Cut(href, ":")
			if scheme != "https" && scheme != "mailto" && scheme != "tel" {
				t.Errorf("a link to %s", href)
			}
		}
	})
	data, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := body.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func walk(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, w := range v {
			walk(w, visit)
		}
	case []any:
		for _, w := range v {
			walk(w, visit)
		}
	}
}

func TestTextIsNormal(t *testing.T) {
	names, err := filepath.Glob("articles/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no sources", err)
	}
	for _, name := range append(names, filepath.Join(folder, "articles.jsonl"), filepath.Join(folder, "settings.json")) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !norm.NFC.IsNormal(data) {
			t.Errorf("%s is not in NFC", name)
		}
		for _, wrong := range []rune{0x00d0, 0x00f0, 0x0189, 0x00a0, 0x200b, 0xfeff} {
			if bytes.ContainsRune(data, wrong) {
				t.Errorf("%s holds %U", name, wrong)
			}
		}
		if strings.HasSuffix(name, ".txt") && bytes.ContainsAny(data, `"`) {
			t.Errorf("%s holds straight quotes", name)
		}
	}
}

func TestSettings(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(folder, "settings.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		app.Settings
		Emblem string `json:"emblem"`
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
	if s.Agency == "" || s.ParentAgency == "" || s.Slogan == "" || s.Responsible == "" || s.Licence == "" || s.Address == "" || len(s.Phones) == 0 {
		t.Error("a setting is missing")
	}
	if s.Emblem != "emblem.png" {
		t.Errorf("the emblem is %q, but emblem.png is drawn", s.Emblem)
	}
}

func TestPictures(t *testing.T) {
	used := map[string]bool{}
	for _, r := range records(t) {
		var tree any
		if err := json.Unmarshal(r.Body, &tree); err != nil {
			t.Fatal(err)
		}
		walk(tree, func(o map[string]any) {
			if attrs, ok := o["attrs"].(map[string]any); ok && o["type"] == "figure" {
				file, _ := attrs["file"].(string)
				used[file] = true
			}
		})
	}
	var total int64
	portraits := 0
	for _, p := range scene.Pictures() {
		if !used[p.Name+".jpg"] {
			t.Errorf("%s is in no article", p.Name)
		}
		delete(used, p.Name+".jpg")
		name := p.Name + "-1920.jpg"
		f, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			t.Error(err)
			continue
		}
		config, kind, err := image.DecodeConfig(f)
		if err != nil || kind != "jpeg" || config.Width != p.Width || config.Height != p.Height || max(p.Width, p.Height) != 1920 {
			t.Errorf("%s: %s of %d × %d, want jpeg of %d × %d (%v)", name, kind, config.Width, config.Height, p.Width, p.Height, err)
		}
		info, err := f.Stat()
		f.Close()
		if err != nil || info.Size() > 250<<10 {
			t.Errorf("%s: %d bytes, want at most 250 KB (%v)", name, info.Size(), err)
		}
		total += info.Size()
		if p.Height > p.Width {
			portraits++
		}
	}
	for name := range used {
		t.Errorf("no picture is drawn for %s", name)
	}
	if total > 4500<<10 {
		t.Errorf("the pictures take %d bytes, want at most 4,500 KB", total)
	}
	if portraits != 3 {
		t.Errorf("%d portraits, want 3", portraits)
	}
}

// TestPictureIsDrawnAgain draws the plan once more. On the architecture that
// made the files it is the same to the byte; elsewhere a fused multiply-add
// may move a pixel by a shade.
func TestPictureIsDrawnAgain(t *testing.T) {
	for _, p := range scene.Pictures() {
		if p.Name != "so-do" {
			continue
		}
		kept, err := os.ReadFile(filepath.Join(folder, p.Name+"-1920.jpg"))
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := p.Draw(false).JPEG(235 << 10)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOARCH == "amd64" && !bytes.Equal(drawn, kept) {
			t.Error("the plan drawn now is not the one that is kept: go run ./build/sample")
		}
		if d := difference(t, drawn, kept); d > 1 {
			t.Errorf("the plan drawn now differs from the one that is kept by %.2f of 255", d)
		}
		return
	}
	t.Fatal("there is no plan")
}

// difference is the mean distance of two pictures' grey values.
func difference(t *testing.T, a, b []byte) float64 {
	t.Helper()
	p, err := jpeg.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	q, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if p.Bounds() != q.Bounds() {
		return 255
	}
	sum, n := 0.0, 0
	for y := p.Bounds().Min.Y; y < p.Bounds().Max.Y; y += 3 {
		for x := p.Bounds().Min.X; x < p.Bounds().Max.X; x += 3 {
			v := color.GrayModel.Convert(p.At(x, y)).(color.Gray).Y
			w := color.GrayModel.Convert(q.At(x, y)).(color.Gray).Y
			sum += math.Abs(float64(v) - float64(w))
			n++
		}
	}
	return sum / float64(n)
}
