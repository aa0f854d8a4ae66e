package e2e_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"bangtin/build/e2e/rig"
)

// canary is a text that stands nowhere else.
func canary(prefix string) string { return prefix + rand.Text() }

// remembered tells which of some texts stand in the memory of a process, as
// bytes or as the two-byte characters of a page's strings.
func remembered(t *testing.T, pid int, texts []string) (found []string, read int64) {
	t.Helper()
	maps, err := os.Open(fmt.Sprintf("/proc/%d/smaps", pid))
	if err != nil {
		return nil, 0 // it ended just now
	}
	defer maps.Close()
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer mem.Close()
	needles := map[string][][]byte{}
	for _, text := range texts {
		var wide []byte
		for _, u := range utf16.Encode([]rune(text)) {
			wide = binary.LittleEndian.AppendUint16(wide, u)
		}
		needles[text] = [][]byte{[]byte(text), wide}
	}
	const piece, overlap = 4 << 20, 1 << 10
	buf := make([]byte, piece+overlap)
	search := func(from, to int64) {
		for at := from; at < to; at += piece {
			n, _ := mem.ReadAt(buf[:min(piece+overlap, to-at)], at) // what cannot be read holds nothing that a program reads
			read += int64(n)
			for text, ways := range needles {
				if slices.ContainsFunc(ways, func(b []byte) bool { return bytes.Contains(buf[:n], b) }) {
					found = append(found, text)
					delete(needles, text)
				}
			}
		}
	}
	// Of the many gigabytes that a web process reserves only a few pages are
	// there; pagemap has 8 bytes for each, with their two highest bits set
	// where it is in memory or swapped out.
	pages, err := os.Open(fmt.Sprintf("/proc/%d/pagemap", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer pages.Close()
	size := int64(os.Getpagesize())
	entries := make([]byte, 4<<20)
	present := func(from, to int64) {
		begin := int64(-1)
		for at := from; at < to; {
			n, _ := pages.ReadAt(entries[:min(int64(len(entries)), (to-at)/size*8)], at/size*8)
			if n < 8 {
				break
			}
			for i := 0; i+8 <= n; i += 8 {
				if there := entries[i+7]&0xc0 != 0; there && begin < 0 {
					begin = at
				} else if !there && begin >= 0 {
					search(begin, at)
					begin = -1
				}
				at += size
			}
		}
		if begin >= 0 {
			search(begin, to)
		}
	}
	var from, to int64
	readable := false
	lines := bufio.NewScanner(maps)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if a, b, ok := strings.Cut(fields[0], "-"); ok && !strings.HasSuffix(fields[0], ":") {
			from, _ = strconv.ParseInt(a, 16, 64)
			to, err = strconv.ParseInt(b, 16, 64)
			readable = err == nil && strings.HasPrefix(fields[1], "r") // not what the kernel maps at the end of all addresses
		}
		if readable && (fields[0] == "Rss:" || fields[0] == "Swap:") && fields[1] != "0" {
			present(from, to)
			readable = false
		}
	}
	slices.Sort(found)
	return found, read
}

// A kiosk that has met a stick with drafts, readers' addresses, telephone
// numbers and originals on it remembers none of it, in any of its processes.
// The desk that left them does: the search would find it.
func TestKioskRemembersNoSecret(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root may read the memory of all of a kiosk's processes")
	}
	stick := t.TempDir()
	desk, kiosk := windowed(t), windowed(t)
	e := serve(t, desk)
	publish(t, desk)
	if err := os.WriteFile(filepath.Join(desk.Data, "exchange.json"), []byte(`{"originals":true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var invite struct{ Code string }
	runJSON(t, desk, &invite, "device", "invite", "--role", "kiosk")
	run(t, kiosk, 0, "device", "join", invite.Code, stick)
	run(t, desk, 0, "sync", stick)

	draft, original, email, phone, words := canary("BanThao"), canary("AnhGoc"), canary("kin.")+"@vidu.example", "09", canary("YKien")
	for range 8 {
		var b [1]byte
		_, _ = rand.Read(b[:])
		phone += strconv.Itoa(int(b[0]) % 10)
	}
	dir := t.TempDir()
	drawPhoto(t, filepath.Join(dir, "mat.jpg"), 7, 320, 200)
	photo, err := os.OpenFile(filepath.Join(dir, "mat.jpg"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = photo.WriteString(original)
	}
	if err != nil || photo.Close() != nil {
		t.Fatal(err)
	}
	lines := filepath.Join(dir, "nhap.jsonl")
	writeLines(t, lines, []record{{ID: "nhap", Title: "Nháp " + draft, Body: "Chưa ai duyệt.", Figures: []figure{{File: "mat.jpg"}}}})
	run(t, desk, 0, "import", lines)
	var page struct{ Cards []struct{ ID string } }
	get(t, e.URL+"/api/articles", &page)
	for path, body := range map[string]any{
		"/api/articles/" + page.Cards[0].ID + "/comments": map[string]any{"visit": "00000000000000a1", "name": "Bạn đọc", "email": email, "text": words, "parent": "", "consent": true},
		"/api/feedback": map[string]any{"visit": "00000000000000a2", "department": "UBND tỉnh", "topic": "Phản ánh", "article": "", "passage": "",
			"name": "Người gửi", "answer": true, "phone": phone, "email": "", "text": "Xin hỏi.", "consent": true},
	} {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.Post(e.URL+path, "application/json", bytes.NewReader(text))
		if err != nil || res.StatusCode >= 300 {
			t.Fatalf("%s: %v, %v", path, res, err)
		}
		_ = res.Body.Close()
	}
	run(t, desk, 0, "sync", stick)
	secrets := []string{draft, original, email, phone, words}
	slices.Sort(secrets)
	if found, _ := remembered(t, e.Pid(), secrets); !slices.Equal(found, secrets) {
		t.Errorf("of %q the desk remembers only %q: the search proves little", secrets, found)
	}

	d := display(t, 1080, 1920)
	kiosk.Env = append(d.Env(t.TempDir()), "BANGTIN_DRIVES="+stick)
	w, err := rig.Start(kiosk.Command("kiosk"))
	if err != nil {
		t.Fatal(err)
	}
	defer finish(w)
	shown := stage{name: "kiosk-memory", display: d, face: w}
	shown.await(t, time.Minute, "shows", nil)
	err = rig.Wait(within(t, 20*time.Second), "the end of the kiosk's exchange", func() (bool, error) {
		heads, err := filepath.Glob(filepath.Join(stick, "BangTin", "*", "heads", "*.json"))
		return len(heads) == 2, err
	})
	if err != nil {
		t.Fatal(err)
	}
	all, err := rig.Tree(w.Pid())
	if err != nil {
		t.Fatal(err)
	}
	knows, total := false, int64(0)
	const title = "Khai mạc triển lãm ảnh ở tỉnh nhà"
	for _, p := range append(all, rig.Proc{Pid: w.Pid(), Name: "kiosk"}) {
		found, n := remembered(t, p.Pid, append([]string{title}, secrets...))
		total += n
		knows = knows || slices.Contains(found, title)
		if found = slices.DeleteFunc(found, func(text string) bool { return text == title }); len(found) > 0 {
			t.Errorf("%s (%d) remembers %q", p.Name, p.Pid, found)
		}
	}
	if !knows {
		t.Error("not even the article on show is remembered: the search proves nothing")
	}
	t.Logf("%d MB of %d processes were searched", total>>20, len(all)+1)
}
