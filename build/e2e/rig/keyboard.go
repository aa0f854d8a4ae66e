package rig

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// ibusSettings keeps what ibus is told in memory.
const ibusSettings = "/usr/libexec/ibus-memconf"

// A Keyboard is the system's Vietnamese keyboard on a display: ibus with
// Unikey, in Telex, on a session bus of its own.
type Keyboard struct {
	env       []string
	bus, ibus *Process
}

// NoKeyboard says what this machine lacks for one, empty if nothing.
func NoKeyboard() string {
	var missing []string
	for _, name := range []string{"dbus-daemon", "ibus-daemon", "ibus", "xdotool"} {
		if _, err := exec.LookPath(name); err != nil {
			missing = append(missing, name)
		}
	}
	for file, name := range map[string]string{ibusSettings: "ibus-memconf", "/usr/share/ibus/component/unikey.xml": "ibus-unikey"} {
		if _, err := os.Stat(file); err != nil {
			missing = append(missing, name)
		}
	}
	return strings.Join(missing, ", ")
}

// OpenKeyboard starts one and waits until it takes keys.
func OpenKeyboard(ctx context.Context, d *Display, home string) (*Keyboard, error) {
	k := &Keyboard{env: append(d.Env(home), "GSETTINGS_BACKEND=memory")}
	var err error
	if k.bus, err = k.start("dbus-daemon", "--session", "--nofork", "--print-address=1"); err != nil {
		return nil, err
	}
	address, err := k.bus.Line(ctx, "")
	if err != nil {
		k.Close()
		return nil, err
	}
	k.env = append(k.env, "DBUS_SESSION_BUS_ADDRESS="+address, "GTK_IM_MODULE=ibus")
	k.ibus, err = k.start("ibus-daemon", "--panel=disable", "--emoji-extension=disable", "--config="+ibusSettings)
	if err != nil {
		k.Close()
		return nil, err
	}
	err = Wait(ctx, "ibus to take its engine", func() (bool, error) {
		if ended(k.ibus) {
			return false, fmt.Errorf("ibus ended: %s", k.ibus.Stderr.String())
		}
		_, _ = k.ask(ctx, "engine", "Unikey") // until it is up it cannot
		now, err := k.ask(ctx, "engine")
		return err == nil && strings.TrimSpace(now) == "Unikey", nil
	})
	if err != nil {
		k.Close()
		return nil, err
	}
	return k, nil
}

// Env is the environment of programs that are to be typed into.
func (k *Keyboard) Env() []string { return k.env }

// Close ends the keyboard and its bus.
func (k *Keyboard) Close() {
	for _, p := range []*Process{k.ibus, k.bus} {
		if p != nil {
			p.Kill()
		}
	}
}

func (k *Keyboard) start(name string, args ...string) (*Process, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = k.env
	return Start(cmd)
}

func (k *Keyboard) ask(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "ibus", args...)
	cmd.Env = k.env
	out, err := cmd.Output()
	return string(out), err
}
