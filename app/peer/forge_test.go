package peer_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/peer"

	"filippo.io/age"
)

// What attackers leave is made here by hand, of the format as pack.go
// describes it: nothing of it goes through the checks of who writes honestly.

// thing is what one place of a pack holds.
type thing struct {
	desc map[string]any
	data []byte
	at   int64 // where its index says it lies, unless zero
}

// world is a library that met well once, with a stick that holds good news.
type world struct {
	t          testing.TB
	stick      string
	a, b, k, d *machine // an administrator, a publisher, a kiosk, a desk
	stranger   *machine
	lib        app.Hash
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, stick: memory(t), a: newMachine(t, "A"), b: newMachine(t, "B"), k: newMachine(t, "K"), d: newMachine(t, "D"), stranger: newMachine(t, "lạ")}
	w.a.found()
	w.lib = w.a.lib.Name()
	w.b.join(w.a, app.Publisher)
	w.k.join(w.a, app.Kiosk)
	w.d.join(w.a, app.Desk)
	w.a.publish(1, "Bài cũ", false)
	first := memory(t)
	for _, m := range []*machine{w.a, w.b, w.k, w.d, w.a} {
		m.meet(first)
	}
	w.a.publish(2, "Bài tốt", true)
	w.a.meet(w.stick)
	return w
}

func (w *world) dir(a app.Audience) string {
	return filepath.Join(w.stick, peer.FolderName, w.lib.String()[:16], a.String())
}

// sign signs a change as a machine.
func (w *world) sign(by *machine, h app.Header, body string) app.Change {
	w.t.Helper()
	if h.Library.IsZero() {
		h.Library = w.lib
	}
	h.Log.Device = by.keys.Device()
	if h.Log.Incarnation == 0 {
		h.Log.Incarnation = 77
	}
	if h.Log.Audience == 0 {
		h.Log.Audience = app.Open
	}
	if h.Seq == 0 {
		h.Seq = 1
	}
	if h.Lamport == 0 {
		h.Lamport = 1000
	}
	c, err := app.Sign(h, []byte(body), by.keys.Sign)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// chain signs changes that follow each other.
func (w *world) chain(by *machine, kind app.Kind, a app.Audience, bodies ...string) (out []app.Change) {
	w.t.Helper()
	prev := app.Hash{}
	for i, body := range bodies {
		c := w.sign(by, app.Header{Log: app.LogName{Audience: a}, Seq: uint64(i + 1), Prev: prev, Lamport: 1000 + uint64(i), Kind: kind}, body)
		out, prev = append(out, c), c.ID
	}
	return out
}

func bodyOf(cs ...app.Change) []byte {
	var b bytes.Buffer
	for i := range cs {
		raw := cs[i].Encode()
		_ = binary.Write(&b, binary.BigEndian, uint32(len(raw)))
		b.Write(raw)
	}
	return b.Bytes()
}

func runThing(cs ...app.Change) thing {
	first, last := cs[0], cs[len(cs)-1]
	return thing{desc: map[string]any{"kind": "run", "run": map[string]any{
		"device": first.Log.Device, "incarnation": app.HexNumber(first.Log.Incarnation), "audience": first.Log.Audience,
		"from": first.Seq, "to": last.Seq, "last": last.ID}}, data: bodyOf(cs...)}
}

func looseThing(cs ...app.Change) thing {
	var ids []app.Hash
	for _, c := range cs {
		ids = append(ids, c.ID)
	}
	return thing{desc: map[string]any{"kind": "loose", "ids": ids}, data: bodyOf(cs...)}
}

func fileThing(name app.Hash, data []byte) thing {
	return thing{desc: map[string]any{"kind": "file", "file": name}, data: data}
}

// sealed seals a thing to somebody.
func (x thing) sealed(t testing.TB, to ...age.Recipient) thing {
	t.Helper()
	var b bytes.Buffer
	s, err := age.Encrypt(&b, to...)
	if err == nil {
		_, err = s.Write(x.data)
	}
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	x.desc["seal"] = true
	x.data = b.Bytes()
	return x
}

// pack lays out a pack of a library and gives its name.
func pack(library app.Hash, a app.Audience, things ...thing) (name string, all []byte) {
	b := bytes.NewBufferString("bangtin pack 1\n")
	var listed []map[string]any
	for _, x := range things {
		if _, said := x.desc["size"]; !said {
			x.desc["size"] = len(x.data)
		}
		text, _ := json.Marshal(x.desc) // maps of plain values
		_ = binary.Write(b, binary.BigEndian, uint32(len(text)))
		b.Write(text)
		at := int64(b.Len())
		b.Write(x.data)
		sum := sha256.Sum256(x.data)
		b.Write(sum[:])
		entry := map[string]any{"offset": at, "sum": app.Hash(sum)}
		if x.at != 0 {
			entry["offset"] = x.at
		}
		for k, v := range x.desc {
			entry[k] = v
		}
		listed = append(listed, entry)
	}
	index, _ := json.Marshal(map[string]any{"library": library, "audience": a, "writer": app.Key{1}, "things": listed})
	return endPack(b, index)
}

func endPack(b *bytes.Buffer, index []byte) (name string, all []byte) {
	b.Write(index)
	_ = binary.Write(b, binary.BigEndian, uint32(len(index)))
	b.WriteString("bangtin pack end\n")
	sum := sha256.Sum256(index)
	return fmt.Sprintf("%x.pack", sum[:16]), b.Bytes()
}

// plant leaves a pack on the stick.
func (w *world) plant(a app.Audience, things ...thing) string {
	w.t.Helper()
	name, all := pack(w.lib, a, things...)
	return w.put(a, name, all)
}

func (w *world) put(a app.Audience, name string, all []byte) string {
	w.t.Helper()
	path := filepath.Join(w.dir(a), name)
	if err := os.WriteFile(path, all, 0o600); err != nil {
		w.t.Fatal(err)
	}
	stood(w.t, path)
	return path
}

// stood has files stand still since an hour: nobody is writing them any more.
func stood(t testing.TB, paths ...string) {
	t.Helper()
	hour := time.Now().Add(-time.Hour)
	for _, path := range paths {
		if err := os.Chtimes(path, hour, hour); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// staff is the public half that anybody can seal to.
func (w *world) staff() age.Recipient {
	w.t.Helper()
	to, err := age.ParseX25519Recipient(w.a.lib.Roster().Staff())
	if err != nil {
		w.t.Fatal(err)
	}
	return to
}

// clean holds a store to its hashes, chains and fold.
func (m *machine) clean() {
	m.t.Helper()
	v, err := m.lib.Verify(context.Background(), nil)
	if err != nil || len(v.Faults) > 0 {
		m.t.Errorf("%s: %v, %v", m.name, v.Faults, err)
	}
}

// readAll reads a pack of any bytes whole: how many bytes its things have,
// and the changes in those that are not sealed.
func readAll(all []byte, name string, library app.Hash, a app.Audience, each func(app.Change)) (n int64, err error) {
	err = peer.ReadPack(bytes.NewReader(all), int64(len(all)), name, library, a, func(o peer.Offer, r io.Reader) error {
		if o.Kind == peer.KindFile || o.Seal {
			m, err := io.Copy(io.Discard, r)
			n += m
			return err
		}
		return peer.ReadChanges(r, func(c app.Change) error {
			n += int64(len(c.Body))
			each(c)
			return nil
		})
	})
	return n, err
}

// readRun reads the body of a run.
func readRun(body []byte, each func(app.Change)) error {
	return peer.ReadChanges(bytes.NewReader(body), func(c app.Change) error {
		each(c)
		return nil
	})
}

// effort multiplies counts: 1 in test, 20 and more in soak.
func effort() int {
	n, err := strconv.Atoi(os.Getenv("EFFORT"))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// chance is where a test takes its random numbers from, told so that a
// failure can be repeated.
func chance(t *testing.T) *rand.Rand {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}
