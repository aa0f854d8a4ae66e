//go:build (desktop || dev) && !bindings

package window

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Available returns nil if a window can be opened here: this build has one
// and a Wayland or X display answers. It asks the display's socket and
// starts nothing.
func Available() error {
	if name := os.Getenv("WAYLAND_DISPLAY"); name != "" {
		if !filepath.IsAbs(name) {
			name = filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), name)
		}
		if answers("unix", name) {
			return nil
		}
	}
	// host:display.screen; no host, or "unix", is this machine.
	host, display, ok := cutLast(os.Getenv("DISPLAY"), ":")
	if !ok {
		return ErrNoDisplay
	}
	display, _, _ = strings.Cut(display, ".")
	switch {
	case host != "" && host != "unix":
		port := "60" + display
		if len(display) == 1 {
			port = "600" + display
		}
		if answers("tcp", net.JoinHostPort(host, port)) {
			return nil
		}
	case answers("unix", "@/tmp/.X11-unix/X"+display), answers("unix", "/tmp/.X11-unix/X"+display):
		return nil
	}
	return ErrNoDisplay
}

func answers(network, address string) bool {
	c, err := net.DialTimeout(network, address, time.Second)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+len(sep):], true
}
