package store_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/store"
)

// The test binary runs itself as the process that gets killed.
const (
	childEnv = "BANGTIN_STORE_CHILD" // what to do: "script" or "writer"
	dirEnv   = "BANGTIN_STORE_DIR"
	dieEnv   = "BANGTIN_STORE_DIE" // the step at which to die, counted from 1
)

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "" {
		flag.Parse()
		for name, value := range map[string]string{"rapid.checks": strconv.Itoa(many(100)), "rapid.seed": os.Getenv("SEED")} {
			if value == "" {
				continue
			}
			if err := flag.Set(name, value); err != nil {
				panic(err)
			}
		}
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// effort is how many times the usual number of attempts to make.
func effort() int {
	n, err := strconv.Atoi(os.Getenv("EFFORT"))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// many is the number of attempts: a few with -short, else by effort.
func many(n int) int {
	if testing.Short() {
		return (n + 4) / 5
	}
	return n * effort()
}

// chance is where the test takes its random numbers from. The seed is that
// of the soak, or told if the test fails.
func chance(t *testing.T) *rand.Rand {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func child() error {
	ctx := context.Background()
	dir := os.Getenv(dirEnv)
	o := store.Options{Dir: dir, Machine: "os:this"}
	if n, err := strconv.Atoi(os.Getenv(dieEnv)); err == nil {
		o.Fault = func(string) error {
			if n--; n == 0 {
				die()
			}
			return nil
		}
	}
	ack := func(text string) { fmt.Println(text) }
	switch os.Getenv(childEnv) {
	case "script":
		if err := script(ctx, o, ack); err != nil {
			return err
		}
		fmt.Println("end")
		return nil
	case "writer":
		return writer(ctx, o, ack)
	case "holder":
		db, err := store.Open(ctx, o)
		if err != nil {
			return err
		}
		fmt.Println("open")
		_, _ = io.Copy(io.Discard, os.Stdin)
		return db.Close()
	case "open":
		_, err := store.Open(ctx, o)
		fmt.Println(app.CodeOf(err), keyOf(err))
		return nil
	}
	return errors.New("no such child")
}

func keyOf(err error) string {
	var e *app.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// die is a power cut as far as a process can feel one.
func die() {
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}

// script does everything a store can do, and acknowledges what was kept. It
// goes on after errors, as the program would.
func script(ctx context.Context, o store.Options, ack func(string)) error {
	clock := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	o.Now = func() time.Time { return clock }
	var failed []error
	n := 0
	one := func(db *store.DB, incarnation uint64) {
		n++
		text := fmt.Sprintf("%x.%d", incarnation, n)
		if err := save(ctx, db, incarnation, text); err != nil {
			failed = append(failed, err)
			return
		}
		ack(text)
	}
	session := func(incarnation uint64) error {
		db, err := store.Open(ctx, o)
		if err != nil {
			return err
		}
		if _, err := db.Replay(ctx, replayOne); err != nil {
			failed = append(failed, err)
		}
		for range 3 {
			one(db, incarnation)
			one(db, incarnation)
			if _, err := db.Snapshot(ctx); err != nil {
				failed = append(failed, err)
			}
			clock = clock.Add(time.Hour)
		}
		photo := bytes.Repeat([]byte{byte(incarnation)}, 5000)
		if sum, _, err := db.Media().Put(ctx, bytes.NewReader(photo), 1<<20); err != nil {
			failed = append(failed, err)
		} else {
			ack(fmt.Sprintf("photo %x", sum))
		}
		one(db, incarnation)
		return db.Close()
	}
	for _, incarnation := range []uint64{0xa, 0xb} {
		if err := session(incarnation); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

func replayOne(tx app.Tx, incarnation uint64, record []byte) error {
	if err := tx.Own(incarnation, record); err != nil {
		return err
	}
	return tx.Put("texts", record, append([]byte("kept "), record...))
}

// writer saves until it is killed: small and large values, in order and not,
// deletes, snapshots and originals.
func writer(ctx context.Context, o store.Options, ack func(string)) error {
	db, err := store.Open(ctx, o)
	if err != nil {
		return err
	}
	if _, err := db.Replay(ctx, replayOne); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(uint64(os.Getpid()), 1))
	big := make([]byte, 40_000)
	for i := 0; ; i++ {
		text := fmt.Sprintf("%d.%d", os.Getpid(), i)
		err := db.Update(ctx, func(tx app.Tx) error {
			if err := tx.Own(0xa, []byte(text)); err != nil {
				return err
			}
			if err := tx.Put("texts", []byte(text), []byte("kept "+text)); err != nil {
				return err
			}
			for range r.IntN(10) {
				key := fmt.Appendf(nil, "%d", r.IntN(300))
				if err := tx.Put("any", key, big[:r.IntN(len(big))]); err != nil {
					return err
				}
				if err := tx.Delete("any", fmt.Appendf(nil, "%d", r.IntN(300))); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		ack(text)
		if r.IntN(20) == 0 {
			if _, err := db.Snapshot(ctx); err != nil {
				return err
			}
		}
		if r.IntN(10) == 0 {
			sum, _, err := db.Media().Put(ctx, strings.NewReader(text), 1<<20)
			if err != nil {
				return err
			}
			ack(fmt.Sprintf("photo %x", sum))
		}
	}
}

// memory is a folder in memory where the system has one: thousands of syncs
// to a disk that others use too would take minutes and prove no more.
func memory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "bangtin-store-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// run starts a child and returns what it acknowledged. It is killed some time
// after so many acknowledgements, unless that is 0.
func run(t *testing.T, what, dir string, kill int, after time.Duration, env ...string) (acked []string, stderr string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), append(env, childEnv+"="+what, dirEnv+"="+dir)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		acked = append(acked, lines.Text())
		if kill > 0 && len(acked) == kill {
			<-time.After(after)
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // killed
	return acked, errs.String()
}

// verify opens a folder as the program would and looks for all that was
// acknowledged, then loses the tables and looks again.
func verify(t *testing.T, dir string, acked []string) {
	t.Helper()
	verifyOnce(t, dir, acked)
	write(t, dbFile(dir), []byte("lost"))
	verifyOnce(t, dir, acked)
}

func verifyOnce(t *testing.T, dir string, acked []string) {
	t.Helper()
	db := open(t, dir)
	replay(t, db)
	for _, a := range acked {
		if hex, ok := strings.CutPrefix(a, "photo "); ok {
			if err := db.Media().Verify(t.Context(), sumOf(t, hex)); err != nil {
				t.Errorf("%s: %v", a, err)
			}
		} else if a != "end" && !has(t, db, a) {
			t.Errorf("%s was acknowledged and is missing", a)
		}
	}
	clean(t, db)
	if left, _ := filepath.Glob(filepath.Join(dir, "*", "*.tmp")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
	mustClose(t, db)
}

// clean fails unless a check of everything finds nothing.
func clean(t *testing.T, db *store.DB) store.Report {
	t.Helper()
	return sound(t, db, "nothing")
}

// sound fails if a check finds anything but in places beginning with except.
func sound(t *testing.T, db *store.DB, except string) store.Report {
	t.Helper()
	r, err := db.Check(t.Context(), nil)
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	for _, f := range r.Flaws {
		if !strings.HasPrefix(f.Where, except) {
			t.Errorf("check: %s: %s", f.Where, f.What)
		}
	}
	return r
}

func sumOf(t *testing.T, hex string) (sum [32]byte) {
	t.Helper()
	if n, err := fmt.Sscanf(hex, "%x", new([]byte)); err != nil || n != 1 || len(hex) != 64 {
		t.Fatalf("sum %q", hex)
	}
	for i := range sum {
		b, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		sum[i] = byte(b)
	}
	return sum
}

// A process that dies before any of its writes, the very first start
// included, loses nothing that it acknowledged.
func TestDieAtEveryStep(t *testing.T) {
	steps := 0
	for n := 1; ; n++ {
		dir := memory(t)
		acked, stderr := run(t, "script", dir, 0, 0, dieEnv+"="+strconv.Itoa(n))
		if stderr != "" {
			t.Fatalf("step %d: %s", n, stderr)
		}
		verify(t, dir, acked)
		if t.Failed() {
			t.Fatalf("died at step %d", n)
		}
		if len(acked) > 0 && acked[len(acked)-1] == "end" {
			break
		}
		steps = n
	}
	t.Logf("died at %d steps", steps)
	if steps < 50 {
		t.Errorf("died at %d steps only", steps)
	}
}

// A process that is killed at any time loses nothing that it acknowledged,
// and the next one goes on from there.
func TestKill(t *testing.T) {
	dir := memory(t)
	var acked []string
	r := chance(t)
	for i := range many(25) {
		more, stderr := run(t, "writer", dir, 1+r.IntN(40), time.Duration(r.IntN(3000))*time.Microsecond)
		if stderr != "" {
			t.Fatalf("kill %d: %s", i, stderr)
		}
		acked = append(acked, more...)
		verifyOnce(t, dir, acked)
		if t.Failed() {
			t.Fatalf("kill %d", i)
		}
	}
	verify(t, dir, acked)
	t.Logf("%d saves were acknowledged", len(acked))
}

// A write that fails at any step loses nothing that was acknowledged, either
// at once or after the store was opened again.
func TestFailAtEveryStep(t *testing.T) {
	for _, cause := range []error{errDisk, errFull} {
		for n := 1; ; n++ {
			dir := memory(t)
			left := n
			o := store.Options{Dir: dir, Machine: "os:this", Fault: func(string) error {
				if left--; left == 0 {
					return cause
				}
				return nil
			}}
			var acked []string
			err := script(t.Context(), o, func(s string) { acked = append(acked, s) })
			verify(t, dir, acked)
			if t.Failed() {
				t.Fatalf("%v at step %d: %v", cause, n, err)
			}
			if left > 0 {
				break
			}
		}
	}
}
