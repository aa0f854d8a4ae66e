package app

import "bytes"

// batch is one Update on its way: changes are put into the log, the nouns
// they have to do with are marked, and settle folds those anew. Nothing of
// it is seen by readers or kept if the Update fails.
type batch struct {
	view
	l           *Library
	roster      *Roster
	marked      map[noun]bool
	newRights   bool
	linked      map[Key]bool // revoked devices of which a change has come
	renew       bool         // a new incarnation begins with the next Update
	incarnation uint64       // which, where one does
	arrival     uint64
	lamport     uint64
	heads       map[Audience]*Header
	headIDs     map[Audience]Hash
	articles    map[ID]bool // what readers see of them has changed
	touched     map[ID]bool // what anybody sees of them may have changed
	noticed     bool        // readers could notice something
	mine        bool        // this device has other rights, of which its pages tell
	names       bool        // categories or settings changed
	units       bool        // the directory changed
	chains      map[chainName]map[Hash]bool
	walked      map[Key]bool    // devices whose whole logs are marked
	votes       map[Hash][]Vote // of the changes that were read
	days        map[Hash][]Day  // as well
	here        map[Hash]Change // those that came since the last settle, as far as mostHere lets them
	hereBytes   int             // of their bodies
	tables      map[string]string
	ends        map[LogName]*end
	tips        map[chainName]uint64 // their seqs, that are not written yet
	erasing     bool                 // some act erases something, if that was asked; see noErasures
	asked       bool
	sums        map[Audience]*rootSum // that have changed
	counts      map[string]uint64     // as well
	account     ID                    // whose word the changes of this Update are; none for the program's own
}

type chainName struct {
	log LogName
	end Hash
}

func (l *Library) begin(tx Tx, gen uint64) *batch {
	b := &batch{
		view: view{tx: tx, gen: gen}, l: l,
		marked: map[noun]bool{}, heads: map[Audience]*Header{}, headIDs: map[Audience]Hash{},
		linked: map[Key]bool{}, articles: map[ID]bool{}, touched: map[ID]bool{}, chains: map[chainName]map[Hash]bool{}, walked: map[Key]bool{}, votes: map[Hash][]Vote{}, days: map[Hash][]Day{},
	}
	b.lamport = b.number(tableLocal, localLamport)
	for k := range tx.Scan(tableChange, nil, nil, true) {
		b.arrival = number(k)
		break
	}
	b.bind(l.roster.Load())
	return b
}

// bind lets a roster look up chains in this transaction.
func (b *batch) bind(r *Roster) {
	c := *r
	c.chain = b.onChain
	b.roster = &c
}

// append writes a change of this device: signed, in the own-log, folded.
func (b *batch) append(kind Kind, audience Audience, body []byte) (Change, error) {
	l := b.l
	log := LogName{Device: l.device, Incarnation: l.incarnation.Load(), Audience: audience}
	prev, prevID := b.head(log)
	wall, trusted := l.clock.Now()
	h := Header{
		Library: l.Name(), Log: log, Seq: 1, Lamport: b.lamport + 1,
		Wall: wall.UnixMilli(), Trusted: trusted, Kind: kind, Account: b.account,
	}
	if prev != nil {
		h.Seq, h.Prev = prev.Seq+1, prevID
	}
	c, err := Sign(h, body, l.keys.Sign)
	if err != nil {
		return c, err
	}
	if kind != KindFound && !b.roster.allows(c.Header, c.ID) {
		return c, l.noRight()
	}
	raw := c.Encode()
	if err := b.tx.Own(log.Incarnation, raw); err != nil {
		return c, err
	}
	b.heads[audience], b.headIDs[audience] = &c.Header, c.ID
	return c, b.put(&c, raw)
}

var errNoRight = Fault(Denied, "device_no_right",
	"Máy này không có quyền làm việc đó trong thư viện. Xin hỏi quản trị viên",
	"This device has no right to do that in the library. Please ask an administrator")

// head finds the last change of one of our own logs.
func (b *batch) head(log LogName) (*Header, Hash) {
	if h := b.heads[log.Audience]; h != nil {
		return h, b.headIDs[log.Audience]
	}
	for _, at := range b.tx.Scan(tableLog, logPrefix(log), nil, true) {
		c, err := parseChange(b.tx.Get(tableChange, at))
		if err != nil {
			break
		}
		return &c.Header, c.ID
	}
	return nil, Hash{}
}

// receive takes a change from elsewhere, or from our own log after a
// crash. One that is already here is no fault; it tells whether it was new,
// or brought a body that was missing.
func (b *batch) receive(raw []byte) (bool, error) {
	c, err := b.l.decode(raw)
	if err != nil {
		return false, err
	}
	return b.take(&c)
}

// take is receive for a change that was decoded. The body of one that is
// here without it is taken back, unless an erasure says otherwise.
func (b *batch) take(c *Change) (fresh bool, err error) {
	// While rights change nobody knows which erasures count: settle decides.
	erased := false
	if !c.Erased && !b.newRights && !b.noErasures() {
		if erased, err = b.erased(c); err != nil {
			return false, err
		}
	}
	if at := b.tx.Get(tableID, c.ID[:]); at != nil {
		if c.Erased || erased || len(b.tx.Get(tableChange, at)) > HeaderSize+signatureSize || c.BodySize == 0 {
			return false, nil
		}
		return true, b.heal(c, bytes.Clone(at))
	}
	if err := b.adopt(c); err != nil {
		return false, err
	}
	if erased {
		c.Body, c.Erased, c.read = nil, true, nil
	}
	return true, b.put(c, c.Encode())
}

// adopt refuses changes of other libraries. A store that belongs to none
// takes on the one its own device founded.
func (b *batch) adopt(c *Change) error {
	name := b.l.Name()
	if name.IsZero() && c.Kind == KindFound && c.Log.Device == b.l.device && LibraryName(c.Body) == c.Library {
		b.l.library.Store(&c.Library)
		return b.tx.Put(tableLocal, []byte(localLibrary), c.Library[:])
	}
	if name != c.Library {
		return Fault(Denied, "other_library", "Dữ liệu thuộc một thư viện khác", "This belongs to another library")
	}
	return nil
}

// put keeps a verified change and marks what it has to do with.
func (b *batch) put(c *Change, raw []byte) error {
	b.arrival++
	at := bytes8(b.arrival)
	key := logKey(&c.Header, c.ID)
	e := b.end(c.Log)
	if c.Seq <= e.top && holdsAny(b.tx, tableLog, key[:len(key)-len(c.ID)]) { // same seq, another hash: a fork
		fork := append([]byte(localForks), logPrefix(c.Log)...)
		if err := b.tx.Put(tableLocal, fork, bytes8(c.Seq)); err != nil {
			return err
		}
	}
	e.top = max(e.top, c.Seq)
	if err := firstError(
		func() error { return b.tx.Put(tableChange, at, raw) },
		func() error { return b.tx.Put(tableID, c.ID[:], at) },
		func() error { return b.tx.Put(tableLog, key, at) },
	); err != nil {
		return err
	}
	if c.Lamport > b.lamport && c.Lamport <= b.lamport+maxLeap && c.Lamport < MaxLamport {
		b.lamport = c.Lamport
		if err := b.tx.Put(tableLocal, []byte(localLamport), bytes8(b.lamport)); err != nil {
			return err
		}
	}
	return b.index(c)
}

// maxLeap is how far one change may take our own numbers ahead: by one that
// says it is the last of all, no machine that hears of it is left without
// numbers to write with.
const maxLeap = 1 << 32

// index notes which nouns a change has to do with and marks them.
func (b *batch) index(c *Change) error {
	b.hold(c)
	if err := b.link(c); err != nil {
		return err
	}
	if c.Erased {
		if err := b.noteGone(c, false); err != nil {
			return err
		}
		b.marked[noun{c.Log.Audience, nounErasure, string(c.ID[:])}] = true // settle knows whether rightly
	}
	return b.indexBody(c)
}

// indexBody is index for what depends on the body.
func (b *batch) indexBody(c *Change) error {
	for _, n := range touches(c) {
		if err := b.tx.Put(b.table(tableTouch), append(n.key(), c.ID[:]...), []byte{}); err != nil {
			return err
		}
		b.marked[n] = true
		if n.name == nounErasure {
			b.erasing = true
		}
	}
	if c.Kind == KindRevision && !c.Erased {
		if err := b.noteBrief(c); err != nil {
			return err
		}
	}
	if c.Kind.personal() && !c.Erased {
		if err := b.notePersonal(c); err != nil {
			return err
		}
	}
	if c.Kind.isRoster() {
		b.newRights = true
	}
	if m, ok := b.roster.members[c.Log.Device]; ok && m.Revoked {
		// A link of the chain that a cut ends in may have arrived.
		b.linked[c.Log.Device], b.newRights = true, true
	}
	if n := (noun{c.Log.Audience, nounErasure, string(c.ID[:])}); !b.noErasures() && holdsAny(b.tx, b.table(tableTouch), n.key()) {
		b.marked[n] = true // acts on it came before
	}
	return nil
}

// onChain answers for the roster; see chainOf. A link that has not arrived
// breaks the chain until it does.
func (b *batch) onChain(log LogName, cut Cut, seq uint64, id Hash) bool {
	name := chainName{log, cut.Hash}
	chain, ok := b.chains[name]
	if !ok {
		chain = map[Hash]bool{}
		for at, s := cut.Hash, cut.Seq; s > 0; s-- {
			c, ok := b.change(at)
			if !ok || c.Log != log || c.Seq != s {
				break
			}
			chain[at] = true
			at = c.Prev
		}
		b.chains[name] = chain
	}
	return chain[id]
}

// markDevice marks all that the changes of a device have to do with, once:
// those that come later in the batch mark their own.
func (b *batch) markDevice(k Key) error {
	if b.walked[k] {
		return nil
	}
	b.walked[k] = true
	for _, at := range b.tx.Scan(tableLog, k[:], nil, false) {
		c, err := parseChange(b.tx.Get(tableChange, at))
		if err != nil {
			return errBroken.With(err)
		}
		ns, err := b.nouns(&c)
		if err != nil {
			return err
		}
		for _, n := range ns {
			b.marked[n] = true
		}
	}
	return nil
}

var errBroken = Fault(Damaged, "log_broken",
	"Dữ liệu trên đĩa bị hỏng. Xin khởi động lại chương trình để khôi phục",
	"Data on the disk is damaged. Please restart the program to recover it")

func firstError(steps ...func() error) error {
	for _, s := range steps {
		if err := s(); err != nil {
			return err
		}
	}
	return nil
}
