package api

import (
	"hash/maphash"
	"sync"
	"time"
)

// visits remembers who has opened what, so that an opening counts once a
// visit. It forgets the oldest when it is full: whoever is forgotten counts
// once more. Nothing in it leads back to a reader.
type visits struct {
	mu     sync.Mutex
	now    func() time.Time
	seed   maphash.Seed
	young  map[uint64]bool
	old    map[uint64]bool
	minute int64
	tries  map[string]int // openings of this minute, by place
}

const (
	maxVisits = 20_000
	// maxOpened is how many openings a minute one other machine is believed.
	maxOpened = 60
	maxPlaces = 10_000
)

func newVisits(now func() time.Time) *visits {
	return &visits{now: now, seed: maphash.MakeSeed(), young: map[uint64]bool{}, tries: map[string]int{}}
}

// first tells whether this is the first time that an article is opened in a
// visit. Place is where another machine asks from, empty for our windows.
func (v *visits) first(place, visit, article string) bool {
	key := maphash.String(v.seed, visit+" "+article)
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.young[key] || v.old[key] {
		return false
	}
	if place != "" && !v.believed(place) {
		return false
	}
	if len(v.young) >= maxVisits {
		v.old, v.young = v.young, map[uint64]bool{}
	}
	v.young[key] = true
	return true
}

func (v *visits) believed(place string) bool {
	if minute := v.now().Unix() / 60; minute != v.minute || len(v.tries) >= maxPlaces {
		v.minute = minute
		clear(v.tries)
	}
	v.tries[place]++
	return v.tries[place] <= maxOpened
}
