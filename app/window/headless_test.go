//go:build !(desktop || dev) || bindings

package window_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"bangtin/app/window"
)

func TestBuildWithoutAWindowSaysSo(t *testing.T) {
	if err := window.Available(); !errors.Is(err, window.ErrNoWindow) {
		t.Errorf("available: %v", err)
	}
	o := window.Options{Face: window.Desk, Commands: os.Stdin, Replies: os.Stdout}
	if err := window.Run(context.Background(), o); !errors.Is(err, window.ErrNoWindow) {
		t.Errorf("run: %v", err)
	}
}
