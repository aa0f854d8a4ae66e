//go:build (desktop || dev) && !bindings

package window

import (
	"os"
	"path/filepath"
	"strings"
)

// Below the scratch folder: caches, stored data, and on Windows both.
const (
	cacheFolder   = "cache"
	dataFolder    = "data"
	webviewFolder = "webview"
)

// environment says which variables the process must have before GTK starts;
// "" means that the variable must go. get looks one up, has tells whether
// the C library has a locale, bus whether there is a session bus.
func environment(face, scratch string, get func(string) string, has func(locale string) bool, bus bool) map[string]string {
	set := map[string]string{
		"XDG_CACHE_HOME": filepath.Join(scratch, cacheFolder),
		"XDG_DATA_HOME":  filepath.Join(scratch, dataFolder),
		// Wails writes CSS with printf; the comma of 0,5 would spoil it.
		"LC_NUMERIC": "C.UTF-8",
	}
	if get("WEBKIT_DISABLE_DMABUF_RENDERER") == "" {
		// We draw without the GPU, so there is nothing to share with it, and
		// setting that up costs a window 50 ms and with some drivers all of
		// its picture.
		set["WEBKIT_DISABLE_DMABUF_RENDERER"] = "1"
	}
	if get("GST_REGISTRY") == "" {
		// The list of media plugins takes seconds to make: it is kept.
		set["GST_REGISTRY"] = registry(get)
	}
	if face != Desk {
		// Visitors have a keyboard on the page; the system's would open
		// windows of its own beside it, and leaves files.
		set["GTK_IM_MODULE"] = "gtk-im-context-simple"
	}
	locale := session(get)
	if get("LC_ALL") != "" { // it would overrule LC_NUMERIC
		set["LC_ALL"], set["LANG"] = "", locale
	}
	if nameless(locale) || !has(locale) {
		// Every Debian has C.UTF-8, without any locale generated.
		set["LANG"], set["LC_MESSAGES"], set["LC_CTYPE"] = "C.UTF-8", "", ""
	}
	if !bus {
		// GTK would start a bus that outlives us, to look for a screen
		// reader that cannot be there.
		set["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
	}
	return set
}

// languages are the page's navigator.languages and Accept-Language: the
// session's, or the window's if the session names none. Left to itself
// WebKit takes the name of the locale, "C" under C.UTF-8, and Intl throws.
func languages(lang string, get func(string) string) []string {
	locale := session(get)
	if nameless(locale) {
		if lang == "en" {
			return []string{"en-GB", "en"}
		}
		return []string{"vi-VN", "vi"}
	}
	tag, _, _ := strings.Cut(strings.NewReplacer("_", "-", "@", ".").Replace(locale), ".")
	base, _, _ := strings.Cut(tag, "-")
	if base == tag {
		return []string{tag}
	}
	return []string{tag, base}
}

// session is the locale whose language the session speaks.
func session(get func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := get(name); v != "" {
			return v
		}
	}
	return ""
}

// nameless is true for the locales that name no language.
func nameless(locale string) bool {
	name, _, _ := strings.Cut(locale, ".")
	return name == "" || name == "C" || name == "POSIX"
}

func registry(get func(string) string) string {
	if cache := get("XDG_CACHE_HOME"); cache != "" {
		return filepath.Join(cache, "bangtin-gstreamer.bin")
	}
	if home := get("HOME"); home != "" {
		return filepath.Join(home, ".cache", "bangtin-gstreamer.bin")
	}
	return ""
}

// hasBus tells whether the session has a bus: one that is named, or one
// that waits at its usual place.
func hasBus(get func(string) string) bool {
	if get("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	dir := get("XDG_RUNTIME_DIR")
	if dir == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(dir, "bus"))
	return err == nil
}
