package peer

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"bangtin/app"
)

const (
	// takeBytes and takeChanges are how much is folded at a time: what is
	// acknowledged survives the plug being pulled, and readers see it.
	takeBytes   = 4 << 20
	takeChanges = 2000
	// maxUnread is how many things in a row may be unreadable before the
	// remote counts as gone.
	maxUnread = 5
)

var (
	errStranger = app.Fault(app.Denied, "stranger",
		"Dữ liệu do một máy không thuộc thư viện ký nên không được nhận. Nếu đó là máy mới, xin chờ quản trị viên ghép máy đó vào",
		"This was signed by a device that is not of the library and is not taken. If it is a new one, an administrator has to admit it first")
	errRunWrong = app.Fault(app.Denied, "run_wrong",
		"Một đoạn dữ liệu không đúng như nó tự khai nên không được nhận",
		"A run of changes is not what it says it is and is not taken")
)

// parcel is a run or a list of loose changes on its way in.
type parcel struct {
	offer   Offer
	changes []app.Change
	bytes   int
	strange bool       // it was not read: its device is not of the library
	fault   *app.Error // of what comes behind the changes
	err     error      // of the remote: what comes behind could not be read
}

// takeOpen takes what everyone may hold.
func (x *exchange) takeOpen(ctx context.Context) error {
	r, err := x.begin(ctx, app.Open, nil)
	if err != nil {
		return err
	}
	return x.takeChanges(ctx, r)
}

func (x *exchange) takeStaff(ctx context.Context) (err error) {
	if !x.staffed() {
		return nil
	}
	if x.staff == nil {
		if x.staff, err = x.begin(ctx, app.Staff, nil); err != nil {
			return err
		}
	}
	return x.takeChanges(ctx, x.staff)
}

func (x *exchange) takeChanges(ctx context.Context, r *reading) (err error) {
	defer func() { // also of what came before a cut
		if failed := x.tellCame(context.WithoutCancel(ctx)); err == nil {
			err = failed
		}
	}()
	done, total := int64(0), r.bytes
	x.tell(Progress{Phase: PhaseTake, Total: total})
	// Whoever is a stranger now may be admitted by what comes after.
	for {
		strangers, taken, err := x.takeRound(ctx, r, func(n int64) {
			done = min(done+n, total)
			x.tell(Progress{Phase: PhaseTake, Done: done, Total: total})
		})
		if err != nil {
			return err
		}
		if len(strangers) == 0 || taken == 0 {
			for _, o := range strangers {
				x.refuse(refusal(o.what(), errStranger))
			}
			break
		}
		r = x.readAhead(ctx, r.audience, strangers, nil)
	}
	return x.judgeStripped(ctx, r.audience)
}

// what names an offer for people who look after the machines.
func (o Offer) what() string {
	if o.Kind == KindRun {
		return fmt.Sprintf("%.8s… %s %d–%d", o.Run.Device, o.Audience, o.Run.From, o.Run.To)
	}
	return o.pack
}

// lacking are the offers of changes that hold something new, loose ones
// first, then runs from the beginning of each log.
func (x *exchange) lacking(ctx context.Context, a app.Audience) (out []Offer, err error) {
	for _, o := range x.offers {
		if o.Audience != a {
			continue
		}
		if (o.Kind == KindRun || o.Kind == KindLoose) && o.Seal != (a == app.Staff) { // nobody of ours leaves that
			x.refuse(refusal(o.what(), errRunWrong))
			x.spoil(o)
			continue
		}
		switch o.Kind {
		case KindLoose:
			here, err := x.Library.Has(ctx, o.IDs...)
			if err != nil {
				return nil, err
			}
			if slices.Contains(here, false) {
				out = append(out, o)
			}
		case KindRun:
			held, err := x.Library.Holds(ctx, o.Run.run())
			if err != nil {
				return nil, err
			}
			if !held[0] {
				out = append(out, o)
			}
		}
	}
	slices.SortStableFunc(out, func(p, q Offer) int {
		if p.Kind != q.Kind {
			return cmp.Compare(p.Kind, q.Kind) // "loose" before "run"
		}
		if p.Kind == KindLoose {
			return 0
		}
		return cmp.Or(slices.Compare(p.Run.Device[:], q.Run.Device[:]), cmp.Compare(p.Run.Incarnation, q.Run.Incarnation), cmp.Compare(p.Run.From, q.Run.From))
	})
	return out, nil
}

// takeRound takes what was read in its order. It gives back the offers of
// strangers and tells how many changes were taken.
func (x *exchange) takeRound(ctx context.Context, r *reading, took func(int64)) (strangers []Offer, taken int, err error) {
	var batch []app.Change
	bytes, unread := 0, 0
	kind := ""
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := x.lookAhead(ctx, r, len(strangers) > 0); err != nil {
			return err
		}
		n, err := x.fold(ctx, batch)
		taken += n
		batch, bytes = nil, 0
		return err
	}
	for next := range r.parcels {
		p := <-next
		if p.strange && !x.isStrange(p.offer) { // admitted since
			p = x.read(ctx, p.offer)
		}
		if kind != p.offer.Kind { // what must not wait is kept before the rest
			kind = p.offer.Kind
			if err := flush(); err != nil {
				return strangers, taken, err
			}
		}
		if x.admit(p) {
			strangers = append(strangers, p.offer)
		}
		x.noteBare(p)
		if p.fault != nil {
			x.refuse(refusal(p.offer.what(), p.fault))
			if p.fault.Code != app.Unavailable { // of a newer program it stays for those who understand it
				x.spoil(p.offer)
			}
		}
		batch, bytes = append(batch, p.changes...), bytes+p.bytes
		if bytes >= takeBytes || len(batch) >= takeChanges {
			if err := flush(); err != nil {
				return strangers, taken, err
			}
		}
		switch unread++; {
		case p.err == nil:
			unread = 0
		case errors.Is(p.err, fs.ErrNotExist):
			unread--
			x.refuse(refusal(p.offer.what(), errPackMoved))
		default:
			x.refuse(refusal(p.offer.what(), errPackUnread))
			x.unread[p.offer.pack] = true
		}
		if unread == maxUnread {
			return strangers, taken, errors.Join(p.err, flush())
		}
		took(p.offer.Size)
	}
	if err := ctx.Err(); err != nil {
		return strangers, taken, err
	}
	return strangers, taken, flush()
}

// fold keeps changes and notes which of them are new.
func (x *exchange) fold(ctx context.Context, changes []app.Change) (int, error) {
	ids := make([]app.Hash, len(changes))
	for i := range changes {
		ids[i] = changes[i].ID
	}
	here, err := x.Library.Has(ctx, ids...)
	if err != nil {
		return 0, err
	}
	n, err := x.Library.Take(ctx, changes...)
	if err != nil {
		return 0, err
	}
	for i := range changes {
		if here[i] {
			continue
		}
		c := &changes[i]
		came := arrived{id: c.ID, log: c.Log, seq: c.Seq, kind: c.Kind}
		if c.Kind == app.KindPublication || c.Kind == app.KindRetraction || c.Kind == app.KindRevision {
			came.article, _ = c.Article()
		}
		x.came = append(x.came, came)
		x.report.Came.Bytes += int64(app.HeaderSize + len(c.Body))
	}
	return n, nil
}

// read reads and verifies what an offer holds.
func (x *exchange) read(ctx context.Context, o Offer) *parcel {
	p := &parcel{offer: o}
	r, err := x.remote.Open(ctx, o)
	if err != nil {
		p.err = err
		return p
	}
	defer r.Close()
	source := &blamed{r: r}
	var plain io.Reader = source
	if o.Seal {
		if plain, err = x.seal.open(source); err != nil {
			p.fault, p.err = source.judge(err)
			return p
		}
	}
	in := bufio.NewReaderSize(plain, 64<<10)
	var run *app.Run
	if o.Kind == KindRun {
		r := o.Run.run()
		run = &r
	}
	err = readChanges(in, func(c app.Change) error {
		if err := fits(&c, run, p.changes, x.Library.Name(), o.Audience); err != nil {
			return err
		}
		c.Read()
		p.changes = append(p.changes, c)
		p.bytes += app.HeaderSize + len(c.Body)
		return nil
	})
	if fault := new(app.Error); errors.As(err, &fault) { // as it was left, unless a bit of it was flipped
		if _, damage := io.Copy(io.Discard, in); damage != nil {
			err = damage
		}
	}
	switch {
	case err != nil:
		p.fault, p.err = source.judge(err)
	case run != nil && (len(p.changes) == 0 || p.changes[len(p.changes)-1].ID != run.Last),
		run != nil && p.erased() != run.Erased,
		run == nil && !p.listed():
		p.fault = errRunWrong
	}
	if o.Part && p.fault != nil {
		p.fault = errPackBroken
	}
	if o.fresh && p.fault != nil && p.fault.Code == app.Damaged {
		p.fault = errPackUnfinished
	}
	return p
}

// erased counts the changes without a body.
func (p *parcel) erased() (n int) {
	for _, c := range p.changes {
		if c.Erased {
			n++
		}
	}
	return n
}

// listed holds loose changes to the list that was made of them.
func (p *parcel) listed() bool {
	here := map[app.Hash]bool{}
	for _, c := range p.changes {
		here[c.ID] = true
	}
	for _, id := range p.offer.IDs {
		if !here[id] {
			return false
		}
		delete(here, id)
	}
	return len(here) == 0
}

// fits holds a change to the run it came in: the same log, each seq after
// the one before, each naming the hash of the one before.
func fits(c *app.Change, run *app.Run, before []app.Change, library app.Hash, a app.Audience) error {
	if c.Library != library {
		return errPackForeign
	}
	if c.Log.Audience != a {
		return errRunWrong
	}
	if run == nil {
		return nil
	}
	if c.Log != run.Log || c.Seq != run.From+uint64(len(before)) || c.Seq > run.To {
		return errRunWrong
	}
	if n := len(before); n > 0 && c.Prev != before[n-1].ID {
		return errRunWrong
	}
	return nil
}

// readChanges reads changes, each after its length (4 bytes, big-endian).
// Those before a fault are given to take.
func readChanges(r io.Reader, take func(app.Change) error) error {
	for {
		var length [4]byte
		if _, err := io.ReadFull(r, length[:]); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		n := binary.BigEndian.Uint32(length[:])
		if n > app.MaxChangeBody+app.HeaderSize+64 {
			return errRunWrong
		}
		raw := make([]byte, n)
		if _, err := io.ReadFull(r, raw); err != nil {
			return fmt.Errorf("read a change: %w", noEOF(err))
		}
		c, err := app.KeepChange(raw)
		if err != nil {
			return err
		}
		if err := take(c); err != nil {
			return err
		}
	}
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// writeChanges is the other end of readChanges.
func writeChanges(w io.Writer, raws [][]byte) error {
	for _, raw := range raws {
		if err := binary.Write(w, binary.BigEndian, uint32(len(raw))); err != nil {
			return err
		}
		if _, err := w.Write(raw); err != nil {
			return err
		}
	}
	return nil
}

func changesSize(raws [][]byte) (n int64) {
	for _, raw := range raws {
		n += 4 + int64(len(raw))
	}
	return n
}
