package cli

import (
	"bytes"
	"context"

	"bangtin/app"
	"bangtin/app/thumb"
)

// edit makes another original of one that is kept, which stays as it is.
func (c *core) edit(ctx context.Context, original app.Hash, e app.PictureEdit) (app.Developed, error) {
	f, err := c.db.Media().Open(original)
	if err != nil {
		return app.Developed{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return app.Developed{}, err
	}
	made, err := c.pool.Edit(ctx, f, info.Size(), thumb.Edit{Turn: e.Turn, X: e.X, Y: e.Y, W: e.Width, H: e.Height})
	if err != nil {
		return app.Developed{}, photoFault(err)
	}
	return c.previews.Develop(ctx, bytes.NewReader(made.Data))
}
