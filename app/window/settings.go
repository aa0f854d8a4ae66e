//go:build (desktop || dev) && !bindings

package window

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
)

// The size of a desk's first window, in CSS pixels.
const deskWidth, deskHeight = 1366, 768

// roomy is how much more than a desk's height a display must have, for bars
// and title, to be given the window at its usual size.
const roomy = 100

//go:embed icon.png
var icon []byte

func (o Options) withDefaults() (Options, error) {
	switch o.Face {
	case Desk, Kiosk, Screen:
	default:
		return o, fmt.Errorf("open window: unknown face %q", o.Face)
	}
	if o.Commands == nil || o.Replies == nil {
		return o, errors.New("open window: no pipes to the engine")
	}
	if o.Title == "" {
		o.Title = "Bảng Tin"
	}
	if o.Lang == "" {
		o.Lang = "vi"
	}
	return o, nil
}

// fills says whether the face takes the whole display and gives visitors no
// way out of it.
func (o Options) fills() bool { return o.Face != Desk }

// settings are what Wails is told, for a display of this size (0: unknown).
func (p *pane) settings(width, height int) *options.App {
	ground := ground(p.Face, p.Solemn)
	app := &options.App{
		Title:            p.Title,
		Width:            deskWidth,
		Height:           deskHeight,
		MinWidth:         leastWidth,
		MinHeight:        leastHeight,
		BackgroundColour: options.NewRGB(ground.r, ground.g, ground.b),
		AssetServer:      &assetserver.Options{Handler: bootstrap(p.Options)},
		OnDomReady:       p.loaded,
		OnBeforeClose:    func(context.Context) bool { return p.refusesToClose() },
		Linux: &linux.Options{
			Icon:             icon,
			ProgramName:      "bangtin",
			WebviewGpuPolicy: linux.WebviewGpuPolicyNever, // the only name that means itself
		},
		Windows: &windows.Options{
			WebviewUserDataPath: filepath.Join(p.Scratch, webviewFolder),
			DisablePinchZoom:    p.fills(),
		},
	}
	if len(p.Icon) > 0 {
		app.Linux.Icon = p.Icon
	}
	if p.Place != nil && !p.fills() {
		app.Width, app.Height = p.Place.Width, p.Place.Height
		if p.Place.Maximised && !settles {
			app.WindowStartState = options.Maximised
		}
	} else if width > 0 && (width <= deskWidth || height <= deskHeight+roomy) {
		app.Width, app.Height = min(width, deskWidth), min(height, deskHeight)
		app.WindowStartState = options.Maximised
	}
	if p.fills() {
		if width > 0 {
			app.Width, app.Height = width, height // from its first frame on
		}
		app.MinWidth, app.MinHeight = 0, 0
		app.Frameless = true
		app.AlwaysOnTop = true
		app.WindowStartState = options.Fullscreen
		app.DragAndDrop = &options.DragAndDrop{DisableWebViewDrop: true}
	}
	return app
}
