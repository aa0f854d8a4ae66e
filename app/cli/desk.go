package cli

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"bangtin/app/api"
	"bangtin/app/convert"
	"bangtin/app/store"
)

// desk hands the handlers what staff need besides the library.
func (c *core) desk() *api.Desk {
	return &api.Desk{
		Journal:  journal{c.db.Journal()},
		Develop:  c.previews.Develop,
		Edit:     c.edit,
		Darkroom: c.previews,
		Files:    c.db.Media(),
		Scratch:  filepath.Join(c.dir, "run"),
		Tables:   api.Tables{Read: convert.ReadProgramme, Write: convert.WriteProgramme},

		Sheet: newSheet,

		ReadUnits: convert.Units, WriteUnits: writeUnits, WriteTickets: convert.WriteTickets,
	}
}

func newSheet(w io.Writer, form, lang string, columns []string) (api.Sheet, error) {
	return convert.NewSheet(w, form, lang, columns)
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
