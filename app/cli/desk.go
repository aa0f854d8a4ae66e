package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/store"
	"bangtin/app/thumb"
)

// desk hands the handlers what staff need besides the library.
func (c *core) desk() *api.Desk {
	room := &darkroom{pool: c.pool, media: c.db.Media(), lib: c.lib}
	return &api.Desk{
		Journal: journal{c.db.Journal()},
		Develop: func(ctx context.Context, picture io.Reader) (app.Developed, error) {
			return c.developStream(ctx, room, picture)
		},
		Edit: func(ctx context.Context, original app.Hash, e app.PictureEdit) (app.Developed, error) {
			return c.edit(ctx, room, original, e)
		},
		Scratch: filepath.Join(c.dir, "run"),
	}
}

// developStream keeps what comes over the network in a file first: a slow
// sender holds up no worker, and the decoder may read it twice.
func (c *core) developStream(ctx context.Context, room *darkroom, picture io.Reader) (app.Developed, error) {
	f, err := os.CreateTemp(filepath.Join(c.dir, "run"), "picture-*.tmp")
	if err != nil {
		return app.Developed{}, fmt.Errorf("keep a picture: %w", err)
	}
	defer func() {
		f.Close()
		_ = os.Remove(f.Name()) // the next start sweeps it
	}()
	n, err := io.Copy(f, io.LimitReader(picture, thumb.MaxBytes+1))
	if err == nil && n > thumb.MaxBytes {
		err = photoFault(&thumb.Error{Code: thumb.TooLarge})
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return app.Developed{}, err
	}
	return room.develop(ctx, f)
}

// journal is the store's, as the handlers ask for it.
type journal struct{ *store.Journal }

// ReadAt gives a text of a name, nil where there is none.
func (j journal) ReadAt(ctx context.Context, name string, at time.Time) ([]byte, time.Time, error) {
	n, err := j.Journal.ReadAt(ctx, name, at)
	if err != nil || n == nil {
		return nil, time.Time{}, errors.Join(err)
	}
	return n.Text, n.At, nil
}
