package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

// What was made on a machine after it was revoked is taken along whole: each
// article in a folder of its own, with its pictures and files as they came.
func TestWhatARevokedMachineMadeIsTakenAlong(t *testing.T) {
	ctx := context.Background()
	s := newSite(t)
	writer := s.newsroom()[app.Writer]
	before, _ := writer.withFiles(s, "viết trước")
	cut, err := s.lib.CutNow(ctx, s.lib.Device())
	if err != nil {
		t.Fatal(err)
	}
	_, files := writer.withFiles(s, "chợ nổi")
	photo := "\xff\xd8\xff\xe0 một ảnh"
	var added api.AddedPicture
	if err := json.Unmarshal(writer.do("POST", "/api/desk/pictures", photo).Body.Bytes(), &added); err != nil {
		t.Fatal(err)
	}
	doc := writer.draft(s, "../Mưa lớn")
	inner := doc["body"].(map[string]any)
	inner["content"] = append(inner["content"].([]any), map[string]any{"type": "figure", "attrs": map[string]any{"id": "f1", "media": added.Media, "caption": "Đường ngập", "credit": "Minh Khuê"}})
	writer.ask("POST", "/api/desk/articles/"+before+"/revisions", map[string]any{"doc": doc, "base": []string{}}, http.StatusOK, nil)
	if err := s.lib.RevokeByPaper(ctx, s.paper.Sign, s.lib.Device(), cut, ""); err != nil {
		t.Fatal(err)
	}
	sound, err := app.ParseHash(files["sound"].Media)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(s.db.Media().Path(sound)); err != nil {
		t.Fatal(err)
	}

	got := writer.get("/api/desk/unheard/file")
	if got.Code != http.StatusOK || !strings.HasSuffix(got.Header().Get("Content-Disposition"), `.zip"`) {
		t.Fatalf("%d %v", got.Code, got.Header())
	}
	z, err := zip.NewReader(bytes.NewReader(got.Body.Bytes()), int64(got.Body.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if z.File[1].Name != "02-bai-cho-noi/bai.txt" {
		t.Errorf("a picture goes out before the words: %s", z.File[1].Name)
	}
	inside := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		inside[f.Name] = string(text)
	}
	first, second := "01-bai-mua-lon/", "02-bai-cho-noi/"
	want := []string{
		first + "anh-1.jpg", first + "bai.txt",
		second + "bai.txt", second + "tep-1-quyet-dinh-cho-noi.pdf", second + "tep-2-mau-don.docx", second + "tep-3-khai-mac.webm", second + "tep-4-khai-mac.vtt", second + "tep-5-tep.wav.txt",
	}
	if names := slices.Sorted(maps.Keys(inside)); !slices.Equal(names, want) {
		t.Fatalf("%q", names)
	}
	if inside[first+"anh-1.jpg"] != photo || inside[second+"tep-1-quyet-dinh-cho-noi.pdf"] != aPDF+"chợ nổi" {
		t.Error("a file is not as it came")
	}
	for _, line := range []string{"\ufeffBài ../Mưa lớn\r\n", "Sapô ../Mưa lớn\r\n\r\n", "Đoạn ../Mưa lớn\r\n", "anh-1.jpg  Đường ngập. Minh Khuê\r\n"} {
		if !strings.Contains(inside[first+"bai.txt"], line) {
			t.Errorf("the text lacks %q:\n%s", line, inside[first+"bai.txt"])
		}
	}
	if strings.Contains(inside[second+"bai.txt"], "viết trước") || !strings.Contains(inside[second+"bai.txt"], "tep-2-mau-don.docx  Mẫu đơn") {
		t.Errorf("%s", inside[second+"bai.txt"])
	}
	if said := inside[second+"tep-5-tep.wav.txt"]; !strings.Contains(said, "không có") || !strings.Contains(said, "not on this machine") {
		t.Errorf("of a file that is gone: %q", said)
	}
	if r := s.public().get("/api/desk/unheard/file"); r.Code == http.StatusOK {
		t.Error("readers get it too")
	}
}
