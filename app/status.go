package app

import (
	"context"
	"encoding/hex"
)

// Status counts what a library holds.
type Status struct {
	Published int // articles readers see now
	Scheduled int // published, but under embargo
	Draft     int // articles with a revision that is not on show
	Changes   int
	Pictures  int    // derivatives and other files on show
	RootOpen  string // the root of each audience, comparable between equal fold versions
	RootStaff string
	Fold      int
	Newer     int      // changes that this program is too old to understand
	Forked    []string // devices whose logs forked
}

// Status reads counts and roots that the fold keeps.
func (l *Library) Status(ctx context.Context) (s Status, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		s.Fold = foldVersion
		s.Published = int(v.count(listPrefix(All(), "*")))
		s.Draft = int(v.count([]byte(tableDraft)))
		s.Pictures = int(v.count([]byte(countPictures)))
		s.Newer = int(v.count([]byte(countNewer)))
		for k := range tx.Scan(tableChange, nil, nil, true) {
			s.Changes = int(number(k))
			break
		}
		horizon := l.clock.Horizon().UnixMilli()
		for k := range tx.Scan(v.table(tableDue), nil, timeKey(horizon), false) {
			card := v.card(ID(k[8:]))
			if card != nil && card.From > horizon {
				s.Scheduled++
			}
		}
		forks := map[string]bool{}
		for k := range tx.Scan(tableLocal, []byte(localForks), nil, false) {
			device := hex.EncodeToString(k[len(localForks) : len(localForks)+32])
			if !forks[device] {
				forks[device] = true
				s.Forked = append(s.Forked, device)
			}
		}
		s.RootOpen, s.RootStaff = v.root(Open), v.root(Staff)
		return nil
	})
	return s, err
}
