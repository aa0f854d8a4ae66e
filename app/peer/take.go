package peer

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"bangtin/app"
)

const (
	// takeBytes and takeChanges are how much is folded at a time: what is
	// acknowledged survives the plug being pulled, and readers see it.
	takeBytes   = 4 << 20
	takeChanges = 2000
	// ahead is how many runs are read and verified before they are folded.
	ahead = 4
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
	fault   *app.Error // of what comes behind the changes
	err     error      // of this machine or the remote: the exchange ends
}

// takeOpen takes what everyone may hold: first what must not wait.
func (x *exchange) takeOpen(ctx context.Context) error {
	return x.takeChanges(ctx, app.Open)
}

func (x *exchange) takeStaff(ctx context.Context) error {
	if !x.staffed() {
		return nil
	}
	return x.takeChanges(ctx, app.Staff)
}

func (x *exchange) takeChanges(ctx context.Context, a app.Audience) error {
	waiting, err := x.lacking(ctx, a)
	if err != nil {
		return err
	}
	total := int64(0)
	for _, o := range waiting {
		total += o.Size
	}
	x.tell(Progress{Phase: PhaseTake, Total: total})
	done := int64(0)
	// Whoever is a stranger now may be admitted by what comes after.
	for {
		strangers, taken, err := x.takeRound(ctx, waiting, func(n int64) {
			done = min(done+n, total)
			x.tell(Progress{Phase: PhaseTake, Done: done, Total: total})
		})
		if err != nil {
			return err
		}
		if len(strangers) == 0 {
			return nil
		}
		if taken == 0 {
			for _, o := range strangers {
				x.refuse(refusal(o.what(), errStranger))
			}
			return nil
		}
		waiting = strangers
	}
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
		if o.Audience != a || o.Seal != (a == app.Staff) {
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

// takeRound takes offers. While some are folded the next are read and
// verified. It gives back those of strangers and tells how many were taken.
func (x *exchange) takeRound(ctx context.Context, offers []Offer, took func(int64)) (strangers []Offer, taken int, err error) {
	ctx, stop := context.WithCancel(ctx)
	parcels := make(chan *parcel, ahead)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(parcels)
		for _, o := range offers {
			select {
			case parcels <- x.read(ctx, o):
			case <-ctx.Done():
				return
			}
		}
	})
	defer reading.Wait()
	defer stop()
	var batch []app.Change
	bytes := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		n, err := x.fold(ctx, batch)
		taken += n
		batch, bytes = nil, 0
		return err
	}
	for p := range parcels {
		if p.err != nil {
			return strangers, taken, p.err
		}
		if x.admit(p) {
			strangers = append(strangers, p.offer)
		}
		if p.fault != nil {
			x.refuse(refusal(p.offer.what(), p.fault))
			if p.fault.Code != app.Unavailable { // of a newer program it stays for those who understand it
				x.broken = append(x.broken, p.offer)
			}
		}
		batch, bytes = append(batch, p.changes...), bytes+p.bytes
		if bytes >= takeBytes || len(batch) >= takeChanges || p.offer.Kind == KindLoose {
			if err := flush(); err != nil {
				return strangers, taken, err
			}
		}
		took(p.offer.Size)
	}
	if err := ctx.Err(); err != nil {
		return strangers, taken, err
	}
	return strangers, taken, flush()
}

// admit leaves out of a parcel what strangers have signed, and tells whether
// there was any.
func (x *exchange) admit(p *parcel) (strangers bool) {
	known := p.changes[:0]
	for _, c := range p.changes {
		_, ok := x.Library.Roster().Member(c.Log.Device)
		if ok || c.Kind == app.KindFound && app.LibraryName(c.Body) == x.Library.Name() {
			known = append(known, c)
		}
	}
	strangers = len(known) < len(p.changes)
	p.changes = known
	return strangers
}

// fold keeps changes and counts them.
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
		here[i] = true
		c := &changes[i]
		x.report.Came.count(c.Kind)
		if c.Kind == app.KindCommentSent {
			x.comments = append(x.comments, c.ID)
		}
		x.report.Came.Bytes += int64(app.HeaderSize + len(c.Body))
		var of struct {
			Article app.ID `json:"article"`
		}
		if (c.Kind == app.KindPublication || c.Kind == app.KindRetraction || c.Kind == app.KindRevision) && json.Unmarshal(c.Body, &of) == nil && !x.seen[of.Article] {
			x.seen[of.Article] = true
			x.report.Articles = append(x.report.Articles, of.Article)
		}
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
	var plain io.Reader = r
	if o.Seal {
		if plain, err = x.seal.open(r); err != nil {
			p.blame(err)
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
		p.changes = append(p.changes, c)
		p.bytes += app.HeaderSize + len(c.Body)
		return nil
	})
	switch {
	case err == nil && run != nil && (len(p.changes) == 0 || p.changes[len(p.changes)-1].ID != run.Last):
		p.blame(errRunWrong)
	case err != nil:
		p.blame(err)
	}
	if run == nil && len(p.changes) > 0 && p.fault == nil {
		p.fault = x.listed(p)
	}
	if o.Part && p.fault != nil {
		p.fault = errPackBroken
	}
	return p
}

// blame tells a fault of what was read from one of reading it.
func (p *parcel) blame(err error) {
	var fault *app.Error
	switch {
	case errors.As(err, &fault):
		p.fault = fault
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), isSealError(err):
		p.fault = errPackBroken.With(err)
	default:
		p.err = err
	}
}

// listed holds loose changes to the list that was made of them.
func (x *exchange) listed(p *parcel) *app.Error {
	for _, c := range p.changes {
		if !slices.Contains(p.offer.IDs, c.ID) {
			return errRunWrong
		}
	}
	return nil
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
		c, err := app.DecodeChange(raw)
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

// takeFiles takes the pictures and other files that readers are to see, and
// originals where they are wanted.
func (x *exchange) takeFiles(ctx context.Context) error {
	shown, err := x.Library.ShownMedia(ctx)
	if err != nil {
		return err
	}
	wanted := map[app.Hash]bool{}
	for _, h := range shown {
		if _, err := x.Media.Stat(h); err != nil {
			wanted[h] = true
		}
	}
	var take []Offer
	total := int64(0)
	for _, o := range x.offers {
		if o.Kind != KindFile || o.Part {
			continue
		}
		if o.Audience == app.Open && !o.Seal && wanted[o.File] ||
			o.Audience == app.Staff && o.Seal && x.Originals && x.staffed() && x.absent(o.File) {
			delete(wanted, o.File)
			take = append(take, o)
			total += o.Size
		}
	}
	done := int64(0)
	for _, o := range take {
		x.tell(Progress{Phase: PhaseFiles, Done: done, Total: total})
		if err := ctx.Err(); err != nil {
			return err
		}
		fault, err := x.takeFile(ctx, o)
		if err != nil {
			return err
		}
		done += o.Size
		if fault != nil {
			x.refuse(refusal(fmt.Sprintf("%.8s…", o.File), fault))
			x.broken = append(x.broken, o)
			wanted[o.File] = true
			continue
		}
		x.report.Came.Files++
		x.report.Came.Bytes += o.Size
	}
	x.report.Missing = len(wanted)
	return nil
}

func (x *exchange) absent(h app.Hash) bool {
	_, err := x.Media.Stat(h)
	return err != nil
}

// takeFile takes one file, if it is what its name says.
func (x *exchange) takeFile(ctx context.Context, o Offer) (*app.Error, error) {
	r, err := x.remote.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var plain io.Reader = r
	if o.Seal {
		if plain, err = x.seal.open(r); err != nil {
			p := parcel{}
			p.blame(err)
			return p.fault, p.err
		}
	}
	hash := sha256.New()
	source := &blamed{r: io.TeeReader(plain, hash)}
	_, _, err = x.Media.Take(ctx, source, o.Size, func(io.ReaderAt, int64) error {
		if app.Hash(hash.Sum(nil)) != o.File {
			return errPackBroken
		}
		return nil
	})
	p := parcel{}
	switch {
	case source.err != nil:
		p.blame(source.err)
	case errors.Is(err, errPackBroken):
		p.fault = errPackBroken
	case err != nil:
		p.err = err
	}
	return p.fault, p.err
}

// blamed remembers the fault of a source, apart from those of what it is
// copied to.
type blamed struct {
	r   io.Reader
	err error
}

func (b *blamed) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}
