package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"bangtin/app"
	"bangtin/app/viet"

	"github.com/spf13/cobra"
)

func (p *program) settingsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "settings [TỆP]",
		Short: "Thông tin cơ quan ở đầu và chân trang (what headers and footers say)",
		Long: "Ghi thông tin cơ quan từ một tệp JSON, hoặc in ra nếu không nêu tệp.\n" +
			"Writes the settings from a JSON file, or prints them.\n\n" +
			`{"agency": "…", "parentAgency": "…", "slogan": "…", "responsible": "…", "licence": "…",` + "\n" +
			` "address": "…", "phones": ["…"], "email": "…", "website": "https://…", "emblem": "quoc-huy.png"}`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var a settingsArgs
			if len(args) == 1 {
				full, err := filepath.Abs(args[0])
				if err != nil {
					return err
				}
				a.File = full
			}
			var s app.Settings
			if err := p.run(c.Context(), "settings", a, &s); err != nil {
				return err
			}
			text, err := json.MarshalIndent(s, "", "  ")
			if err != nil {
				return err
			}
			return p.print(s, string(text)+"\n")
		},
	}
}

type settingsArgs struct {
	File string `json:"file"` // empty: only tell
}

func settingsJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a settingsArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	if a.File != "" {
		if err := c.found(ctx); err != nil {
			return err
		}
		if err := saveSettings(ctx, c, a.File); err != nil {
			return err
		}
	}
	l, err := result(c.lib.Settings())
	report(l)
	return err
}

func saveSettings(ctx context.Context, c *core, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return noFile(file, err)
	}
	s, emblem, err := readSettings(text, c.lib.Settings())
	if err != nil {
		return err
	}
	if emblem != "" {
		if !filepath.IsAbs(emblem) {
			emblem = filepath.Join(filepath.Dir(file), emblem)
		}
		f, err := os.Open(emblem)
		if err != nil {
			return noFile(emblem, err)
		}
		defer f.Close()
		made, err := c.darkroom().develop(ctx, f)
		if err != nil {
			return err
		}
		s.Emblem, s.Picture = made.Original, &made.Media
	}
	return c.lib.SaveSettings(ctx, s)
}

// readSettings reads a settings file; emblem is the name of a picture. How
// the office works, which is set at the desk, stays as it is now where the
// file does not say.
func readSettings(text []byte, now app.Settings) (s app.Settings, emblem string, err error) {
	in := struct {
		OwnApproval bool
		Tone        viet.ToneStyle
		Departments []app.TicketDepartment

		Agency, ParentAgency, Slogan, Responsible, Licence, Address, Email, Website, Emblem string
		Phones                                                                              []string
	}{OwnApproval: now.OwnApproval, Tone: now.Tone, Departments: now.Departments}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return s, "", app.Fault(app.Invalid, "settings_malformed",
			fmt.Sprintf("Tệp thiết lập không đúng: %v", err), fmt.Sprintf("The settings file is not well formed: %v", err)).With(err)
	}
	s = app.Settings{
		Agency: viet.Line(in.Agency), ParentAgency: viet.Line(in.ParentAgency), Slogan: viet.Line(in.Slogan),
		Responsible: viet.Line(in.Responsible), Licence: viet.Line(in.Licence), Address: viet.Line(in.Address),
		Email: viet.Line(in.Email), Website: viet.Line(in.Website), OwnApproval: in.OwnApproval, Tone: in.Tone, Readers: now.Readers,
		Departments: in.Departments,
	}
	for _, phone := range in.Phones {
		s.Phones = append(s.Phones, viet.Line(phone))
	}
	return s, in.Emblem, s.Validate()
}
