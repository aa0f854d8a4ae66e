//go:build (desktop || dev) && !bindings

package window

import "time"

// lastSecond is how long a page may take to keep what was typed last.
const lastSecond = time.Second

// askPage is the body of an asynchronous function that tells whether the
// page may go.
const askPage = `
	// Keys that were pressed before may still be on their way to a busy page:
	// the marker comes behind them, where the system lets us press it.
	if (!document.hidden) await new Promise((done) => {
		const patience = 500;
		let still = setTimeout(done, patience);
		addEventListener("keydown", (event) => {
			clearTimeout(still);
			if (event.key === "F20") {
				event.preventDefault();
				event.stopImmediatePropagation();
				done();
			} else still = setTimeout(done, patience);
		}, true);
	});
	const kept = [];
	window.dispatchEvent(new CustomEvent("` + Closing + `", {detail: kept}));
	const ends = await Promise.allSettled(kept);
	return ends.every((end) => end.status === "fulfilled" && end.value !== false);`

// close ends the window once its page has kept what was typed last. A user
// may be told that it could not, and asked to close again.
func (p *pane) close(last Reply, user bool) {
	p.mu.Lock()
	if p.over || p.asked && user {
		p.mu.Unlock()
		return
	}
	wails, stays := p.wails, p.stays
	p.asked = true
	p.mu.Unlock()
	if wails == nil || p.fills() || stays {
		p.end(last, nil)
		return
	}
	limit := lastSecond
	if user {
		limit = 3 * lastSecond // nobody else is waiting
	}
	may, place := leave(wails, limit)
	if place != nil {
		p.tell(Reply{Place: place})
	}
	if may || !user {
		p.end(last, nil)
		return
	}
	p.mu.Lock()
	p.asked, p.stays = false, true
	p.mu.Unlock()
}
