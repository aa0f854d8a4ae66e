package peer

import (
	"context"
	"runtime"
	"sync"

	"bangtin/app"
)

// ahead is how many runs are read and verified at most before somebody takes
// them. A run has about app.MaxRun bytes, and a few times that once read.
const ahead = 6

// reading reads and verifies offers of changes in their order, ahead of who
// folds them: signatures take as long as the fold does.
type reading struct {
	audience app.Audience
	bytes    int64             // of all that it reads
	parcels  chan chan *parcel // each in its turn, closed behind the last
	over     chan struct{}     // closed once nothing more will be read
}

// readAhead begins to read offers, but none before another reading is over, unless
// that is nil. It ends with the exchange at the latest.
func (x *exchange) readAhead(ctx context.Context, a app.Audience, offers []Offer, behind *reading) *reading {
	r := &reading{audience: a, parcels: make(chan chan *parcel, ahead), over: make(chan struct{})}
	for _, o := range offers {
		r.bytes += o.Size
	}
	x.work.Go(func() {
		defer close(r.over)
		defer close(r.parcels)
		if behind != nil {
			select {
			case <-behind.over:
			case <-ctx.Done():
				return
			}
		}
		x.readEach(ctx, offers, r.parcels)
	})
	return r
}

// readEach reads as many offers at once as there are processors: the first
// of them is wanted first.
func (x *exchange) readEach(ctx context.Context, offers []Offer, out chan<- chan *parcel) {
	hands := make(chan struct{}, runtime.GOMAXPROCS(0))
	var work sync.WaitGroup
	defer work.Wait()
	for _, o := range offers {
		next := make(chan *parcel, 1)
		select {
		case out <- next:
		case <-ctx.Done():
			return
		}
		if x.isStrange(o) {
			next <- &parcel{offer: o, strange: true}
			continue
		}
		hands <- struct{}{}
		work.Go(func() {
			next <- x.read(ctx, o)
			<-hands
		})
	}
}

// begin begins to read what holds something new of an audience.
func (x *exchange) begin(ctx context.Context, a app.Audience, behind *reading) (*reading, error) {
	offers, err := x.lacking(ctx, a)
	if err != nil {
		return nil, err
	}
	return x.readAhead(ctx, a, offers, behind), nil
}

// lookAhead sees to it that neither a processor nor the stick waits for the
// fold: behind what everyone may hold is read what is for desks, and behind
// that pictures are taken, of what is folded by now. More tells that some
// changes will be read once more; pictures wait for them.
func (x *exchange) lookAhead(ctx context.Context, now *reading, more bool) (err error) {
	if now.audience == app.Open && x.staff == nil {
		if err := x.findSeal(); err != nil {
			return err
		}
		if x.staffed() {
			if x.staff, err = x.begin(ctx, app.Staff, now); err != nil {
				return err
			}
		}
	}
	last := now
	if x.staff != nil {
		last = x.staff
	}
	if more || x.early != nil || now.audience == app.Open && !last.isOver() { // most is still to be folded
		return nil
	}
	_, take, err := x.filesLacking(ctx)
	if err == nil && len(take) > 0 {
		first, _ := firstOfEach(take)
		x.early = x.startTaking(ctx, first, last.over)
	}
	return err
}

func (r *reading) isOver() bool {
	select {
	case <-r.over:
		return true
	default:
		return false
	}
}
