package app_test

import (
	"context"
	"slices"

	"bangtin/app"
)

// askReader holds what a machine shows its readers to the model of what it
// holds.
func (w *world) askReader(p *party, m *model) {
	ctx := context.Background()
	horizon := p.lib.Clock().Horizon().UnixMilli()
	shown := 0
	for n := range 3 {
		id := articleID(n)
		want, got := m.title(id, horizon), ""
		if a, err := p.lib.Article(ctx, id); err == nil {
			got = a.Title
		}
		if got != want {
			w.fail("%s shows %q, and the model %q", p.name, got, want)
		}
		if want == "" {
			continue
		}
		shown++
		talk, _ := p.lib.Talk(ctx, id)
		var texts []string
		for _, c := range talk.Comments {
			texts = append(texts, c.Text)
		}
		slices.Sort(texts)
		if want := m.talk(id); !slices.Equal(texts, want) {
			w.fail("%s shows the comments %q under article %d, and the model %q", p.name, texts, n, want)
		}
	}
	if page, err := p.lib.List(ctx, app.All(), "", nil, 20); err != nil || len(page.Cards) != shown || page.Total != shown {
		w.fail("%s lists %d of %d articles, and the model %d: %v", p.name, len(page.Cards), page.Total, shown, err)
	}
	settings, _ := latest[app.Settings](m, app.KindSettings, app.ID{})
	if got := p.lib.Settings(); got.Agency != settings.Agency {
		w.fail("%s is of %q, and the model of %q", p.name, got.Agency, settings.Agency)
	}
	w.askNouns(p, m)
	w.askMembers(p, m)
}

func (w *world) askNouns(p *party, m *model) {
	ctx := context.Background()
	for _, id := range w.people {
		want, known := latest[app.Person](m, app.KindPerson, id)
		if got, err := p.lib.Person(ctx, id); (err == nil) != known || got.Name != want.Name {
			w.fail("%s knows %q, and the model %q", p.name, got.Name, want.Name)
		}
	}
	directory, err := p.lib.Directory(ctx)
	if err != nil {
		w.fail("%s has no directory: %v", p.name, err)
		return
	}
	for _, id := range w.units {
		want, known := latest[app.Unit](m, app.KindUnit, id)
		if got, err := directory.Unit(id); (err == nil) != known || known && got.Name != want.Name {
			w.fail("%s has another unit than the model's %q", p.name, want.Name.VI)
		}
	}
	id := app.DeriveID("category", w.library.String(), "thoi-su")
	want, known := latest[app.Category](m, app.KindCategory, id)
	if got, ok := p.lib.Category(id); ok != known || got.Name != want.Name {
		w.fail("%s has the category %q, and the model %q", p.name, got.Name.VI, want.Name.VI)
	}
}

func (w *world) askMembers(p *party, m *model) {
	members := p.lib.Roster().Members()
	var ranks []app.Key
	for _, k := range m.ranks {
		if m.roles[k] != app.Recovery {
			ranks = append(ranks, k)
		}
	}
	if len(members) != len(ranks) {
		w.fail("%s knows %d machines, and the model %d", p.name, len(members), len(ranks))
		return
	}
	for i, k := range ranks {
		if got := members[i]; got.Device != k || got.Role != m.roles[k] || got.Revoked != (len(m.cuts[k]) > 0) {
			w.fail("%s has a %s (revoked: %v) at place %d, and the model a %s", p.name, got.Role, got.Revoked, i, m.roles[k])
		}
	}
}

// askStaff holds what a desk that has never counted anything itself shows
// staff to the model.
func (w *world) askStaff(p *party, m *model) {
	ctx := context.Background()
	for n := range 3 {
		id := articleID(n)
		var got []app.Hash
		if a, err := p.lib.DeskArticle(ctx, id); err == nil {
			got = a.Heads
		} else if app.CodeOf(err) != app.NotFound {
			w.fail("%s does not open article %d at the desk: %v", p.name, n, err)
		}
		if want := m.drafts(id); !slices.Equal(got, want) {
			w.fail("%s has %d heads of article %d, and the model %d others", p.name, len(got), n, len(want))
		}
		rating, err := p.lib.Rating(ctx, id, app.ID{})
		if want := m.rating(id); err == nil && (rating.Count != want.Count || rating.Sum != want.Sum) {
			w.fail("%s counts %d points of %d voters, and the model %d of %d", p.name, rating.Sum, rating.Count, want.Sum, want.Count)
		}
	}
	var queue []app.QueuedComment
	for cursor := ""; ; {
		page, next, err := p.lib.Queue(ctx, actor, app.AllComments, cursor)
		if err != nil {
			w.fail("%s lists no comments: %v", p.name, err)
		}
		queue = append(queue, page...)
		if cursor = next; cursor == "" {
			break
		}
	}
	for _, id := range m.ids(app.KindComment, app.KindCommentSent) {
		want := app.CommentState("")
		said, sent := m.comment(id)
		switch {
		case said != nil && said.hides:
			want = app.CommentHidden
		case said != nil:
			want = app.CommentShown
		case sent:
			want = app.CommentWaits
		}
		got := app.CommentState("")
		if at := slices.IndexFunc(queue, func(q app.QueuedComment) bool { return q.ID == id }); at >= 0 {
			got = queue[at].State
		}
		if got != want {
			w.fail("%s has a comment that is %q, and in the model is %q", p.name, got, want)
		}
	}
	for _, id := range m.ids(app.KindTicket, app.KindTicketState) {
		state, words, known := m.ticket(id)
		got, err := p.lib.Ticket(ctx, actor, id)
		if (err == nil) != known || known && (got.State != state || (got.Sent != nil) != words) {
			w.fail("%s has a ticket that is %q (words: %v, %v), and in the model is %q (%v, %v)", p.name, got.State, got.Sent != nil, err, state, words, known)
		}
	}
	if counters, err := p.lib.Counters(ctx); err != nil || counters.Total != m.visits() {
		w.fail("%s counts %d visits, and the model %d: %v", p.name, counters.Total, m.visits(), err)
	}
}
