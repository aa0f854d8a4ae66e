//go:build (desktop || dev) && !bindings && !linux

package window

import (
	"context"

	wailsruntime "github.com/wailsapp/wails/v2/pkg/runtime"
)

// Here the web view's own settings have to do, and a lost page is noticed
// by its silence.
var lost chan error

func prepare(string, []string) (width, height int, err error) { return 0, 0, nil }
func hasLocale(string) bool                                   { return true }
func guard(bool, int, int)                                    {}
func allow(string)                                            {}
func quit(wails context.Context)                              { wailsruntime.Quit(wails) }
