package app_test

import (
	"context"
	"encoding/json"

	"bangtin/app"
)

// Who belongs to the library, and what machines write past their services.

func doAdmit(w *world, p *party) error {
	q, _ := pick(w, w.parties)
	role := q.role
	if w.r.IntN(5) == 0 {
		role, _ = pick(w, []app.Role{app.Administrator, app.Publisher, app.Desk, app.Kiosk})
	}
	w.grant(q.device(), role)
	return p.lib.Admit(context.Background(), q.keys.Card("máy "+q.name), role)
}

func doRevoke(w *world, p *party) error {
	ctx := context.Background()
	q, _ := pick(w, w.parties)
	cut, err := p.lib.CutNow(ctx, q.device())
	if err != nil {
		return err
	}
	return p.lib.Revoke(ctx, q.device(), cut, "")
}

// doForge writes with the keys of a machine what its program would not.
func doForge(w *world, p *party) error {
	log := app.LogName{Device: p.device(), Incarnation: p.lib.Incarnation(), Audience: app.Open}
	h := app.Header{Library: w.library, Log: log, Seq: 1, Wall: p.now.UnixMilli(), Account: actor.Account}
	known := p.all()
	for _, c := range known {
		if c.Lamport < app.MaxLamport && c.Lamport > h.Lamport {
			h.Lamport = c.Lamport
		}
	}
	h.Lamport++
	if w.r.IntN(4) == 0 {
		h.Wall, _ = pick(w, []int64{-1 << 63, -1, 1 << 53, 1<<63 - 1})
		h.Trusted = w.r.IntN(2) == 0
	}
	var text []byte
	write := func(kind app.Kind, a app.Audience, v any) {
		h.Kind, h.Log.Audience = kind, a
		text, _ = json.Marshal(v)
	}
	id := w.subject()
	switch w.r.IntN(9) {
	case 0: // a publication; only of those that may it counts
		title := w.words("Lậu")
		w.release(p, title)
		write(app.KindPublication, app.Open, app.Publication{Article: id, Revision: app.Sum([]byte(title)), Document: w.document(title), Published: app.Moment{At: h.Wall}})
	case 1:
		write(app.KindRetraction, app.Open, app.Retraction{Article: id})
	case 2: // an erasure that names another noun than the change's own
		c, ok := pick(w, known)
		if !ok {
			return nil
		}
		noun, _ := pick(w, []string{"publication", "article", "comment", "ticket", "settings", "category"})
		write(app.KindErase, c.Log.Audience, app.Erasure{Targets: []app.Target{{Change: c.ID, Noun: noun, ID: id}}})
	case 3: // the end of numbers
		h.Lamport, _ = pick(w, []uint64{app.MaxLamport - 1, app.MaxLamport, app.MaxLamport + 1, 1<<64 - 1, 0})
		write(app.KindSettings, app.Open, app.Settings{Agency: w.words("Cơ quan")})
	case 4:
		q, _ := pick(w, w.parties)
		w.grant(q.device(), app.Administrator)
		write(app.KindAdmit, app.Open, app.Admission{DeviceCard: q.keys.Card("máy"), Role: app.Administrator})
	case 5:
		q, _ := pick(w, w.parties)
		write(app.KindRevoke, app.Open, app.Revocation{Device: q.device()})
	case 6: // a ballot box of its own
		v := app.Vote{ID: app.VoteID(w.words("Phiếu"), id), Article: id, Points: 1 + w.r.IntN(7), At: h.Wall}
		if w.voters[id] == nil {
			w.voters[id] = map[app.ID]bool{}
		}
		w.voters[id][v.ID] = true
		write(app.KindVotes, app.Open, map[string]any{"votes": []app.Vote{v, v}})
	case 7: // a draft and a wrong clock
		write(app.KindRevision, app.Staff, app.Revision{Article: id, Document: w.document(w.words("Nháp"))})
	default:
		one, ok := pick(w, w.comments)
		if !ok {
			return nil
		}
		text := w.words("Lậu")
		w.release(p, text)
		write(app.KindComment, app.Open, app.CommentAct{Comment: one, Article: id, Name: "Ai đó", Text: text, At: h.Wall})
	}
	for _, c := range known {
		if c.Log == h.Log && c.Seq >= h.Seq {
			h.Seq, h.Prev = c.Seq+1, c.ID
		}
	}
	return w.signPast(p, h, text)
}
