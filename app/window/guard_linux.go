//go:build (desktop || dev) && !bindings

package window

/*
#cgo !webkit2_41 pkg-config: gtk+-3.0 webkit2gtk-4.0
#cgo webkit2_41 pkg-config: gtk+-3.0 webkit2gtk-4.1
#include <stdlib.h>
#include "guard_linux.h"
*/
import "C"

import (
	"context"
	"errors"
	"strings"
	"time"
	"unsafe"
)

// lostTo says for each event of guard_linux.h why there is nothing to show
// any longer.
var lostTo = map[C.int]error{
	C.PAGE_PROCESS_ENDED: errors.New("the web process ended"),
	C.PAGE_NOT_LOADED:    errors.New("the page could not be loaded"),
	C.WINDOW_DESTROYED:   errors.New("the window was destroyed"),
}

// lost carries the guard's news to the one window of this process; C calls
// no closures. One is enough, the first ends the process.
var lost = make(chan error, 1)

//export windowEvent
func windowEvent(event C.int) {
	select {
	case lost <- lostTo[event]:
	default:
	}
}

// prepare starts GTK on this thread, tells WebKit the languages and returns
// the display's size.
func prepare(title string, languages []string) (width, height int, err error) {
	program, name := C.CString("bangtin"), C.CString(title)
	tags := C.CString(strings.Join(languages, ","))
	defer C.free(unsafe.Pointer(program))
	defer C.free(unsafe.Pointer(name))
	defer C.free(unsafe.Pointer(tags))
	var w, h C.int
	if !C.window_prepare(program, name, tags, &w, &h) {
		return 0, 0, ErrNoDisplay
	}
	return int(w), int(h), nil
}

func hasLocale(name string) bool {
	c := C.CString(name)
	defer C.free(unsafe.Pointer(c))
	return bool(C.window_has_locale(c))
}

// screens are those of the display; GTK has been started before.
func screens() (all []Area) {
	var areas [16]C.GdkRectangle
	n := C.window_screens(&areas[0], C.int(len(areas)))
	for _, a := range areas[:n] {
		all = append(all, Area{int(a.x), int(a.y), int(a.width), int(a.height)})
	}
	return all
}

// settles says that a window comes back where it stood.
const settles = true

// guard watches the window; a desk is put where it is to stand first.
func guard(fills bool, at *Place) {
	c := C.struct_window_place{}
	if at != nil && !fills {
		c = C.struct_window_place{
			x: C.int(at.X), y: C.int(at.Y), width: C.int(at.Width), height: C.int(at.Height), maximised: C.bool(at.Maximised),
		}
	}
	C.window_guard(C.bool(fills), C.int(leastWidth), C.int(leastHeight), c)
}

// moved carries where a desk was moved to; only the latest counts.
var moved = make(chan Place, 1)

//export windowMoved
func windowMoved(x, y, width, height C.int, maximised C.bool) {
	p := Place{int(x), int(y), int(width), int(height), bool(maximised)}
	select {
	case <-moved:
	default:
	}
	moved <- p // there is room: this is the only sender, on GTK's thread
}

// raise brings the window to the front and gives it the keyboard.
func raise(context.Context) { C.window_raise() }

// answered carries what the page answers to the question whether it may go.
var answered = make(chan bool, 1)

//export windowAnswered
func windowAnswered(may C.bool) {
	select {
	case answered <- bool(may):
	default:
	}
}

// leave asks the page to keep what was typed last and tells where the window
// stands. A page that does not answer in time may go.
func leave(_ context.Context, limit time.Duration) (may bool, place *Place) {
	c := C.CString(askPage)
	defer C.free(unsafe.Pointer(c))
	select {
	case <-answered: // too late for the last time
	default:
	}
	C.window_ask(c)
	may = true
	select {
	case may = <-answered:
	case <-time.After(limit):
	}
	select {
	case p := <-moved:
		place = &p
	default:
	}
	return may, place
}

func allow(origin string) {
	c := C.CString(origin)
	defer C.free(unsafe.Pointer(c))
	C.window_allow(c)
}

// quit ends the main loop on its own thread.
func quit(context.Context) { C.window_quit() }
