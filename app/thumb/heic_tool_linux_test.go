//go:build !heic

package thumb_test

import (
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bangtin/app/thumb"
)

// withConverter gives workers that find this shell script as heif-convert and nothing else; "" for none.
// The script's $here is a folder to leave messages in, which is given too.
func withConverter(t *testing.T, script string) (func() *exec.Cmd, string) {
	t.Helper()
	dir := t.TempDir()
	if script != "" {
		script = "#!/bin/sh\nPATH=/usr/bin:/bin\nhere=" + dir + "\n" + script
		if err := os.WriteFile(filepath.Join(dir, "heif-convert"), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	good := command(t, "serve")
	return func() *exec.Cmd {
		c := good()
		c.Env = append(c.Env, "PATH="+dir)
		return c
	}, dir
}

// message waits for a file that the script leaves.
func message(t *testing.T, dir, name string) string {
	t.Helper()
	var b []byte
	until(t, "the converter leaves "+name, func() bool {
		b, _ = os.ReadFile(filepath.Join(dir, name))
		return strings.HasSuffix(string(b), "\n")
	})
	return strings.TrimSpace(string(b))
}

func TestHEICConverter(t *testing.T) {
	photo := filepath.Join(t.TempDir(), "photo.jpg")
	turnedJPEG := withProfile(withEXIF(asJPEG(t, corners(64, 48)), exifBlock(binary.LittleEndian, 6, "2024:07:03 17:59:08", "")), profile("RGB ", 548), 60000)
	if err := os.WriteFile(photo, turnedJPEG, 0o600); err != nil {
		t.Fatal(err)
	}
	out := `for out; do :; done; ` // the last argument
	for _, c := range []struct {
		name, script string
		want         thumb.Code
	}{
		{"none", "", thumb.NeedsHEIC},
		{"good", out + `cp ` + photo + ` "$out"`, ""},
		{"of a file with several pictures", out + `cp ` + photo + ` "${out%.jpg}-1.jpg"; echo x > "${out%.jpg}-2.jpg"`, ""},
		{"fails", "echo Invalid input >&2; exit 1", thumb.Corrupt},
		{"fails for want of memory", "echo std::bad_alloc >&2; exit 1", thumb.OutOfMemory},
		{"does not know the variant", "echo Unsupported codec >&2; exit 1", thumb.Unsupported},
		{"writes nothing", "exit 0", thumb.Corrupt},
		{"writes something else", out + `echo "<html>" > "$out"`, thumb.Corrupt},
		{"writes a bomb", out + `head -c 50000000 /dev/zero > "$out"`, thumb.Corrupt},
		{"talks without end", "while :; do echo nonsense; echo nonsense >&2; done & sleep 0.1; kill $!; exit 1", thumb.Corrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			start, _ := withConverter(t, c.script)
			temp := t.TempDir()
			p := pool(t, thumb.Options{Command: start, Workers: 1, TempDir: temp})
			pic, err := send(p, heic(64, 48, 0))
			if code(err) != c.want {
				t.Fatalf("%q (%v), want %q", code(err), err, c.want)
			}
			if c.want == "" {
				// It is upright already: the orientation that is left in it is not applied.
				if pic.Kind != thumb.HEIC || pic.Width != 64 || pic.Height != 48 || pic.Taken != "2024-07-03T17:59:08" {
					t.Errorf("%s, %d × %d, %s", pic.Kind, pic.Width, pic.Height, pic.Taken)
				}
				checkCorners(t, decoded(t, pic.Derivatives[0]), 8)
				if _, icc := contents(t, pic.Derivatives[0]); len(icc) != 548 {
					t.Errorf("profile of %d bytes", len(icc))
				}
			}
			inside, err := filepath.Glob(filepath.Join(temp, "*", "*"))
			if err != nil || len(inside) != 0 {
				t.Errorf("left behind: %v %v", inside, err)
			}
		})
	}
}

func TestHEICConverterIsLimited(t *testing.T) {
	start, dir := withConverter(t, `ulimit -d > $here/data; ulimit -c > $here/core; exit 1`)
	p := pool(t, thumb.Options{Command: start, Workers: 1})
	if _, err := send(p, heic(64, 48, 0)); code(err) != thumb.Corrupt {
		t.Error(err)
	}
	if got := message(t, dir, "data"); got != "1048576" {
		t.Errorf("data limit %s KB", got)
	}
	if got := message(t, dir, "core"); got != "0" {
		t.Errorf("core limit %s", got)
	}
}

// A converter that hangs is ended with its time, and one whose worker is killed ends with that.
func TestHEICConverterEnds(t *testing.T) {
	for name, hang := range map[string]func(*testing.T, *thumb.Pool, *crew, string) error{
		"time": func(_ *testing.T, p *thumb.Pool, _ *crew, _ string) error {
			_, err := send(p, heic(64, 48, 0))
			return err
		},
		"killed worker": func(t *testing.T, p *thumb.Pool, c *crew, dir string) error {
			failed := make(chan error)
			go func() {
				_, err := send(p, heic(64, 48, 0))
				failed <- err
			}()
			message(t, dir, "pid")
			if err := c.last().Kill(); err != nil {
				t.Error(err)
			}
			return <-failed
		},
		"caller gone": func(t *testing.T, p *thumb.Pool, _ *crew, dir string) error {
			ctx, cancel := context.WithCancel(context.Background())
			failed := make(chan error)
			go func() {
				_, err := p.Make(ctx, strings.NewReader(string(heic(64, 48, 0))), int64(len(heic(64, 48, 0))))
				failed <- err
			}()
			message(t, dir, "pid")
			cancel()
			return <-failed
		},
	} {
		t.Run(name, func(t *testing.T) {
			start, dir := withConverter(t, `echo $$ > $here/pid; exec sleep 1000`)
			c := newCrew(t, "serve")
			c.command = start
			temp := t.TempDir()
			timeout := patience
			if name == "time" {
				timeout = 3 * time.Second
			}
			p := pool(t, thumb.Options{Command: c.start, Workers: 1, Timeout: timeout, TempDir: temp})
			if err := hang(t, p, c, dir); err == nil {
				t.Error("a picture")
			} else if name == "time" && code(err) != thumb.TimedOut {
				t.Error(err)
			}
			pid, err := strconv.Atoi(message(t, dir, "pid"))
			if err != nil {
				t.Fatal(err)
			}
			until(t, "the converter ends", func() bool { return !running(pid) })
			if err := p.Close(); err != nil {
				t.Error(err)
			}
			if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}
