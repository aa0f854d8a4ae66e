package peer_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/peer"

	"filippo.io/age"
)

// attack is something that was left on a stick to do harm. Whoever meets it
// must name it by key, in both languages and in the log, be none the worse,
// and take what else lies there.
type attack struct {
	name  string
	key   string
	plant func(w *world)
	// said: B writes a receipt for what the kiosk wrote for desks, whatever
	// it is worth.
	said bool
}

var publicationBody = fmt.Sprintf(`{"article":%q,"document":{"title":"GIẢ MẠO"}}`, articleID(1))

var attacks = []attack{
	{"unknown key", "stranger", func(w *world) {
		w.plant(app.Open, runThing(w.chain(w.stranger, app.KindPublication, app.Open, publicationBody)...))
	}, false},
	{"unknown key, loose", "stranger", func(w *world) {
		w.plant(app.Open, looseThing(w.chain(w.stranger, app.KindAdmit, app.Open, "{}")...))
	}, false},
	{"kiosk writes an article", "change_void", func(w *world) {
		w.plant(app.Open, runThing(w.chain(w.k, app.KindPublication, app.Open, publicationBody, publicationBody)...))
	}, false},
	{"kiosk writes settings", "change_void", func(w *world) {
		w.plant(app.Open, runThing(w.chain(w.k, app.KindSettings, app.Open, `{"agency":"GIẢ MẠO"}`)...))
	}, false},
	{"kiosk admits a machine", "change_void", func(w *world) {
		card, _ := json.Marshal(app.Admission{DeviceCard: w.stranger.keys.Card("lạ"), Role: app.Administrator})
		w.plant(app.Open, looseThing(w.chain(w.k, app.KindAdmit, app.Open, string(card))...))
	}, false},
	{"kiosk revokes a desk", "change_void", func(w *world) {
		v, _ := json.Marshal(app.Revocation{Device: w.b.keys.Device()})
		w.plant(app.Open, looseThing(w.chain(w.k, app.KindRevoke, app.Open, string(v))...))
	}, false},
	{"kiosk makes an account", "change_void", func(w *world) {
		w.plant(app.Staff, runThing(w.chain(w.k, app.KindAccount, app.Staff, `{"login":"ma"}`)...).sealed(w.t, w.staff()))
	}, true},
	{"kiosk founds the library again", "change_void", func(w *world) {
		w.plant(app.Open, looseThing(w.chain(w.k, app.KindFound, app.Open, `{"library":"GIẢ MẠO"}`)...))
	}, false},
	{"desk publishes", "change_void", func(w *world) {
		w.plant(app.Open, runThing(w.chain(w.d, app.KindPublication, app.Open, publicationBody)...))
	}, false},
	{"lamport above 2^53", "change_void", func(w *world) {
		c := w.sign(w.b, app.Header{Lamport: app.MaxLamport + 1, Kind: app.KindSettings}, `{"agency":"GIẢ MẠO"}`)
		w.plant(app.Open, runThing(c))
	}, false},
	{"kiosk, lamport of 2^53", "change_void", func(w *world) {
		c := w.sign(w.k, app.Header{Lamport: app.MaxLamport, Kind: app.KindSettings}, `{"agency":"GIẢ MẠO"}`)
		w.plant(app.Open, runThing(c))
	}, false},
	{"seq that jumps to the end", "change_void", func(w *world) {
		c := w.sign(w.k, app.Header{Seq: 1<<64 - 1, Prev: app.Hash{1}, Kind: app.KindSettings}, `{}`)
		w.plant(app.Open, runThing(c))
	}, false},
	{"two changes of one seq", "change_void", func(w *world) {
		var cs []app.Change
		for i := range 300 {
			cs = append(cs, w.sign(w.k, app.Header{Kind: app.KindSettings}, fmt.Sprintf(`{"agency":"%d"}`, i)))
		}
		w.plant(app.Open, looseThing(cs...))
	}, false},
	{"in another's name", "signature_wrong", func(w *world) {
		c := w.sign(w.stranger, app.Header{Kind: app.KindPublication}, publicationBody)
		c.Log.Device = w.a.keys.Device()
		c.Raw = c.Header.Encode()
		c.ID = app.Sum(c.Raw[:])
		w.plant(app.Open, runThing(c))
	}, false},
	{"other words under a signature", "change_malformed", func(w *world) {
		c := w.sign(w.b, app.Header{Kind: app.KindSettings}, `{"agency":"THẬT"}`)
		c.Body = []byte(strings.ReplaceAll(string(c.Body), "THẬT", "GIẢ!"))
		w.plant(app.Open, runThing(c))
	}, false},
	{"of another library", "pack_foreign", func(w *world) {
		c := w.sign(w.b, app.Header{Library: app.Hash{9}, Kind: app.KindSettings}, `{"agency":"GIẢ MẠO"}`)
		w.plant(app.Open, runThing(c))
	}, false},
	{"pack of another library", "pack_foreign", func(w *world) {
		c := w.sign(w.b, app.Header{Library: app.Hash{9}, Kind: app.KindSettings}, `{"agency":"GIẢ MẠO"}`)
		name, all := pack(app.Hash{9}, app.Open, runThing(c))
		w.put(app.Open, name, all)
	}, false},
	{"truncated run", "run_wrong", func(w *world) {
		cs := w.chain(w.k, app.KindSettings, app.Open, `{}`, `{"agency":"2"}`)
		w.plant(app.Open, thing{desc: runThing(cs...).desc, data: bodyOf(cs[0])})
	}, false},
	{"swapped runs", "run_wrong", func(w *world) {
		x := runThing(w.chain(w.k, app.KindSettings, app.Open, `{}`)...)
		y := runThing(w.chain(w.d, app.KindSettings, app.Open, `{}`)...)
		x.data, y.data = y.data, x.data
		w.plant(app.Open, x, y)
	}, false},
	{"loose changes that are others than listed", "run_wrong", func(w *world) {
		x := looseThing(w.chain(w.k, app.KindSettings, app.Open, `{}`)...)
		x.desc["ids"] = []app.Hash{{5}}
		w.plant(app.Open, x)
	}, false},
	{"work of desks that is not sealed", "run_wrong", func(w *world) {
		w.plant(app.Staff, runThing(w.chain(w.k, app.KindAccount, app.Staff, `{"login":"ma"}`)...))
	}, false},
	{"run that says it has 1 GB", "pack_broken", func(w *world) {
		x := runThing(w.chain(w.k, app.KindSettings, app.Open, `{}`)...)
		x.desc["size"] = 1 << 30
		w.plant(app.Open, x)
	}, false},
	{"change that says it has 4 GB", "run_wrong", func(w *world) {
		x := runThing(w.chain(w.k, app.KindSettings, app.Open, `{}`)...)
		x.data = append([]byte{255, 255, 255, 255}, x.data[4:]...)
		w.plant(app.Open, x)
	}, false},
	{"description that says it has 4 GB", "pack_broken", func(w *world) {
		w.put(app.Open, strings.Repeat("a", 32)+".pack", append([]byte("bangtin pack 1\n"), 255, 255, 255, 255, '{'))
	}, false},
	{"index that says it has 4 GB", "pack_broken", func(w *world) {
		all := binary.BigEndian.AppendUint32([]byte("bangtin pack 1\n"), 1<<32-1)
		w.put(app.Open, strings.Repeat("b", 32)+".pack", append(all, "bangtin pack end\n"...))
	}, false},
	{"index that nests a million deep", "pack_broken", func(w *world) {
		name, all := endPack(bytes.NewBufferString("bangtin pack 1\n"), bytes.Repeat([]byte("["), 1<<20))
		w.put(app.Open, name, all)
	}, false},
	{"things that lie on each other", "pack_broken", func(w *world) {
		x := fileThing(app.Hash{3}, bytes.Repeat([]byte("x"), 1<<20))
		things := []thing{x}
		for range 500 {
			things = append(things, thing{desc: map[string]any{"kind": "file", "file": app.Hash{3}, "size": 1 << 20}, at: 300})
		}
		w.plant(app.Open, things...)
	}, false},
	{"content under another pack's name", "pack_broken", func(w *world) {
		good := packs(w.t, w.dir(app.Open))[0]
		x := runThing(w.chain(w.stranger, app.KindSettings, app.Open, `{}`)...)
		_, all := pack(w.lib, app.Open, x)
		w.put(app.Open, strings.Repeat("c", 32)+".pack", all)
		if err := os.Rename(good, filepath.Join(w.dir(app.Open), strings.Repeat("d", 32)+".pack")); err != nil {
			w.t.Fatal(err)
		}
	}, false},
	{"pack of a newer format", "pack_newer", func(w *world) {
		w.put(app.Open, strings.Repeat("e", 32)+".pack", []byte("bangtin pack 2\nwhatever comes then"))
	}, false},
	{"pack of a format that never was", "pack_broken", func(w *world) {
		w.put(app.Open, strings.Repeat("e", 32)+".pack", []byte("bangtin pack 0\nwhatever comes then"))
	}, false},
	{"change of a format that never was", "change_malformed", func(w *world) {
		x := runThing(w.chain(w.k, app.KindSettings, app.Open, `{}`)...)
		x.data[5] = 0 // of its header
		w.plant(app.Open, x)
	}, false},
	{"change of a newer format", "change_newer", func(w *world) {
		x := runThing(w.chain(w.k, app.KindSettings, app.Open, `{}`)...)
		x.data[5] = 2 // of its header
		w.plant(app.Open, x)
	}, false},
	{"sealed with a password that takes for ever", "seal_broken", func(w *world) {
		x := runThing(w.chain(w.k, app.KindVotesSent, app.Staff, `{}`)...)
		x.desc["seal"] = true
		x.data = []byte("age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 60\n" + strings.Repeat("A", 43) + "\n--- " + strings.Repeat("A", 43) + "\n" + strings.Repeat("x", 64))
		w.plant(app.Staff, x)
	}, false},
	{"seal with a thousand heads", "seal_broken", func(w *world) {
		x := runThing(w.chain(w.k, app.KindVotesSent, app.Staff, `{}`)...)
		x.desc["seal"] = true
		x.data = []byte("age-encryption.org/v1\n" + strings.Repeat("-> X25519 "+strings.Repeat("A", 43)+"\n"+strings.Repeat("A", 43)+"\n", 20_000))
		w.plant(app.Staff, x)
	}, false},
	{"sealed to somebody else", "seal_broken", func(w *world) {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			w.t.Fatal(err)
		}
		w.plant(app.Staff, runThing(w.chain(w.k, app.KindVotesSent, app.Staff, `{}`)...).sealed(w.t, id.Recipient()))
	}, false},
	{"folder in place of a pack", "pack_no_file", func(w *world) {
		if err := os.Mkdir(filepath.Join(w.dir(app.Open), strings.Repeat("f", 32)+".pack"), 0o700); err != nil {
			w.t.Fatal(err)
		}
	}, false},
	{"link in place of a pack", "pack_no_file", func(w *world) {
		link(w, "/etc/passwd", filepath.Join(w.dir(app.Open), strings.Repeat("f", 32)+".pack"))
	}, false},
	{"link in place of a note", "pack_unread", func(w *world) {
		link(w, "/etc/passwd", filepath.Join(filepath.Dir(w.dir(app.Open)), "heads", strings.Repeat("a", 16)+".json"))
	}, false},
	{"note by a stranger", "head_unsigned", func(w *world) { w.note(w.stranger, w.lib, "") }, false},
	{"note of another library", "head_unsigned", func(w *world) { w.note(w.k, app.Hash{9}, "") }, false},
	{"note under another's name", "head_unsigned", func(w *world) { w.note(w.k, w.lib, strings.Repeat("a", 16)) }, false},
	{"note with a version of a megabyte", "head_unsigned", func(w *world) {
		w.k.version = strings.Repeat("9", 1<<20)
		w.note(w.k, w.lib, "")
	}, false},
	{"note of 5 MB", "head_unsigned", func(w *world) { w.rawNote("[" + strings.Repeat(" ", 5<<20) + "]") }, false},
	{"note that nests a million deep", "head_broken", func(w *world) { w.rawNote(strings.Repeat(`{"head":`, 1<<17)) }, false},
}

func link(w *world, to, at string) {
	if err := os.Symlink(to, at); err != nil {
		w.t.Skip(err)
	}
}

// note leaves what a machine tells of itself, under its own name or another.
func (w *world) note(by *machine, library app.Hash, name string) {
	w.t.Helper()
	f, err := peer.OpenFolder(w.stick, w.lib, by.keys.Device())
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	text, err := peer.SignHead(by.keys, library, app.Met{Device: by.keys.Device(), Version: by.version, At: time.Now().UnixMilli()})
	if err != nil {
		w.t.Fatal(err)
	}
	if name == "" {
		name = by.keys.Device().String()[:16]
	}
	if err := f.PutNote(w.t.Context(), "heads", name, text); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) rawNote(text string) {
	w.t.Helper()
	at := filepath.Join(filepath.Dir(w.dir(app.Open)), "heads", strings.Repeat("a", 16)+".json")
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func TestAttackersOnAStick(t *testing.T) {
	for _, x := range attacks {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			x.plant(w)
			before := dirSize(t, w.b.dir)
			planted := dirSize(t, w.stick)
			r, log := w.tryLogged(w.b)
			if !named(r, x.key) {
				t.Errorf("nothing is refused as %s, but %+v", x.key, r.Refused)
			}
			if !strings.Contains(log, "key="+x.key) {
				t.Errorf("the log does not name %s:\n%s", x.key, log)
			}
			if x.said {
				w.tryLogged(w.a)
			}
			sameOpen(t, w.a, w.b)
			sameStaff(t, w.a, w.b)
			w.b.clean()
			if w.b.title(2) != "Bài tốt" || w.b.missing() > 0 {
				t.Errorf("beside it B shows %q and lacks %d pictures", w.b.title(2), w.b.missing())
			}
			// What is well signed is kept, with its keys in the tables, whose
			// file grows by 4 MB at a time.
			if after := dirSize(t, w.b.dir); after > before+4*planted+5<<20 {
				t.Errorf("the data folder grew from %d to %d bytes by a stick of %d", before, after, planted)
			}
			changes := w.b.status().Changes
			w.tryLogged(w.b)
			if again := w.b.status().Changes; again > changes+1 { // a receipt at most
				t.Errorf("meeting it again takes %d changes", again-changes)
			}
			w.tryLogged(w.k)
			sameOpen(t, w.a, w.k)
		})
	}
}

func named(r *peer.Report, key string) bool {
	for _, x := range r.Refused {
		if x.Key == key && x.What != "" && x.Reason.VI != "" && x.Reason.EN != "" {
			return true
		}
	}
	return false
}

// tryLogged exchanges with the stick; what there is to refuse is in the log.
func (w *world) tryLogged(m *machine) (*peer.Report, string) {
	w.t.Helper()
	var log bytes.Buffer
	f, err := peer.OpenFolder(w.stick, w.lib, m.keys.Device())
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	p := m.party()
	p.Originals = true
	p.Log = slog.New(slog.NewTextHandler(&log, nil))
	r, err := p.Exchange(w.t.Context(), f, nil)
	if err != nil {
		w.t.Errorf("%s: %v", m.name, err)
	}
	return r, log.String()
}

func dirSize(t testing.TB, dir string) (n int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			n += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
