package cli

import (
	"context"
	"crypto/ed25519"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"bangtin/app"
	"bangtin/app/peer"
)

// A revocation that takes no effect is not told as one: who asks is told
// which machine can, and the 24 words can in any case.
func TestRevokingASeniorMachine(t *testing.T) {
	stick := t.TempDir()
	a, b := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	if _, err := b.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Administrator, "Máy B"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick) // of two that ask at once either may be let in first
	c := testCore(t, t.TempDir(), false)
	if _, err := c.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Administrator, "Máy C"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	for _, m := range []*core{a, b, c, b} {
		meetAt(t, m, stick)
	}
	x := newExchanger(&engine{core: c})
	v, err := x.Devices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range v.Devices {
		if !d.Senior {
			t.Errorf("%s is told to be junior to the last of all", d.Name)
		}
	}
	revoked := func(m *core, of *core) bool {
		got, _ := m.lib.Roster().Member(of.lib.Device())
		return got.Revoked
	}
	founder := a.lib.Device().String()
	_, err = c.revoke(t.Context(), deviceArgs{Device: "Máy B", Reason: "mất"})
	var fault *app.Error
	if !errors.As(err, &fault) || fault.Key != "revoke_senior" || !strings.Contains(fault.Msg.VI, a.deviceName(a.lib.Device())) || revoked(c, b) {
		t.Errorf("a junior revokes: %v, and it took effect: %v", err, revoked(c, b))
	}
	_, err = b.revoke(t.Context(), deviceArgs{Device: founder, Reason: "mất"})
	if !errors.As(err, &fault) || fault.Key != "revoke_senior" || !strings.Contains(fault.Msg.VI, "24 từ") || revoked(b, a) {
		t.Errorf("the founder is revoked: %v, and it took effect: %v", err, revoked(b, a))
	}
	words, _, err := a.recoveryWords()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.revoke(t.Context(), deviceArgs{Device: founder, Reason: "mất", Words: strings.Join(words, " ")}); err != nil || !revoked(c, a) {
		t.Errorf("by the words: %v, and it took effect: %v", err, revoked(c, a))
	}
	if _, err := b.revoke(t.Context(), deviceArgs{Device: "Máy C", Reason: "mất"}); err != nil || !revoked(b, c) {
		t.Errorf("a senior revokes: %v, and it took effect: %v", err, revoked(b, c))
	}
}

// All machines are stolen; one that comes back with the words revokes them,
// and they cannot revoke it.
func TestARestoredMachineRevokesTheStolen(t *testing.T) {
	stick := t.TempDir()
	a, c := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	meetAt(t, a, stick)
	if err := c.enter(t.Context(), a.lib.Name(), a.keys.Staff); err != nil {
		t.Fatal(err)
	}
	meetAt(t, c, stick)
	seed, err := a.recoverySeed()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.lib.Recover(t.Context(), ed25519.NewKeyFromSeed(seed[:]), c.keys.Card("Máy mới")); err != nil {
		t.Fatal(err)
	}
	meetAt(t, c, stick)
	meetAt(t, a, stick)
	if _, err := a.revoke(t.Context(), deviceArgs{Device: "Máy mới", Reason: "trộm"}); app.CodeOf(err) != app.Denied {
		t.Errorf("the thief revokes the restored machine: %v", err)
	}
	if _, err := c.revoke(t.Context(), deviceArgs{Device: a.lib.Device().String(), Reason: "mất cắp"}); err != nil {
		t.Error(err)
	}
	meetAt(t, c, stick)
	meetAt(t, a, stick)
	if m, _ := a.lib.Roster().Member(a.lib.Device()); !m.Revoked {
		t.Error("the stolen machine goes on")
	}
}

// askOverLan asks one administrator's machine to let another in.
func askOverLan(t *testing.T, admin, asking *core, text string) (answer peer.Answer, s peer.Secrets, err error) {
	t.Helper()
	code, err := peer.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	_, note, err := peer.NewRequest(code, &asking.keys.Keys, "Máy", 0)
	if err != nil {
		t.Fatal(err)
	}
	out, err := newExchanger(&engine{core: admin}).Answer(t.Context(), note)
	if err != nil {
		return answer, s, err
	}
	asked, err := peer.ReadAsked(note)
	if err != nil {
		t.Fatal(err)
	}
	return peer.OpenAnswer(code, asked, &asking.keys.Keys, out)
}

// A revoked machine that learns of another code gets nothing for it, and the
// code stays good for the machine that it is meant for.
func TestARevokedMachineIsNotLetInAgain(t *testing.T) {
	a, k := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	if _, _, err := askOverLan(t, a, k, newCode(t, a, app.Kiosk, "K")); err != nil {
		t.Fatal(err)
	}
	if _, err := a.revoke(t.Context(), deviceArgs{Device: "K", Reason: "mất"}); err != nil {
		t.Fatal(err)
	}
	code := newCode(t, a, app.Desk, "")
	answer, s, err := askOverLan(t, a, k, code)
	var fault *app.Error
	if !errors.As(err, &fault) || fault.Key != "join_revoked" || s.Staff != "" {
		t.Errorf("it is a %q, has the staff key: %v, and is told %v", answer.Role, s.Staff != "", err)
	}
	if answer, s, err := askOverLan(t, a, testCore(t, t.TempDir(), false), code); err != nil || answer.Role != app.Desk || s.Staff == "" {
		t.Errorf("the machine that the code is for: %q, %v", answer.Role, err)
	}
}

// A code for one lets in one, however many ask at the same moment, and that
// one again if its answer got lost.
func TestACodeForOneLetsInOne(t *testing.T) {
	a := testCore(t, t.TempDir(), true)
	text := newCode(t, a, app.Administrator, "")
	code, err := peer.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	x := newExchanger(&engine{core: a})
	before := len(a.lib.Roster().Members())
	var notes [][]byte
	for range 6 {
		_, note, err := peer.NewRequest(code, &testCore(t, t.TempDir(), false).keys.Keys, "X", 0)
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, note)
	}
	var asking sync.WaitGroup
	var in atomic.Int64
	for _, note := range notes {
		asking.Go(func() {
			if _, err := x.Answer(context.Background(), note); err == nil {
				in.Add(1)
				if _, err := x.Answer(context.Background(), note); err != nil {
					t.Errorf("the answer again: %v", err)
				}
			} else if app.CodeOf(err) != app.Denied {
				t.Error(err)
			}
		})
	}
	asking.Wait()
	if n := len(a.lib.Roster().Members()) - before; n != 1 || in.Load() != 1 {
		t.Errorf("it let in %d and answered %d", n, in.Load())
	}
}

// Whoever tries a code that was ended ends no other; wrong proofs for a code
// that is open end that one.
func TestTriesOfAnEndedCodeEndNoOther(t *testing.T) {
	a, b := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	open := newCode(t, a, app.Kiosk, "K")
	ended := newCode(t, a, app.Desk, "B")
	code, err := peer.ParseCode(ended)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.lib.DropInvite(t.Context(), code.ID()); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if _, _, err := askOverLan(t, a, b, ended); !errors.Is(err, peer.ErrProof) {
			t.Fatalf("an ended code: %v", err)
		}
	}
	if _, _, err := askOverLan(t, a, b, open); err != nil {
		t.Errorf("the other code: %v", err)
	}
}

// A colleague's desk that lacks drafts is not the same as this one: the list
// of machines does not say so, as the page of the exchange does not.
func TestADeskThatLacksDraftsIsNotTheSame(t *testing.T) {
	stick := t.TempDir()
	a, b := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	if _, err := b.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Publisher, "Máy B"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	for _, m := range []*core{a, b, a, b, a} {
		meetAt(t, m, stick)
	}
	same := func() (bool, int) {
		t.Helper()
		all, err := a.devices(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			if d.Name == "Máy B" {
				return d.Same, d.Waits.Here
			}
		}
		t.Fatal("B is not there")
		return false, 0
	}
	if yes, n := same(); !yes || n != 0 {
		t.Fatalf("right after they met: same %v, %d wait", yes, n)
	}
	by := app.Actor{Account: app.DeriveID("account", "w"), Name: "Người viết", Post: app.Writer}
	if _, err := a.lib.SaveDraft(t.Context(), by, app.DeriveID("article", "1"), app.Document{Title: "Nháp", Lang: "vi", Body: []byte(oneParagraph)}, nil); err != nil {
		t.Fatal(err)
	}
	if yes, n := same(); yes || n == 0 {
		t.Errorf("B lacks %d changes of a draft, and the list says that it is the same: %v", n, yes)
	}
}
