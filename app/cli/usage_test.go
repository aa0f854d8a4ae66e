package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"bangtin/app"
)

// Whoever types a command wrongly hears so in both languages, and how it is
// written, wherever the command stands; scripts hear 2.
func TestWrongUsage(t *testing.T) {
	for _, line := range []string{
		"nonsense", "sync", "sync a b", "search", "sync --nonsense x", "device nonsense", "device revoke", "device join ABCD", "device admit",
		"device invite", "device kit a b", "upgrade nonsense", "upgrade withdraw", "upgrade issue --nonsense", "account nonsense", "account add",
	} {
		var out, err bytes.Buffer
		p := &program{out: &out, err: &err}
		root := p.root()
		root.SetArgs(append([]string{"--data", t.TempDir()}, strings.Fields(line)...))
		c, failed := root.ExecuteContextC(t.Context())
		if code := p.exit(c, failed); code != exitUsage {
			t.Errorf("%s: exit code %d, %s", line, code, err.String())
		}
		command := strings.Fields(line)[0]
		for _, want := range []string{"Câu lệnh chưa đúng. Cách viết: bangtin", "That is not how this command is written: bangtin", command} {
			if !strings.Contains(err.String(), want) {
				t.Errorf("%s: %q is not in %q", line, want, err.String())
			}
		}
	}
}

// A command that is told to stop before its end has not done what it was asked
// for, and says so; a window or a server that is told to stop has.
func TestStoppedIsNotDone(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, err bytes.Buffer
	p := &program{out: &out, err: &err, dataDir: t.TempDir()}
	c := p.root()
	failed := p.run(ctx, "check", checkArgs{}, &checkResult{})
	if app.CodeOf(failed) != app.Unavailable || p.exit(c, failed) != exitFailed || !strings.Contains(err.String(), "giữa chừng") || !strings.Contains(err.String(), "half-way") {
		t.Errorf("%v: %q", failed, err.String())
	}
	if code := p.exit(c, context.Canceled); code != exitDone {
		t.Errorf("a window: exit code %d", code)
	}
}
