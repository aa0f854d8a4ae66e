//go:build (desktop || dev) && !bindings

#pragma once

#include <stdbool.h>

// What the guard tells.
enum { PAGE_PROCESS_ENDED = 1, PAGE_NOT_LOADED = 2, WINDOW_DESTROYED = 3 };

// window_prepare starts GTK under the given names; false: no display.
// languages are the page's, parted by commas. Afterwards width and height
// are those of the display it will open on.
bool window_prepare(const char *program, const char *title, const char *languages, int *width, int *height);

// window_has_locale tells whether the C library has a locale.
bool window_has_locale(const char *name);

// window_guard watches the web view from GTK's thread: fills is a face that
// takes the whole display, min_width and min_height bound the others.
void window_guard(bool fills, int min_width, int min_height);

// window_allow names the one origin, such as http://127.0.0.1:4000, that our
// own page may go to; there it stays.
void window_allow(const char *origin);

// window_quit ends gtk_main from any thread.
void window_quit(void);
