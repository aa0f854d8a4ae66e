package peer_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"bangtin/app"
	"bangtin/app/peer"
)

// Any bytes at all under the name of a pack: what is listed lies inside of
// it, each byte once, and what is read of it is changes of somebody.
func FuzzPack(f *testing.F) {
	w := newWorld(f)
	for _, a := range []app.Audience{app.Open, app.Staff} {
		for _, path := range packs(f, w.dir(a)) {
			all, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(all, a == app.Staff)
			f.Add(all[:len(all)*2/3], a == app.Staff)
		}
	}
	_, all := pack(w.lib, app.Open, looseThing(w.sign(w.k, app.Header{Kind: 999}, "{}")), fileThing(app.Hash{1}, []byte("x")))
	f.Add(all, false)
	f.Fuzz(func(t *testing.T, all []byte, staff bool) {
		a := app.Open
		if staff {
			a = app.Staff
		}
		for _, name := range []string{ownName(all), "0.pack"} {
			n, _ := readAll(all, name, w.lib, a, func(c app.Change) {
				if c.Log.Device.IsZero() {
					t.Error("a change of nobody")
				}
			})
			if n > int64(len(all)) {
				t.Errorf("%d bytes are read of %d", n, len(all))
			}
		}
	})
}

// ownName is the name that a pack has by the index at its end.
func ownName(all []byte) string {
	const tail = 4 + len("bangtin pack end\n")
	if len(all) < tail {
		return ""
	}
	n := binary.BigEndian.Uint32(all[len(all)-tail:])
	if int64(n) > int64(len(all)-tail) {
		return ""
	}
	sum := sha256.Sum256(all[len(all)-tail-int(n) : len(all)-tail])
	return fmt.Sprintf("%x.pack", sum[:16])
}

// What is read of a run is, byte for byte, what stood there.
func FuzzRun(f *testing.F) {
	w := newWorld(f)
	var cs []app.Change
	for _, path := range packs(f, w.dir(app.Open)) {
		cs = append(cs, changesIn(f, path, w.lib, app.Open)...)
	}
	f.Add(bodyOf(cs...))
	f.Add(bodyOf(cs[0], cs[0]))
	cs[0].Body, cs[0].Erased = nil, true
	f.Add(bodyOf(cs[0]))
	f.Fuzz(func(t *testing.T, body []byte) {
		var got []app.Change
		err := readRun(body, func(c app.Change) { got = append(got, c) })
		if again := bodyOf(got...); !bytes.HasPrefix(body, again) || err == nil && len(again) != len(body) {
			t.Errorf("of %d bytes %d changes of %d are read, %v", len(body), len(got), len(again), err)
		}
	})
}

// What a note tells is of a member who signed it, whatever stands in it.
func FuzzHead(f *testing.F) {
	w := newWorld(f)
	heads := filepath.Join(filepath.Dir(w.dir(app.Open)), "heads")
	notes, err := os.ReadDir(heads)
	if err != nil || len(notes) == 0 {
		f.Fatal(notes, err)
	}
	for _, e := range notes {
		text, err := os.ReadFile(filepath.Join(heads, e.Name()))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"head":{"library":"00"},"signature":"AA=="}`))
	p := w.b.party()
	f.Fuzz(func(t *testing.T, text []byte) {
		m, fault := p.ReadHead(w.a.keys.Device().String()[:16], text)
		if fault == nil && m.Device != w.a.keys.Device() {
			t.Errorf("believed of %s: %+v", m.Device, m)
		}
	})
}

// Whatever lies on a stick under the name of a kit: what is taken for one has
// a place for each name, and every place is one that a machine can stand in.
func FuzzKit(f *testing.F) {
	code := peer.NewCode()
	old := peer.Kit{Library: app.Hash{1}, Code: code, Role: app.Kiosk, Names: []string{"Ki-ốt 01", "Ki-ốt 02"}, Until: 1}
	full := old
	full.Hours = &app.Hours{From: 450, Until: 1020, Days: []int{1, 5}}
	full.Places = []peer.KitPlace{{Role: app.Screen, Turn: app.TurnPortrait}, {Role: app.Kiosk}}
	short := full
	short.Places = short.Places[:1]
	for _, k := range []peer.Kit{old, full, short} {
		text, err := json.Marshal(k)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
		f.Add(bytes.Replace(text, []byte("1020"), []byte("-1"), 1))
		f.Add(bytes.Replace(text, []byte("portrait"), []byte("../.."), 1))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		k, ok := peer.ReadKit(code.ID(), text)
		if !ok {
			return
		}
		if k.Code.ID() != code.ID() || len(k.Names) == 0 {
			t.Errorf("taken for a kit: %+v", k)
		}
		for i := range k.Names {
			name, role, p := k.At(i + 1)
			if name != k.Names[i] || role != app.Kiosk && role != app.Screen || p.PIN != "" || p.Validate() != nil {
				t.Errorf("place %d is %q, %s, %+v", i+1, name, role, p)
			}
		}
	})
}
