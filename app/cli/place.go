package cli

import (
	"encoding/json"
	"os"
	"path/filepath"

	"bangtin/app/window"
)

// placeName is window.json in the data folder: where the desk stood last on
// this machine. It is never synced, and whatever is wrong with it is no
// reason not to open a window.
func placeName(dir string) string { return filepath.Join(dir, "window.json") }

func readPlace(dir string) *window.Place {
	text, err := os.ReadFile(placeName(dir))
	if err != nil {
		return nil
	}
	var p window.Place
	if json.Unmarshal(text, &p) != nil || !p.Sound() {
		return nil
	}
	return &p
}

// keepPlace notes where a desk stands. An engine that does not own its
// folder yet writes nothing there.
func (e *engine) keepPlace(p window.Place) {
	select {
	case <-e.ready:
	default:
		return
	}
	text, err := json.Marshal(p)
	if err != nil {
		return // numbers always have a JSON form
	}
	if err := writeWhole(placeName(e.folder), append(text, '\n')); err != nil {
		e.log.Debug("keep the window's place", "err", err)
	}
}

// beside is how far a further desk's window stands from the one before, so
// that both are seen.
const beside = 32

// placeArgument is what a desk's process is told of its place: where the last
// one stood, or beside the others that are open.
func (e *engine) placeArgument(others int) string {
	p := readPlace(e.folder)
	if p == nil {
		return ""
	}
	p.X, p.Y = p.X+beside*others, p.Y+beside*others
	text, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	return string(text)
}
