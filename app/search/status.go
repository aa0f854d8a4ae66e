package search

import (
	"context"
	"io/fs"
	"path/filepath"

	"bangtin/app"
)

// Status is how the indexes stand.
type Status struct {
	Articles int           `json:"articles"` // in the index of what readers see
	Desk     int           `json:"desk"`     // in that of desks
	Behind   int           `json:"behind"`   // articles that changed and are not in them yet
	Bytes    int64         `json:"bytes"`    // on the disk
	Building *app.Progress `json:"building,omitempty"`
}

// Status looks at the indexes as they are.
func (f *Finder) Status(ctx context.Context) (s Status, err error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	s.Building, s.Behind = f.progress.Load(), len(f.follower.Pending())
	if f.now != nil {
		err := guarded(func() error {
			open, err := f.now.open.DocCount()
			if err != nil {
				return err
			}
			staff, err := f.now.staff.DocCount()
			s.Articles, s.Desk = int(open), int(staff)
			return err
		})
		if err != nil {
			return s, err
		}
	}
	if f.now != nil && !f.caughtUp.Load() {
		ids, _, _, err := f.lib.ArticlesSince(ctx, f.now.open.mark.Arrival, 100_000)
		if err != nil {
			return s, err
		}
		s.Behind = max(s.Behind, len(ids))
	}
	_ = filepath.WalkDir(f.dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // it went away meanwhile
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			s.Bytes += info.Size()
		}
		return nil
	})
	return s, nil
}

// Check holds the indexes to their checksums. What it gives is the fault,
// nil where there is none; damaged indexes are thrown away, for Run or the
// next Settle to make anew.
func (f *Finder) Check(ctx context.Context) (fault error, err error) {
	f.work.Lock()
	defer f.work.Unlock()
	if f.now == nil {
		return nil, nil
	}
	for _, in := range f.now.folders() {
		if fault := in.verify(ctx); fault != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			f.throwAway()
			f.follower.Nudge()
			return fault, nil
		}
	}
	return nil, nil
}
