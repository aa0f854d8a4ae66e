package cli

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/viet"

	"github.com/spf13/cobra"
)

func (p *program) logCommand() *cobra.Command {
	var a logArgs
	var asCSV bool
	c := &cobra.Command{
		Use:   "log",
		Short: "Nhật ký: ai đã làm gì, mới nhất trước (who did what, the latest first)",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			lines := []logLine{}
			if err := p.run(c.Context(), "log", a, &lines); err != nil {
				return err
			}
			if asCSV {
				return writeCSV(p.out, lines)
			}
			return p.print(lines, logText(lines))
		},
	}
	c.Flags().IntVar(&a.Limit, "limit", 100, "số dòng, 0 là tất cả (how many, 0 for all)")
	c.Flags().BoolVar(&asCSV, "csv", false, "in CSV (print CSV)")
	return c
}

type logArgs struct {
	Limit int `json:"limit"`
}

type logLine struct {
	At       time.Time `json:"at"`
	Trusted  bool      `json:"trusted"` // the device held its clock to be right
	Who      string    `json:"who"`     // empty for the program itself
	Device   string    `json:"device"`
	What     string    `json:"what"`
	Article  string    `json:"article,omitempty"`
	Revision string    `json:"revision,omitempty"`
	Title    string    `json:"title,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Own      bool      `json:"own,omitempty"` // approved by its last editor
}

const logPage = 500

func logJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a logArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	accounts, err := c.lib.Accounts(ctx)
	if err != nil {
		return err
	}
	names := map[app.ID]string{}
	for _, x := range accounts {
		names[x.ID] = x.Name
	}
	lines := []logLine{}
	for before := uint64(0); ; {
		want := logPage
		if a.Limit > 0 {
			want = min(want, a.Limit-len(lines))
		}
		page, err := c.lib.Trail(ctx, before, want)
		if err != nil {
			return err
		}
		for _, h := range page {
			lines = append(lines, logLineOf(h, names, c.lib.Roster()))
			before = h.Arrival
		}
		if len(page) < want || a.Limit > 0 && len(lines) >= a.Limit {
			break
		}
	}
	l, err := result(lines)
	report(l)
	return err
}

func logLineOf(h app.Happening, names map[app.ID]string, roster *app.Roster) logLine {
	l := logLine{
		At: time.UnixMilli(h.At).In(viet.Zone()), Trusted: h.Trusted, Who: names[h.Account], What: h.What(),
		Title: h.Title, Reason: h.Reason, Own: h.Own,
	}
	if h.Name != "" {
		l.Title = h.Name
	}
	if !h.Article.IsZero() {
		l.Article = h.Article.String()
	}
	if !h.Revision.IsZero() {
		l.Revision = h.Revision.String()
	}
	if m, ok := roster.Member(h.Device); ok {
		l.Device = m.Name
	}
	return l
}

func logText(lines []logLine) string {
	var b strings.Builder
	for _, l := range lines {
		who := l.Who
		if who == "" {
			who = "·"
		}
		fmt.Fprintf(&b, "%s  %-22s %-12s %s", l.At.Format("02/01/2006 15:04:05"), who, l.What, l.Title)
		if l.Reason != "" {
			fmt.Fprintf(&b, "  (%s)", l.Reason)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// writeCSV begins with a byte order mark, by which spreadsheets know UTF-8.
func writeCSV(to io.Writer, lines []logLine) error {
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return err
	}
	rows := [][]string{{"at", "trusted", "who", "device", "what", "article", "revision", "title", "reason", "own"}}
	for _, l := range lines {
		rows = append(rows, []string{l.At.Format(time.RFC3339), fmt.Sprint(l.Trusted), safeCell(l.Who), safeCell(l.Device), l.What,
			l.Article, l.Revision, safeCell(l.Title), safeCell(l.Reason), fmt.Sprint(l.Own)})
	}
	return csv.NewWriter(to).WriteAll(rows)
}

// safeCell keeps a spreadsheet from taking text for a formula.
func safeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
