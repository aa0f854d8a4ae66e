package cli

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bangtin/app"

	"github.com/spf13/cobra"
)

// panelFile is panel.json in the data folder: app.Panel, how a kiosk or
// screen stands in its hall.
func panelFile(dir string) string { return filepath.Join(dir, "panel.json") }

func readPanel(dir string) (p app.Panel, err error) {
	text, err := os.ReadFile(panelFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err == nil {
		err = p.Validate()
	}
	if err != nil {
		return app.Panel{}, app.Fault(app.Invalid, "panel_file", "Tệp panel.json trong thư mục dữ liệu không đọc được. Xin đặt lại bằng: bangtin device panel",
			"The file panel.json in the data folder cannot be read. Please set it anew: bangtin device panel").With(err)
	}
	return p, nil
}

// panel is how this machine stands. A file that cannot be read keeps no
// kiosk from showing its articles.
func (c *core) panel() app.Panel {
	if p := c.standing.Load(); p != nil {
		return *p
	}
	p, err := readPanel(c.dir)
	if err != nil {
		c.log.Warn("go on without what the hall has set", "err", err)
	}
	c.standing.Store(&p)
	return p
}

func (c *core) keepPanel(p app.Panel) error {
	if err := p.Validate(); err != nil {
		return err
	}
	text, err := json.Marshal(p)
	if err == nil {
		err = writeWhole(panelFile(c.dir), append(text, '\n'))
	}
	if err != nil {
		return err
	}
	c.standing.Store(&p)
	c.lib.Look() // faces that are open follow
	return nil
}

// panelArgs is what is changed; nil stays.
type panelArgs struct {
	Hours *string   `json:"hours,omitempty"` // ParseHours
	Turn  *app.Turn `json:"turn,omitempty"`
	PIN   *string   `json:"pin,omitempty"` // empty: none
}

// panel is what is printed of app.Panel.
type panel struct {
	Hours string   `json:"hours"`
	Turn  app.Turn `json:"turn"`
	PIN   bool     `json:"pin"` // there is one
}

func (p *panel) text() string {
	turn, hours, pin := string(p.Turn), p.Hours, "chưa đặt / none"
	if turn == "" {
		turn = "theo hệ thống / as the system has it"
	}
	if hours == "" {
		hours = "luôn mở / always"
	}
	if p.PIN {
		pin = "đã đặt / set"
	}
	return fmt.Sprintf("Giờ mở cửa / open      %s\nHướng màn hình / turn  %s\nMã PIN / PIN           %s\n", hours, turn, pin)
}

func (p *program) panelCommand() *cobra.Command {
	var hours, turn string
	var pin, noPIN bool
	c := &cobra.Command{
		Use: "panel", Short: "Giờ mở cửa, hướng màn hình, mã PIN của máy này (how this kiosk or screen stands in its hall)", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			a := deviceArgs{Do: "panel"}
			if c.Flags().Changed("hours") {
				a.Panel.Hours = &hours
			}
			if c.Flags().Changed("turn") {
				turn := app.Turn(strings.TrimSpace(turn))
				a.Panel.Turn = &turn
			}
			if pin {
				word, err := p.askTwice(c, "Mã PIN (PIN): ")
				if err != nil {
					return err
				}
				a.Panel.PIN = &word
			}
			if noPIN {
				a.Panel.PIN = new(string)
			}
			return p.device(c.Context(), a)
		},
	}
	c.Flags().StringVar(&hours, "hours", "", "giờ mở cửa, ví dụ \"07:30-17:00 T2-T6\"; để trống là luôn mở (opening hours; empty: always open)")
	c.Flags().StringVar(&turn, "turn", "", "portrait, portrait-left, landscape, landscape-left; để trống là theo hệ thống (empty: as the system has it)")
	c.Flags().BoolVar(&pin, "pin", false, "hỏi mã PIN mới cho nhân viên (ask for a new PIN of staff)")
	c.Flags().BoolVar(&noPIN, "no-pin", false, "bỏ mã PIN (no PIN any more)")
	c.MarkFlagsMutuallyExclusive("pin", "no-pin")
	return c
}

func (c *core) configurePanel(a panelArgs) (*panel, error) {
	is := c.panel()
	var err error
	if a.Hours != nil {
		if is.Hours, err = app.ParseHours(*a.Hours); err != nil {
			return nil, err
		}
	}
	if a.Turn != nil {
		is.Turn = *a.Turn
	}
	if a.PIN != nil {
		is.PIN = ""
		if *a.PIN != "" {
			if is.PIN, err = app.HashPIN(rand.Reader, *a.PIN); err != nil {
				return nil, err
			}
		}
	}
	if a != (panelArgs{}) {
		if err := c.keepPanel(is); err != nil {
			return nil, err
		}
	}
	out := &panel{Turn: is.Turn, PIN: is.PIN != ""}
	if is.Hours != nil {
		out.Hours = is.Hours.String()
	}
	return out, nil
}
