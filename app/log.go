package app

import "context"

// Record is a change as the log of this store holds it.
type Record struct {
	Arrival uint64 // 1, 2, 3… in the order of arrival here
	Change  Change
}

// Read gives the changes that arrived after a place, at most limit of
// them. Followers such as search, thumbnails and peers go on from the last
// arrival they have seen.
func (l *Library) Read(ctx context.Context, after uint64, limit int) (out []Record, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		for k, raw := range tx.Scan(tableChange, nil, bytes8(after+1), false) {
			if len(out) == limit {
				break
			}
			c, err := parseChange(raw)
			if err != nil {
				return errBroken.With(err)
			}
			out = append(out, Record{number(k), c})
		}
		return nil
	})
	return out, err
}
