package api_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/color"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"bangtin/app/api"
)

func TestAFileOfAnArticleNeedsNothingElse(t *testing.T) {
	s := newSite(t)
	e := s.article(1, "công khai", color.RGBA{1, 200, 0, 255})
	e.Document.Title = `Cảng <b>Cửa Vạn</b> & "tàu khách"`
	e.Note = "Con số đúng là 7,6 km."
	s.save(true, e)
	got := s.public().get(path(e, "/file"))
	page := text(got)
	if got.Code != http.StatusOK || got.Header().Get("Content-Disposition") != `attachment; filename="cang-b-cua-van-b-tau-khach.html"` {
		t.Fatalf("the file: %d %v", got.Code, got.Header())
	}
	for _, want := range []string{
		"Cảng &lt;b&gt;Cửa Vạn&lt;/b&gt; &amp; &#34;tàu khách&#34;</h1>", "Sapô công khai", "Đoạn công khai",
		"Chú thích công khai", "<b>Ảnh: công khai</b>", "Con số đúng là 7,6 km.", "https://example.vn/1", `lang="vi"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the file lacks %s", want)
		}
	}
	pictures := regexp.MustCompile(`src="data:image/jpeg;base64,([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(pictures) != 1 {
		t.Fatalf("%d pictures in the file, want the one of the body", len(pictures))
	}
	bytes, err := base64.StdEncoding.DecodeString(pictures[0][1])
	for _, m := range e.Media {
		f, open := s.db.Media().Open(m.Sizes[0].Hash)
		if err != nil || open != nil {
			t.Fatal(err, open)
		}
		defer f.Close()
		if kept, _ := io.ReadAll(f); string(kept) != string(bytes) {
			t.Error("the picture in the file is another one")
		}
	}
	if away := regexp.MustCompile(`(?i)<script|<link|<iframe|url\(|@import|src="[^d]|srcset`).FindString(page); away != "" {
		t.Errorf("the file reaches out with %s", away)
	}
}

func TestAFileIsGivenToPeopleAtTheirOwnMachinesOnly(t *testing.T) {
	s := newSite(t)
	e := s.story(1)
	s.save(true, e)
	for face, want := range map[string]int{api.FaceDesk: http.StatusOK, api.FaceKiosk: http.StatusNotFound, api.FaceScreen: http.StatusNotFound} {
		if got := s.window(face).get(path(e, "/file")); got.Code != want {
			t.Errorf("at a %s: %d, want %d", face, got.Code, want)
		}
	}
	draft := s.story(2)
	s.save(false, draft)
	if got := s.public().get(path(draft, "/file")); got.Code != http.StatusNotFound {
		t.Errorf("a draft: %d", got.Code)
	}
}

// What the body holds comes out as text and as tags of ours, whatever it is.
func TestAFileDrawsEveryBlockAndNoMarkup(t *testing.T) {
	s := newSite(t)
	say := func(s string) string { return fmt.Sprintf(`{"type":"text","text":%q}`, s) }
	para := func(inner string) string { return `{"type":"paragraph","content":[` + inner + `]}` }
	blocks := []string{
		`{"type":"heading","attrs":{"id":"b1","level":2},"content":[` + say("Mục <i>") + `]}`,
		`{"type":"blockquote","attrs":{"id":"b2"},"content":[` + para(say("Trích")) + `]}`,
		`{"type":"ordered_list","attrs":{"id":"b3","order":3},"content":[{"type":"list_item","content":[` + para(say("Ba")) + `]}]}`,
		`{"type":"table","attrs":{"id":"b4"},"content":[{"type":"table_row","content":[{"type":"table_header","attrs":{"colspan":2},"content":[` + para(say("Ô")) + `]}]}]}`,
		`{"type":"divider","attrs":{"id":"b5"}}`,
		`{"type":"paragraph","attrs":{"id":"b6"},"content":[{"type":"text","text":"cổng","marks":[{"type":"bold"},{"type":"link","attrs":{"href":"https://example.vn/?a=1&b=\"2\""}}]},{"type":"hard_break"},` + say("</p><script>alert(1)</script>") + `]}`,
		`{"type":"sidebar<script>","attrs":{"id":"b7"},"content":[` + para(say("Lạ")) + `]}`,
	}
	e := s.story(1)
	e.Document.Body = json.RawMessage(`{"type":"doc","content":[` + strings.Join(blocks, ",") + `]}`)
	s.save(true, e)
	page := text(s.public().get(path(e, "/file")))
	for _, want := range []string{
		"<h2>Mục &lt;i&gt;</h2>", "<blockquote><p>Trích</p></blockquote>", "<ol start=3><li><p>Ba</p></li></ol>",
		"<table><tbody><tr><th colspan=2><p>Ô</p></th></tr></tbody></table>", "<hr>",
		`<a href="https://example.vn/?a=1&amp;b=&#34;2&#34;"><strong>cổng</strong></a><br>&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>`,
		"<p>Lạ</p>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the file lacks %s", want)
		}
	}
	if strings.Contains(page, "<script") {
		t.Error("there is a script in the file")
	}
}
