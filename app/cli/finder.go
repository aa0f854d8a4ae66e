package cli

import (
	"context"
	"path/filepath"

	"bangtin/app"
	"bangtin/app/search"
)

// searchFolder holds the indexes of a data folder.
const searchFolder = "search"

// search opens the index of the library, once.
func (c *core) search(ctx context.Context) *search.Finder {
	c.searching.Lock()
	defer c.searching.Unlock()
	if c.finder == nil {
		c.finder = search.Open(ctx, search.Options{Library: c.lib, Dir: filepath.Join(c.dir, searchFolder), Log: c.log})
	}
	return c.finder
}

// indexed brings the index up to what a command has written. Where an
// engine runs this does no harm: it does the same by itself.
func (c *core) indexed(ctx context.Context, report func(any)) error {
	return c.search(ctx).Settle(ctx, func(done, total int) {
		report(line{Progress: &progress{int64(done), int64(total), indexWords}})
	})
}

var indexWords = app.Text{VI: "Lập chỉ mục tìm kiếm", EN: "Making the search index"}
