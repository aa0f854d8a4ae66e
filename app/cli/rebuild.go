package cli

import (
	"context"
	"fmt"

	"bangtin/app"

	"github.com/spf13/cobra"
)

func (p *program) rebuildCommand() *cobra.Command {
	return &cobra.Command{
		Use: "rebuild", Short: "Dựng lại danh mục từ nhật ký (fold the log anew)", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var r rebuildResult
			if err := p.run(c.Context(), "rebuild", struct{}{}, &r); err != nil {
				return err
			}
			return p.print(r, fmt.Sprintf("Đã dựng lại từ %d thay đổi\nRebuilt from %d changes\n", r.Changes, r.Changes))
		},
	}
}

type rebuildResult struct {
	Changes int `json:"changes"`
}

func rebuildJob(ctx context.Context, c *core, _ []byte, report func(any)) error {
	var r rebuildResult
	err := c.lib.Rebuild(ctx, func(done, total int) {
		r.Changes = total
		report(line{Progress: &progress{int64(done), int64(total), app.Text{VI: "Dựng lại", EN: "Rebuilding"}}})
	})
	if err != nil {
		return err
	}
	l, err := result(r)
	report(l)
	return err
}
