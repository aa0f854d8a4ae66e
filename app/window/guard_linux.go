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

func guard(fills bool, minWidth, minHeight int) {
	C.window_guard(C.bool(fills), C.int(minWidth), C.int(minHeight))
}

func allow(origin string) {
	c := C.CString(origin)
	defer C.free(unsafe.Pointer(c))
	C.window_allow(c)
}

// quit ends the main loop on its own thread.
func quit(context.Context) { C.window_quit() }
