package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
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
	by     func(*party) bool // who mostly does it
	do     func(*world, *party) error
}

// crashing is how many of the deeds, the first of them, may be what is
// written when the power fails.
const crashing = 12

var deeds = []deed{
	{"drafts", 6, (*party).desk, doDraft}, {"acts", 9, (*party).desk, doAct}, {"publishes", 5, (*party).publishes, doPublish},
	{"retracts", 3, (*party).publishes, doRetract}, {"seals", 6, anybody, doSeal}, {"comments", 5, anybody, doComment},
	{"moderates", 8, (*party).publishes, doModerate}, {"tells", 5, anybody, doTicket}, {"erases", 4, (*party).publishes, doErase},
	{"edits nouns", 5, (*party).publishes, doNouns},
	{"edits accounts", 6, (*party).desk, doAccount}, {"tells aside", 3, (*party).desk, doAside},
	{"votes", 6, anybody, doVote}, {"visits", 4, anybody, doVisit}, {"sets its clock", 3, anybody, doClock}, {"rebuilds", 2, anybody, doRebuild},
	{"admits", 3, (*party).governs, doAdmit}, {"revokes", 3, (*party).governs, doRevoke}, {"forges", 4, anybody, doForge},
	{"carries", 22, anybody, doCarry}, {"sends a stick", 3, anybody, doSend}, {"takes a stick", 4, anybody, doFetch},
	{"parts all", 1, anybody, doApart}, {"joins all", 1, anybody, doJoin},
	{"crashes", 3, anybody, doCrash}, {"keeps a copy", 4, anybody, doKeep}, {"falls back", 2, hasCopies, doFallBack},
	{"restores a copy", 3, hasCopies, doRestore}, {"is cloned", 2, anybody, doClone},
}

func anybody(*party) bool { return true }

func hasCopies(p *party) bool { return len(p.kept) > 0 }

// who finds the machine of a step: mostly one that does such things.
func (w *world) who(s step) *party {
	fit := slices.DeleteFunc(slices.Clone(w.parties), func(p *party) bool { return !deeds[s.deed].by(p) })
	if len(fit) == 0 || w.r.IntN(10) == 0 {
		fit = w.parties
	}
	return fit[int(s.who)%len(fit)]
}

func draw(seed uint64) (steps []step) {
	r := rand.New(rand.NewPCG(seed, 100))
	n := 5 + r.IntN(13)
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
func simulate(seed uint64, steps []step, from *beginnings) (w *world) {
	w = from.world(seed)
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
	for _, s := range steps {
		if len(w.failed) > 0 {
			return w
		}
		w.r = rand.New(rand.NewPCG(s.seed, 102))
		p := w.who(s)
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
func shrink(seed uint64, steps []step, from *beginnings) []step {
	tries := 0
	for size := len(steps) / 2; size > 0; size /= 2 {
		for at := 0; at+size <= len(steps) && tries < 2000; {
			tries++
			fewer := append(append([]step(nil), steps[:at]...), steps[at+size:]...)
			if len(simulate(seed, fewer, from).failed) > 0 {
				steps = fewer
			} else {
				at += size
			}
		}
	}
	return steps
}

// simulateAll goes through many schedules beside each other. SEED names the
// only one; with more EFFORT, the first. A short run goes through a tenth.
func simulateAll(t *testing.T, count int, disks func() disk) {
	if testing.Short() {
		count /= 10
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // much is made and soon thrown away
	first, only := rand.Uint64()>>1, false
	if n, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64); err == nil {
		first, only = n, effort() == 1
	}
	if only {
		count = 1
	}
	from := &beginnings{disks: disks}
	defer from.forget()
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
				if n > 0 && n%50_000 == 0 {
					t.Logf("%d begun", n)
				}
				seed := first + uint64(n)
				steps := draw(seed)
				if w := simulate(seed, steps, from); len(w.failed) > 0 && failures.Add(1) <= 3 {
					w := simulate(seed, shrink(seed, steps, from), from)
					t.Error(fmt.Sprintf("SEED=%d, %d steps of %d:\n", seed, len(w.said), len(steps)) + w.tell() +
						fmt.Sprintf("\nagain: SEED=%d go test ./app -run %s", seed, t.Name()))
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
