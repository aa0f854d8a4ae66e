// Package window is the Wails window: it shows a URL and owns nothing. It
// runs in a process of its own, started by the engine before the store is
// open; so it shows a page of its own until it is told the address.
//
// # Pipe protocol
//
// The engine writes commands to the window's standard input and reads
// replies from its standard output, one JSON object a line, at most 64 KiB.
// Lines that are no JSON object and members that are not known are ignored
// on both sides: GTK prints what it likes.
//
//	window → engine   {"ready":true}                   the first page is up: send the address
//	engine → window   {"open":"http://127.0.0.1:…/…"}  go there
//	engine → window   {"poster":{"code":"K7F2"}}       show the poster instead
//	engine → window   {"raise":true}                   come to the front (a desk)
//	engine → window   {"close":true}                   end, exit status 0
//	window → engine   {"place":{"x":40,"y":30,"width":1366,"height":768}}   where it stands now (a desk)
//	window → engine   {"closed":true}                  the user closed it, exit status 0 follows
//	window → engine   {"failed":"…"}                   the page is lost, exit status 1 follows
//
// The engine answers ready with a fresh address, since its token lives for
// seconds only. open and poster count while the window's own page or the
// poster is shown and do nothing later.
//
// Before a desk's window ends, whoever asked for that, its page may keep what
// was typed last; see [Closing].
//
// The end of the commands means that the engine has died: the window then
// kills its own process group, WebKit's processes with it.
//
// The file with the window in it is built with the tag desktop (or dev, by
// the Wails tool) and not under bindings; everything else builds always.
package window

import (
	"errors"
	"io"
)

// What Available and Run can fail with for want of a place to show things.
var (
	ErrNoWindow  = errors.New("this program was built without a window")
	ErrNoDisplay = errors.New("no display answers")
)

// The faces a window can have.
const (
	Desk   = "desk"   // a window among others
	Kiosk  = "kiosk"  // the whole display, touched by visitors
	Screen = "screen" // the whole display, touched by nobody
)

// Options says what a window looks like and whom it talks to.
type Options struct {
	Face  string // Desk, Kiosk or Screen
	Title string // "": "Bảng Tin"
	Lang  string // "vi", also "", or "en": of the first page, and of the process if the session names no language

	Solemn bool // mourning: the first page and the poster have no colour

	Commands io.Reader // from the engine, normally the standard input
	Replies  io.Writer // to the engine, normally the standard output

	// Scratch is a folder of this window alone, for what WebKit stores and
	// caches. That is removed at the start and at the end, so that nothing
	// of one visitor is left for the next; other files in it are not
	// touched. "": a new temporary folder.
	Scratch string

	Icon []byte // PNG; nil: the product's own

	// Place is where a desk stood last time. It is made to fit the screens
	// that are there now. nil: in the middle, at its usual size.
	Place *Place
}
