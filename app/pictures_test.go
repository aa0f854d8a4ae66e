package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

func pictureNamed(name string) app.Hash { return app.Sum([]byte(name)) }

// develop notes a picture as one that was sent at the desk.
func (m *machine) develop(name, file string) app.Hash {
	m.t.Helper()
	h := pictureNamed(name)
	ctx := context.Background()
	d := app.Developed{Original: h, Bytes: 1200, Across: 4000, Down: 3000, Media: app.Media{Width: 320, Height: 240, Colour: "#102030",
		Sizes: []app.Size{{Hash: h, Type: "image/jpeg", Width: 320, Height: 240, Bytes: 9}}}}
	if err := m.lib.SavePreview(ctx, d); err != nil {
		m.t.Fatal(err)
	}
	if err := m.lib.NamePicture(ctx, h, file); err != nil {
		m.t.Fatal(err)
	}
	return h
}

type shownFigure struct {
	media, original      string // names of pictures
	caption, alt, credit string
}

// withFigures is a document that shows pictures.
func withFigures(d app.Document, figures ...shownFigure) app.Document {
	blocks := []map[string]any{{"type": "paragraph", "attrs": map[string]any{"id": "p"}}}
	for i, f := range figures {
		attrs := map[string]any{"id": fmt.Sprintf("f%d", i), "media": pictureNamed(f.media).String(), "caption": f.caption, "alt": f.alt, "credit": f.credit}
		if f.original != "" {
			attrs["original"], attrs["edit"] = pictureNamed(f.original).String(), "1 0 0 10000 10000"
		}
		blocks = append(blocks, map[string]any{"type": "figure", "attrs": attrs})
	}
	d.Body, _ = json.Marshal(map[string]any{"type": "doc", "content": blocks})
	return d
}

func (m *machine) writeWith(id app.ID, title string, base []app.Hash, figures ...shownFigure) app.Hash {
	m.t.Helper()
	s, err := m.lib.SaveDraft(context.Background(), writer, id, withFigures(draft(m, title), figures...), base)
	if err != nil {
		m.t.Fatal(err)
	}
	return s.Revision
}

func (m *machine) pictures(f app.PictureFilter) []app.ListedPicture {
	m.t.Helper()
	p, err := m.lib.Pictures(context.Background(), f, nil, 100)
	if err != nil {
		m.t.Fatal(err)
	}
	return p.Pictures
}

func names(ps []app.ListedPicture) string {
	var out []string
	for _, p := range ps {
		out = append(out, strings.Join(p.Names, "+"))
	}
	return strings.Join(out, " ")
}

func TestPicturesAreFoundByTheirWordsAndByWhatTheyLack(t *testing.T) {
	m := newMachine(t)
	m.found()
	now := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
	m.now = func() time.Time { return now }
	m.reopen(false)
	for _, name := range []string{"a", "b", "c", "d"} {
		now = now.Add(time.Minute)
		m.develop(name, name+".jpg")
	}
	m.writeWith(articleID(1), "Chợ phiên Hà Giang", nil,
		shownFigure{media: "a", caption: "Quang cảnh Hội nghị", alt: "Hội trường", credit: "Ảnh: Hồng Ngân"},
		shownFigure{media: "b", caption: "Đèo Mã Pì Lèng", alt: "image 20240704065955 1"})
	m.writeWith(articleID(2), "Bài khác", nil, shownFigure{media: "c", original: "d", caption: "Ngô", alt: "Bắp ngô", credit: "Lan"})
	for name, c := range map[string]struct {
		filter app.PictureFilter
		want   string
	}{
		"all, the last first":           {app.PictureFilter{}, "d.jpg c.jpg b.jpg a.jpg"},
		"a caption without marks":       {app.PictureFilter{Words: "hoi nghi"}, "a.jpg"},
		"marks count where typed":       {app.PictureFilter{Words: "hội nghi"}, "a.jpg"},
		"other marks":                   {app.PictureFilter{Words: "hồi"}, ""},
		"đ is d":                        {app.PictureFilter{Words: "deo ma"}, "b.jpg"},
		"a description":                 {app.PictureFilter{Words: "HOI TRUONG"}, "a.jpg"},
		"a credit":                      {app.PictureFilter{Words: "hong ngan"}, "a.jpg"},
		"a title":                       {app.PictureFilter{Words: "ha giang"}, "b.jpg a.jpg"},
		"a file":                        {app.PictureFilter{Words: "b.jpg"}, "b.jpg"},
		"all words, wherever they are":  {app.PictureFilter{Words: "giang hoi ngan"}, "a.jpg"},
		"the original of an edited one": {app.PictureFilter{Words: "bap ngo"}, "d.jpg c.jpg"},
		"unused":                        {app.PictureFilter{Lacks: app.LacksUse}, ""},
		"no description":                {app.PictureFilter{Lacks: app.LacksAlt}, "b.jpg"},
		"no credit":                     {app.PictureFilter{Lacks: app.LacksCredit}, "b.jpg"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := names(m.pictures(c.filter)); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	one := m.pictures(app.PictureFilter{Words: "a.jpg"})[0]
	if one.Across != 4000 || one.Down != 3000 || one.Bytes != 1200 || one.Added == 0 || len(one.Media.Sizes) != 1 {
		t.Errorf("noted: %+v", one)
	}
	if u := one.Uses; len(u) != 1 || u[0].Article != articleID(1) || u[0].Title != "Chợ phiên Hà Giang" || u[0].Block != "f0" || u[0].State != app.Drafted || u[0].Old {
		t.Errorf("used: %+v", u)
	}
	if u := m.pictures(app.PictureFilter{Words: "d.jpg"})[0].Uses; len(u) != 1 || !u[0].Edited {
		t.Errorf("the original of an edited one: %+v", u)
	}
}

// What readers see counts as used after the text that is being written has
// dropped it, and no longer once that is published.
func TestPicturesOnShowAreUsed(t *testing.T) {
	m := newMachine(t)
	m.found()
	ctx := context.Background()
	m.develop("a", "a.jpg")
	e := entry(articleID(1), "Đã đăng")
	e.Document = withFigures(e.Document, shownFigure{media: "a", caption: "Chú thích", alt: "Lời tả", credit: "Lan"})
	m.publish(e)
	unused := func() string { return names(m.pictures(app.PictureFilter{Lacks: app.LacksUse})) }
	uses := func() []app.UsedPicture { return m.pictures(app.PictureFilter{})[0].Uses }
	if u := uses(); len(u) != 1 || u[0].Old || u[0].State != app.Public {
		t.Errorf("published: %+v", u)
	}
	edited := m.write(writer, articleID(1), "Đã bỏ ảnh", m.desk(articleID(1)).Revision)
	if u := uses(); len(u) != 1 || !u[0].Old || u[0].Title != "Đã bỏ ảnh" {
		t.Errorf("dropped from the text: %+v", u)
	}
	if got := unused(); got != "" {
		t.Errorf("%q counts as unused while readers see it", got)
	}
	m.do(writer, articleID(1), app.ActSubmit)
	if err := m.lib.Do(ctx, editor, articleID(1), app.Deed{Act: app.ActApprove, Revision: edited}); err != nil {
		t.Fatal(err)
	}
	m.do(publisher, articleID(1), app.ActPublish)
	if got := unused(); got != "a.jpg" {
		t.Errorf("unused once the new version is out: %q", got)
	}
}

func TestPicturesArePagedAndFoldedAnew(t *testing.T) {
	m := newMachine(t)
	m.found()
	ctx := context.Background()
	var figures []shownFigure
	for i := range 23 {
		name := fmt.Sprintf("ảnh %02d", i)
		m.develop(name, name+".jpg")
		figures = append(figures, shownFigure{media: name, caption: name})
	}
	m.writeWith(articleID(1), "Nhiều ảnh", nil, figures[:15]...)
	walk := func() (out []app.ListedPicture) {
		var from *app.PicturePlace
		for pages := 0; ; pages++ {
			p, err := m.lib.Pictures(ctx, app.PictureFilter{}, from, 5)
			if err != nil || p.Total != 23 || len(p.Pictures) > 5 || pages > 5 {
				t.Fatalf("page %d: %d of %d: %v", pages, len(p.Pictures), p.Total, err)
			}
			out = append(out, p.Pictures...)
			if from = p.Next; from == nil {
				return out
			}
		}
	}
	told := func(ps []app.ListedPicture) string {
		text, err := json.Marshal(ps)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	before := walk()
	if len(before) != 23 || strings.Count(names(before), ".jpg") != 23 {
		t.Fatalf("walked: %s", names(before))
	}
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if after := walk(); told(after) != told(before) {
		t.Errorf("folded anew:\n%s\n%s", told(after), told(before))
	}

	// A folder from before there was such a list: what was developed and what
	// articles name is found all the same.
	err := m.db.Update(ctx, func(tx app.Tx) error {
		for _, table := range []string{"picture", "pictured"} {
			if err := tx.Drop(table); err != nil {
				return err
			}
		}
		return tx.Delete("local", []byte("pictures"))
	})
	if err != nil {
		t.Fatal(err)
	}
	old := m.pictures(app.PictureFilter{})
	hashes := func(ps []app.ListedPicture) (out []string) {
		for _, p := range ps {
			out = append(out, fmt.Sprint(p.Original, len(p.Uses), p.Across))
		}
		slices.Sort(out)
		return out
	}
	if !slices.Equal(hashes(old), hashes(before)) {
		t.Errorf("an older folder lists %v", hashes(old))
	}
}

func TestNamesOfFilesDescribeNothing(t *testing.T) {
	for alt, is := range map[string]bool{
		"image 20240704065955 1":     true,
		"IMG_20240703_175908":        true,
		"DSC01234":                   true,
		"cho-phien.JPG":              true,
		"Image of the hall":          false,
		"Ảnh 1":                      false,
		"Chợ phiên, nhìn từ cho.jpg": false,
		"":                           false,
	} {
		if app.MadeOfFileName(alt) != is {
			t.Errorf("%q: %v", alt, !is)
		}
	}
	d := withFigures(app.Document{Title: "Bài"}, shownFigure{media: "a", caption: "Quang cảnh", alt: " image 20240704065955 1 ", credit: "Lan"}).Normal()
	if strings.Contains(string(d.Body), "20240704065955") || !strings.Contains(string(d.Body), "Quang cảnh") {
		t.Errorf("kept as %s", d.Body)
	}
}

// A page comes at once, however many pictures there are: the one that has
// to look at most is the one that finds nothing. Reported, and held to five
// times what is wished for.
func TestPicturesOfALargeLibrary(t *testing.T) {
	m := newMachine(t)
	m.found()
	ctx := context.Background()
	const articles, each = 30, 50
	for a := range articles {
		var figures []shownFigure
		for i := range each {
			name := fmt.Sprintf("ảnh %d-%d", a, i)
			m.develop(name, name+".jpg")
			figures = append(figures, shownFigure{media: name, caption: "Quang cảnh hội nghị số " + name, alt: "Hội trường", credit: "Lan"})
		}
		m.writeWith(articleID(a), fmt.Sprintf("Hội nghị thứ %d", a), nil, figures...)
	}
	for name, f := range map[string]app.PictureFilter{"the first page": {}, "found nowhere": {Words: "không đâu có"}, "unused": {Lacks: app.LacksUse}} {
		begin := time.Now()
		p, err := m.lib.Pictures(ctx, f, nil, 60)
		took := time.Since(begin)
		if err != nil || p.Total != articles*each {
			t.Fatalf("%s: %d pictures, %v", name, p.Total, err)
		}
		t.Logf("%s: %v", name, took.Round(time.Millisecond))
		if took > 5*300*time.Millisecond {
			t.Errorf("%s took %v", name, took)
		}
	}
}
