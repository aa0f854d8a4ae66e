package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

var moderator = app.Actor{Account: app.DeriveID("account", "moderator"), Name: "Vi Thu Trang", Post: app.Editor}

// talked is an article that takes comments.
func talked(n int) app.Entry {
	e := entry(articleID(n), fmt.Sprintf("Bài %d", n))
	e.Document.Comments = true
	return e
}

func (m *machine) say(n int, name, text string, parent app.ID) app.ID {
	m.t.Helper()
	id, _, err := m.lib.SendComment(context.Background(), app.CommentSent{Article: articleID(n), Parent: parent, Name: name, Text: text, Email: "doc.gia@vidu.example"})
	if err != nil {
		m.t.Fatal(err)
	}
	return id
}

func (m *machine) judge(id app.ID, deed app.CommentDeed, text string) app.ID {
	m.t.Helper()
	answer, err := m.lib.Moderate(context.Background(), moderator, id, app.Judgement{Deed: deed, Text: text, Reason: "thử", Name: "Ban biên tập"})
	if err != nil {
		m.t.Fatal(err)
	}
	return answer
}

// heard is the comments of an article as readers see them, an answer
// indented.
func (m *machine) heard(n int) (out []string) {
	m.t.Helper()
	t, err := m.lib.Talk(context.Background(), articleID(n))
	if err != nil {
		m.t.Fatal(err)
	}
	for _, c := range t.Comments {
		line := strings.Repeat(" ", c.Depth) + c.Name + ": " + c.Text
		if c.Edited {
			line += " (sửa)"
		}
		out = append(out, line)
	}
	if a, err := m.lib.Article(context.Background(), articleID(n)); err != nil || a.Talk != len(out) {
		m.t.Errorf("%d comments are counted and %d shown (%v)", a.Talk, len(out), err)
	}
	return out
}

func (m *machine) queue(state app.CommentState) (out []string) {
	m.t.Helper()
	for after, more := "", true; more; more = after != "" {
		qs, next, err := m.lib.Queue(context.Background(), moderator, state, after)
		if err != nil {
			m.t.Fatal(err)
		}
		for _, q := range qs {
			switch {
			case q.Sent != nil:
				out = append(out, q.Sent.Text)
			case q.Said != nil:
				out = append(out, "- "+q.Said.Text)
			}
		}
		after = next
	}
	return out
}

func TestComments(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	at := time.Now()
	m.now = func() time.Time { at = at.Add(time.Second); return at } // no two in one millisecond
	m.reopen(false)
	m.found()
	m.publish(talked(1), entry(articleID(2), "Bài không nhận ý kiến"))
	expect := func(step string, want ...string) {
		t.Helper()
		if got := m.heard(1); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", step, got, want)
		}
	}
	lan := m.say(1, " Lan ", "Bài hay quá!\r\n\r\nCảm ơn. ", app.ID{})
	minh := m.say(1, "Minh", "Cho hỏi mấy giờ mở cửa?", app.ID{})
	expect("nothing was approved")
	if got := m.queue(app.CommentWaits); !slices.Equal(got, []string{"Bài hay quá!\n\nCảm ơn.", "Cho hỏi mấy giờ mở cửa?"}) {
		t.Errorf("%q wait", got)
	}
	m.judge(minh, app.ApproveComment, "")
	expect("approved", "Minh: Cho hỏi mấy giờ mở cửa?")
	answer := m.judge(minh, app.AnswerComment, "7 giờ 30.")
	expect("answered", "Minh: Cho hỏi mấy giờ mở cửa?", " Ban biên tập: 7 giờ 30.")
	tu := m.say(1, "Tú", "Cảm ơn ban biên tập", answer)
	m.judge(tu, app.ApproveComment, "")
	m.judge(lan, app.EditComment, "Bài hay quá!")
	expect("an answer to the answer, and another edited", "Lan: Bài hay quá! (sửa)", "Minh: Cho hỏi mấy giờ mở cửa?", " Ban biên tập: 7 giờ 30.", "  Tú: Cảm ơn ban biên tập")
	m.judge(minh, app.HideComment, "")
	expect("what stands under a hidden one is not shown", "Lan: Bài hay quá! (sửa)")
	m.judge(minh, app.ApproveComment, "")
	expect("shown again", "Lan: Bài hay quá! (sửa)", "Minh: Cho hỏi mấy giờ mở cửa?", " Ban biên tập: 7 giờ 30.", "  Tú: Cảm ơn ban biên tập")
	m.judge(lan, app.HideComment, "")
	m.judge(answer, app.HideComment, "")
	expect("an answer is hidden with what answers it", "Minh: Cho hỏi mấy giờ mở cửa?")
	m.judge(answer, app.ApproveComment, "")
	m.judge(lan, app.ApproveComment, "")
	expect("what staff changed stays so after it was hidden", "Lan: Bài hay quá! (sửa)", "Minh: Cho hỏi mấy giờ mở cửa?", " Ban biên tập: 7 giờ 30.", "  Tú: Cảm ơn ban biên tập")
	m.judge(lan, app.HideComment, "")
	if got := m.queue(app.CommentHidden); !slices.Equal(got, []string{"Bài hay quá!\n\nCảm ơn."}) {
		t.Errorf("%q is hidden", got)
	}
	if got := m.queue(app.AllComments); len(got) != 4 || got[0] != "Cảm ơn ban biên tập" {
		t.Errorf("all are %q", got)
	}
	qs, _, err := m.lib.Queue(ctx, moderator, app.CommentShown, "")
	if err != nil || len(qs) != 3 {
		t.Fatalf("%d are shown, %v", len(qs), err)
	}
	for _, q := range qs {
		if q.ID == minh && (len(q.Steps) != 4 || q.Steps[0].Deed != app.ApproveComment || q.Steps[2].Reason != "thử" || q.Steps[0].By != moderator.Account || !q.Answer || q.Title != "Bài 1") {
			t.Errorf("the trail is %+v", q)
		}
	}
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	expect("folded anew", "Minh: Cho hỏi mấy giờ mở cửa?", " Ban biên tập: 7 giờ 30.", "  Tú: Cảm ơn ban biên tập")

	for what, c := range map[string]app.CommentSent{
		"no name":     {Article: articleID(1), Text: "a"},
		"a long name": {Article: articleID(1), Name: strings.Repeat("ạ", 101), Text: "a"},
		"no text":     {Article: articleID(1), Name: "A", Text: " \n"},
		"a long text": {Article: articleID(1), Name: "A", Text: strings.Repeat("ạ", 2001)},
		"no address":  {Article: articleID(1), Name: "A", Text: "a", Email: "khong phai"},
		"a draft":     {Article: articleID(7), Name: "A", Text: "a"},
		"closed":      {Article: articleID(2), Name: "A", Text: "a"},
		"no parent":   {Article: articleID(1), Name: "A", Text: "a", Parent: lan},
	} {
		if _, _, err := m.lib.SendComment(ctx, c); err == nil {
			t.Errorf("%s was taken", what)
		}
	}
	if _, _, err := m.lib.Queue(ctx, app.Actor{Post: app.Writer}, app.AllComments, ""); app.CodeOf(err) != app.Denied {
		t.Errorf("a writer reads what was sent: %v", err)
	}
	if _, err := m.lib.Moderate(ctx, app.Actor{Post: app.Writer}, minh, app.Judgement{Deed: app.HideComment, Reason: "x"}); app.CodeOf(err) != app.Denied {
		t.Errorf("a writer moderates: %v", err)
	}
}

// Two desks and a kiosk write, approve, hide, edit and answer apart, and hand
// on their logs in any order. In the end both desks show the same, count what
// they show, and show nothing that either has hidden while neither knew of
// the other's word.
func TestCommentsOfMachinesThatMeetLate(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 3))
	a, b, kiosk := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	a.publish(talked(0))
	b.join(a, app.Publisher)
	kiosk.join(a, app.Kiosk)
	var ids []app.ID
	meet := func() {
		b.feed(r, shuffled(r, append(a.all(), kiosk.all()...)))
		a.feed(r, shuffled(r, b.all()))
		kiosk.feed(r, shuffled(r, openOnly(t, a.all())))
		a.heard(0)
	}
	deeds := []app.CommentDeed{app.ApproveComment, app.ApproveComment, app.HideComment, app.EditComment, app.AnswerComment, app.EraseComment}
	for i := range 120 {
		switch r.IntN(12) {
		case 0:
			meet()
		case 1, 2, 3:
			m := []*machine{a, b, kiosk}[r.IntN(3)]
			ids = append(ids, m.say(0, fmt.Sprintf("Người %d", i), fmt.Sprintf("Ý kiến %d", i), app.ID{}))
		default:
			if len(ids) > 0 {
				m, deed := []*machine{a, b}[r.IntN(2)], deeds[r.IntN(len(deeds))]
				answer, err := m.lib.Moderate(context.Background(), publisher, ids[r.IntN(len(ids))], app.Judgement{Deed: deed, Text: fmt.Sprintf("Lời %d", i), Reason: "thử", Name: "Ban biên tập"})
				if err == nil && !answer.IsZero() {
					ids = append(ids, answer)
				}
			}
		}
	}
	meet()
	meet()
	sameRoots(t, a, b)
	if x, y := a.heard(0), b.heard(0); !slices.Equal(x, y) {
		t.Errorf("two desks show %q and %q", x, y)
	}
	if x, y := a.heard(0), kiosk.heard(0); !slices.Equal(x, y) {
		t.Errorf("a kiosk shows %q, a desk %q", y, x)
	}
	if x, y := a.queue(app.AllComments), b.queue(app.AllComments); !slices.Equal(x, y) {
		t.Errorf("two desks list %q and %q", x, y)
	}

	both := a.say(0, "Hai", "Một máy duyệt, một máy ẩn", app.ID{})
	b.feed(r, a.all())
	first, second := a, b
	if r.IntN(2) == 0 {
		first, second = b, a
	}
	first.judge(both, app.HideComment, "")
	second.judge(both, app.ApproveComment, "")
	meet()
	for _, line := range b.heard(0) {
		if strings.Contains(line, "một máy ẩn") {
			t.Error("what one of two desks has hidden is shown")
		}
	}
	qs, _, err := a.lib.Queue(context.Background(), moderator, app.CommentHidden, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range qs {
		if q.ID == both && len(q.Steps) != 2 {
			t.Errorf("of two deeds %d are in the trail", len(q.Steps))
		}
	}
}
