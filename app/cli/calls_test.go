package cli

import (
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
)

// A kiosk shows its name when it meets a stick on which a desk has called it:
// once for each call, and for nobody who is no desk.
func TestCallOverAStick(t *testing.T) {
	stick, other := t.TempDir(), t.TempDir()
	a, k := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	if _, err := k.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Kiosk, "Ki-ốt 07 - Sảnh A"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*core{a, k, a} {
		meetAt(t, c, stick)
	}
	shown := 0
	k.show = func() int { shown++; return 1 }
	if k.ownName() != "Ki-ốt 07 - Sảnh A" {
		t.Errorf("it is called %q", k.ownName())
	}
	if out, err := a.blink(deviceArgs{Device: "Ki-ốt 07 - Sảnh A"}); err != nil || out.Note.EN == "" {
		t.Fatal(out, err)
	}
	for i, w := range []struct {
		at   *core
		dir  string
		want int
	}{{k, stick, 0}, {a, stick, 0}, {a, other, 0}, {k, stick, 1}, {k, stick, 1}, {k, other, 1}} {
		if meetAt(t, w.at, w.dir); shown != w.want {
			t.Errorf("at meeting %d it was shown %d times, want %d", i, shown, w.want)
		}
	}
	now := time.Now()
	good := peer.Call{Library: a.lib.Name(), Device: k.lib.Device(), By: a.lib.Device(), At: now.Add(time.Minute).UnixMilli(), Until: now.Add(time.Hour).UnixMilli()}
	stranger := testCore(t, t.TempDir(), true)
	for name, w := range map[string]struct {
		keys   *app.Keys
		change func(*peer.Call)
	}{
		"over":           {&a.keys.Keys, func(c *peer.Call) { c.At, c.Until = c.At-7200_000, now.UnixMilli()-1 }},
		"for ever":       {&a.keys.Keys, func(c *peer.Call) { c.Until += 30 * 24 * 3600_000 }},
		"other library":  {&a.keys.Keys, func(c *peer.Call) { c.Library = stranger.lib.Name() }},
		"other machine":  {&a.keys.Keys, func(c *peer.Call) { c.Device[15] ^= 1 }},
		"of a kiosk":     {&k.keys.Keys, func(c *peer.Call) { c.By = k.lib.Device() }},
		"of a stranger":  {&stranger.keys.Keys, func(c *peer.Call) { c.By = stranger.lib.Device() }},
		"another's name": {&stranger.keys.Keys, func(*peer.Call) {}},
		"right":          {&a.keys.Keys, func(*peer.Call) {}},
	} {
		c := good
		w.change(&c)
		f, err := peer.OpenFolder(stick, a.lib.Name(), a.lib.Device())
		if err != nil {
			t.Fatal(err)
		}
		if err := peer.LeaveCall(t.Context(), f, w.keys, c); err != nil {
			t.Fatal(err)
		}
		_, called, err := peer.TakeCall(t.Context(), f, k.lib)
		if err != nil || called != (name == "right") {
			t.Errorf("%s: called %v, %v", name, called, err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.blink(deviceArgs{}); app.CodeOf(err) != app.Unavailable {
		t.Errorf("a machine without a panel: %v", err)
	}
	if _, err := a.blink(deviceArgs{Device: "Ki-ốt 99"}); app.CodeOf(err) != app.NotFound {
		t.Errorf("a machine that is not there: %v", err)
	}
}
