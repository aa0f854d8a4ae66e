package app

import "sync"

// cardCache keeps decoded cards of what is being read. Cards are small and
// few are looked at, so it simply starts anew when it is full.
type cardCache struct {
	mu    sync.RWMutex
	cards map[ID]*Card
	// turn counts drops, so that a card read before one is not kept after.
	turn uint64
}

const cardCacheSize = 4096

func (c *cardCache) get(id ID) (card *Card, turn uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.cards[id], c.turn
}

func (c *cardCache) put(id ID, card *Card, turn uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if turn != c.turn {
		return
	}
	if c.cards == nil || len(c.cards) >= cardCacheSize {
		c.cards = make(map[ID]*Card, 256)
	}
	c.cards[id] = card
}

func (c *cardCache) drop(id ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turn++
	delete(c.cards, id)
}

func (c *cardCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turn++
	c.cards = nil
}
