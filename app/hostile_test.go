package app_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"bangtin/app"
)

// signed signs a change of a machine that its library would not write.
func (m *machine) signed(h app.Header, body string) app.Change {
	m.t.Helper()
	h.Library, h.Log.Device = m.lib.Name(), m.keys.Device()
	if h.Log.Audience == 0 {
		h.Log.Audience = app.Open
	}
	if h.Seq == 0 {
		h.Seq = 1
	}
	c, err := app.Sign(h, []byte(body), m.keys.Sign)
	if err != nil {
		m.t.Fatal(err)
	}
	return c
}

// One device that counts from near the end, or beyond it, must not leave the
// others without numbers: every later change of theirs would be void.
func TestLamportNearItsEndStopsNobody(t *testing.T) {
	for name, lamport := range map[string]uint64{"end": app.MaxLamport, "beyond": app.MaxLamport + 1, "last": 1<<64 - 1, "far": 1 << 50} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, k := newMachine(t), newMachine(t)
			a.found()
			k.join(a, app.Kiosk)
			vote := k.signed(app.Header{Log: app.LogName{Incarnation: 7, Audience: app.Staff}, Lamport: lamport, Kind: app.KindVotesSent}, `{"votes":[]}`)
			a.take([][]byte{vote.Encode()})
			a.publish(entry(articleID(1), "Sau đó"))
			if got := a.title(articleID(1)); got != "Sau đó" {
				t.Errorf("after a vote with the lamport number %d the desk shows %q", lamport, got)
			}
			void, err := a.lib.Void(context.Background(), vote.ID)
			if err != nil || void[0] != (lamport > app.MaxLamport) {
				t.Errorf("void = %v, %v", void, err)
			}
		})
	}
}

// Whatever runs somebody has, also ones that overlap, they are sent exactly
// the rest.
func TestLackingIsTheRest(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 5))
	a := newMachine(t)
	a.found()
	for i := range 60 {
		a.publish(entry(articleID(i), "Bài"))
	}
	whole := a.lacking(app.Open).Runs
	raws := a.runs(whole...)
	ids := make([]app.Hash, len(raws))
	for i, raw := range raws {
		c, err := app.DecodeChange(raw)
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = c.ID
	}
	for range 200 * effort() {
		want := map[uint64]bool{}
		for i := range ids {
			want[uint64(i+1)] = true
		}
		var has []app.Run
		for range r.IntN(6) {
			from := 1 + r.IntN(len(ids))
			to := from + r.IntN(len(ids)-from+1)
			has = append(has, app.Run{Log: whole[0].Log, From: uint64(from), To: uint64(to), Last: ids[to-1]})
			for seq := from; seq <= to; seq++ {
				delete(want, uint64(seq))
			}
		}
		got := map[uint64]bool{}
		for _, run := range a.lacking(app.Open, has...).Runs {
			for seq := run.From; seq <= run.To; seq++ {
				if got[seq] {
					t.Fatalf("who has %+v is sent %d twice", has, seq)
				}
				got[seq] = true
			}
		}
		for seq := range ids {
			if s := uint64(seq + 1); want[s] != got[s] {
				t.Fatalf("who has %+v: of %d, lacking is %v and sent is %v", has, s, want[s], got[s])
			}
		}
	}
}
