package e2e_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// A backup comes back in the window of a machine that nobody has taken charge
// of: the program goes on, and its window opens again with what is in it.
func TestBackupComesBackInTheWindow(t *testing.T) {
	t.Parallel()
	old, p := windowed(t), windowed(t)
	publish(t, old)
	file := filepath.Join(t.TempDir(), "one.tar.age")
	run(t, old, 0, "backup", file)
	var paper struct{ Words []string }
	runJSON(t, old, &paper, "device", "recovery")

	d := display(t, 1366, 768)
	p.Env = d.Env(t.TempDir())
	face, err := rig.Start(p.Command("window"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { finish(face) })
	s := stage{name: "restored", display: d, face: face}
	var before []rig.Proc
	err = rig.Wait(within(t, time.Minute), "the first window", func() (bool, error) {
		_, gone := readEngineFile(p)
		before, err = s.web()
		return gone == nil && len(before) > 0, err
	})
	if err != nil {
		t.Fatal(err)
	}

	c := seated(t, p)
	question, err := json.Marshal(map[string]string{"file": file, "words": strings.Join(paper.Words, " ")})
	if err != nil {
		t.Fatal(err)
	}
	c.ask(t, "POST", "/api/desk/restore", string(question), nil, "")
	err = rig.Wait(within(t, time.Minute), "the backup to be read", func() (bool, error) {
		var now struct{ Ready, Failed json.RawMessage }
		c.ask(t, "GET", "/api/desk/restore", "", &now, "")
		if string(now.Failed) != "null" {
			t.Fatalf("it failed: %s", now.Failed)
		}
		return string(now.Ready) != "null", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c.ask(t, "POST", "/api/desk/restore/swap", "{}", nil, "")
	s.await(t, 30*time.Second, "back", before)

	var was, is struct{ Library, Role string }
	runJSON(t, old, &was, "status")
	runJSON(t, p, &is, "status")
	if is.Library != was.Library || is.Role != "administrator" {
		t.Errorf("the machine is %q of %.8s, and was to be of %.8s", is.Role, is.Library, was.Library)
	}
	stop(t, face, 15*time.Second)
	if aside, _ := filepath.Glob(p.Data + ".before-*"); len(aside) != 1 {
		t.Errorf("aside are %q", aside)
	}
}
