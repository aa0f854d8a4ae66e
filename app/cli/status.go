package cli

import (
	"context"
	"fmt"
	"time"

	"bangtin/app"
	"bangtin/app/search"
	"bangtin/app/store"

	"github.com/spf13/cobra"
)

// Status is what `bangtin status --json` prints.
type Status struct {
	Articles struct {
		Published int `json:"published"`
		Draft     int `json:"draft"`
		Scheduled int `json:"scheduled"`
	} `json:"articles"`
	Media struct {
		Files int   `json:"files"` // originals and derivatives
		Bytes int64 `json:"bytes"`
	} `json:"media"`
	Format  int    `json:"format"`
	Fold    int    `json:"fold"`
	Device  string `json:"device"`
	Library string `json:"library"` // empty where there is none yet
	Role    string `json:"role"`
	Root    struct {
		Open  string `json:"open"`
		Staff string `json:"staff"`
	} `json:"root"`
	Changes   int `json:"changes"`
	Snapshots int `json:"snapshots"`
	Clock     struct {
		Now     string `json:"now"`
		Trusted bool   `json:"trusted"`
	} `json:"clock"`
	Search search.Status `json:"search"`
	Plays  *plays        `json:"plays,omitempty"`  // what the last window on this machine can play; missing before there was one
	Backup *app.Backup   `json:"backup,omitempty"` // the last one
	Sample bool          `json:"sample"`
	Folder string        `json:"folder"`
	// Differing tells of the machines met last whose library was another.
	Differing []differing `json:"differing,omitempty"`
	Warnings  []app.Text  `json:"warnings"`
}

func (p *program) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Tình trạng thư viện (what the library holds)", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var s Status
			if err := p.run(c.Context(), "status", struct{}{}, &s); err != nil {
				return err
			}
			return p.print(s, s.text())
		},
	}
}

func statusJob(ctx context.Context, c *core, _ []byte, report func(any)) error {
	s, err := c.status(ctx)
	if err != nil {
		return err
	}
	l, err := result(s)
	report(l)
	return err
}

func (c *core) status(ctx context.Context) (s Status, err error) {
	in, err := c.lib.Status(ctx)
	if err != nil {
		return s, err
	}
	s.Articles.Published, s.Articles.Draft, s.Articles.Scheduled = in.Published, in.Draft, in.Scheduled
	for item, err := range c.db.Media().Walk(ctx) {
		if err != nil {
			return s, err
		}
		s.Media.Files++
		s.Media.Bytes += item.Size
	}
	s.Format, s.Fold, s.Changes, s.Folder = store.Format, in.Fold, in.Changes, c.dir
	s.Device = c.lib.Device().String()
	s.Root.Open, s.Root.Staff = in.RootOpen, in.RootStaff
	if c.lib.Founded() {
		s.Library = c.lib.Name().String()
	}
	if m, ok := c.lib.Roster().Member(c.lib.Device()); ok {
		s.Role = string(m.Role)
	}
	snapshots, err := c.db.Snapshots()
	if err != nil {
		return s, err
	}
	s.Snapshots = len(snapshots)
	now, trusted := c.lib.Clock().Now()
	s.Clock.Now, s.Clock.Trusted = now.Format("2006-01-02T15:04:05Z07:00"), trusted
	if s.Search, err = c.search(ctx).Status(ctx); err != nil {
		return s, err
	}
	s.Sample = c.sample.Load() != nil
	s.Plays = readPlays(c.dir)
	s.Warnings = append([]app.Text{}, c.db.Opening().Warnings...)
	kept, err := c.lib.KeptForClock(ctx)
	if err != nil {
		return s, err
	}
	switch {
	case !trusted:
		s.Warnings = append(s.Warnings, clockDoubted)
	case kept:
		s.Warnings = append(s.Warnings, clockAlone)
	}
	if c.lib.Revoked() {
		unheard, err := c.lib.Unheard(ctx)
		if err != nil {
			return s, err
		}
		s.Warnings = append(s.Warnings, revokedWords(len(unheard)))
	}
	if _, err := c.recoverySeed(); err == nil {
		s.Warnings = append(s.Warnings, app.Text{
			VI: "24 từ khôi phục của thư viện chưa được chép ra giấy: bangtin device recovery, hoặc trang Sao lưu của bàn biên tập",
			EN: "The library's 24 recovery words have not been written down: bangtin device recovery, or the page Backup of the desk",
		})
	}
	if j, err := readJoining(c.dir); err == nil && j != nil {
		s.Warnings = append(s.Warnings, j.waits())
	}
	if in.Newer > 0 {
		s.Warnings = append(s.Warnings, app.Text{
			VI: fmt.Sprintf("Có %d thay đổi do phiên bản mới hơn ghi. Máy này giữ và chuyển tiếp chúng; xin cập nhật chương trình để hiểu được", in.Newer),
			EN: fmt.Sprintf("%d changes were written by a newer version. They are kept and passed on; please update the program to understand them", in.Newer),
		})
	}
	last, err := c.lib.LastBackup(ctx)
	if err != nil {
		return s, err
	}
	if !last.At.IsZero() {
		s.Backup = &last
		if time.Since(last.At) > app.BackupDue {
			s.Warnings = append(s.Warnings, app.Text{
				VI: "Đã hơn 7 ngày chưa sao lưu: bangtin backup TỆP", EN: "There was no backup for more than 7 days: bangtin backup FILE",
			})
		}
	}
	met, err := c.lib.Met(ctx)
	if err != nil {
		return s, err
	}
	if s.Differing, err = c.differing(ctx, in, met); err != nil {
		return s, err
	}
	for _, device := range in.Forked {
		s.Warnings = append(s.Warnings, app.Text{
			VI: fmt.Sprintf("Máy %.8s ghi hai lịch sử khác nhau, có thể do chép ổ đĩa", device),
			EN: fmt.Sprintf("Device %.8s has written two histories, perhaps because its disk was copied", device),
		})
	}
	return s, nil
}

// waits tells how a machine that has asked is let in. Only a code that it drew
// itself has to be entered: a kit's, or one that an administrator's machine
// made, is known there, and would let in one machine in place of the rest.
func (j *joining) waits() app.Text {
	if j.Shown {
		return app.Text{
			VI: "Máy này chưa được nhận vào thư viện. Xin cắm một USB, mang sang máy quản trị và nhập mã " + j.Code.String(),
			EN: "This machine was not let into the library yet. Please take a stick from it to an administrator's machine and enter the code " + j.Code.String(),
		}
	}
	return app.Text{
		VI: "Máy này chưa được nhận vào thư viện. Không phải nhập mã nào: xin mang USB đã cắm ở đây về máy quản trị đã làm bộ cài hoặc tạo mã, trao đổi ở đó, rồi mang về lại",
		EN: "This machine was not let into the library yet. No code has to be entered: please take the stick from here to the administrator's machine that made the kit or the code, exchange there, and bring it back",
	}
}

// behind tells what the index lacks.
func (s Status) behind() string {
	switch {
	case s.Search.Building != nil:
		return ", đang lập / being made"
	case s.Search.Behind > 0:
		return fmt.Sprintf(", còn thiếu / lacks %d", s.Search.Behind)
	}
	return ""
}

func (s Status) text() string {
	out := fmt.Sprintf("Bài đã đăng / published    %d\nNháp / drafts              %d\nHẹn giờ đăng / scheduled   %d\n"+
		"Tệp ảnh / picture files    %d (%d MB)\nThay đổi / changes         %d\nThư viện / library         %.16s\n"+
		"Máy / device               %.16s %s\nThư mục / folder           %s\nTìm kiếm / search index    %d bài / articles (%d MB)%s\n",
		s.Articles.Published, s.Articles.Draft, s.Articles.Scheduled, s.Media.Files, s.Media.Bytes>>20, s.Changes,
		s.Library, s.Device, s.Role, s.Folder, s.Search.Articles+s.Search.Desk, s.Search.Bytes>>20, s.behind())
	out += s.Plays.text()
	for _, d := range s.Differing {
		out += d.text(10)
	}
	for _, w := range s.Warnings {
		out += "! " + w.VI + "\n  " + w.EN + "\n"
	}
	return out
}
