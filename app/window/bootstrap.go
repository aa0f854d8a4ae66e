//go:build (desktop || dev) && !bindings

package window

import (
	_ "embed"
	"encoding/json"
	"html"
	"net/http"
	"strings"
)

// firstPage is XHTML, served as such: Wails adds its scripts to text/html
// only, and this page wants none. What moves in it comes from us by script
// execution, which its policy does not govern.
//
//go:embed bootstrap.xhtml
var firstPage string

// colour is a ground on which a face starts, so that no other ever shows.
type colour struct{ r, g, b uint8 }

var (
	paper       = colour{0xff, 0xfd, 0xf7}
	night       = colour{0x12, 0x10, 0x0c}
	solemnPaper = colour{0xfd, 0xfd, 0xfd}
	solemnNight = colour{0x10, 0x10, 0x10}
)

func ground(face string, solemn bool) colour {
	switch {
	case face == Screen && solemn:
		return solemnNight
	case face == Screen:
		return night
	case solemn && face == Kiosk: // the desk's work keeps its colours
		return solemnPaper
	}
	return paper
}

// bootstrap answers the window's own page and nothing else.
func bootstrap(o Options) http.Handler {
	page := strings.NewReplacer(
		"{{lang}}", html.EscapeString(o.Lang),
		"{{face}}", o.Face+mood(o.Solemn),
		"{{title}}", html.EscapeString(o.Title),
	).Replace(firstPage)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/xhtml+xml; charset=utf-8")
		_, _ = w.Write([]byte(page))
	})
}

func mood(solemn bool) string {
	if solemn {
		return " solemn"
	}
	return ""
}

// onFirstPage wraps a script so that it runs on the window's own page only:
// wails://wails/, and http://wails.localhost/ on Windows.
func onFirstPage(script string) string {
	return `if(location.protocol==="wails:"||location.hostname==="wails.localhost"){` + script + `}`
}

// goTo leaves the first page for url, without leaving it in the history.
func goTo(url string) string {
	return onFirstPage("location.replace(" + quote(url) + ");")
}

// showPoster turns the first page into the poster, with a clock that changes
// by the minute.
func showPoster(p Poster) string {
	return onFirstPage(`
		const root = document.documentElement;
		root.dataset.poster = "";
		document.getElementById("code").textContent = ` + quote(p.Code) + `;
		if (!window.posterClock) {
			const clock = document.getElementById("clock");
			const tell = () => { // Vietnam is seven hours ahead of UTC all year, whatever zone the PC is set to
				const now = new Date(Date.now() + 7 * 3600 * 1000);
				clock.textContent = String(now.getUTCHours()).padStart(2, "0") + ":" + String(now.getUTCMinutes()).padStart(2, "0");
			};
			tell();
			window.posterClock = setInterval(tell, 1000);
		}`)
}

// quote makes a JavaScript string; JSON with <, > and & escaped is one.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return string(b)
}
