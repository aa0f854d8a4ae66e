package app_test

import (
	"testing"
	"time"

	"bangtin/app"
)

// The code of an invite that is open is not entered again; one that is over
// is replaced.
func TestInviteOfTheSameCode(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		change func(i *app.Invite)
		wrong  int // proofs
		stays  bool
	}{
		"an invitation": {change: func(*app.Invite) {}, stays: true},
		"a kit": {change: func(i *app.Invite) {
			i.Names, i.Left = []string{"Sảnh A", "Sảnh B", "Sảnh C", "Sảnh D"}, 4
		}, stays: true},
		"its time is over": {change: func(i *app.Invite) { i.Made, i.Until = now.Add(-time.Hour).UnixMilli(), now.UnixMilli() }},
		"guessed at":       {change: func(*app.Invite) {}, wrong: 5},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			m.found()
			first := app.Invite{ID: "id", Code: "code", Role: app.Publisher, Name: "Máy B", Left: 1, Made: now.UnixMilli(), Until: now.Add(time.Hour).UnixMilli()}
			c.change(&first)
			if err := m.lib.AddInvite(t.Context(), first); err != nil {
				t.Fatal(err)
			}
			for range c.wrong {
				if err := m.lib.WrongProof(t.Context(), first.ID); err != nil {
					t.Fatal(err)
				}
			}
			again := app.Invite{ID: "id", Code: "code", Role: app.Kiosk, Name: "khác", Left: 1, Made: now.UnixMilli(), Until: now.Add(2 * time.Hour).UnixMilli()}
			err := m.lib.AddInvite(t.Context(), again)
			want := again
			if c.stays {
				want = first
				if app.CodeOf(err) != app.Conflict {
					t.Errorf("entered again: %v", err)
				}
			} else if err != nil {
				t.Error(err)
			}
			all, err := m.lib.Invites(t.Context())
			if err != nil || len(all) != 1 || all[0].Role != want.Role || all[0].Until != want.Until || all[0].Left != want.Left || len(all[0].Names) != len(want.Names) {
				t.Errorf("it is now %+v, %v; want %+v", all, err, want)
			}
		})
	}
}
