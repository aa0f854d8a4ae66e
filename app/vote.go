package app

import (
	"bytes"
	"cmp"
	"encoding/json"
)

// Vote is what one reader thinks of an article. Its id stands for one visit
// to one article and tells nothing of who came; a vote that is changed while
// the visit lasts keeps it, and of two with one id the later turn counts.
type Vote struct {
	ID      ID    `json:"id"`
	Article ID    `json:"article"`
	Points  int   `json:"points"` // from 1 to MaxPoints
	Turn    int   `json:"turn,omitempty"`
	At      int64 `json:"at"` // ms since 1970 UTC, as the machine had it
}

// MaxPoints is how many points a reader may give.
const MaxPoints = 5

// maxTurns is how often a vote may be changed.
const maxTurns = 1000

// MaxFacts is how many facts of one kind a change may hold.
const MaxFacts = 1000

// ballots is the body of a change that seals votes.
type ballots struct {
	Votes []Vote `json:"votes"`
}

func (v *Vote) valid() bool {
	return !v.ID.IsZero() && !v.Article.IsZero() && v.Points >= 1 && v.Points <= MaxPoints && v.Turn >= 0 && v.Turn < maxTurns && exact(v.At)
}

// compareVotes puts votes with one id in order, the one that counts last.
// Whoever writes honestly never writes two of one turn.
func compareVotes(a, b *Vote) int {
	return cmp.Or(cmp.Compare(a.Turn, b.Turn), cmp.Compare(a.At, b.At), cmp.Compare(a.Points, b.Points), bytes.Compare(a.Article[:], b.Article[:]))
}

// laterVote is the one of two that counts; either may be nil.
func laterVote(a, b *Vote) *Vote {
	if a == nil || b != nil && compareVotes(a, b) < 0 {
		return b
	}
	return a
}

// votesOf reads the votes of a change. Those that cannot be meant are passed
// over, and so is all of a change that holds too many.
func votesOf(c *Change) (out []Vote) {
	var b ballots
	if c.Erased || decodeBody(c.Body, &b) != nil || len(b.Votes) > MaxFacts {
		return nil
	}
	for _, v := range b.Votes {
		if v.valid() {
			out = append(out, v)
		}
	}
	return out
}

func voteTouches(c *Change) (out []noun) {
	for _, v := range votesOf(c) {
		out = append(out, noun{c.Log.Audience, nounVote, string(v.ID[:])})
	}
	return out
}

// votesIn is votesOf, read once for all the votes that one Update folds.
func (b *batch) votesIn(c *Change) []Vote {
	out, ok := b.votes[c.ID]
	if !ok {
		out = votesOf(c)
		b.votes[c.ID] = out
	}
	return out
}

// foldVote folds what was said under the id of a vote, for one audience, and
// counts the one that stands now instead of the one that stood before.
// Desks seal votes for everyone; those of other machines reach them in the
// log of staff, and until they are passed on they stand in the table unsaid.
func (b *batch) foldVote(n noun, changes []Change) error {
	id := ID([]byte(n.id))
	before := b.vote(id)
	var last *Vote
	for i := range changes {
		if !b.valid(&changes[i]) {
			continue
		}
		for _, v := range b.votesIn(&changes[i]) {
			if v.ID == id {
				last = laterVote(last, &v)
			}
		}
	}
	if _, err := setState(b, n, last, last != nil); err != nil {
		return err
	}
	unsaid := b.table(tableUnsaid)
	if open, staff := b.voteFor(Open, id), b.voteFor(Staff, id); staff != nil && laterVote(open, staff) != open {
		if err := b.tx.Put(unsaid, id[:], []byte{}); err != nil {
			return err
		}
	} else if err := b.tx.Delete(unsaid, id[:]); err != nil {
		return err
	}
	return firstError(
		func() error { return b.tally(before, -1) },
		func() error { return b.tally(b.vote(id), 1) },
	)
}

// vote is the vote that stands under an id in the log.
func (v view) vote(id ID) *Vote { return laterVote(v.voteFor(Open, id), v.voteFor(Staff, id)) }

func (v view) voteFor(a Audience, id ID) *Vote {
	var out Vote
	text := v.state(noun{a, nounVote, string(id[:])})
	if text == nil || json.Unmarshal(text, &out) != nil {
		return nil
	}
	return &out
}

// tally puts a vote in the count of its article, or takes it out.
func (b *batch) tally(v *Vote, by int64) error {
	if v == nil {
		return nil
	}
	key, table := v.Article[:], b.table(tableTally)
	r := readTally(b.tx.Get(table, key))
	r.Count, r.Sum = r.Count+int(by), r.Sum+int(by)*v.Points
	if r.Count <= 0 {
		return b.tx.Delete(table, key)
	}
	return b.tx.Put(table, key, append(bytes8(uint64(r.Count)), bytes8(uint64(r.Sum))...))
}

func readTally(text []byte) (r Rating) {
	if len(text) == 16 {
		r.Count, r.Sum = int(number(text[:8])), int(number(text[8:]))
	}
	return r
}
