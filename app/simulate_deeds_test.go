package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bangtin/app"
)

// What people do at a machine, and what its clock does.

var actor = app.Actor{Account: app.DeriveID("account", "simulated"), Name: "Người thử", Post: app.Admin}

// subject picks an article; there are few, and one mostly, so that machines
// meet at it.
func (w *world) subject() app.ID { return articleID(max(w.r.IntN(5)-2, 0)) }

// onShow picks an article that readers see on a machine, if there is one.
func (w *world) onShow(p *party) app.ID {
	page, err := p.lib.List(context.Background(), app.All(), "", nil, 20)
	if card, ok := pick(w, page.Cards); ok && err == nil {
		return card.Article
	}
	return w.subject()
}

func (w *world) words(what string) string {
	w.title++
	return fmt.Sprintf("%s %d", what, w.title)
}

func pick[T any](w *world, from []T) (one T, ok bool) {
	if len(from) == 0 {
		return one, false
	}
	return from[w.r.IntN(len(from))], true
}

func (w *world) document(title string) app.Document {
	e := entry(app.ID{}, title)
	e.Document.Ratings, e.Document.Comments = true, true
	e.Document.Category = app.DeriveID("category", w.library.String(), "thoi-su")
	return e.Document
}

func doDraft(w *world, p *party) error {
	id := w.subject()
	var parents []app.Hash
	if a, err := p.lib.DeskArticle(context.Background(), id); err == nil && w.r.IntN(3) == 0 {
		parents = a.Heads[w.r.IntN(len(a.Heads)):][:1] // whoever wrote had not seen the others
	}
	_, err := p.lib.SaveDraft(context.Background(), actor, id, w.document(w.words("Nháp")), parents)
	return err
}

// doAct moves an article along its way; approval is for another person.
func doAct(w *world, p *party) error {
	ctx := context.Background()
	list, err := p.lib.DeskList(ctx, app.DeskFilter{}, nil, 20)
	one, ok := pick(w, list.Rows)
	if err != nil || !ok {
		return err
	}
	id := one.Article
	row, err := p.lib.DeskArticle(ctx, id)
	if err != nil {
		return err
	}
	acts := app.ActsOf(app.Admin, row.State)
	acts = slices.DeleteFunc(acts, func(a app.Act) bool { return a == app.ActEdit || a == app.ActName })
	act, ok := pick(w, acts)
	if !ok {
		return nil
	}
	d := app.Deed{Act: act, Reason: "Vì thế"}
	if act == app.ActPublish {
		w.release(p, row.Document.Title)
	}
	return p.lib.Do(ctx, app.Actor{Account: app.DeriveID("account", fmt.Sprint(w.title)), Post: app.Admin}, id, d)
}

func doPublish(w *world, p *party) error {
	e := entry(w.subject(), w.words("Bài"))
	e.Document.Ratings, e.Document.Comments = true, true
	now, _ := p.lib.Clock().Now()
	switch w.r.IntN(8) {
	case 0:
		e.From = now.Add(time.Duration(w.r.IntN(48)) * time.Hour).UnixMilli()
	case 1:
		e.Until = now.Add(time.Duration(1+w.r.IntN(48)) * time.Hour).UnixMilli()
	}
	w.release(p, e.Document.Title)
	saved, err := p.lib.Save(context.Background(), true, e)
	if err == nil {
		err = saved[0].Err
	}
	return err
}

func doRetract(w *world, p *party) error {
	return p.lib.Retract(context.Background(), w.onShow(p), "nhầm")
}

func doVote(w *world, p *party) error {
	article := w.onShow(p)
	id := app.VoteID(fmt.Sprint(p.device(), w.r.IntN(3)), article)
	if w.voters[article] == nil {
		w.voters[article] = map[app.ID]bool{}
	}
	w.voters[article][id] = true
	return p.lib.Vote(context.Background(), id, article, 1+w.r.IntN(app.MaxPoints))
}

func doSeal(w *world, p *party) error {
	if w.r.IntN(2) == 0 {
		return p.lib.SealVotes(context.Background())
	}
	return p.lib.SealCounts(context.Background())
}

func doVisit(w *world, p *party) error {
	for range 1 + w.r.IntN(3) {
		p.lib.CountVisit()
	}
	_ = p.lib.CountOpening(context.Background(), w.subject()) // it may not be on show
	return p.lib.KeepOpenings(context.Background())
}

func doComment(w *world, p *party) error {
	c := app.CommentSent{Article: w.onShow(p), Name: "Bạn đọc", Text: w.words("Ý kiến")}
	if p.lib.Settings().Readers.AtOnce {
		w.release(p, c.Text)
	}
	id, _, err := p.lib.SendComment(context.Background(), c)
	if err == nil {
		w.comments = append(w.comments, id)
	}
	return err
}

func doModerate(w *world, p *party) error {
	ctx := context.Background()
	id, ok := pick(w, w.comments)
	if !ok {
		return nil
	}
	j := app.Judgement{Reason: "Vì thế", Name: "Tòa soạn", Text: w.words("Lời")}
	j.Deed, _ = pick(w, []app.CommentDeed{app.ApproveComment, app.ApproveComment, app.HideComment, app.EditComment, app.AnswerComment, app.EraseComment})
	w.release(p, j.Text)
	if j.Deed == app.ApproveComment {
		queue, _, err := p.lib.Queue(ctx, actor, app.AllComments, "")
		if err != nil {
			return err
		}
		for _, q := range queue {
			if q.ID == id && q.Sent != nil {
				w.release(p, q.Sent.Text)
			}
		}
	}
	answer, err := p.lib.Moderate(ctx, actor, id, j)
	if err == nil && j.Deed == app.AnswerComment {
		w.comments = append(w.comments, answer)
	}
	return err
}

func doTicket(w *world, p *party) error {
	ctx := context.Background()
	id, ok := pick(w, w.tickets)
	switch w.r.IntN(4) {
	case 0:
		if ok {
			return p.lib.ForgetTicket(ctx, actor, id, "theo yêu cầu")
		}
	case 1, 2:
		if ok {
			s, _ := pick(w, []app.TicketState{app.TicketReceived, app.TicketProcessing, app.TicketAnswered})
			return p.lib.StepTicket(ctx, actor, id, app.TicketDeed{State: s, Note: "Ghi chú", Answer: "Trả lời"})
		}
	}
	t, err := p.lib.SendTicket(ctx, app.Ticket{Department: "UBND tỉnh", Topic: "Góp ý", Text: w.words("Góp ý")})
	if err == nil {
		w.tickets = append(w.tickets, t.ID)
	}
	return err
}

// doErase removes the body of something that was published or saved.
func doErase(w *world, p *party) error {
	ctx := context.Background()
	if w.r.IntN(3) == 0 {
		return p.lib.ExpirePersonal(ctx)
	}
	id := w.onShow(p)
	if w.r.IntN(2) == 0 {
		h, err := p.lib.History(ctx, id)
		if err != nil {
			return err
		}
		h = slices.DeleteFunc(h, func(h app.Happening) bool { return h.Kind != app.KindRevision })
		one, ok := pick(w, h)
		if !ok {
			return nil
		}
		return p.lib.Erase(ctx, app.Staff, app.Erasure{Targets: []app.Target{{Change: one.Change, Noun: "article", ID: id}}})
	}
	a, err := p.lib.Article(ctx, id)
	if err != nil {
		return err
	}
	return p.lib.Erase(ctx, app.Open, app.Erasure{Targets: []app.Target{{Change: a.Act, Noun: "publication", ID: id}}})
}

// doNouns edits what stands around the articles.
func doNouns(w *world, p *party) (err error) {
	ctx := context.Background()
	switch w.r.IntN(6) {
	case 0:
		return p.lib.SaveSettings(ctx, app.Settings{Agency: w.words("Cơ quan"), Readers: app.Readers{AtOnce: w.r.IntN(2) == 0}})
	case 1:
		id := app.DeriveID("category", w.library.String(), "thoi-su")
		return p.lib.SaveCategory(ctx, app.Category{ID: id, Slug: "thoi-su", Name: app.Text{VI: w.words("Mục")}})
	case 2:
		var one app.Person
		one.ID, _ = pick(w, append(w.people, app.ID{}))
		one.Name = w.words("Ông")
		if one, err = p.lib.SavePerson(ctx, actor, one); err == nil {
			w.people = append(w.people, one.ID)
		}
	case 3:
		var one app.Unit
		one.ID, _ = pick(w, append(w.units, app.ID{}))
		one.Name.VI = w.words("Sở")
		if one, err = p.lib.SaveUnit(ctx, actor, one); err == nil {
			w.units = append(w.units, one.ID)
		}
	case 4:
		return p.lib.SetSolemn(ctx, actor, w.r.IntN(2) == 0)
	default:
		return doPart(w, p)
	}
	return err
}

// doPart edits an item of the programme as it stands on the machine.
func doPart(w *world, p *party) error {
	ctx := context.Background()
	id, _ := pick(w, append(w.parts, app.ID{}))
	title, _ := json.Marshal(w.words("Phiên"))
	e := app.PartEdit{ID: id, Type: app.PartItem, Set: map[string]json.RawMessage{"title": title}, Was: map[string]json.RawMessage{}}
	parts, err := p.lib.Parts(ctx)
	if err != nil {
		return err
	}
	for _, one := range parts {
		if one.ID == id {
			e.Was = one.Fields
			if w.r.IntN(4) == 0 {
				e.Set = map[string]json.RawMessage{"removed": json.RawMessage("true")}
			}
		}
	}
	out, err := p.lib.EditParts(ctx, actor, []app.PartEdit{e})
	if err == nil && !slices.Contains(w.parts, out[0].ID) {
		w.parts = append(w.parts, out[0].ID)
	}
	return err
}

// doClock sets the machine's clock, somewhere between 1970 and 2099, and
// sometimes a person says that it is right.
func doClock(w *world, p *party) error {
	switch w.r.IntN(6) {
	case 0:
		p.now = time.Unix(w.r.Int64N(130*365*86400), 0)
	case 1:
		p.now = time.Unix(w.r.Int64N(1000), 0) // a dead battery
	default:
		p.now = p.now.Add(time.Duration(w.r.IntN(50)) * time.Hour)
	}
	if w.r.IntN(8) == 0 {
		if err := p.lib.ConfirmClock(context.Background()); err != nil {
			return err
		}
	}
	return p.lib.Tick(context.Background())
}

// doRebuild folds anew, or begins to.
func doRebuild(w *world, p *party) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	half := w.r.IntN(2) == 0
	err := p.lib.Rebuild(ctx, func(done, total int) {
		if half {
			stop()
		}
	})
	if half {
		return nil
	}
	return err
}
