package peer

import (
	"context"
	"fmt"
	"slices"

	"bangtin/app"
)

var (
	errStripped = app.Fault(app.Denied, "run_stripped",
		"Nội dung của một số bản ghi đã bị cắt bỏ trên đường đi. Lần gặp sau với máy còn giữ sẽ bổ sung",
		"Somebody cut the content out of these changes on their way. The next meeting with a machine that has it brings it")
	errVoid = app.Fault(app.Denied, "change_void",
		"Máy này không có quyền ghi những điều đó, hoặc đã bị thu hồi, nên chúng không có giá trị",
		"This device had no right to write these, or was revoked before: they count for nothing")
)

// isStrange tells without reading it that a run is of a device which is not
// of the library, as far as is known. Before the founding is, nobody is.
func (x *exchange) isStrange(o Offer) bool {
	roster := x.Library.Roster()
	if o.Kind != KindRun || roster.RecoveryKey().IsZero() {
		return false
	}
	_, ok := roster.Member(o.Run.Device)
	return !ok
}

// noteBare remembers which changes came without their bodies.
func (x *exchange) noteBare(p *parcel) {
	b := bare{offer: p.offer}
	for _, c := range p.changes {
		if c.Erased {
			b.ids = append(b.ids, c.ID)
		}
	}
	if len(b.ids) > 0 {
		x.bare = append(x.bare, b)
	}
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
	strangers = p.strange || len(known) < len(p.changes)
	p.changes = known
	return strangers
}

// judgeStripped takes for damaged what came without bodies that no erasure
// explains, now that every erasure that lies there is known: whoever has the
// bodies leaves them anew.
func (x *exchange) judgeStripped(ctx context.Context, a app.Audience) error {
	for _, p := range x.bare {
		if p.offer.Audience != a {
			continue
		}
		gone, err := x.Library.Gone(ctx, p.ids...)
		if err != nil {
			return err
		}
		if slices.Contains(gone, false) {
			x.refuse(refusal(p.offer.what(), errStripped))
			x.spoil(p.offer)
		}
	}
	x.bare = nil
	return nil
}

// bare are changes without their bodies in an offer.
type bare struct {
	offer Offer
	ids   []app.Hash
}

// tellCame counts what came, and names the devices that wrote what they had no
// right to: that counts for nothing, and has not come. Their admissions, or
// their revocations, may have come behind it.
func (x *exchange) tellCame(ctx context.Context) error {
	if len(x.came) == 0 {
		return nil
	}
	ids := make([]app.Hash, len(x.came))
	for i, c := range x.came {
		ids[i] = c.id
	}
	void, err := x.Library.Void(ctx, ids...)
	if err != nil {
		return err
	}
	type part struct{ from, to uint64 }
	parts := map[app.LogName]part{}
	var order []app.LogName
	for i, c := range x.came {
		if !void[i] {
			x.countCame(c)
			continue
		}
		p, ok := parts[c.log]
		if !ok {
			order, p = append(order, c.log), part{c.seq, c.seq}
		}
		parts[c.log] = part{min(p.from, c.seq), max(p.to, c.seq)}
	}
	for _, log := range order {
		x.refuse(refusal(fmt.Sprintf("%.8s… %s %d–%d", log.Device, log.Audience, parts[log].from, parts[log].to), errVoid))
	}
	x.came = nil
	return nil
}

func (x *exchange) countCame(c arrived) {
	came := &x.report.Came
	came.count(c.kind)
	if c.article.IsZero() {
		return
	}
	if !x.seen[c.article] {
		x.seen[c.article] = true
		x.report.Articles = append(x.report.Articles, c.article)
	}
	if c.kind == app.KindRevision {
		x.drafts[c.article] = true
	} else {
		x.shows[c.article] = true
	}
	came.Articles, came.Drafts = len(x.shows), len(x.drafts)
}

// arrived is a change that was not here before.
type arrived struct {
	id      app.Hash
	log     app.LogName
	seq     uint64
	kind    app.Kind
	article app.ID // zero where it is of none
}
