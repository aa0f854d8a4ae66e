package app

import (
	"bytes"
	"context"
	"encoding/json"
)

// Rating is what readers think of an article: “Tổng số điểm của bài viết
// là: Sum trong Count đánh giá”.
type Rating struct {
	Sum, Count int
	Mine       int  // points given under the id that was asked with, 0 for none
	Open       bool // the article takes ratings
}

// Tenths is the average in tenths of a point, rounded half up, 0 where
// nobody has voted.
func (r Rating) Tenths() int {
	if r.Count <= 0 {
		return 0
	}
	return (20*r.Sum + r.Count) / (2 * r.Count)
}

var (
	errPoints = Fault(Invalid, "points", "Đánh giá không hợp lệ. Xin chọn từ 1 đến 5 sao", "That is no rating. Please choose 1 to 5 stars")
	errClosed = Fault(Denied, "ratings_closed", "Bài này không nhận đánh giá", "This article takes no ratings")
	errTurns  = Fault(Denied, "vote_changed_often", "Đánh giá này đã được đổi nhiều lần. Xin giữ số sao đang chọn", "This rating was changed very often. Please leave it as it is")
)

// VoteID names the vote of one visit to an article. Nobody who does not know
// the visit finds out which votes are of one reader.
func VoteID(visit string, article ID) ID { return DeriveID("vote", visit, article.String()) }

// Vote takes a reader's points for an article, or changes those that were
// given under the same id. It is on the disk when this returns, and in the
// log with the next SealVotes. NotFound where readers do not see the
// article, Denied where it takes no ratings, Invalid for points that are
// none.
func (l *Library) Vote(ctx context.Context, id, article ID, points int) error {
	if points < 1 || points > MaxPoints || id.IsZero() {
		return errPoints
	}
	now, _ := l.clock.Now()
	return l.store.Update(ctx, func(tx Tx) error {
		v := l.view(tx)
		card, err := l.shown(v, article)
		if err != nil {
			return err
		}
		if !card.Ratings {
			return errClosed
		}
		vote := Vote{ID: id, Article: article, Points: points, At: now.UnixMilli()}
		if was := laterVote(v.vote(id), v.ballot(article, id)); was != nil {
			if was.Article != article {
				return errPoints
			}
			if was.Points == points {
				return nil
			}
			if vote.Turn = was.Turn + 1; vote.Turn >= maxTurns {
				return errTurns
			}
		}
		text, err := json.Marshal(vote)
		if err != nil {
			return err
		}
		return tx.Put(tableBallot, ballotKey(article, id), text)
	})
}

func ballotKey(article, id ID) []byte { return append(bytes.Clone(article[:]), id[:]...) }

// ballot is a vote that is not in the log yet.
func (v view) ballot(article, id ID) *Vote {
	return readBallot(v.tx.Get(tableBallot, ballotKey(article, id)))
}

func readBallot(text []byte) *Vote {
	var out Vote
	if text == nil || json.Unmarshal(text, &out) != nil || !out.valid() {
		return nil
	}
	return &out
}

// Rating tells what readers think of an article, with every vote that came
// to this machine. NotFound where readers do not see it.
func (l *Library) Rating(ctx context.Context, article, id ID) (r Rating, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		card, err := l.shown(v, article)
		if err != nil {
			return err
		}
		r = v.rating(article)
		r.Open = card.Ratings
		if own := laterVote(v.vote(id), v.ballot(article, id)); own != nil && own.Article == article {
			r.Mine = own.Points
		}
		return nil
	})
	return r, err
}

// rating is the count of the log, and of what is not in it yet.
func (v view) rating(article ID) Rating {
	r := readTally(v.tx.Get(v.table(tableTally), article[:]))
	for _, text := range v.tx.Scan(tableBallot, article[:], nil, false) {
		b := readBallot(text)
		if b == nil {
			continue
		}
		was := v.vote(b.ID)
		switch {
		case was == nil:
			r.Count, r.Sum = r.Count+1, r.Sum+b.Points
		case laterVote(was, b) == b && was.Article == article:
			r.Sum += b.Points - was.Points
		}
	}
	return r
}

// SealVotes writes the votes that came since the last call into the log, and
// at a desk those of other machines for everyone. It is called each minute
// and writes only when there is something to do.
func (l *Library) SealVotes(ctx context.Context) error {
	for {
		waits := false
		err := l.store.View(ctx, func(tx Tx) error {
			v := l.view(tx)
			waits = holdsAny(tx, tableBallot, nil) || l.sealsOpen() && holdsAny(tx, v.table(tableUnsaid), nil)
			return nil
		})
		if err != nil || !waits {
			return err
		}
		if err := l.update(ctx, func(b *batch) error { return b.sealVotes() }); err != nil {
			return err
		}
	}
}

// holdsAny tells whether a table has a key that begins so.
func holdsAny(tx Tx, table string, prefix []byte) bool {
	for range tx.Scan(table, prefix, nil, false) {
		return true
	}
	return false
}

// sealsOpen tells whether votes of this device are for everyone at once.
func (l *Library) sealsOpen() bool { return l.mayWrite(KindVotes, Open) }

// mayWrite tells whether this device may write a kind for an audience.
func (l *Library) mayWrite(k Kind, a Audience) bool {
	m, ok := l.Roster().Member(l.device)
	return ok && MayWrite(k, a, m.Role)
}

func (b *batch) sealVotes() error {
	var votes []Vote
	var taken [][]byte
	for key, text := range b.tx.Scan(tableBallot, nil, nil, false) {
		if len(votes) == MaxFacts {
			break
		}
		taken = append(taken, bytes.Clone(key))
		if v := readBallot(text); v != nil {
			votes = append(votes, *v)
		}
	}
	kind, audience := KindVotesSent, Staff
	if b.l.sealsOpen() {
		kind, audience = KindVotes, Open
		for key := range b.tx.Scan(b.table(tableUnsaid), nil, nil, false) {
			if len(votes) == MaxFacts {
				break
			}
			if v := b.voteFor(Staff, ID(key)); v != nil {
				votes = append(votes, *v)
			}
		}
	}
	for _, key := range taken {
		if err := b.tx.Delete(tableBallot, key); err != nil {
			return err
		}
	}
	if len(votes) == 0 {
		return nil
	}
	text, err := canonical(ballots{votes})
	if err != nil {
		return err
	}
	_, err = b.append(kind, audience, text)
	return err
}
