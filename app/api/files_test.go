package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

const (
	aPDF  = "%PDF-1.7\nmột trang\n%%EOF\n"
	aWAV  = "RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"
	aFilm = "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm"
	aVTT  = "WEBVTT\n\n00:00.000 --> 00:01.000\nKính chào\n"
)

func aWord(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.Create("word/document.xml"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// newsroom is staff with a category to write in.
func (s *site) newsroom() map[app.Post]*client {
	s.t.Helper()
	staff := s.staff()
	staff[app.Admin].ask("POST", "/api/desk/categories", map[string]any{"name": map[string]string{"vi": "Thời sự", "en": "News"}, "parent": ""}, http.StatusOK, nil)
	return staff
}

// upload sends a file to the desk.
func (c *client) upload(name, file string) api.ArticleFile {
	c.t.Helper()
	r := c.do("POST", "/api/desk/files?name="+name, file)
	var f api.ArticleFile
	if err := json.Unmarshal(r.Body.Bytes(), &f); err != nil || r.Code != http.StatusOK {
		c.t.Fatalf("%d %s %v", r.Code, r.Body, err)
	}
	return f
}

// withFiles saves an article with a PDF and a Word file attached and a
// film with subtitles and a sound in its body.
func (c *client) withFiles(s *site, words string) (id string, files map[string]api.ArticleFile) {
	c.t.Helper()
	files = map[string]api.ArticleFile{
		"pdf": c.upload("Quyet-dinh.pdf", aPDF+words), "word": c.upload("Mau.docx", aWord(c.t)),
		"film": c.upload("a.webm", aFilm+words), "sound": c.upload("b.wav", aWAV+words), "subtitles": c.upload("a.vtt", aVTT+words),
	}
	doc := c.draft(s, words)
	doc["attachments"] = []any{
		map[string]any{"media": files["pdf"].Media, "name": "Quyết định " + words, "type": "application/pdf"},
		map[string]any{"media": files["word"].Media, "name": "Mẫu đơn", "type": ""},
	}
	inner := doc["body"].(map[string]any)
	inner["content"] = append(inner["content"].([]any),
		map[string]any{"type": "video", "attrs": map[string]any{"id": "v1", "media": files["film"].Media, "subtitles": files["subtitles"].Media, "caption": "Khai mạc"}},
		map[string]any{"type": "audio", "attrs": map[string]any{"id": "s1", "media": files["sound"].Media, "transcript": "Kính chào"}})
	var made struct{ ID string }
	c.ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	c.ask("POST", "/api/desk/articles/"+made.ID+"/revisions", map[string]any{"doc": doc, "base": []string{}}, http.StatusOK, nil)
	return made.ID, files
}

// show publishes what a writer has written.
func show(staff map[app.Post]*client, id string) {
	staff[app.Writer].act(id, app.ActSubmit, nil, http.StatusOK)
	staff[app.Editor].act(id, app.ActApprove, nil, http.StatusOK)
	staff[app.PublisherIn].act(id, app.ActPublish, nil, http.StatusOK)
}

// Readers get files from the moment an article is published to the moment
// it is withdrawn, at every face that may have them, and never before or
// after.
func TestFilesAreSeenWhileAnArticleIs(t *testing.T) {
	s := newSite(t)
	staff := s.newsroom()
	id, files := staff[app.Writer].withFiles(s, "một")
	faces := map[string]*client{"public": s.public(), "kiosk": s.window(api.FaceKiosk), "screen": s.window(api.FaceScreen), "desk": s.window(api.FaceDesk)}
	mustBe := func(when string, want int) {
		t.Helper()
		for face, c := range faces {
			for kind, f := range files {
				want := want
				if kind == "word" && (face == "kiosk" || face == "screen") {
					want = http.StatusNotFound // nobody takes anything away from there
				}
				if got := c.get("/media/" + f.Media); got.Code != want {
					t.Errorf("%s, %s, %s: %d, want %d", when, face, kind, got.Code, want)
				}
				if got := c.get("/media/" + f.Media + "/0"); got.Code != http.StatusNotFound {
					t.Errorf("%s, %s: the %s is served as a picture: %d", when, face, kind, got.Code)
				}
			}
		}
	}
	mustBe("a draft", http.StatusNotFound)
	show(staff, id)
	mustBe("published", http.StatusOK)
	staff[app.PublisherIn].act(id, app.ActRetract, map[string]any{"reason": "nhầm"}, http.StatusOK)
	mustBe("withdrawn", http.StatusNotFound)
	for kind, f := range files {
		if got := staff[app.Auditor].get("/desk-media/" + f.Media); got.Code != http.StatusOK {
			t.Errorf("staff do not get the %s of a withdrawn article: %d", kind, got.Code)
		}
		if got := faces["public"].get("/desk-media/" + f.Media); got.Code != http.StatusNotFound {
			t.Errorf("the public gets the %s of a desk: %d", kind, got.Code)
		}
	}
}

func TestFilesOfAnArticle(t *testing.T) {
	s := newSite(t)
	staff := s.newsroom()
	id, files := staff[app.Writer].withFiles(s, "hai")
	show(staff, id)
	var public, kiosk api.Article
	s.public().json("/api/articles/"+id, &public)
	s.window(api.FaceKiosk).json("/api/articles/"+id, &kiosk)
	var got []string
	for _, f := range append(public.Attached, kiosk.Attached...) {
		got = append(got, fmt.Sprintf("%s %s %q %q", f.Name, f.Kind, strings.TrimPrefix(f.URL, "/media/"+f.Media), strings.TrimPrefix(f.Download, "/media/"+f.Media)))
	}
	want := []string{`Quyết định hai pdf "" "?as=quyet-dinh-hai.pdf"`, `Mẫu đơn text "" "?as=mau-don.docx"`, `Quyết định hai pdf "" ""`, `Mẫu đơn text "" ""`}
	if fmt.Sprint(got) != fmt.Sprint(want) || kiosk.Attached[1].URL != "" || public.Attached[0].URL == "" {
		t.Errorf("attachments:\n%s\nwant\n%s", got, want)
	}
	if len(public.Files) != 3 || public.Files[files["film"].Media].Kind != "film" || public.Files[files["subtitles"].Media].URL == "" {
		t.Errorf("in the body: %+v", public.Files)
	}

	if page := text(s.public().get("/api/articles/" + id + "/file")); !strings.Contains(page, "Quyết định hai; Mẫu đơn") || !strings.Contains(page, "<blockquote><p>Kính chào</p></blockquote>") {
		t.Errorf("what is kept of it lacks the names of attachments or a transcript:\n%s", page)
	}

	var row api.DeskArticle
	staff[app.Writer].ask("GET", "/api/desk/articles/"+id, nil, http.StatusOK, &row)
	if len(row.Files) != 5 || row.Files[files["pdf"].Media].URL != "/desk-media/"+files["pdf"].Media {
		t.Errorf("at the desk: %+v", row.Files)
	}
	var page api.LibraryPage
	staff[app.Writer].ask("GET", "/api/desk/pictures?kind=files", nil, http.StatusOK, &page)
	uses := map[string]string{}
	for _, p := range page.Pictures {
		for _, u := range p.Uses {
			uses[p.Kind] += u.Block + u.Caption + " "
		}
	}
	if fmt.Sprint(uses) != "map[film:v1Khai mạc  pdf:Quyết định hai  sound:s1  subtitles:v1Khai mạc  text:Mẫu đơn ]" {
		t.Errorf("where they are used: %v", uses)
	}
	staff[app.Writer].ask("GET", "/api/desk/pictures?kind=pictures", nil, http.StatusOK, &page)
	if len(page.Pictures) != 0 {
		t.Errorf("files are listed as pictures: %+v", page.Pictures)
	}
}

// The poster of a film stands for an article without a picture of its own,
// and is a picture as every other.
func TestPosterStandsForTheArticle(t *testing.T) {
	s := newSite(t)
	staff := s.newsroom()
	writer := staff[app.Writer]
	film, poster := writer.upload("a.webm", aFilm+"bìa"), writer.add("ảnh bìa")
	doc := writer.draft(s, "có phim")
	inner := doc["body"].(map[string]any)
	inner["content"] = append(inner["content"].([]any), map[string]any{"type": "video",
		"attrs": map[string]any{"id": "v1", "media": film.Media, "poster": poster.Media, "caption": "Khai mạc", "credit": "Hà My"}})
	var made struct{ ID string }
	writer.ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	writer.ask("POST", "/api/desk/articles/"+made.ID+"/revisions", map[string]any{"doc": doc, "base": []string{}}, http.StatusOK, nil)
	show(staff, made.ID)
	var a api.Article
	s.public().json("/api/articles/"+made.ID, &a)
	if p := a.Photo.V; p == nil || p.Caption != "Khai mạc" || len(p.Sizes) != 1 || s.public().get(p.Sizes[0].URL).Code != http.StatusOK {
		t.Errorf("the photo is %+v", p)
	}
	if _, ok := a.Media[poster.Media]; !ok {
		t.Errorf("the poster is not among the pictures: %+v", a.Media)
	}
	var slides api.Slides
	s.window(api.FaceScreen).json("/api/slides", &slides)
	if len(slides.Slides) != 1 || slides.Slides[0].Photo.V == nil {
		t.Errorf("a screen shows %+v", slides.Slides)
	}
	var page api.LibraryPage
	writer.ask("GET", "/api/desk/pictures?kind=pictures&lacks=alt", nil, http.StatusOK, &page)
	if len(page.Pictures) != 0 {
		t.Errorf("a poster is told to lack words: %+v", page.Pictures)
	}
}

// What a file is decides what browsers make of it, and parts of it can be
// asked for.
func TestFilesAreServedSafelyAndInParts(t *testing.T) {
	s := newSite(t)
	staff := s.newsroom()
	id, files := staff[app.Writer].withFiles(s, "ba")
	show(staff, id)
	c := s.public()
	types := map[string]string{"pdf": "application/pdf", "film": "video/webm", "sound": "audio/wav", "subtitles": "text/vtt; charset=utf-8",
		"word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
	for kind, f := range files {
		h := c.get("/media/" + f.Media).Header()
		if h.Get("Content-Type") != types[kind] || h.Get("X-Content-Type-Options") != "nosniff" ||
			h.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || h.Get("Accept-Ranges") != "bytes" {
			t.Errorf("%s: %v", kind, h)
		}
		if away := h.Get("Content-Disposition"); (away != "") != (kind == "word") {
			t.Errorf("%s: %s", kind, away)
		}
		if got := c.get("/media/" + f.Media + "?as=..%2F%22%0d%0aX:y.html").Header().Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="x-y.`) || strings.Contains(got, "html") {
			t.Errorf("%s under a hostile name: %q", kind, got)
		}
	}
	if got := s.window(api.FaceKiosk).get("/media/" + files["pdf"].Media + "?as=a"); got.Code != http.StatusNotFound {
		t.Errorf("a kiosk gives a file away: %d", got.Code)
	}
	whole := aPDF + "ba"
	for _, p := range []struct {
		ask, want, part string
		code            int
	}{
		{"bytes=0-3", fmt.Sprintf("bytes 0-3/%d", len(whole)), "%PDF", http.StatusPartialContent},
		{"bytes=-2", fmt.Sprintf("bytes %d-%d/%d", len(whole)-2, len(whole)-1, len(whole)), "ba", http.StatusPartialContent},
		{fmt.Sprintf("bytes=%d-", len(whole)), fmt.Sprintf("bytes */%d", len(whole)), "", http.StatusRequestedRangeNotSatisfiable},
	} {
		c.header = map[string]string{"Range": p.ask}
		got := c.get("/media/" + files["pdf"].Media)
		if got.Code != p.code || got.Header().Get("Content-Range") != p.want || p.part != "" && text(got) != p.part {
			t.Errorf("%s: %d %s", p.ask, got.Code, got.Header().Get("Content-Range"))
		}
	}
}

func TestFilesThatAreNotTaken(t *testing.T) {
	s := newSite(t)
	staff := s.newsroom()
	writer := staff[app.Writer]
	for file, key := range map[string]string{
		"":                            "file_empty",
		"<!doctype html><script>":     "file_unsupported",
		"\xff\xd8\xff\xe0 một ảnh":    "file_unsupported",
		"%PDF-1.7 không có phần cuối": "file_broken",
		"WEBVTT\n\n" + strings.Repeat("00:00.000 --> 00:01.000\nx\n", 1<<16): "file_too_large",
	} {
		if got := writer.do("POST", "/api/desk/files?name=a.pdf", file); got.Code < 400 || !strings.Contains(got.Body.String(), `"`+key+`"`) {
			t.Errorf("%.20q: %d %s, want %s", file, got.Code, got.Body, key)
		}
	}
	if got := staff[app.Auditor].do("POST", "/api/desk/files", aPDF); got.Code != http.StatusForbidden {
		t.Errorf("an auditor adds a file: %d", got.Code)
	}
	if got := s.window(api.FaceKiosk).do("POST", "/api/desk/files", aPDF); got.Code != http.StatusNotFound {
		t.Errorf("a kiosk adds a file: %d", got.Code)
	}
	s.mustKeepNothing()

	// A document that names a file that never came, or one in another's place, stays a draft.
	sound := writer.upload("b.wav", aWAV)
	for key, media := range map[string]string{"file_missing": strings.Repeat("ab", 32), "file_place": sound.Media} {
		doc := writer.draft(s, key)
		inner := doc["body"].(map[string]any)
		inner["content"] = append(inner["content"].([]any), map[string]any{"type": "video", "attrs": map[string]any{"id": "v1", "media": media}})
		var made struct{ ID string }
		writer.ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
		writer.ask("POST", "/api/desk/articles/"+made.ID+"/revisions", map[string]any{"doc": doc, "base": []string{}}, http.StatusOK, nil)
		writer.act(made.ID, app.ActSubmit, nil, http.StatusOK)
		staff[app.Editor].act(made.ID, app.ActApprove, nil, http.StatusOK)
		if got := staff[app.PublisherIn].act(made.ID, app.ActPublish, nil, http.StatusUnprocessableEntity); !strings.Contains(got, key) {
			t.Errorf("publishing says %s, want %s", got, key)
		}
	}
}

// mustKeepNothing looks for whole and half files of what was refused.
func (s *site) mustKeepNothing() {
	s.t.Helper()
	dir := filepath.Dir(filepath.Dir(s.db.Media().Path([32]byte{})))
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			s.t.Errorf("%s is kept", path)
		}
		return err
	})
	if err != nil {
		s.t.Error(err)
	}
}

// endless is a film that goes on for ever, and counts what was read of it.
type endless struct{ read int64 }

func (e *endless) Read(b []byte) (int, error) {
	n := 0
	if e.read == 0 {
		n = copy(b, aFilm)
	}
	clear(b[n:])
	e.read += int64(len(b))
	return len(b), nil
}

// A film goes to the disk as it comes: 96 MB of it cost no memory to speak of,
// and none of it stays when whoever sends it goes away.
func TestFilmsAreNeverWholeInMemory(t *testing.T) {
	s := newSite(t)
	writer := s.newsroom()[app.Writer]
	const size = 96 << 20
	send := func(ctx context.Context, body io.Reader, length int64) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "http://"+writer.host+"/api/desk/files?name=phim.webm", body).WithContext(ctx)
		r.ContentLength = length
		r.Host = writer.host
		r.AddCookie(writer.cookie)
		w := httptest.NewRecorder()
		writer.h.ServeHTTP(w, r)
		return w
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	w := send(context.Background(), io.LimitReader(&endless{}, size), size)
	runtime.ReadMemStats(&after)
	var f api.ArticleFile
	if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil || w.Code != http.StatusOK || f.Bytes != size || f.Kind != "film" {
		t.Fatalf("%d %s %v", w.Code, w.Body, err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 4<<20 {
		t.Errorf("a film of %d MB took %d KB of memory", size>>20, took>>10)
	}
	name, err := app.ParseHash(f.Media)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.db.Media().Verify(context.Background(), name); err != nil {
		t.Error(err)
	}

	long := &endless{}
	if w := send(context.Background(), long, 3<<30); w.Code != http.StatusRequestEntityTooLarge || long.read > 1<<20 {
		t.Errorf("a film of 3 GB: %d after %d bytes", w.Code, long.read)
	}
	ctx, cancel := context.WithCancel(context.Background())
	gone := send(ctx, io.TeeReader(&endless{}, after4MB(cancel)), -1)
	if gone.Code < 400 {
		t.Errorf("a film that was cut off: %d %s", gone.Code, gone.Body)
	}
	left := 0
	for range s.db.Media().Walk(context.Background()) {
		left++
	}
	if half, _ := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(s.db.Media().Path(name))), "*.tmp")); left != 1 || len(half) > 0 {
		t.Errorf("%d files and %v are left, want the one that came whole", left, half)
	}
}

// after4MB calls stop when 4 MB have come.
func after4MB(stop func()) io.Writer { return &stopper{stop: stop} }

type stopper struct {
	n    int
	stop func()
}

func (s *stopper) Write(b []byte) (int, error) {
	if s.n += len(b); s.n > 4<<20 {
		s.stop()
	}
	return len(b), nil
}

func TestFilesAreOpenedWithOtherProgramsFromADesksWindowAlone(t *testing.T) {
	s := newSite(t)
	staff := s.newsroom()
	id, files := staff[app.Writer].withFiles(s, "bốn")
	path := "/api/articles/" + id + "/attachments/" + files["pdf"].Media + "/open"
	desk := s.window(api.FaceDesk)
	if got := desk.do("POST", path, ""); got.Code != http.StatusNotFound {
		t.Errorf("a draft's: %d", got.Code)
	}
	show(staff, id)
	for face, c := range map[string]*client{"kiosk": s.window(api.FaceKiosk), "public": s.public(), "another machine's": staff[app.Editor]} {
		if got := c.do("POST", path, ""); got.Code < 400 {
			t.Errorf("%s: %d", face, got.Code)
		}
	}
	if got := desk.do("POST", "/api/articles/"+id+"/attachments/"+files["film"].Media+"/open", ""); got.Code != http.StatusNotFound {
		t.Errorf("what is not attached: %d", got.Code)
	}
	if len(s.engine.browsed) > 0 {
		t.Fatalf("opened: %q", s.engine.browsed)
	}
	desk.ask("POST", path, nil, http.StatusOK, nil)
	if len(s.engine.browsed) != 1 || s.engine.browsed[0] != "window-desk quyet-dinh-bon.pdf "+aPDF+"bốn" {
		t.Errorf("opened: %q", s.engine.browsed)
	}
}

// What a window says that it can play is heard, what a browser says is not.
func TestWindowsSayWhatTheyCanPlay(t *testing.T) {
	s := newSite(t)
	said := map[string]any{"can": []string{"WebM (VP8)"}, "cannot": []string{"MP4 (H.264)"}}
	s.window(api.FaceKiosk).ask("POST", "/api/plays", said, http.StatusOK, nil)
	if got := s.public().do("POST", "/api/plays", asJSON(t, said)); got.Code != http.StatusNotFound && got.Code != http.StatusMethodNotAllowed {
		t.Errorf("a browser is heard: %d", got.Code)
	}
	if got := s.window(api.FaceKiosk).do("POST", "/api/plays", asJSON(t, map[string]any{"can": []string{strings.Repeat("x", 41)}, "cannot": []string{}})); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("a long name: %d", got.Code)
	}
	if len(s.played) != 1 || s.played[0] != "window-kiosk [WebM (VP8)] [MP4 (H.264)]" {
		t.Errorf("heard: %q", s.played)
	}
}
