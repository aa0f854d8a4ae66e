package api_test

import (
	"net/http"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

// A picture is in the tray and in the text as soon as it is kept, shown by
// the thumbnail in it; nobody publishes it before it is ready, and one of
// which nothing can be made is named.
func TestPicturesThatWait(t *testing.T) {
	s := newSite(t)
	s.hidden()
	staff := s.staff()
	writer, admin := staff[app.Writer], staff[app.Admin]
	article := admin.newArticle()
	path := "/api/desk/articles/" + article + "/tray"
	s.darkroom.closed = true
	add := func(c *client, name, text string) (it api.TrayItem) {
		t.Helper()
		r := c.do("POST", path+"?name="+name, "\xff\xd8\xff\xe0"+text)
		if r.Code != http.StatusOK {
			t.Fatal(r.Code, r.Body)
		}
		for _, it = range c.tray(article).Items {
			if it.Names[0] == name {
				return it
			}
		}
		t.Fatalf("%s is not in the tray", name)
		return it
	}
	good := add(admin, "a.jpg", "một lúc 2024-07-03T10:00:00")
	bad := add(writer, "b.jpg", "hai lúc 2024-07-03T10:00:01 nứt")
	for _, it := range []api.TrayItem{good, bad} {
		if !it.Waits || it.TakenBy != "camera" || it.Picture.Width != 32 || it.Picture.Height != 20 || len(it.Picture.Sizes) != 1 {
			t.Fatalf("it waits as %+v", it)
		}
		small := writer.get(it.Picture.Sizes[0].URL)
		if small.Code != http.StatusOK || small.Header().Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(small.Body.String(), "nhỏ ") {
			t.Errorf("stands in: %d %v", small.Code, small.Header())
		}
		for name, c := range map[string]*client{"public": s.public(), "kiosk": s.window(api.FaceKiosk), "nobody yet": s.windowNamed(api.FaceDesk, "new")} {
			if r := c.get(it.Picture.Sizes[0].URL); r.Code == http.StatusOK && strings.Contains(r.Body.String(), "nhỏ ") {
				t.Errorf("%s gets it", name)
			}
		}
	}
	writer.ask("POST", "/api/desk/pictures/wanted", map[string]any{"media": []string{bad.Media, strings.Repeat("0", 64)}}, http.StatusOK, nil)
	if asked := s.darkroom.asked; len(asked) != 3 || asked[0].String() != bad.Media {
		t.Errorf("asked for in the order %v", asked)
	}

	publish := func(want int, media ...string) string {
		t.Helper()
		doc := admin.draft(s, "có ảnh")
		body := doc["body"].(map[string]any)
		for i, m := range media {
			body["content"] = append(body["content"].([]any), map[string]any{"type": "figure",
				"attrs": map[string]any{"id": "f" + string(rune('1'+i)), "media": m, "caption": "Chú thích", "credit": "Lê Thu"}})
		}
		admin.ask("POST", "/api/desk/articles/"+article+"/revisions", map[string]any{"doc": doc, "base": []string{}}, http.StatusOK, nil)
		var a api.DeskArticle
		admin.ask("GET", "/api/desk/articles/"+article, nil, http.StatusOK, &a)
		for _, m := range media {
			if s.darkroom.closed && len(a.Media[m].Sizes) != 1 {
				t.Errorf("in the article: %+v", a.Media[m])
			}
		}
		if admin.state(article) == app.Drafted { // else an edit has put it back into review
			staff[app.Editor].act(article, app.ActSubmit, nil, http.StatusOK)
		}
		staff[app.Editor].act(article, app.ActApprove, nil, http.StatusOK)
		return admin.act(article, app.ActPublish, nil, want)
	}
	if text := publish(http.StatusUnprocessableEntity, good.Media, bad.Media); !strings.Contains(text, "photo_crashed") {
		t.Errorf("published with a picture of which nothing can be made: %s", text)
	}
	publish(http.StatusOK, good.Media)
	tray := writer.tray(article)
	if len(tray.Items) != 1 || tray.Items[0].Waits || len(tray.Faults) != 1 || tray.Faults[0].Name != "b.jpg" || !strings.Contains(tray.Faults[0].Message.VI, "Xin lưu lại") {
		t.Errorf("the tray holds %+v", tray)
	}
}
