package app

import "bytes"

// Series is the place of an article among the parts of its series that are
// shown in its language, the oldest first.
type Series struct {
	Name           string
	Part           int // from 1; zero in a series too long to count
	Total          int
	Previous, Next *Card
}

// seriesReach is how many parts are counted through.
const seriesReach = 500

func (l *Library) seriesOf(v view, card *Card) *Series {
	if card.Series == "" {
		return nil
	}
	prefix := listPrefix(InSeries(card.Series), primary(card.Lang))
	own := append(append(bytes.Clone(prefix), timeKey(card.Published.At)...), card.Article[:]...)
	s := &Series{Name: card.Series, Total: int(v.count(prefix))}
	if s.Total <= seriesReach {
		s.Part = 1
		for k := range v.tx.Scan(v.table(tableList), prefix, nil, false) {
			if bytes.Compare(k, own) >= 0 {
				break
			}
			s.Part++
		}
	}
	s.Previous, s.Next = l.nextTo(v, prefix, own, true), l.nextTo(v, prefix, own, false)
	return s
}

// nextTo is the article that stands beside a key of a list.
func (l *Library) nextTo(v view, prefix, own []byte, older bool) *Card {
	for k := range v.tx.Scan(v.table(tableList), prefix, own, older) {
		if bytes.Equal(k, own) {
			continue
		}
		card := l.cardOf(v, ID(k[len(k)-len(ID{}):]))
		if card != nil && card.shownAt(l.clock.Horizon().UnixMilli()) {
			return card
		}
	}
	return nil
}
