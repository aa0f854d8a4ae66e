package e2e_test

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// nobody is another user of the machine, with no more rights than any.
const nobody = 65534

// asNobody runs a program as another user and returns what it says.
func asNobody(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can become another user")
	}
	cmd := exec.CommandContext(within(t, time.Minute), name, args...)
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LANG=C"}
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody, NoSetGroups: false}}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// inTheOpen is a program whose data folder any user could reach, were it not
// for the rights of the folder itself.
func inTheOpen(t *testing.T) rig.Program {
	t.Helper()
	p := program(t)
	dir, err := os.MkdirTemp("", "bangtin-open-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	p.Data = filepath.Join(dir, "data")
	return p
}

// request asks a server that need not have the name it is asked for.
func request(t *testing.T, method, address, path string, header map[string]string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(within(t, 20*time.Second), method, "http://"+address+path, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for name, value := range header {
		if name == "Host" {
			req.Host = value
		} else {
			req.Header.Set(name, value)
		}
	}
	res, err := http.DefaultTransport.RoundTrip(req) // no redirects, no cookies
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// What the engine says to its windows and its own commands it says to nobody
// else: another user, another page, another name of the machine.
func TestAccess(t *testing.T) {
	t.Parallel()
	p := inTheOpen(t)
	publish(t, p)
	first := serve(t, p)
	old, err := readEngineFile(p)
	if err != nil {
		t.Fatal(err)
	}
	stop(t, first.Process, 10*time.Second)
	e := serve(t, p)
	now, err := readEngineFile(p)
	if err != nil {
		t.Fatal(err)
	}
	if now.Token == old.Token || len(now.Token) < 32 {
		t.Errorf("the tokens of two engines are %q and %q", old.Token, now.Token)
	}
	public := strings.TrimPrefix(e.URL, "http://")
	right := "Bearer " + now.Token

	t.Run("window listener", func(t *testing.T) {
		if res := request(t, "GET", now.Address, "/api/control/status", map[string]string{"Authorization": right}); res.StatusCode != 200 {
			t.Fatalf("the right token gets %s: the rest would prove nothing", res.Status)
		}
		paths := []string{"/", "/kiosk/", "/screen/", "/api/health", "/api/site", "/api/front", "/api/articles", "/api/slides", "/api/events",
			"/api/control/status", "/api/control/windows", "/api/control/windows/none", "/api/control/run/status", "/api/control/stop",
			"/api/beat", "/open", "/open?token=" + now.Token, "/open?token=", "/assets/", "/media/x/320", "/api/openapi.json", "/no/such/path"}
		for name, header := range map[string]map[string]string{
			"nothing":                     {},
			"a wrong token":               {"Authorization": "Bearer " + strings.Repeat("0", len(now.Token))},
			"no token after its word":     {"Authorization": "Bearer "},
			"the token of an old engine":  {"Authorization": "Bearer " + old.Token},
			"the token as a cookie":       {"Cookie": "bangtin=" + now.Token},
			"another host":                {"Authorization": right, "Host": "bangtin.example"},
			"another port":                {"Authorization": right, "Host": "127.0.0.1:1"},
			"another name of the machine": {"Authorization": right, "Host": strings.Replace(now.Address, "127.0.0.1", "localhost", 1)},
			"another page":                {"Authorization": right, "Origin": "http://bangtin.example"},
			"a page without a name":       {"Authorization": right, "Origin": "null"},
			"the public page":             {"Authorization": right, "Origin": e.URL},
			"another page's script":       {"Authorization": right, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
			"another page on the machine": {"Authorization": right, "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
		} {
			for _, path := range paths {
				for _, method := range []string{"GET", "POST", "DELETE"} {
					if res := request(t, method, now.Address, path, header); res.StatusCode != http.StatusForbidden {
						t.Errorf("%s with %s: %s", method+" "+path, name, res.Status)
					}
				}
			}
		}
		// The right token opens the ways of our own commands and no other.
		for _, path := range []string{"/", "/api/articles", "/api/beat", "/open"} {
			if res := request(t, "GET", now.Address, path, map[string]string{"Authorization": right}); res.StatusCode != http.StatusForbidden {
				t.Errorf("%s with the commands' token: %s", path, res.Status)
			}
		}
	})

	t.Run("public listener", func(t *testing.T) {
		if res := request(t, "GET", public, "/api/health", nil); res.StatusCode != 200 {
			t.Fatalf("a reader gets %s", res.Status)
		}
		for name, header := range map[string]map[string]string{
			"another host":          {"Host": "bangtin.example"},
			"another port":          {"Host": "127.0.0.1:1"},
			"the windows' address":  {"Host": now.Address},
			"another page":          {"Origin": "http://bangtin.example"},
			"another page's script": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
		} {
			for _, path := range []string{"/", "/api/health", "/api/articles", "/api/events", "/media/x/320"} {
				if res := request(t, "GET", public, path, header); res.StatusCode != http.StatusForbidden {
					t.Errorf("%s with %s: %s", path, name, res.Status)
				}
			}
		}
		for _, header := range []map[string]string{nil, {"Authorization": right}} {
			for _, path := range []string{"/api/control/status", "/api/control/windows", "/api/control/windows/none", "/api/control/run/status",
				"/api/control/stop", "/api/beat", "/open", "/open?token=" + now.Token} {
				for _, method := range []string{"GET", "POST", "DELETE"} {
					if res := request(t, method, public, path, header); res.StatusCode != http.StatusNotFound {
						t.Errorf("%s %s, %d headers: %s", method, path, len(header), res.Status)
					}
				}
			}
		}
	})

	t.Run("another user", func(t *testing.T) {
		who, err := asNobody(t, "id", "-u")
		if err != nil || strings.TrimSpace(who) != fmt.Sprint(nobody) {
			t.Fatalf("became %q, %v", who, err)
		}
		for _, name := range []string{"run/engine.json", "keys.json", "bangtin.db"} {
			out, err := asNobody(t, "cat", filepath.Join(p.Data, name))
			if err == nil || !strings.Contains(out, "Permission denied") {
				t.Errorf("%s: %q, %v", name, out, err)
			}
		}
		if out, err := asNobody(t, "ls", p.Data); err == nil || !strings.Contains(out, "Permission denied") {
			t.Errorf("the data folder: %q, %v", out, err)
		}
		// What a file's own rights say, were the folder open.
		err = filepath.WalkDir(p.Data, func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // a file that was only there for a moment
			}
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err == nil && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s has the rights %v", strings.TrimPrefix(path, p.Data), info.Mode().Perm())
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		for _, path := range []string{"/", "/api/articles", "/api/control/status", "/open"} {
			if status := askAsNobody(t, now.Address, path); status != "403" {
				t.Errorf("the windows' listener answers another user with %s for %s", status, path)
			}
		}
		if status := askAsNobody(t, public, "/api/health"); status != "200" {
			t.Errorf("a reader who is another user gets %s", status)
		}
	})

	if code, err := e.Stop(within(t, 10*time.Second)); code != 0 || err != nil {
		t.Errorf("the engine ends with %d, %v", code, err)
	}
	if _, err := os.Stat(filepath.Join(p.Data, "run", "engine.json")); err == nil {
		t.Error("the engine's address and token outlive it")
	}
}

// askAsNobody makes a request as another user and returns the status. The
// shell of Debian can do that by itself.
func askAsNobody(t *testing.T, address, path string) string {
	t.Helper()
	host, port, _ := strings.Cut(address, ":")
	script := fmt.Sprintf(`exec 3<>/dev/tcp/%s/%s && printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' >&3 && cat <&3`, host, port, path, address)
	out, err := asNobody(t, "bash", "-c", script)
	if err != nil {
		t.Fatalf("%v; %s", err, out)
	}
	first, err := bufio.NewReader(strings.NewReader(out)).ReadString('\n')
	words := strings.Fields(first)
	if err != nil || len(words) < 2 {
		t.Fatalf("answer %q, %v", out, err)
	}
	return words[1]
}
