//go:build (desktop || dev) && !bindings

#pragma once

#include <gdk/gdk.h>
#include <stdbool.h>

// What the guard tells.
enum { PAGE_PROCESS_ENDED = 1, PAGE_NOT_LOADED = 2, WINDOW_DESTROYED = 3 };

// window_prepare starts GTK under the given names; false: no display.
// languages are the page's, parted by commas. Afterwards width and height
// are those of the display it will open on.
bool window_prepare(const char *program, const char *title, const char *languages, int *width, int *height);

// window_has_locale tells whether the C library has a locale.
bool window_has_locale(const char *name);

// window_screens gives the screens without their bars, the primary one first.
int window_screens(GdkRectangle *areas, int most);

// A place as in place.go; width 0: none.
struct window_place {
    int x, y, width, height;
    bool maximised;
};

// window_guard watches the web view from GTK's thread: fills is a face that
// takes the whole display, min_width and min_height bound the others, which
// begin at a place.
void window_guard(bool fills, int min_width, int min_height, struct window_place at);

// window_desk is told of a desk's window and its view, on GTK's thread.
void window_desk(gpointer window, gpointer view, struct window_place at);

// window_raise brings the window to the front from any thread.
void window_raise(void);

// window_ask runs the body of an asynchronous function in the page, tells
// where the window stands and then what the function returned.
void window_ask(const char *body);

// window_allow names the one origin, such as http://127.0.0.1:4000, that our
// own page may go to; there it stays.
void window_allow(const char *origin);

// window_quit ends gtk_main from any thread.
void window_quit(void);
