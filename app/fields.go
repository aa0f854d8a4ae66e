package app

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// A record, such as the settings or a unit, is written whole, for programs
// that read it so; beside its members stands, in "set", which of them the
// change is about. Two people who change different members of one record
// apart keep both; of the same member the last change counts. A change
// without "set", the first of a record or one of an earlier program, is
// about all members.

const memberSet = "set"

// maxMembers is how many members one change may name.
const maxMembers = 100

type record map[string]json.RawMessage

// foldRecord folds the changes of one record in the order of (lamport, id).
// Where what several changes set makes no sound record together, the last of
// them counts whole.
func foldRecord[T interface{ validate() error }](changes []Change, valid func(*Change) bool, erased map[Hash]bool) (*T, bool) {
	var last *T
	var now record
	sortChanges(changes)
	for _, c := range changes {
		var v T
		var said record
		if c.Erased || erased[c.ID] || !valid(&c) || decodeBody(c.Body, &v) != nil || v.validate() != nil || decodeBody(c.Body, &said) != nil {
			continue
		}
		next := now.with(said)
		together := new(T)
		if text, err := json.Marshal(next); err != nil || decodeBody(text, together) != nil || (*together).validate() != nil {
			next, together = record(nil).with(said), &v
		}
		now, last = next, together
	}
	return last, last != nil
}

// with is a record after a change.
func (r record) with(said record) record {
	var set []string
	if text, ok := said[memberSet]; ok && (json.Unmarshal(text, &set) != nil || len(set) > maxMembers) {
		set = nil
	}
	if r == nil || len(set) == 0 {
		next := maps.Clone(said)
		delete(next, memberSet)
		return next
	}
	next := maps.Clone(r)
	for _, name := range set {
		if v, ok := said[name]; ok && name != memberSet {
			next[name] = v
		} else {
			delete(next, name)
		}
	}
	return next
}

// appendRecord writes a record, unless it is as it was.
func (b *batch) appendRecord(kind Kind, n noun, v any) error {
	text, err := canonical(v)
	was := b.state(n)
	if err != nil || bytes.Equal(text, was) {
		return err
	}
	var next, old record
	if err := json.Unmarshal(text, &next); err != nil {
		return err
	}
	if was != nil && json.Unmarshal(was, &old) == nil {
		set, err := json.Marshal(next.differing(old))
		if err != nil {
			return err
		}
		next[memberSet] = set
	}
	return b.appendJSON(kind, n.audience, next)
}

// differing are the members that two records have otherwise, in order.
func (r record) differing(from record) []string {
	names := map[string]bool{}
	for name, v := range r {
		names[name] = !bytes.Equal(v, from[name])
	}
	for name := range from {
		if _, ok := r[name]; !ok {
			names[name] = true
		}
	}
	maps.DeleteFunc(names, func(_ string, differs bool) bool { return !differs })
	return slices.Sorted(maps.Keys(names))
}
