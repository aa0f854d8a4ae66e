package supervise

import "time"

const (
	crashSpan  = time.Minute
	crashLimit = 5
	longest    = 4 * time.Second // with one start of a few seconds: back within ten
)

// crashes remembers the crashes of the last minute, and whether they are
// so many that people should be told.
type crashes struct {
	at       []time.Time
	crashing bool
}

func (c *crashes) add(now time.Time) {
	c.prune(now)
	c.at = append(c.at, now)
	if len(c.at) >= crashLimit {
		c.crashing = true
	}
}

func (c *crashes) prune(now time.Time) {
	old := 0
	for old < len(c.at) && now.Sub(c.at[old]) >= crashSpan {
		old++
	}
	c.at = append(c.at[:0], c.at[old:]...)
	if len(c.at) == 0 {
		c.crashing = false
	}
}

// delay is how long to wait before the next start: nothing after the first
// crash, then 0.25, 0.5, 1, 2 and at most 4 seconds. It never gives up.
func (c *crashes) delay() time.Duration {
	if len(c.at) < 2 {
		return 0
	}
	if len(c.at) >= 6 {
		return longest
	}
	return 250 * time.Millisecond << (len(c.at) - 2)
}
