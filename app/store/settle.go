package store

import (
	"errors"
	"fmt"
	"strings"
)

// settle reads what the tables know, opens the own-logs, compares the two
// and notes in the tables what has changed around them.
func (db *DB) settle(clean int64) error {
	b, err := db.begin(true)
	if err != nil {
		return err
	}
	t := &tx{db: db, bolt: b, write: true}
	defer t.end()
	if err := t.settleTables(); err != nil {
		return err
	}
	id := int64(b.ID()) - 1
	db.opening.Unclean = clean < 0 && !db.opening.Created && db.opening.Reason == ""
	stale := parseStale(t.metaGet(staleKey))
	if db.behind != "" {
		stale[staleRestored] = true
		db.opening.Reason = db.behind
	}
	if err := db.openLogs(t, stale); err != nil {
		return err
	}
	saved := string(t.metaGet(machineKey))
	if otherMachine(saved, db.machine) {
		stale[staleMoved] = true
	}
	if err := db.noteAround(t, stale, saved); err != nil {
		return err
	}
	db.stale = stale.String()
	db.opening.Restored, db.opening.Moved = stale[staleRestored], stale[staleMoved]
	db.lastTx.Store(id)
	if !t.dirty {
		return nil
	}
	if err := db.disk.step("settle"); err != nil {
		return err
	}
	if err := t.bolt.Commit(); err != nil {
		return err
	}
	db.lastTx.Store(id + 1)
	return nil
}

// noteAround keeps the facts of this machine and why a new incarnation is
// due.
func (db *DB) noteAround(t *tx, stale staleness, saved string) error {
	if s := stale.String(); s != string(t.metaGet(staleKey)) {
		if err := t.put(metaTable, staleKey, []byte(s)); err != nil {
			return err
		}
	}
	today := db.machine
	if !stale[staleMoved] || !otherMachine(saved, today) {
		today = mergeFacts(saved, today)
	}
	if today == saved {
		return nil
	}
	return t.put(metaTable, machineKey, []byte(today))
}

// staleness is the set of reasons for a new incarnation.
type staleness map[string]bool

func parseStale(b []byte) staleness {
	s := make(staleness)
	for _, r := range strings.Split(string(b), ",") {
		if r != "" {
			s[r] = true
		}
	}
	return s
}

func (s staleness) String() string {
	var out []string
	for _, r := range []string{staleRestored, staleMoved} {
		if s[r] {
			out = append(out, r)
		}
	}
	return strings.Join(out, ",")
}

// openLogs opens every own-log and finds out what the tables lack.
func (db *DB) openLogs(t *tx, stale staleness) error {
	names, err := logNames(db.path(ownFolder))
	if err != nil {
		return err
	}
	for _, n := range names {
		s := parseOwnState(t.metaGet(ownKey(n)))
		l, gaps, err := db.openLog(n, s)
		if errors.Is(err, errNotLog) {
			l, gaps, err = db.rebuildLog(n, s, err)
		}
		if err != nil {
			return fmt.Errorf("own-log %016x: %w", n, err)
		}
		db.judgeLog(l, gaps, stale)
		if l != nil {
			db.logs[n] = l
		}
	}
	n, err := db.countPending()
	db.pending.Store(int64(n))
	db.opening.Pending = n
	return err
}
