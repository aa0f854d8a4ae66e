package e2e_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"image"
	"os"
	"testing"
	"time"

	"bangtin/app/viet"
)

// A whole paper's archive goes in, once: the program, its status, its lists
// and its windows agree on what there is.
func TestImportFiveThousand(t *testing.T) {
	t.Parallel()
	file := sample(t, "articles/dev.jsonl.gz")
	p := windowed(t)
	want := titlesIn(t, file)
	var r struct{ Read, Saved, Published, Refused int }
	start := time.Now()
	runJSON(t, p, &r, "import", file, "--publish")
	t.Logf("imported in %v", time.Since(start).Round(time.Millisecond))
	if r.Read != 5000 || r.Saved != 5000 || r.Published != 5000 || r.Refused != 0 {
		t.Errorf("first import: %+v", r)
	}
	first := status(t, p)
	if first.Articles.Published != 5000 || first.Articles.Draft != 0 {
		t.Errorf("status says %+v", first.Articles)
	}
	r = struct{ Read, Saved, Published, Refused int }{}
	runJSON(t, p, &r, "import", file, "--publish")
	if r.Read != 5000 || r.Saved != 0 || r.Published != 0 || r.Refused != 0 {
		t.Errorf("second import: %+v", r)
	}
	if again := status(t, p); again != first {
		t.Errorf("status after it was %+v, now %+v", first, again)
	}
	sound(t, p)

	e := serve(t, p)
	got := map[string]string{}
	for _, c := range everyCard(t, e) {
		got[c.ID] = c.Title
	}
	if len(got) != 5000 {
		t.Errorf("the lists give %d distinct articles", len(got))
	}
	count := map[string]int{}
	for _, title := range got {
		count[title]++
	}
	for title, n := range want {
		if count[title] != n {
			t.Errorf("%d articles are titled %q, want %d", count[title], title, n)
		}
	}
	if status(t, p) != first { // asked of the running engine
		t.Error("the running engine has another status")
	}

	var front struct{ Lead card }
	get(t, e.URL+"/api/front?lang=vi", &front)
	faces := []struct {
		face, path    string
		width, height int
		right         *image.RGBA
	}{
		{"window", "/", 1366, 768, nil},
		{"kiosk", "/kiosk/", 1080, 1920, nil},
	}
	for i, f := range faces {
		faces[i].right = reference(t, e.URL+f.path, f.width, f.height, front.Lead.Title)
	}
	stop(t, e.Process, 10*time.Second)
	for _, f := range faces {
		t.Run(f.face, func(t *testing.T) {
			w := open(t, p, f.face, f.width, f.height)
			shown := settle(t, within(t, time.Minute), w.display)
			keep(t, "import-"+f.face+".png", shown)
			like := likeness(shown, f.right)
			t.Logf("likeness to the front page in a browser: %.3f", like)
			if like < 0.9 {
				keep(t, "import-"+f.face+"-wanted.png", f.right)
				t.Errorf("the picture is only %.3f like the front page in a browser", like)
			}
			stop(t, w.Process, 10*time.Second)
		})
	}
}

// titlesIn counts the titles of a packed file of articles, cleaned.
func titlesIn(t *testing.T, file string) map[string]int {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	titles := map[string]int{}
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var r record
		if err := json.Unmarshal(lines.Bytes(), &struct{ Title *string }{&r.Title}); err != nil {
			t.Fatal(err)
		}
		titles[viet.Line(r.Title)]++
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return titles
}
