package store

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// machineFacts are what the system says about this machine, as "kind:value"
// divided by blanks, each value hashed so that a copied folder does not give
// the numbers away. Where the system says nothing it is empty.
func machineFacts() string {
	facts := systemFacts()
	for i, f := range facts {
		kind, value, _ := strings.Cut(f, ":")
		sum := sha256.Sum256([]byte("bangtin machine 1\n" + kind + "\n" + value))
		facts[i] = kind + ":" + hex.EncodeToString(sum[:8])
	}
	slices.Sort(facts)
	return strings.Join(slices.Compact(facts), " ")
}

// byKind groups facts by what stands before the colon.
func byKind(facts string) map[string][]string {
	out := make(map[string][]string)
	for _, f := range strings.Fields(facts) {
		kind, value, ok := strings.Cut(f, ":")
		if !ok {
			kind, value = "", f
		}
		out[kind] = append(out[kind], value)
	}
	return out
}

// otherMachine compares facts saved before with facts of today: some kind
// occurs in both, and no value of it is the same. A machine-id alone would
// not do, for a cloned disk brings it along; nor would a network card alone,
// for it can be replaced, but then a new incarnation is begun for nothing,
// which harms nobody.
func otherMachine(saved, today string) bool {
	now := byKind(today)
	for kind, values := range byKind(saved) {
		if len(now[kind]) > 0 && !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(now[kind], v) }) {
			return true
		}
	}
	return false
}

// mergeFacts keeps saved facts of kinds that today are not to be seen, such
// as those of a network card that is switched off.
func mergeFacts(saved, today string) string {
	now := byKind(today)
	out := strings.Fields(today)
	for _, f := range strings.Fields(saved) {
		kind, _, ok := strings.Cut(f, ":")
		if !ok {
			kind = ""
		}
		if len(now[kind]) == 0 {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}
