package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

// purge does what the program does every minute, until nothing is left.
func (m *machine) purge() {
	m.t.Helper()
	ctx := context.Background()
	if err := m.lib.ExpirePersonal(ctx); err != nil {
		m.t.Fatal(err)
	}
	n, err := m.lib.PurgeWanted(ctx)
	if err == nil && n > 0 {
		if err = m.db.Purge(ctx); err == nil {
			err = m.lib.Purged(ctx, n)
		}
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// keeps lists the files of a machine that hold a text, byte for byte.
func (m *machine) keeps(text string) (out []string) {
	m.t.Helper()
	err := filepath.WalkDir(m.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(text)) {
			out = append(out, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return out
}

func (m *machine) forget(id app.ID) {
	m.t.Helper()
	if _, err := m.lib.Moderate(context.Background(), publisher, id, app.Judgement{Deed: app.EraseComment, Reason: "người viết yêu cầu"}); err != nil {
		m.t.Fatal(err)
	}
}

// What a reader wrote and asks to have forgotten is nowhere on the disk
// afterwards, whatever was done to it before; that there was something, what
// was decided, and everybody else's words stay.
func TestCommentForgotten(t *testing.T) {
	ctx := context.Background()
	for _, before := range []string{"waiting", "shown", "edited", "hidden"} {
		t.Run(before, func(t *testing.T) {
			m := newMachine(t)
			m.found()
			m.publish(talked(1))
			id := m.say(1, "Lò Thị Mai", "Lời viết để quên", app.ID{})
			other := m.say(1, "Minh", "Lời ở lại", app.ID{})
			m.judge(other, app.ApproveComment, "")
			switch before {
			case "shown":
				m.judge(id, app.ApproveComment, "")
				m.judge(id, app.AnswerComment, "Lời đáp")
			case "edited":
				m.judge(id, app.EditComment, "Lời viết để quên, đã sửa")
			case "hidden":
				m.judge(id, app.ApproveComment, "")
				m.judge(id, app.HideComment, "")
			}
			if _, err := m.db.Snapshot(ctx); err != nil {
				t.Fatal(err)
			}
			if len(m.keeps("Lời viết để quên")) < 3 || len(m.keeps("Lò Thị Mai")) < 3 {
				t.Fatal("there is nothing to forget")
			}
			if _, err := m.lib.Moderate(ctx, moderator, id, app.Judgement{Deed: app.EraseComment, Reason: "x"}); app.CodeOf(err) != app.Denied {
				t.Errorf("an editor erases: %v", err)
			}
			m.forget(id)
			m.purge()
			for _, words := range []string{"Lời viết để quên", "Lò Thị Mai"} {
				if in := m.keeps(words); len(in) > 0 {
					t.Errorf("%q is still in %q", words, in)
				}
			}
			if got := m.heard(1); !slices.Equal(got, []string{"Minh: Lời ở lại"}) {
				t.Errorf("readers see %q", got)
			}
			qs, _, err := m.lib.Queue(ctx, moderator, app.CommentHidden, "")
			if err != nil || len(qs) != 1 || qs[0].ID != id || !qs[0].Said.Forgotten || qs[0].Steps[len(qs[0].Steps)-1].Reason != "người viết yêu cầu" {
				t.Errorf("the desk sees %+v, %v", qs, err)
			}
			if _, err := m.lib.Moderate(ctx, moderator, id, app.Judgement{Deed: app.ApproveComment}); app.CodeOf(err) != app.Conflict {
				t.Errorf("it was approved: %v", err)
			}
			m.reopen(false)
			if err := m.lib.Rebuild(ctx, nil); err != nil {
				t.Fatal(err)
			}
			if got := m.heard(1); !slices.Equal(got, []string{"Minh: Lời ở lại"}) {
				t.Errorf("folded anew, readers see %q", got)
			}
			report, err := m.db.Check(ctx, nil)
			if err != nil || len(report.Flaws) > 0 {
				t.Errorf("check: %v, %v", report.Flaws, err)
			}
			if n, err := m.lib.PurgeWanted(ctx); n != 0 || err != nil {
				t.Errorf("%d, %v: a purge is wanted still", n, err)
			}
		})
	}
}

// A comment that one desk forgets while another, which has not heard of it,
// shows, edits and answers it, is forgotten by both and by the kiosk that it
// was written at, in whatever order they meet.
func TestForgottenOnMachinesThatMeetLate(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 5))
	a, b, kiosk := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	a.publish(talked(0))
	b.join(a, app.Publisher)
	kiosk.join(a, app.Kiosk)
	id := kiosk.say(0, "Lò Thị Mai", "Lời viết để quên", app.ID{})
	a.feed(r, shuffled(r, kiosk.all()))
	b.feed(r, shuffled(r, kiosk.all()))
	a.forget(id)
	b.judge(id, app.ApproveComment, "")
	b.judge(id, app.EditComment, "Lời viết để quên nữa")
	b.judge(id, app.AnswerComment, "Lời đáp")
	for range 3 {
		b.feed(r, shuffled(r, a.all()))
		a.feed(r, shuffled(r, b.all()))
		kiosk.feed(r, shuffled(r, append(openOnly(t, a.all()), kiosk.all()...)))
		for _, m := range []*machine{a, b, kiosk} {
			m.purge()
		}
	}
	sameRoots(t, a, b)
	for name, m := range map[string]*machine{"the desk that was asked": a, "the other desk": b} {
		for _, words := range []string{"Lời viết để quên", "Lò Thị Mai"} {
			if in := m.keeps(words); len(in) > 0 {
				t.Errorf("%s keeps %q in %q", name, words, in)
			}
		}
	}
	for _, m := range []*machine{a, b, kiosk} {
		if got := m.heard(0); len(got) > 0 {
			t.Errorf("readers see %q", got)
		}
	}
}

// What readers told of themselves is kept for as long as the settings say,
// and then is nowhere; what was shown of it stays. A clock that cannot be
// believed erases nothing.
func TestPersonalDataExpires(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	at := time.Date(2027, 5, 6, 7, 8, 9, 0, time.UTC)
	m.now = func() time.Time { return at }
	m.reopen(false)
	m.found()
	m.publish(talked(1))
	if err := m.lib.SaveSettings(ctx, app.Settings{Agency: "Thử", Readers: app.Readers{Months: 1}}); err != nil {
		t.Fatal(err)
	}
	old := m.say(1, "Mai", "Lời đã đăng", app.ID{})
	m.judge(old, app.ApproveComment, "")
	m.say(1, "Lan", "Lời không ai duyệt", app.ID{})
	const address = "doc.gia@vidu.example"

	step := func(what string, pass time.Duration, kept bool, waiting int) {
		t.Helper()
		at = at.Add(pass)
		m.purge()
		if in := m.keeps(address); (len(in) > 0) != kept {
			t.Errorf("%s: the address is in %q", what, in)
		}
		if got := m.queue(app.CommentWaits); len(got) != waiting {
			t.Errorf("%s: %q wait", what, got)
		}
		if got := m.heard(1); !slices.Equal(got, []string{"Mai: Lời đã đăng"}) {
			t.Errorf("%s: readers see %q", what, got)
		}
	}
	step("at once", 0, true, 1)
	step("a year ahead, which nobody believes", 365*24*time.Hour, true, 1)
	step("back again", -365*24*time.Hour, true, 1)
	step("a day before", 30*24*time.Hour, true, 1)
	m.say(1, "Tú", "Lời mới hơn", app.ID{})
	step("the day after: that of the new one is left", 25*time.Hour, true, 1)
	if in := m.keeps("Lời không ai duyệt"); len(in) > 0 {
		t.Errorf("what was too old is still in %q", in)
	}
	step("another month later", 31*24*time.Hour, false, 0)
	before := m.status()
	m.purge()
	if after := m.status(); before.Changes != after.Changes {
		t.Errorf("with nothing to erase %d changes were written", after.Changes-before.Changes)
	}
	m.reopen(false)
	step("opened again", 0, false, 0)
}

// Words of a list hold a comment: as they are written there, as they are
// written without marks, one behind the other. The writer is told nothing.
func TestHeldWords(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	m.publish(talked(1))
	readers := app.Readers{AtOnce: true, Words: []string{"cờ bạc", "Lừa", "  "}}
	if err := m.lib.SaveSettings(ctx, app.Settings{Agency: "Thử", Readers: readers}); err != nil {
		t.Fatal(err)
	}
	for text, held := range map[string]bool{
		"Trang này quảng cáo cờ bạc.": true,
		"CỜ BẠC":                      true,
		"choi co bac":                 true,
		"cờ  bạc\nở đâu":              true,
		"lừa":                         true,
		"Bị lua":                      true,
		"Lúa chín":                    false, // another word
		"Lựa chọn đúng":               false,
		"bạc cờ":                      false,
		"cờ đỏ, nhẫn bạc":             false,
		"Bài hay":                     false,
	} {
		before := len(m.heard(1))
		m.say(1, "Lan", text, app.ID{})
		if shown := len(m.heard(1)) > before; shown == held {
			t.Errorf("%q: shown %v, held %v", text, shown, held)
		}
	}
	qs, _, err := m.lib.Queue(ctx, moderator, app.CommentWaits, "")
	if err != nil || len(qs) != 6 {
		t.Fatalf("%d wait, %v", len(qs), err)
	}
	for _, q := range qs {
		if q.Sent.Held != "words" {
			t.Errorf("%q is held for %q", q.Sent.Text, q.Sent.Held)
		}
	}
	for what, r := range map[string]app.Readers{
		"too many words": {Words: slices.Repeat([]string{"a"}, app.MaxHeldWords+1)},
		"a long word":    {Words: []string{strings.Repeat("ạ", 101)}},
		"no months":      {Months: -1},
		"many months":    {Months: 121},
	} {
		if err := m.lib.SaveSettings(ctx, app.Settings{Readers: r}); err == nil {
			t.Error(fmt.Sprint(what, " were taken"))
		}
	}
}

// A ticket that is erased on request, or when its time is over, leaves its
// number and its steps, and no word on any desk, also of steps that another
// desk took meanwhile.
func TestTicketForgotten(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(seed(t), 7))
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	one := a.tell("Lời góp ý để quên")
	if err := a.handle(one.ID, app.TicketReceived, "Lời ghi để quên"); err != nil {
		t.Fatal(err)
	}
	b.feed(r, shuffled(r, a.all()))
	if _, err := a.db.Snapshot(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.lib.ForgetTicket(ctx, moderator, one.ID, "x"); app.CodeOf(err) != app.Denied {
		t.Errorf("an editor erases: %v", err)
	}
	if err := a.lib.ForgetTicket(ctx, publisher, one.ID, " "); app.CodeOf(err) != app.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	if err := a.lib.ForgetTicket(ctx, publisher, one.ID, "người gửi yêu cầu"); err != nil {
		t.Fatal(err)
	}
	if err := b.handle(one.ID, app.TicketAnswered, "Lời đáp để quên"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		a.feed(r, shuffled(r, b.all()))
		b.feed(r, shuffled(r, a.all()))
		a.purge()
		b.purge()
	}
	sameRoots(t, a, b)
	for name, m := range map[string]*machine{"the desk that was asked": a, "the other desk": b} {
		if in := m.keeps(" để quên"); len(in) > 0 {
			t.Errorf("%s keeps words in %q", name, in)
		}
		if look := m.look(one.Number.String(), one.Key); look.State != app.TicketAnswered || len(look.Moves) != 3 || look.Answer != "" {
			t.Errorf("%s tells %+v", name, look)
		}
		if err := m.lib.ForgetTicket(ctx, publisher, one.ID, "nữa"); app.CodeOf(err) != app.Conflict {
			t.Errorf("%s erases it again: %v", name, err)
		}
	}
}

// Words of a forgotten comment that come late, after all that was decided of
// them, are erased as well.
func TestForgottenWordsThatComeLate(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	a.publish(talked(1))
	id := a.say(1, "Lò Thị Mai", "Lời viết để quên", app.ID{})
	b.join(a, app.Publisher)
	sent := a.all()
	b.judge(id, app.ApproveComment, "")
	shown, _ := b.lastOf(app.KindComment)
	b.judge(id, app.HideComment, "")
	hidden, _ := b.lastOf(app.KindComment)
	a.forget(id)
	m := newMachine(t)
	m.join(a, app.Publisher)
	m.take(sent)
	m.take([][]byte{hidden})
	m.take([][]byte{shown}) // the hiding one had seen it
	if err := m.lib.ExpirePersonal(ctx); err != nil {
		t.Fatal(err)
	}
	for _, raw := range m.all() {
		if c, err := app.DecodeChange(raw); err != nil || string(c.Raw[:]) == string(bare(shown)[:app.HeaderSize]) && !c.Erased {
			t.Errorf("the words are still there: %v", err)
		}
	}
}

// A laptop that is new in the library has its year wrong, for nobody set its
// clock. What readers told the office a moment ago is not erased by it: that
// would be for good and on every machine.
func TestWrongYearErasesNothing(t *testing.T) {
	ctx := context.Background()
	for _, ahead := range []time.Duration{400 * 24 * time.Hour, 73 * 365 * 24 * time.Hour} {
		t.Run(ahead.String(), func(t *testing.T) {
			a := newMachine(t)
			a.found()
			b := machineAhead(t, &ahead)
			b.join(a, app.Publisher)
			ticket := a.tell("Đèn đường trước số 12 Lê Lợi hỏng")
			meet(t, a, b)
			b.purge()
			meet(t, a, b)
			if got, err := a.lib.Ticket(ctx, editor, ticket.ID); err != nil || got.Erased || got.Sent == nil {
				t.Errorf("it is erased on all machines: %+v, %v", got, err)
			}
		})
	}
}

// machineAhead is a machine whose first clock is ahead.
func machineAhead(t *testing.T, ahead *time.Duration) *machine {
	t.Helper()
	m := &machine{t: t, dir: memory(t), keys: newKeys(t), now: func() time.Time { return time.Now().Add(*ahead) }}
	m.open(false)
	t.Cleanup(m.close)
	return m
}

// The machine that founded the library is the one with the wrong year. It
// says that it keeps what is too old by its clock alone, until another machine
// bears its clock out or a person does.
func TestNothingIsErasedByAClockAlone(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name   string
		doubt  time.Duration // how far the founder's clock is ahead of the others'
		vouch  func(t *testing.T, a, b *machine, ahead *time.Duration)
		erased bool
	}{
		{"nobody", 400 * 24 * time.Hour, func(*testing.T, *machine, *machine, *time.Duration) {}, false},
		{"a person", 400 * 24 * time.Hour, func(t *testing.T, a, _ *machine, _ *time.Duration) {
			if err := a.lib.ConfirmClock(ctx); err != nil {
				t.Fatal(err)
			}
			a.reopen(false)
		}, true},
		{"another machine, later", 400 * 24 * time.Hour, func(t *testing.T, a, b *machine, ahead *time.Duration) {
			*ahead = 395 * 24 * time.Hour
			if err := b.lib.ConfirmClock(ctx); err != nil {
				t.Fatal(err)
			}
			b.publish(entry(articleID(1), "Một năm sau"))
			meet(t, a, b)
		}, true},
		{"another machine that does not believe its own clock", 400 * 24 * time.Hour, func(t *testing.T, a, b *machine, ahead *time.Duration) {
			*ahead = 395 * 24 * time.Hour
			b.publish(entry(articleID(1), "Một năm sau"))
			meet(t, a, b)
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			later := time.Duration(0)
			a, b := machineAhead(t, &c.doubt), machineAhead(t, &later)
			a.found()
			b.join(a, app.Publisher)
			ticket := b.tell("Đèn đường trước số 12 Lê Lợi hỏng")
			meet(t, a, b)
			a.purge()
			if kept, err := a.lib.KeptForClock(ctx); err != nil || !kept {
				t.Errorf("nobody is told that it is kept: %v, %v", kept, err)
			}
			c.vouch(t, a, b, &later)
			a.purge()
			if kept, err := a.lib.KeptForClock(ctx); err != nil || kept == c.erased {
				t.Errorf("then it is kept for the clock: %v, %v", kept, err)
			}
			if got, err := a.lib.Ticket(ctx, editor, ticket.ID); err != nil || got.Erased != c.erased {
				t.Errorf("erased is %v, want %v; %v", got.Erased, c.erased, err)
			}
		})
	}
}

// A store that lost the time it trusted last, and a wrong year: what this
// machine has signed itself tells that the clock is not right.
func TestWrongYearErasesNothingOfAMachineAlone(t *testing.T) {
	ctx := context.Background()
	ahead := time.Duration(0)
	m := machineAhead(t, &ahead)
	m.found()
	ticket := m.tell("Đèn đường trước số 12 Lê Lợi hỏng")
	if err := m.db.Update(ctx, func(tx app.Tx) error { return tx.Delete("local", []byte("floor")) }); err != nil {
		t.Fatal(err)
	}
	ahead = 400 * 24 * time.Hour
	m.reopen(false)
	m.purge()
	if got, err := m.lib.Ticket(ctx, editor, ticket.ID); err != nil || got.Erased {
		t.Errorf("it is erased: %v, %v", got.Erased, err)
	}
	ahead = time.Minute
	m.reopen(false)
	if _, trusted := m.lib.Clock().Now(); !trusted {
		t.Error("set right, the clock is not trusted")
	}
}
