package cli

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/app/api"
)

// deskWindow is a desk: a window of this machine, or with https a browser on
// another one.
type deskWindow struct {
	t    *testing.T
	http http.Client
	at   string
}

func openDesk(t *testing.T, e *engine, at, login string) *deskWindow {
	t.Helper()
	w := newDeskWindow(t, at)
	if strings.HasPrefix(at, "http://") {
		r, err := w.http.Get(at + e.server.Invite(api.FaceDesk, "window of "+login))
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
	}
	w.ask("POST", "/api/desk/sign-in", map[string]string{"login": login, "password": "mật khẩu dài"}, http.StatusOK, nil)
	return w
}

func newDeskWindow(t *testing.T, at string) *deskWindow {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &deskWindow{t: t, http: http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}, at: at}
}

// ask sends JSON, wants a status, and reads the answer into v unless nil.
func (w *deskWindow) ask(method, path string, body any, want int, v any) {
	w.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	q, err := http.NewRequestWithContext(w.t.Context(), method, w.at+path, bytes.NewReader(text))
	if err != nil {
		w.t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Origin", w.at)
	r, err := w.http.Do(q)
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Body.Close()
	answer, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != want {
		w.t.Fatalf("%s %s: %d, want %d: %s %v", method, path, r.StatusCode, want, answer, err)
	}
	if v == nil {
		return
	}
	if err := json.Unmarshal(answer, v); err != nil {
		w.t.Fatalf("%s: %v", answer, err)
	}
}

// ended waits until no backup is under way.
func (w *deskWindow) ended() (s api.BackupState) {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		s = api.BackupState{}
		if w.ask("GET", "/api/desk/backup", nil, http.StatusOK, &s); s.Running.V == nil {
			return s
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("still running: %+v", *s.Running.V)
		}
	}
}

func TestBackupAtTheDesk(t *testing.T) {
	stick := t.TempDir()
	t.Setenv(drivesVariable, stick)
	e, address := testEngine(t)
	w := openDesk(t, e, "http://"+e.address, "lan")
	s := w.ended()
	if s.Last.V != nil || !s.Due || !s.Words || len(s.Drives) == 0 || s.Drives[len(s.Drives)-1].Path != stick || s.Drives[len(s.Drives)-1].Free == 0 {
		t.Errorf("before the first it says %+v", s)
	}
	w.ask("POST", "/api/desk/backup", map[string]string{"folder": stick}, http.StatusOK, nil)
	s = w.ended()
	if s.Failed.V != nil || s.Done.V == nil || s.Due || s.Last.V == nil || filepath.Dir(s.Done.V.File) != stick || s.Last.V.File != s.Done.V.File {
		t.Fatalf("afterwards it says %+v", s)
	}
	if info, err := os.Stat(s.Done.V.File); err != nil || info.Size() != s.Done.V.Bytes {
		t.Errorf("the file: %v, %v", info, err)
	}

	// What cannot be is told, and leaves nothing.
	w.ask("POST", "/api/desk/backup", map[string]string{"folder": ""}, http.StatusUnprocessableEntity, nil)
	w.ask("POST", "/api/desk/backup", map[string]string{"folder": "stick"}, http.StatusUnprocessableEntity, nil)
	w.ask("POST", "/api/desk/backup", map[string]string{"folder": filepath.Join(stick, "gone")}, http.StatusNotFound, nil)
	w.ask("POST", "/api/desk/backup", map[string]string{"folder": e.dir}, http.StatusOK, nil)
	if s = w.ended(); s.Failed.V == nil || !strings.Contains(s.Failed.V.EN, "cannot lie in the data folder") || s.Done.V != nil {
		t.Errorf("into the data folder: %+v", s)
	}

	// Only an administrator, and only at this machine.
	w.ask("POST", "/api/desk/accounts", map[string]string{"login": "hoa", "name": "Hoa", "post": "publisher", "password": "mật khẩu dài"}, http.StatusOK, nil)
	hoa := openDesk(t, e, "http://"+e.address, "hoa")
	away := openDesk(t, e, "https://"+address, "lan")
	for method, path := range map[string]string{"GET": "/api/desk/backup", "POST": "/api/desk/recovery", "DELETE": "/api/desk/backup"} {
		hoa.ask(method, path, map[string]string{"password": "mật khẩu dài"}, http.StatusForbidden, nil)
		away.ask(method, path, map[string]string{"password": "mật khẩu dài"}, http.StatusForbidden, nil)
	}
}

// A backup that is cancelled leaves nothing behind.
func TestBackupIsCancelled(t *testing.T) {
	e, _ := testEngine(t)
	w := openDesk(t, e, "http://"+e.address, "lan")
	big := filepath.Join(e.dir, "media", "00", strings.Repeat("0", 64)) // its sum is another, which shows at the end alone
	if err := os.MkdirAll(filepath.Dir(big), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(big, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, 1<<30); err != nil {
		t.Fatal(err)
	}
	stick := t.TempDir()
	w.ask("POST", "/api/desk/backup", map[string]string{"folder": stick}, http.StatusOK, nil)
	w.ask("POST", "/api/desk/backup", map[string]string{"folder": stick}, http.StatusConflict, nil)
	w.ask("DELETE", "/api/desk/backup", nil, http.StatusOK, nil)
	if s := w.ended(); s.Done.V != nil || s.Failed.V != nil || s.Last.V != nil {
		t.Errorf("it says %+v", s)
	}
	if left, _ := os.ReadDir(stick); len(left) > 0 {
		t.Errorf("%s was left", left[0].Name())
	}
}

// The words are shown to whoever says the password again, and go once two of
// them are said.
func TestRecoveryWordsAtTheDesk(t *testing.T) {
	e, _ := testEngine(t)
	w := openDesk(t, e, "http://"+e.address, "lan")
	w.ask("POST", "/api/desk/recovery", map[string]string{"password": "mật khẩu khác"}, http.StatusForbidden, nil)
	var r api.RecoveryWords
	w.ask("POST", "/api/desk/recovery", map[string]string{"password": "mật khẩu dài"}, http.StatusOK, &r)
	if len(r.Words) != 24 || len(r.Asked) != 2 {
		t.Fatalf("it shows %d words and asks for %v", len(r.Words), r.Asked)
	}
	w.ask("POST", "/api/desk/recovery/forget", map[string]string{"answer": r.Words[r.Asked[1]-1] + " " + r.Words[r.Asked[0]-1]}, http.StatusUnprocessableEntity, nil)
	if s := w.ended(); !s.Words {
		t.Error("wrong words removed the key")
	}
	w.ask("POST", "/api/desk/recovery/forget", map[string]string{"answer": r.Words[r.Asked[0]-1] + " " + r.Words[r.Asked[1]-1]}, http.StatusNoContent, nil)
	if s := w.ended(); s.Words {
		t.Error("the key is still there")
	}
	w.ask("POST", "/api/desk/recovery", map[string]string{"password": "mật khẩu dài"}, http.StatusNotFound, nil)
	if text, err := os.ReadFile(filepath.Join(e.dir, "keys.json")); err != nil || bytes.Contains(text, []byte("recovery")) {
		t.Errorf("keys.json: %v", err)
	}
}

func TestMountedDrives(t *testing.T) {
	const table = `22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
40 22 8:17 / /media/minh\040khue/USB\040AN\040PHU rw,nosuid - vfat /dev/sdb1 rw
41 22 8:33 / /run/media/lan/SAO-LUU rw,nosuid - exfat /dev/sdc1 rw
42 22 8:49 / /media/lan/CHI-DOC ro,nosuid - vfat /dev/sdd1 ro
43 22 0:50 / /mnt/chung rw - nfs4 server:/share rw
44 22 8:65 / /mnt rw - ext4 /dev/sde1 rw
45 22 8:81 / /home/media rw - ext4 /dev/sdf1 rw
46 22 8:17 / /media/minh\040khue/USB\040AN\040PHU rw,nosuid - vfat /dev/sdb1 rw
broken
`
	got := strings.Join(mountedDrives(table), ", ")
	const want = "/media/minh khue/USB AN PHU, /run/media/lan/SAO-LUU, /mnt"
	if got != want {
		t.Errorf("drives\n got %s\nwant %s", got, want)
	}
}
