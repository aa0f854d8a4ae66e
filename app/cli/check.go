package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"bangtin/app"
	"bangtin/app/store"
	"bangtin/app/viet"

	"github.com/spf13/cobra"
)

func (p *program) checkCommand() *cobra.Command {
	var a checkArgs
	c := &cobra.Command{
		Use: "check", Short: "Kiểm tra dữ liệu trên đĩa (check the data on the disk)", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var r checkResult
			if err := p.run(c.Context(), "check", a, &r); err != nil {
				return err
			}
			text := "Dữ liệu lành lặn\nThe data is sound\n"
			for _, f := range r.Faults {
				text = ""
				fmt.Fprintf(p.err, "%s: %s\n", f.Where, f.What)
			}
			if r.Index != nil {
				text += r.Index.VI + "\n" + r.Index.EN + "\n"
			}
			if r.Clock != nil {
				text = r.Clock.VI + "\n" + r.Clock.EN + "\n" + text
			}
			if err := p.print(r, text); err != nil || len(r.Faults) == 0 {
				return err
			}
			return app.Fault(app.Damaged, "store_faulty", "Dữ liệu có chỗ hỏng, xem danh sách ở trên. Khởi động lại chương trình để khôi phục",
				"The data is damaged, see the list above. Restart the program to recover it")
		},
	}
	c.Flags().BoolVar(&a.Clock, "clock", false, "xác nhận đồng hồ của máy đang đúng (the machine's clock is right)")
	return c
}

type checkArgs struct {
	Clock bool `json:"clock"`
}

type checkResult struct {
	OK      bool         `json:"ok"`
	Changes int          `json:"changes"`
	Faults  []store.Flaw `json:"faults"`
	Clock   *app.Text    `json:"clock,omitempty"` // what the machine's clock said when a person confirmed it
	Index   *app.Text    `json:"index,omitempty"` // what ails the search index
}

// checkJob goes through pages, own-logs and pictures on the disk, then
// holds every change to its hash, signature and chain, and the fold to a
// fold made anew.
func checkJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a checkArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	out := checkResult{}
	if a.Clock {
		if err := c.lib.ConfirmClock(ctx); err != nil {
			return err
		}
		if err := c.lib.Tick(ctx); err != nil {
			return err
		}
		now, _ := c.lib.Clock().Now()
		at := now.In(viet.Zone()).Format("15:04 02/01/2006")
		out.Clock = &app.Text{
			VI: "Đã xác nhận giờ của máy: " + at + " (giờ Việt Nam). Nếu ngày giờ hoặc năm này sai, xin chỉnh lại rồi chạy lệnh này lần nữa",
			EN: "The machine's clock was confirmed: " + at + " (in Vietnam). If this date or year is wrong, please set the clock and run this again",
		}
	}
	say := func(done, total int64) {
		report(line{Progress: &progress{done, total, app.Text{VI: "Kiểm tra", EN: "Checking"}}})
	}
	r, err := c.db.Check(ctx, say)
	if err != nil {
		return err
	}
	out.Faults = append([]store.Flaw{}, r.Flaws...)
	if len(out.Faults) == 0 { // only a sound file can be read through
		v, err := c.lib.Verify(ctx, func(done, total int) { say(int64(done), int64(total)) })
		if err != nil {
			return err
		}
		out.Changes = v.Changes
		for _, f := range v.Faults {
			out.Faults = append(out.Faults, store.Flaw{Where: "log", What: f})
		}
		for _, h := range v.Media {
			if err := c.db.Media().Verify(ctx, h); err != nil {
				out.Faults = append(out.Faults, store.Flaw{Where: "media " + h.String(), What: err.Error()})
			}
		}
	}
	out.OK = len(out.Faults) == 0
	if !out.OK {
		c.db.Distrust("check found faults")
	}
	// An index is made of all this and made anew by itself: a fault of it is
	// told and is no damage.
	fault, err := c.search(ctx).Check(ctx)
	if err != nil {
		return err
	}
	if fault != nil {
		out.Index = &app.Text{VI: "Chỉ mục tìm kiếm bị hỏng và sẽ được lập lại", EN: "The search index is damaged and will be made anew"}
		c.log.Warn("check the search index", "err", fault)
	}
	l, err := result(out)
	report(l)
	return err
}
