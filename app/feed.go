package app

import (
	"sync"
	"sync/atomic"
)

// Event tells that readers can see something new: at which cursor, and of
// which articles.
type Event struct {
	Cursor   string
	Articles []ID
}

// feed hands events to whoever listens. A listener that does not keep up
// is dropped: it sees its channel closed and reads everything anew.
type feed struct {
	mu        sync.Mutex
	listeners map[chan Event]bool
	looks     atomic.Uint64
}

const feedRoom = 32

// Listen gives a channel of events and a function that ends it.
func (l *Library) Listen() (<-chan Event, func()) {
	ch := make(chan Event, feedRoom)
	f := &l.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.listeners == nil {
		f.listeners = map[chan Event]bool{}
	}
	f.listeners[ch] = true
	return ch, func() { f.drop(ch) }
}

// Look makes everybody who listens look again: what is shown beside this
// library has changed, such as its sample.
func (l *Library) Look() {
	l.feed.looks.Add(1)
	l.feed.publish(Event{Cursor: l.Cursor()})
}

// Looks counts the calls of Look since the library was opened. Whoever did
// not listen for a while sees by it, beside Cursor, whether to look again.
func (l *Library) Looks() uint64 { return l.feed.looks.Load() }

func (f *feed) drop(ch chan Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.listeners[ch] {
		delete(f.listeners, ch)
		close(ch)
	}
}

func (f *feed) publish(e Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ch := range f.listeners {
		select {
		case ch <- e:
		default:
			delete(f.listeners, ch)
			close(ch)
		}
	}
}
