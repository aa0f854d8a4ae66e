package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"bangtin/app/api"
)

// plays is what a window's page said that this machine can play. It is kept
// in run/plays.json, since `bangtin status` may ask while no window is open.
type plays struct {
	Can    []string `json:"can"`
	Cannot []string `json:"cannot"`
}

func playsFile(folder string) string { return filepath.Join(folder, "run", "plays.json") }

// plays notes what a window of this machine says.
func (e *engine) plays(window string, p api.Plays) {
	text, err := json.Marshal(plays(p))
	if err == nil {
		err = os.WriteFile(playsFile(e.folder), text, 0o600)
	}
	if err != nil {
		e.log.Warn("what a window can play was not noted", "window", window, "err", err)
	}
}

// readPlays gives what was noted last, nil where nothing was.
func readPlays(folder string) *plays {
	text, err := os.ReadFile(playsFile(folder))
	var p plays
	if err != nil || json.Unmarshal(text, &p) != nil {
		return nil
	}
	return &p
}

func (p *plays) text() string {
	if p == nil {
		return "Phim, âm thanh / plays     chưa rõ: xin mở cửa sổ một lần / not known until a window was open\n"
	}
	out := "Phim, âm thanh / plays     " + strings.Join(p.Can, ", ") + "\n"
	if len(p.Cannot) > 0 {
		out += "  không phát được / not    " + strings.Join(p.Cannot, ", ") + "\n"
	}
	return out
}
