package cli_test

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bangtin/app/cli"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the golden parts of scripts anew")

// web stands for the built interface, which these tests do not look at.
var web fs.FS = fstest.MapFS{"app/index.html": {Data: []byte("<!doctype html><title>Bảng Tin</title>")}}

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"bangtin":       func() { os.Exit(cli.Main(os.Args[1:], web)) },
		"restore-until": func() { os.Exit(cli.RestoreUntil(os.Args[1], os.Args[2], os.Args[3], os.Args[4])) },
	})
}

// The scripts are the command line's documentation that runs.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("BANGTIN_DATA", filepath.Join(e.WorkDir, "data"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"draw": draw, "waitengine": waitEngine, "spoil": spoil,
			"answer": answer, "sheet": sheet},
	})
}

// draw writes a JPEG: draw FILE [SHADE]. Its pixels are those of a soft
// gradient, so that it looks like a photo to the encoder.
func draw(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: draw file [shade]")
	}
	shade := 120
	if len(args) == 2 {
		var err error
		shade, err = strconv.Atoi(args[1])
		ts.Check(err)
	}
	im := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for y := range 400 {
		for x := range 640 {
			im.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), uint8(shade), 255})
		}
	}
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(jpeg.Encode(f, im, nil))
	ts.Check(f.Close())
}

// spoil does to the data folder what disks do: "spoil missing FILE" loses
// the original of a file, "spoil damaged FILE" changes a byte of it, and
// "spoil others FILE…" loses all pictures but those originals.
func spoil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: spoil missing|damaged|others file…")
	}
	media := filepath.Join(ts.Getenv("BANGTIN_DATA"), "media")
	named := map[string]bool{}
	for _, file := range args[1:] {
		name := fmt.Sprintf("%x", sha256.Sum256([]byte(ts.ReadFile(file))))
		path := filepath.Join(media, name[:2], name)
		named[path] = true
		text, err := os.ReadFile(path)
		ts.Check(err)
		switch args[0] {
		case "missing":
			ts.Check(os.Remove(path))
		case "damaged":
			text[len(text)/2] ^= 1
			ts.Check(os.WriteFile(path, text, 0o600))
		}
	}
	if args[0] != "others" {
		return
	}
	all, err := filepath.Glob(filepath.Join(media, "*", "*"))
	ts.Check(err)
	for _, path := range all {
		if !named[path] {
			ts.Check(os.Remove(path))
		}
	}
}

// waitEngine waits until an engine answers for the data folder, or for
// another: waitengine [FOLDER].
func waitEngine(ts *testscript.TestScript, neg bool, args []string) {
	data := ts.Getenv("BANGTIN_DATA")
	if len(args) == 1 {
		data = ts.MkAbs(args[0])
	}
	file := filepath.Join(data, "run", "engine.json")
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(file); err == nil {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("no engine came up")
		}
	}
}

// recovery reads what `device recovery --json` printed.
func recovery(ts *testscript.TestScript, file string) (r struct {
	Words []string
	Asked [2]int
}) {
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(file)), &r))
	if len(r.Words) != 24 {
		ts.Fatalf("%d recovery words", len(r.Words))
	}
	return r
}

// answer writes the two words that are asked for: answer JSON FILE.
func answer(ts *testscript.TestScript, neg bool, args []string) {
	r := recovery(ts, args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(r.Words[r.Asked[0]-1]+" "+r.Words[r.Asked[1]-1]+"\n"), 0o600))
}

// sheet writes the words as somebody copied them: sheet JSON FILE.
func sheet(ts *testscript.TestScript, neg bool, args []string) {
	text := ""
	for i, w := range recovery(ts, args[0]).Words {
		text += fmt.Sprintf("%d. %s\n", i+1, strings.ToUpper(w))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}
