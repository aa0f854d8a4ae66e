package app

import (
	"bytes"
	"slices"
	"sort"
)

// Founding is the body of a library's first change. The library's name is
// the hash of these very bytes, so nobody else's founding can pass for it.
type Founding struct {
	DeviceCard
	Recovery Key    `json:"recovery"` // outranks every device
	Staff    string `json:"staff"`    // age recipient that staff content is sealed to
	Nonce    Hash   `json:"nonce"`    // 32 random bytes
	Library  string `json:"library"`  // what people call it
}

// LibraryName is the name of the library that a founding's body begins.
func LibraryName(body []byte) Hash { return Sum([]byte("bangtin library 1\n"), body) }

// Admission is the body of an admit act. Again tells that the device was let
// in before, by one whose word counts no more, and worked in good faith: what
// it wrote before this admission counts too.
type Admission struct {
	DeviceCard
	Role  Role `json:"role"`
	Again bool `json:"again,omitempty"`
}

// Revocation is the body of a revoke act: what the device wrote up to the
// cut counts, and nothing after. A log that the cut does not name does not
// count at all. Everybody can read it: why it was done stands in a
// RevocationNote. Earlier versions wrote the reason here too.
type Revocation struct {
	Device Key    `json:"device"`
	Cut    []Cut  `json:"cut"`
	Reason string `json:"reason,omitempty"`
}

// RevocationNote is the body of an audit change that tells desks why a device
// was revoked.
type RevocationNote struct {
	Device Key    `json:"device"`
	Reason string `json:"reason"`
}

// maxCuts is how many a revocation may name.
const maxCuts = 1000

// Cut is the last change of one log that counts. A log that forked has one
// for each branch.
type Cut struct {
	Incarnation HexNumber `json:"incarnation"`
	Audience    Audience  `json:"audience"`
	Seq         uint64    `json:"seq"`
	Hash        Hash      `json:"hash"`
}

// Member is one device as the roster knows it.
type Member struct {
	DeviceCard
	Role     Role   `json:"role"`
	By       Key    `json:"by"`              // who admitted it; itself for the founder
	Since    uint64 `json:"since"`           // lamport of its admission
	Again    bool   `json:"again,omitempty"` // what it wrote before that counts too
	Revoked  bool   `json:"revoked"`         // then only what cuts hold counts
	cuts     []Revocation
	admitted Hash // id of the act that admitted it
}

// Roster is the fold of a library's roster changes: who its devices are
// and what they may do. It depends on the set of those changes alone.
//
// Devices are settled one after another, the most senior first: recovery
// key, devices that the recovery key admitted, the latest of them first,
// founder, then in the order (lamport, id) of their admissions. Whoever had
// the paper last outranks all others: after a theft it is the only one who
// surely is no thief. When a device's turn comes all who outrank it are
// settled, so it is known which of its own acts count; hence two devices
// that revoke each other without knowing cannot leave the outcome to the
// order of arrival: the senior one wins. A second admission of a key is
// void, and a revoked key stays so: a device comes back with new keys.
type Roster struct {
	staff   string // recipient that staff content is sealed to
	members map[Key]*Member
	order   []Key
	chain   chainOf
}

// chainOf tells whether the change named id belongs to the chain of
// changes that ends at the cut of its log.
type chainOf func(log LogName, cut Cut, seq uint64, id Hash) bool

// foldRoster folds the roster changes of one library. Changes whose body
// was erased or cannot be read count for nothing.
func foldRoster(library Hash, changes []Change, chain chainOf) *Roster {
	r := &Roster{members: map[Key]*Member{}, chain: chain}
	acts := map[Key][]Change{}
	waiting := map[Key]*Member{}
	for _, c := range changes {
		if c.Kind != KindFound {
			acts[c.Log.Device] = append(acts[c.Log.Device], c)
			continue
		}
		var f Founding
		if LibraryName(c.Body) != library || decodeBody(c.Body, &f) != nil || f.Validate() != nil || c.Log.Device != f.Device {
			continue
		}
		if len(r.order) == 0 {
			r.staff = f.Staff
			r.settle(&Member{DeviceCard: DeviceCard{Device: f.Recovery}, Role: Recovery, By: f.Recovery})
		}
		waiting[f.Device] = &Member{DeviceCard: f.DeviceCard, Role: Administrator, By: f.Device}
	}
	if len(r.order) == 0 {
		return r
	}
	for i := 0; ; i++ {
		if i == len(r.order) {
			next := r.next(waiting)
			if next == nil {
				return r
			}
			delete(waiting, next.Device)
			r.settle(next)
		}
		r.hear(r.order[i], acts[r.order[i]], waiting)
	}
}

// settle gives a device its place. Whoever revoked it before is senior,
// and their revocations wait for it in its member entry.
func (r *Roster) settle(m *Member) {
	if known, ok := r.members[m.Device]; ok {
		m.cuts, m.Revoked = known.cuts, known.Revoked
	}
	r.members[m.Device] = m
	r.order = append(r.order, m.Device)
}

// hear takes the roster acts of a settled device: its admissions go to
// those waiting, its revocations to devices that are not settled yet.
func (r *Roster) hear(by Key, acts []Change, waiting map[Key]*Member) {
	sortChanges(acts)
	for _, c := range acts {
		if !r.allows(c.Header, c.ID) {
			continue
		}
		switch c.Kind {
		case KindAdmit:
			var a Admission
			if decodeBody(c.Body, &a) != nil || a.Validate() != nil || !a.Role.Admissible() || r.settled(a.Device) {
				continue
			}
			m := &Member{DeviceCard: a.DeviceCard, Role: a.Role, By: by, Since: c.Lamport, Again: a.Again, admitted: c.ID}
			if old := waiting[a.Device]; old == nil || earlier(m, old) && (by == r.order[0] || !r.byPaper(old)) {
				waiting[a.Device] = m
			}
		case KindRevoke:
			var v Revocation
			if decodeBody(c.Body, &v) != nil || v.Device == by || r.settled(v.Device) || len(v.Cut) > maxCuts {
				continue
			}
			m := r.members[v.Device]
			if m == nil {
				m = &Member{DeviceCard: DeviceCard{Device: v.Device}}
				r.members[v.Device] = m
			}
			m.cuts, m.Revoked = append(m.cuts, v), true
		}
	}
}

func (r *Roster) settled(k Key) bool {
	m := r.members[k]
	return m != nil && m.Role != ""
}

// allows is the verdict on a header: is its device admitted, was it so
// before the change was written or is it admitted again, does the change lie
// within every cut, and does the one table let its role write this kind.
func (r *Roster) allows(h Header, id Hash) bool {
	return r.grants(h) && r.within(r.members[h.Log.Device], h, id)
}

// grants is allows without the cuts: what a device could write before it was
// revoked, it could.
func (r *Roster) grants(h Header) bool {
	m := r.members[h.Log.Device]
	return m != nil && m.Role != "" && (h.Lamport > m.Since || m.Again) && h.Lamport <= MaxLamport &&
		MayWrite(h.Kind, h.Log.Audience, m.Role)
}

func (r *Roster) within(m *Member, h Header, id Hash) bool {
	for _, v := range m.cuts {
		held := false
		for _, cut := range v.Cut {
			if uint64(cut.Incarnation) == h.Log.Incarnation && cut.Audience == h.Log.Audience {
				held = held || h.Seq <= cut.Seq && r.chain(h.Log, cut, h.Seq, id)
			}
		}
		if !held {
			return false
		}
	}
	return true
}

// Outranks tells whether a device is senior to another, so that a revocation
// by it takes effect. Nobody outranks itself, nor is outranked by whoever was
// never admitted.
func (r *Roster) Outranks(by, device Key) bool {
	at := slices.Index(r.order, device)
	i := slices.Index(r.order, by)
	return i >= 0 && (at < 0 || i < at)
}

// Revokers lists the devices that may revoke a device, the most senior
// first: administrators that outrank it and are not revoked themselves. The
// recovery key may in any case, and is not one of them.
func (r *Roster) Revokers(device Key) []Member {
	return slices.DeleteFunc(r.Members(), func(m Member) bool {
		return m.Revoked || !MayWrite(KindRevoke, Open, m.Role) || !r.Outranks(m.Device, device)
	})
}

// Member finds an admitted device, revoked or not.
func (r *Roster) Member(k Key) (Member, bool) {
	if !r.settled(k) {
		return Member{}, false
	}
	return *r.members[k], true
}

// Staff is the age recipient that staff content is sealed to, empty while
// the founding of the library is not known.
func (r *Roster) Staff() string { return r.staff }

// RecoveryKey is the key on paper, zero while the founding is not known.
func (r *Roster) RecoveryKey() Key {
	if len(r.order) == 0 {
		return Key{}
	}
	return r.order[0]
}

// Members lists the admitted devices, the most senior first. The recovery
// key is not one of them.
func (r *Roster) Members() []Member {
	var out []Member
	for _, k := range r.order {
		if m := r.members[k]; m.Role != Recovery {
			out = append(out, *m)
		}
	}
	return out
}

// Validate holds a founding to its form.
func (f Founding) Validate() error {
	if f.Recovery.IsZero() || f.Recovery == f.Device || f.Nonce.IsZero() || !isRecipient(f.Staff) || len(f.Library) > 200 {
		return errMalformed
	}
	return f.DeviceCard.Validate()
}

// rights sums up all that verdicts on the changes of a device depend on.
func (r *Roster) rights(k Key) Hash {
	m := r.members[k]
	if m == nil || m.Role == "" {
		return Hash{}
	}
	b, _ := canonical(struct {
		Role  Role         `json:"role"`
		Since HexNumber    `json:"since"`
		Again bool         `json:"again,omitempty"`
		Cuts  []Revocation `json:"cuts"`
	}{m.Role, HexNumber(m.Since), m.Again, m.cuts})
	return Sum(b)
}

// earlier tells which of two admissions came first.
func earlier(a, b *Member) bool {
	if a.Since != b.Since {
		return a.Since < b.Since
	}
	return bytes.Compare(a.admitted[:], b.admitted[:]) < 0
}

// next is the most senior of those waiting, nil where there are none.
func (r *Roster) next(waiting map[Key]*Member) (best *Member) {
	for _, m := range waiting {
		if best == nil || r.senior(m, best) {
			best = m
		}
	}
	return best
}

// byPaper tells whether the recovery key admitted a device.
func (r *Roster) byPaper(m *Member) bool { return m.By == r.order[0] }

func (r *Roster) senior(a, b *Member) bool {
	byA, byB := r.byPaper(a), r.byPaper(b)
	switch {
	case byA && byB:
		return earlier(b, a)
	case byA || byB:
		return byA
	}
	return earlier(a, b)
}

// sortChanges puts changes into the one order that does not depend on
// clocks or arrival: lamport, then id.
func sortChanges(cs []Change) {
	sort.Slice(cs, func(i, j int) bool { return changeBefore(&cs[i], &cs[j]) })
}

func changeBefore(a, b *Change) bool {
	if a.Lamport != b.Lamport {
		return a.Lamport < b.Lamport
	}
	return bytes.Compare(a.ID[:], b.ID[:]) < 0
}
