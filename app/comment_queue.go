package app

import (
	"bytes"
	"context"
	"slices"
)

// queueComment puts a comment where desks list it.
func (b *batch) queueComment(id ID) error {
	table, places := b.table(tableQueue), b.table(tableQueued)
	key := func(state CommentState, at []byte) []byte {
		return slices.Concat([]byte(state), []byte{0}, at, id[:])
	}
	if was := bytes.Clone(b.tx.Get(places, id[:])); len(was) > 8 {
		for _, state := range []CommentState{CommentState(was[8:]), AllComments} {
			if err := b.tx.Delete(table, key(state, was[:8])); err != nil {
				return err
			}
		}
	}
	sent, said := b.sent(id), b.said(id)
	if sent == nil && said == nil {
		return b.tx.Delete(places, id[:])
	}
	at, state := int64(0), CommentWaits
	if said != nil {
		at, state = said.Act.At, stateOf(said)
	}
	if sent != nil {
		at = sent.At
	}
	place := append(timeKey(at), state...)
	for _, s := range []CommentState{state, AllComments} {
		if err := b.tx.Put(table, key(s, place[:8]), []byte{}); err != nil {
			return err
		}
	}
	return b.tx.Put(places, id[:], place)
}

// QueuedComment is a comment as staff see it.
type QueuedComment struct {
	ID     ID
	State  CommentState
	Sent   *CommentSent // nil: an answer of the house, or it was not sent to this machine
	Said   *CommentAct  // what is decided for everyone; nil while it waits
	Steps  []CommentAt
	Title  string // of its article, as readers see it
	Answer bool   // the house has answered
}

// CommentAt is a step with whoever took it.
type CommentAt struct {
	CommentStep
	By ID
	At int64 // ms since 1970 UTC
}

// CommentPage is how many comments a list of desks gives at once.
const CommentPage = 50

// Queue lists comments for desks, of one state or all, those that came last
// first; those that wait, the longest waiting first. The cursor is that of
// the last one, empty for the first page.
func (l *Library) Queue(ctx context.Context, by Actor, state CommentState, after string) (out []QueuedComment, next string, err error) {
	if !May(by.Post, ReadComments) {
		return nil, "", errNoReader
	}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		prefix := append([]byte(state), 0)
		var from []byte
		if after != "" {
			from = append(bytes.Clone(prefix), after...)
		}
		for key := range tx.Scan(v.table(tableQueue), prefix, from, state != CommentWaits) {
			rest := string(key[len(prefix):])
			if len(rest) != 8+len(ID{}) || rest == after {
				continue
			}
			if len(out) == CommentPage {
				next = string(out[CommentPage-1].place())
				break
			}
			out = append(out, v.queued(ID([]byte(rest[8:]))))
		}
		return nil
	})
	return out, next, err
}

// CommentsWaiting is how many comments wait.
func (l *Library) CommentsWaiting(ctx context.Context) (n int, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for range tx.Scan(v.table(tableQueue), append([]byte(CommentWaits), 0), nil, false) {
			n++
		}
		return nil
	})
	return n, err
}

func (q *QueuedComment) place() []byte {
	at := int64(0)
	switch {
	case q.Sent != nil:
		at = q.Sent.At
	case q.Said != nil:
		at = q.Said.At
	}
	return append(timeKey(at), q.ID[:]...)
}

func (v view) queued(id ID) QueuedComment {
	q := QueuedComment{ID: id, State: CommentWaits, Sent: v.sent(id)}
	if s := v.said(id); s != nil {
		q.Said, q.State = &s.Act, stateOf(s)
	}
	n := noun{Staff, nounComment, string(id[:])}
	prefix := n.key()
	var steps []Change
	for k := range v.tx.Scan(v.table(tableTouch), prefix, nil, false) {
		if len(k) != len(prefix)+len(Hash{}) {
			continue
		}
		if c, ok := v.change(Hash(k[len(prefix):])); ok && c.Kind == KindAudit {
			steps = append(steps, c)
		}
	}
	sortChanges(steps)
	for i := range steps {
		var s CommentStep
		if decodeBody(steps[i].Body, &s) == nil {
			q.Steps = append(q.Steps, CommentAt{s, steps[i].Account, steps[i].Wall})
			q.Answer = q.Answer || s.Deed == AnswerComment
		}
	}
	article := ID{}
	switch {
	case q.Sent != nil:
		article = q.Sent.Article
	case q.Said != nil:
		article = q.Said.Article
	}
	if card := v.card(article); card != nil {
		q.Title = card.Title
	}
	return q
}
