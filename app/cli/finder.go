package cli

import (
	"context"
	"log/slog"
	"path/filepath"

	"bangtin/app"
	"bangtin/app/search"
	"bangtin/app/store"
)

// searchFolder holds the indexes of a data folder.
const searchFolder = "search"

// search opens the index of the library, once.
func (c *core) search(ctx context.Context) *search.Finder {
	c.searching.Lock()
	defer c.searching.Unlock()
	if c.finder == nil {
		c.finder = openFinder(ctx, c.lib, c.dir, c.log)
	}
	return c.finder
}

// openFinder opens the index of a library in its data folder.
func openFinder(ctx context.Context, lib *app.Library, dir string, log *slog.Logger) *search.Finder {
	return search.Open(ctx, search.Options{
		Library: lib, Dir: filepath.Join(dir, searchFolder), Log: log,
		Free: func() (int64, error) {
			v, err := store.VolumeOf(dir)
			return v.Free, err
		},
	})
}

// indexed brings the index up to what a command has written. Where an
// engine runs this does no harm: it does the same by itself.
func (c *core) indexed(ctx context.Context, report func(any)) error {
	return c.search(ctx).Settle(ctx, func(done, total int) {
		report(line{Progress: &progress{int64(done), int64(total), indexWords}})
	})
}

var indexWords = app.Text{VI: "Lập chỉ mục tìm kiếm", EN: "Making the search index"}
