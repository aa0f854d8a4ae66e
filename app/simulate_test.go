package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"bangtin/app"
)

// A schedule is a list of steps drawn from a seed. Each step has a seed of
// its own, so that the others stay the same where one is left out.
type step struct {
	seed uint64
	deed int
	who  uint32
}

type deed struct {
	name   string
	weight int
	do     func(*world, *party) error
}

// crashing is how many of the deeds, the first of them, may be what is
// written when the power fails.
const crashing = 10

var deeds = []deed{
	{"drafts", 6, doDraft}, {"acts", 6, doAct}, {"publishes", 6, doPublish}, {"retracts", 3, doRetract}, {"seals", 4, doSeal},
	{"comments", 4, doComment}, {"moderates", 6, doModerate}, {"tells", 4, doTicket}, {"erases", 4, doErase}, {"edits nouns", 5, doNouns},
	{"votes", 5, doVote}, {"visits", 3, doVisit}, {"sets its clock", 4, doClock}, {"rebuilds", 2, doRebuild},
	{"admits", 3, doAdmit}, {"revokes", 2, doRevoke}, {"forges", 3, doForge},
	{"carries", 22, doCarry}, {"sends a stick", 3, doSend}, {"takes a stick", 4, doFetch}, {"parts all", 1, doApart}, {"joins all", 1, doJoin},
	{"crashes", 3, doCrash}, {"keeps a copy", 2, doKeep}, {"falls back", 1, doFallBack}, {"restores a copy", 1, doRestore}, {"is cloned", 1, doClone},
}

func draw(seed uint64) (steps []step) {
	r := rand.New(rand.NewPCG(seed, 100))
	n := 6 + r.IntN(18)
	if r.IntN(60) == 0 {
		n += r.IntN(300)
	}
	total := 0
	for _, d := range deeds {
		total += d.weight
	}
	for range n {
		s := step{seed: r.Uint64(), who: r.Uint32()}
		for at := r.IntN(total); at >= deeds[s.deed].weight; s.deed++ {
			at -= deeds[s.deed].weight
		}
		steps = append(steps, s)
	}
	return steps
}

// simulate goes through a schedule and gives the world after it, in which
// failed says what did not hold.
func simulate(seed uint64, steps []step, disks func() disk) (w *world) {
	w = &world{
		seed: seed, disks: disks, writing: deeds[:crashing], decoded: &decoder{seen: map[string]app.Change{}}, ever: map[app.Hash]*app.Change{},
		forged: map[app.Hash]bool{}, approved: map[string][]app.Key{}, granted: map[app.Key]bool{}, voters: map[app.ID]map[app.ID]bool{}, r: rand.New(rand.NewPCG(seed, 101)),
	}
	defer func() {
		if p := recover(); p != nil {
			stack := make([]byte, 4096)
			w.fail("panic: %v\n%s", p, stack[:runtime.Stack(stack, false)])
		}
		for _, p := range w.parties {
			p.disk.close()
			p.disk.remove()
			for _, k := range p.kept {
				k.remove()
			}
		}
	}()
	w.begin()
	for _, s := range steps {
		if len(w.failed) > 0 {
			return w
		}
		w.r = rand.New(rand.NewPCG(s.seed, 102))
		p := w.parties[int(s.who)%len(w.parties)]
		w.note("%s %s", p.name, deeds[s.deed].name)
		w.refuse(deeds[s.deed].do(w, p))
		w.look(p)
		if w.r.IntN(20) == 0 {
			w.refuse(p.lib.Tick(context.Background()))
			w.askReader(p, newModel(w, p.all()))
		}
	}
	if len(w.failed) == 0 {
		w.r = rand.New(rand.NewPCG(seed, 103))
		w.settle()
	}
	return w
}

// begin founds the library and admits most of its machines.
func (w *world) begin() {
	ctx := context.Background()
	roles := []app.Role{app.Administrator, app.Publisher, app.Kiosk, app.Desk, app.Administrator, app.Publisher, app.Screen}
	n := 3 + w.r.IntN(3)
	if w.r.IntN(20) == 0 {
		n = len(roles)
	}
	founder := w.add(app.Administrator, keyring()[0], w.disks())
	founder.open(false)
	w.grant(founder.device(), founder.role)
	paper := keyring()[15]
	w.refuse(founder.lib.Found(ctx, "Thử", founder.keys.Card("máy A"), paper.Device(), paper.AgeTo))
	w.library = founder.lib.Name()
	for i := 1; i < n; i++ {
		role := roles[i]
		if w.r.IntN(4) == 0 {
			role = roles[w.r.IntN(len(roles))]
		}
		p := w.add(role, keyring()[i], w.disks())
		p.open(false)
		p.belong()
		if w.r.IntN(6) > 0 {
			w.grant(p.device(), role)
			w.refuse(founder.lib.Admit(ctx, p.keys.Card("máy "+p.name), role))
		}
		if w.r.IntN(3) > 0 {
			w.refuse(w.give(p, w.parcel(founder)))
		}
		w.note("%s is a %s", p.name, role)
	}
	if w.r.IntN(6) == 0 {
		p := w.add(app.Recovery, paper, w.disks())
		p.open(false)
		p.belong()
		w.note("%s is the key on paper", p.name)
	}
	for _, p := range w.parties {
		w.look(p)
	}
}

// refuse takes an error that a person could be told; others are failures.
func (w *world) refuse(err error) {
	switch app.CodeOf(err) {
	case "", app.Invalid, app.NotFound, app.Conflict, app.Denied:
		if err != nil {
			w.said[len(w.said)-1] += " (refused: " + err.Error() + ")"
		}
	default:
		w.fail("%v", err)
	}
}

// shrink leaves out steps as long as the schedule still fails.
func shrink(seed uint64, steps []step, disks func() disk) []step {
	tries := 0
	for size := len(steps) / 2; size > 0; size /= 2 {
		for at := 0; at+size <= len(steps) && tries < 2000; {
			tries++
			fewer := append(append([]step(nil), steps[:at]...), steps[at+size:]...)
			if len(simulate(seed, fewer, disks).failed) > 0 {
				steps = fewer
			} else {
				at += size
			}
		}
	}
	return steps
}

// simulateAll goes through many schedules beside each other. SEED names the
// only one; with more EFFORT, the first.
func simulateAll(t *testing.T, count int, disks func() disk) {
	first, only := rand.Uint64()>>1, false
	if n, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64); err == nil {
		first, only = n, effort() == 1
	}
	if only {
		count = 1
	}
	t.Logf("SEED=%d and the next %d", first, count-1)
	var next, failures atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for {
				n := next.Add(1) - 1
				if n >= int64(count) || failures.Load() >= 3 {
					return
				}
				seed := first + uint64(n)
				steps := draw(seed)
				if w := simulate(seed, steps, disks); len(w.failed) > 0 && failures.Add(1) <= 3 {
					w := simulate(seed, shrink(seed, steps, disks), disks)
					t.Error(fmt.Sprintf("SEED=%d, %d steps of %d:\n", seed, len(w.said), len(steps)) + w.tell())
				}
			}
		})
	}
	all.Wait()
}

func (w *world) tell() string {
	return strings.Join(w.said, "\n") + "\n" + strings.Join(w.failed, "\n")
}

// Machines that write, meet, part, crash, are restored and copied, admitted
// and revoked: what each answers at any moment was released by somebody who
// may, and once all that is left has come to all, they hold the same, and
// answer what the model makes of it. A million of it:
//
//	make soak NAME='TestSimulate$' EFFORT=100 PACKAGES=./app
func TestSimulate(t *testing.T) {
	simulateAll(t, 10_000*effort(), newMemoryDisk)
}
