package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"

	"bangtin/app"

	"github.com/spf13/cobra"
)

func (p *program) rebuildCommand() *cobra.Command {
	var a rebuildArgs
	c := &cobra.Command{
		Use: "rebuild", Short: "Dựng lại danh mục từ nhật ký, ảnh xem trước và chỉ mục tìm kiếm (fold the log anew, remake previews and the search index)", Args: cobra.NoArgs,
		Long: `Dựng lại danh mục, bộ đếm từ nhật ký, rồi kiểm từng ảnh gốc và làm lại ảnh xem trước còn thiếu, sau cùng lập lại chỉ mục
tìm kiếm. Bị ngắt giữa chừng
thì lần sau làm tiếp từ chỗ đang dở. Ảnh không cứu được thì được liệt kê cùng lý do, mã thoát 3.

Folds lists and counters anew from the log, then goes through all original pictures and makes what lacks of their
previews, and makes the search index anew. Cut short, the next one goes on where it stopped. Pictures that cannot be brought back are listed with the
reason, exit code 3.`,
		RunE: func(c *cobra.Command, _ []string) error {
			var r rebuildResult
			if err := p.run(c.Context(), "rebuild", a, &r); err != nil {
				return err
			}
			return p.print(r, r.text())
		},
	}
	c.Flags().BoolVar(&a.Anew, "anew", false, "làm lại từ đầu, không làm tiếp lần bị ngắt (from the beginning, not where the last one was cut)")
	return c
}

type rebuildArgs struct {
	Anew bool `json:"anew"`
}

type rebuildResult struct {
	Changes  int       `json:"changes"`
	Resumed  int       `json:"resumed"` // changes and pictures that an earlier one, cut short, had done
	Pictures int       `json:"pictures"`
	Remade   int       `json:"remade"`
	Indexed  int       `json:"indexed"` // articles in the search index of what readers see
	Failed   []refusal `json:"failed"`
}

func (r *rebuildResult) text() string {
	vi, en := "", ""
	if r.Resumed > 0 {
		vi, en = fmt.Sprintf(", làm tiếp sau %d mục đã xong", r.Resumed), fmt.Sprintf(", going on behind %d done before", r.Resumed)
	}
	return fmt.Sprintf("Đã dựng lại từ %d thay đổi; %d ảnh: làm lại %d, không cứu được %d; chỉ mục tìm kiếm: %d bài%s\n"+
		"Rebuilt from %d changes; %d pictures: %d made again, %d lost; search index: %d articles%s\n",
		r.Changes, r.Pictures, r.Remade, len(r.Failed), r.Indexed, vi, r.Changes, r.Pictures, r.Remade, len(r.Failed), r.Indexed, en)
}

// rebuildJob folds the log anew, then goes through the pictures. One that
// was killed among the pictures does not fold again.
func rebuildJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a rebuildArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	if a.Anew {
		if err := c.lib.ForgetRebuild(ctx); err != nil {
			return err
		}
	}
	r := rebuildResult{Failed: []refusal{}}
	folded, err := c.lib.PicturesUnderWay(ctx)
	if err != nil {
		return err
	}
	if !folded || c.lib.Stale() {
		r.Resumed = -1
		err = c.lib.Rebuild(ctx, func(done, total int) {
			if r.Changes = total; r.Resumed < 0 {
				r.Resumed = done
			}
			report(line{Progress: &progress{int64(done), int64(total), app.Text{VI: "Dựng lại", EN: "Rebuilding"}}})
		})
	}
	if err == nil {
		err = rebuildPictures(ctx, c, &r, report)
	}
	if err == nil {
		err = rebuildIndex(ctx, c, &r, report)
	}
	if err != nil {
		return err
	}
	for i := range r.Failed {
		report(line{Refused: &r.Failed[i]})
	}
	l, err := result(r)
	report(l)
	return err
}

// rebuildIndex makes the search index anew. A disk that is too full for it
// fails the command, though not what it did before.
func rebuildIndex(ctx context.Context, c *core, r *rebuildResult, report func(any)) error {
	f := c.search(ctx)
	err := f.Rebuild(ctx, func(done, total int) {
		report(line{Progress: &progress{int64(done), int64(total), indexWords}})
	})
	if err != nil {
		return fmt.Errorf("make the search index: %w", err)
	}
	s, err := f.Status(ctx)
	r.Indexed = s.Articles
	return err
}

func rebuildPictures(ctx context.Context, c *core, r *rebuildResult, report func(any)) error {
	say := func(done, total int) {
		report(line{Progress: &progress{int64(done), int64(total), app.Text{VI: "Kiểm ảnh", EN: "Looking at pictures"}}})
	}
	room, sound, first := c.darkroom(), map[app.Hash]bool{}, true
	made, lost, err := c.lib.RebuildPictures(ctx, func(ctx context.Context, h app.Hash) (bool, error) {
		return room.restore(ctx, h, sound)
	}, func(done, total int) {
		if r.Pictures = total; first && done < total {
			r.Resumed, first = r.Resumed+done, false
		}
		say(done, total)
	})
	if err != nil {
		return err
	}
	r.Remade = made
	for _, x := range lost {
		r.Failed = append(r.Failed, refusal{File: mediaName(x.File), Item: x.Where, Key: x.Key, Reason: x.Message})
	}
	// What readers see is truth: it can be looked at and not made again.
	shown, err := c.lib.ShownMedia(ctx)
	if err != nil {
		return err
	}
	for _, h := range shown {
		if sound[h] || c.db.Media().Verify(ctx, h) == nil {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		title, err := c.lib.ShownIn(ctx, h)
		if err != nil {
			return err
		}
		r.Failed = append(r.Failed, refusal{File: mediaName(h), Item: title, Key: errShownLost.Key, Reason: errShownLost.Msg})
	}
	return nil
}

var errShownLost = app.Fault(app.Invalid, "shown_lost",
	"Ảnh hoặc tệp bạn đọc đang xem bị thiếu hoặc hỏng trên đĩa. Xin mở bài, thay tệp rồi đăng lại, hoặc chép tệp này từ bản sao lưu",
	"A picture or file that readers see is missing or damaged on the disk. Open the article, replace it and publish it again, or copy this file from a backup")

func mediaName(h app.Hash) string {
	return filepath.ToSlash(filepath.Join("media", h.String()[:2], h.String()))
}
