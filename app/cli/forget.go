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

// forget erases what is kept for too long, and takes from the disk what was
// erased. What one attempt could not do the next one does.
func (c *core) forget(ctx context.Context) error {
	for {
		began := time.Now()
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
