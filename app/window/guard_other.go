//go:build (desktop || dev) && !bindings && !linux

package window

import (
	"context"
	"time"

	wailsruntime "github.com/wailsapp/wails/v2/pkg/runtime"
)

// Here the web view's own settings have to do, and a lost page is noticed
// by its silence.
var lost chan error

func prepare(string, []string) (width, height int, err error) { return 0, 0, nil }
func hasLocale(string) bool                                   { return true }
func screens() []Area                                         { return nil }
func guard(bool, *Place)                                      {}
func allow(string)                                            {}
func quit(wails context.Context)                              { wailsruntime.Quit(wails) }

// moved stays silent: here the place is told once, at the end.
var moved chan Place

func raise(wails context.Context) {
	wailsruntime.WindowUnminimise(wails)
	wailsruntime.WindowShow(wails)
}

// settles: Wails knows the place within one screen only, so a window comes
// back with its size.
const settles = false

// leave tells the page that the window is about to end and gives it a
// moment: there is no answer to wait for.
func leave(wails context.Context, limit time.Duration) (may bool, place *Place) {
	wailsruntime.WindowExecJS(wails, "(async () => {"+askPage+"})()")
	time.Sleep(limit - limit/8)
	if wailsruntime.WindowIsMaximised(wails) {
		return true, &Place{Width: deskWidth, Height: deskHeight, Maximised: true}
	}
	width, height := wailsruntime.WindowGetSize(wails)
	return true, &Place{Width: width, Height: height}
}
