package cli

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bangtin/app"
)

// requestsAt are the notes of requests and answers that lie at a stick.
func requestsAt(t *testing.T, stick string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(stick, "BangTin", "joins", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	return names
}

// A request that was taken back is gone from the stick that is plugged in, and
// from another as soon as it comes by: nobody lets the machine in by it.
func TestTakenBackIsNotLetIn(t *testing.T) {
	stick, other := t.TempDir(), t.TempDir()
	t.Setenv(drivesVariable, stick)
	a, b := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	if _, err := b.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Administrator, "Máy B"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	meetAt(t, b, other)
	if err := b.unask(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := requestsAt(t, stick); len(left) > 0 {
		t.Errorf("at the stick that is plugged in lie %q", left)
	}
	if left := requestsAt(t, other); len(left) != 1 {
		t.Fatalf("at the other stick lie %q", left)
	}
	if _, err := b.exchange(t.Context(), other, nil); app.CodeOf(err) != app.Invalid {
		t.Errorf("of no library: %v", err)
	}
	if left := requestsAt(t, other); len(left) > 0 {
		t.Errorf("at the other stick still lie %q", left)
	}
	for _, at := range []string{stick, other} {
		if out := meetAt(t, a, at); len(out.Admitted) > 0 || len(out.Asking) > 0 {
			t.Errorf("it is let in: %+v", out)
		}
	}
}

// Whoever asks again under the same code, at another stick, or after the request
// was taken back, is let in: what is wanted now is not withdrawn.
func TestAskedAgainUnderTheSameCode(t *testing.T) {
	for _, unasks := range []bool{false, true} {
		first, second := t.TempDir(), t.TempDir()
		a, b := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
		code := newCode(t, a, app.Desk, "Máy B")
		for _, stick := range []string{first, second} {
			if _, err := b.joinBy(t.Context(), deviceArgs{Code: code, Folder: stick}); err != nil {
				t.Fatal(err)
			}
			if unasks && stick == first {
				if err := b.unask(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		if out := meetAt(t, a, second); len(out.Admitted) != 1 {
			t.Fatalf("taken back before: %v, %+v", unasks, out)
		}
		if out := meetAt(t, b, second); !out.Joined {
			t.Errorf("taken back before: %v, and it is not let in: %+v", unasks, out)
		}
	}
}

// A code runs out before its request comes: the administrator hears so once,
// and the machine that asked by it hears so too, and asks no more.
func TestRequestUnderACodeThatIsOver(t *testing.T) {
	for _, shown := range []bool{false, true} {
		stick := t.TempDir()
		a, b := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
		code := newCode(t, a, app.Kiosk, "Máy B")
		if _, err := b.joinBy(t.Context(), deviceArgs{Code: code, Folder: stick}); err != nil {
			t.Fatal(err)
		}
		asked, err := readJoining(b.dir)
		if err != nil {
			t.Fatal(err)
		}
		if asked.Shown = shown; shown {
			if err := asked.save(b.dir); err != nil {
				t.Fatal(err)
			}
		}
		id := asked.Code.ID()
		all, err := a.lib.Invites(t.Context())
		if err != nil || len(all) != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		over := all[0]
		over.Made, over.Until = time.Now().Add(-2*time.Hour).UnixMilli(), time.Now().Add(-time.Hour).UnixMilli()
		if err := a.lib.DropInvite(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if err := a.lib.AddInvite(t.Context(), over); err != nil {
			t.Fatal(err)
		}
		if out := meetAt(t, a, stick); len(out.Refused) != 1 || out.Refused[0].Key != app.ErrInviteOver.Key {
			t.Errorf("at first: %+v", out.Refused)
		}
		if out := meetAt(t, a, stick); len(out.Refused) > 0 || len(out.Asking) > 0 {
			t.Errorf("it is told again: %+v", out)
		}
		if _, err := b.exchange(t.Context(), stick, nil); !errors.Is(err, app.ErrInviteOver) {
			t.Errorf("whoever asked hears %v", err)
		}
		if left := requestsAt(t, stick); len(left) > 0 {
			t.Errorf("at the stick lie %q", left)
		}
		j, err := readJoining(b.dir)
		if err != nil || shown != (j != nil) || shown && j.Code == asked.Code {
			t.Errorf("it asks by %+v, %v", j, err)
		}
	}
}

// A code that is over before it is given out is none.
func TestInviteForNoTime(t *testing.T) {
	a := testCore(t, t.TempDir(), true)
	for _, d := range []time.Duration{0, -time.Hour} {
		if _, err := a.invite(t.Context(), deviceArgs{Role: app.Desk, For: d}); app.CodeOf(err) != app.Invalid {
			t.Errorf("for %v: %v", d, err)
		}
	}
	if _, err := os.Stat(unaskedFile(a.dir)); err == nil {
		t.Error("who has never asked has taken nothing back")
	}
}
