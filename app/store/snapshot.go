package store

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Snapshot is a copy of the tables in snapshots/.
type Snapshot struct {
	Name   string    // of the file
	Number uint64    // counts up
	Time   time.Time // by the clock of the machine then
	Size   int64     // bytes
	Sum    [32]byte  // SHA-256 of the file
}

// Snapshots lists the copies there are, newest first. They are what their
// names say; whether the files are too is found out when one is needed, and
// by Check.
func (db *DB) Snapshots() ([]Snapshot, error) {
	entries, err := os.ReadDir(db.path(snapFolder))
	if err != nil {
		return nil, diskFault("list snapshots", absent(err))
	}
	var out []Snapshot
	for _, e := range entries {
		s, ok := parseSnapshot(e.Name())
		if !ok || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, diskFault("list snapshots", err)
		}
		s.Size = info.Size()
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Snapshot) int {
		if a.Number != b.Number {
			return int(int64(b.Number) - int64(a.Number))
		}
		return strings.Compare(b.Name, a.Name)
	})
	return out, nil
}

// parseSnapshot reads <n>-<UTC>-<sha256>.db.
func parseSnapshot(name string) (Snapshot, bool) {
	parts := strings.Split(strings.TrimSuffix(name, ".db"), "-")
	if len(parts) != 3 || filepath.Ext(name) != ".db" {
		return Snapshot{}, false
	}
	n, err := strconv.ParseUint(parts[0], 10, 63)
	if err != nil {
		return Snapshot{}, false
	}
	at, err := time.Parse(timeLayout, parts[1])
	if err != nil {
		return Snapshot{}, false
	}
	sum, ok := parseSum(parts[2])
	return Snapshot{Name: name, Number: n, Time: at, Sum: sum}, ok
}

func snapshotName(s Snapshot) string {
	return strconv.FormatUint(s.Number, 10) + "-" + s.Time.UTC().Format(timeLayout) + "-" + hex.EncodeToString(s.Sum[:]) + ".db"
}
