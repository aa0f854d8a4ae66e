package store

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// tablesKey holds the names of all tables but "meta". Names stand in bbolt's
// own pages, which have no sums: without the list a name with a flipped bit
// would read as a table that nobody has written to yet.
var tablesKey = []byte("tables")

// joinNames writes the list: sorted, a line each.
func joinNames(names []string) []byte {
	slices.Sort(names)
	return []byte(strings.Join(names, "\n"))
}

// compareNames tells what is wrong with the tables that are there.
func compareNames(listed []byte, names []string) error {
	if found := joinNames(names); !bytes.Equal(found, listed) {
		return fmt.Errorf("tables %q where %q were kept", found, listed)
	}
	return nil
}

// tableNames are the names of the tables there are, without "meta".
func (t *tx) tableNames() (names []string) {
	c := t.bolt.Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		if string(k) != metaTable {
			names = append(names, string(k))
		}
	}
	return names
}

// noteTables keeps the names after one has come or gone.
func (t *tx) noteTables() error {
	return t.put(metaTable, tablesKey, joinNames(t.tableNames()))
}

// settleTables compares the tables with the names that were kept, and keeps
// them where an earlier program did not.
func (t *tx) settleTables() error {
	listed := t.metaGet(tablesKey)
	if listed == nil {
		return t.noteTables()
	}
	if err := compareNames(listed, t.tableNames()); err != nil {
		return errBroken{err}
	}
	return nil
}
