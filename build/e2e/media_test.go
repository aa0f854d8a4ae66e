package e2e_test

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// shortFilm is nine tenths of a second of moving colours, VP8 in WebM, as
// frontend/tests/fixture/files.mjs makes it.
//
//go:embed testdata/film.webm
var shortFilm []byte

// tone is a second of sound, as WAV.
func tone() []byte {
	const rate = 8000
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00")
	for i := range rate {
		b = append(b, byte(108+40*(i/12%2)))
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	binary.LittleEndian.PutUint32(b[40:], rate)
	return b
}

// atDesk makes the administrator of a new library, who works alone, and sits
// down.
func atDesk(t *testing.T, p rig.Program) *deskClient {
	t.Helper()
	engine, err := readEngineFile(p)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &deskClient{http.Client{Jar: jar, Timeout: 20 * time.Second}, "http://" + engine.Address}
	var invited struct{ Path string }
	c.ask(t, "POST", "/api/control/invite", `{"face":"desk"}`, &invited, "Bearer "+engine.Token)
	c.ask(t, "GET", invited.Path, "", nil, "")
	c.ask(t, "POST", "/api/desk/first", fmt.Sprintf(`{"login":%q,"name":"Phạm Minh Khuê","password":%q,"alone":true}`, deskLogin, deskPassword), nil, "")
	return c
}

// fileAdded is what the desk says of a file that it has taken.
type fileAdded struct{ Media, Type string }

func (c *deskClient) addFile(t *testing.T, name string, body io.Reader) (added fileAdded, err error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", c.address+"/api/desk/files?name="+name, body)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Do(req)
	if err != nil {
		return added, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", res.Status, text)
	}
	if err == nil {
		err = json.Unmarshal(text, &added)
	}
	return added, err
}

// mustNameAll wants every file among the originals to be what its name says.
func mustNameAll(t *testing.T, p rig.Program) (names []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(p.Data, "media"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		sum := sha256.Sum256(text)
		if name := hex.EncodeToString(sum[:]); err == nil && name != d.Name() {
			t.Errorf("%s holds %s", d.Name(), name)
		}
		names = append(names, d.Name())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// A program that is killed while a film comes keeps nothing of it, and one
// that is killed right after it has said that it has it keeps all of it.
func TestKilledWhileAFilmComes(t *testing.T) {
	t.Parallel()
	p := program(t)
	noSample(t, p.Data)
	e := serve(t, p)
	c := atDesk(t, p)
	for round, share := range []int{1, 2, 3} {
		rest, sending := io.Pipe()
		failed := make(chan error, 1)
		go func() {
			_, err := c.addFile(t, "phim.webm", rest)
			failed <- err
		}()
		part := bytes.Repeat([]byte{byte(round)}, 1<<20)
		if _, err := sending.Write(shortFilm); err != nil {
			t.Fatal(err)
		}
		for range 4 * share {
			if _, err := sending.Write(part); err != nil {
				t.Fatal(err)
			}
		}
		if err := e.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		<-e.Done()
		sending.CloseWithError(io.ErrUnexpectedEOF)
		if err := <-failed; err == nil {
			t.Error("a film that was cut off is taken")
		}
		e = serve(t, p)
		c = signedIn(t, p)
		if names := mustNameAll(t, p); len(names) > 0 {
			t.Errorf("of a film that was cut off there is left %v", names)
		}
	}
	added, err := c.addFile(t, "phim.webm", io.MultiReader(bytes.NewReader(shortFilm), bytes.NewReader(make([]byte, 8<<20))))
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-e.Done()
	e = serve(t, p)
	if names := mustNameAll(t, p); len(names) != 1 || names[0] != added.Media {
		t.Errorf("kept %v, want %s", names, added.Media)
	}
	signedIn(t, p).ask(t, "GET", "/desk-media/"+added.Media, "", nil, "")
	stop(t, e.Process, 10*time.Second)
	sound(t, p)
}

// The engine of the window draws a PDF, plays what it says that it can, and
// where it cannot says so.
func TestWebKitReadsAndPlays(t *testing.T) {
	t.Parallel()
	p := program(t)
	noSample(t, p.Data)
	e := serve(t, p)
	c := atDesk(t, p)
	add := func(name string, text []byte) string {
		added, err := c.addFile(t, name, bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return added.Media
	}
	paper, film, heard := add("a.pdf", onePage), add("b.webm", shortFilm), add("c.wav", tone())
	var category, article struct{ ID string }
	c.ask(t, "POST", "/api/desk/categories", `{"name":{"vi":"Thời sự","en":"News"},"parent":""}`, &category, "")
	c.ask(t, "POST", "/api/desk/articles", "", &article, "")
	doc := fmt.Sprintf(`{"title":"Bài có phim","lang":"vi","category":%q,"attachments":[{"media":%q,"name":"Tờ trình","type":""}],
		"body":{"type":"doc","content":[{"type":"video","attrs":{"id":"v","media":%q,"transcript":"Lời phim"}},{"type":"audio","attrs":{"id":"s","media":%q}}]}}`,
		category.ID, paper, film, heard)
	c.ask(t, "POST", "/api/desk/articles/"+article.ID+"/revisions", `{"doc":`+doc+`,"base":[]}`, nil, "")
	for _, act := range []string{"submit", "approve", "publish"} {
		c.ask(t, "POST", "/api/desk/articles/"+article.ID+"/acts", fmt.Sprintf(`{"act":%q,"revision":"","reason":"","note":""}`, act), nil, "")
	}

	ctx := within(t, 2*time.Minute)
	b := openWebKit(t, 1000, 800)
	if err := b.Open(ctx, e.URL+"/bai/bai-co-phim-"+article.ID); err != nil {
		t.Fatal(err)
	}
	until := func(what, script string) {
		t.Helper()
		err := rig.Wait(ctx, what, func() (ok bool, err error) {
			err = b.Eval(ctx, &ok, script)
			return ok, err
		})
		if err != nil {
			var page string
			_ = b.Eval(ctx, &page, `return document.body.innerText`)
			t.Fatalf("%v; the page says %s", err, page)
		}
	}
	for kind, tag := range map[string]string{"film": "video", "sound": "audio"} {
		until("the player", fmt.Sprintf(`return document.querySelector("figure.%s") !== null`, kind))
		until("a film or sound that plays, or a sentence", fmt.Sprintf(`const figure = document.querySelector("figure.%s");
			if (figure.querySelector(".cannot")) return true;
			const player = figure.querySelector("%s");
			if (player === null) return false;
			if (player.paused && player.currentTime === 0) figure.querySelector("button.main").click();
			return player.currentTime > 0.1`, kind, tag))
		var cannot bool
		if err := b.Eval(ctx, &cannot, fmt.Sprintf(`return document.querySelector("figure.%s .cannot") !== null`, kind)); err != nil {
			t.Fatal(err)
		}
		t.Logf("WebKit of this machine plays the %s: %v", kind, !cannot)
	}
	until("the button of the PDF", `const open = document.querySelector(".attachments button");
		if (open === null) return false;
		open.click();
		return true`)
	until("a page that is drawn", `const canvas = document.querySelector("dialog canvas");
		if (canvas === null || canvas.width === 0) return false;
		const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
		let red = 0;
		for (let i = 0; i < pixels.length; i += 4) if (pixels[i] > 150 && pixels[i + 1] < 60 && pixels[i + 3] > 200) red++;
		return red > 1000`)
	stop(t, e.Process, 10*time.Second)
}

// onePage is a PDF of a page with a red square on it.
var onePage = func() []byte {
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.4\n")
	content := "0.8 0.1 0.1 rg 100 300 300 300 re f"
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, start := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", start)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, table)
	return b.Bytes()
}()
