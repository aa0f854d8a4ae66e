package cli

import (
	"context"
	"time"

	"bangtin/app"
)

const (
	// forgetPause is how often somebody looks whether words have to go.
	forgetPause = 20 * time.Second
	// purgeShare is how much of the time a purge of large tables may take: a
	// second of it is followed by this many of rest.
	purgeShare = 10
)

// forget erases what is kept for too long, or writes to the log why it does
// not, and takes from the disk what was erased. What one attempt could not do
// the next one does.
func (c *core) forget(ctx context.Context) error {
	told := false
	for {
		began := time.Now()
		told = c.tellKept(ctx, told)
		if err := c.forgetNow(ctx); err != nil && ctx.Err() == nil {
			if app.CodeOf(err) == app.Damaged {
				return err
			}
			c.log.Warn("what was erased may still be on the disk", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(max(forgetPause, purgeShare*time.Since(began))):
		}
	}
}

// tellKept writes to the log that nothing is erased by its age, once for as
// long as it is so.
func (c *core) tellKept(ctx context.Context, told bool) bool {
	_, trusted := c.lib.Clock().Now()
	kept, err := c.lib.KeptForClock(ctx)
	if err != nil || trusted && !kept {
		return false
	}
	why := clockDoubted
	if trusted {
		why = clockAlone
	}
	if !told {
		c.log.Warn("nothing that readers told of themselves is erased by its age", "vi", why.VI, "en", why.EN)
	}
	return true
}

// What staff are told of a clock that decides nothing.
var (
	clockDoubted = app.Text{
		VI: "Đồng hồ của máy không đáng tin, nên bài hẹn giờ chưa được đăng và không lời nào của bạn đọc bị xóa vì quá hạn. Xin chỉnh giờ rồi chạy: bangtin check --clock",
		EN: "The machine's clock cannot be believed, so no embargo opens and nothing that readers told of themselves is erased by its age. Please set it, then run: bangtin check --clock",
	}
	clockAlone = app.Text{
		VI: "Có thông tin của bạn đọc đã quá hạn lưu nhưng chưa bị xóa, vì chưa máy nào khác xác nhận giờ của máy này. Xin xem lại ngày giờ và năm; nếu đúng, xin chạy: bangtin check --clock, hoặc trao đổi với một máy khác",
		EN: "Some of what readers told of themselves is past its time and not erased, for no other machine bears out the clock of this one. Please look at its date and year; if they are right, run: bangtin check --clock, or exchange with another machine",
	}
)

func (c *core) forgetNow(ctx context.Context) error {
	if err := c.lib.ExpirePersonal(ctx); err != nil {
		return err
	}
	n, err := c.lib.PurgeWanted(ctx)
	if err != nil || n == 0 {
		return err
	}
	if err := c.db.Purge(ctx); err != nil {
		return err
	}
	return c.lib.Purged(ctx, n)
}
