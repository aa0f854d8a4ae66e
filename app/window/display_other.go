//go:build (desktop || dev) && !bindings && !linux

package window

// Available returns nil: this system always has a display.
func Available() error { return nil }
