package cli_test

import (
	"flag"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
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
		"bangtin": func() { os.Exit(cli.Main(os.Args[1:], web)) },
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"draw": draw, "waitengine": waitEngine},
	})
}

// draw writes a JPEG: draw FILE. Its pixels are those of a soft gradient,
// so that it looks like a photo to the encoder.
func draw(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: draw file")
	}
	im := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for y := range 400 {
		for x := range 640 {
			im.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), 120, 255})
		}
	}
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(jpeg.Encode(f, im, nil))
	ts.Check(f.Close())
}

// waitEngine waits until an engine answers for the data folder.
func waitEngine(ts *testscript.TestScript, neg bool, args []string) {
	file := filepath.Join(ts.Getenv("BANGTIN_DATA"), "run", "engine.json")
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(file); err == nil {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("no engine came up")
		}
	}
}
