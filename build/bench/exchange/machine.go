package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"runtime/pprof"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
	"bangtin/app/store"

	"filippo.io/age"
)

// machine is a device with a data folder.
type machine struct {
	Dir   string    `json:"dir"`
	Keys  *app.Keys `json:"keys"`
	Staff string    `json:"staff"`
	Stick string    `json:"stick"`

	db  *store.DB
	lib *app.Library
}

func newMachine(ctx context.Context, dir string) (*machine, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	keys, err := app.NewKeys(rand.Reader, id.String(), id.Recipient().String())
	if err != nil {
		return nil, err
	}
	m := &machine{Dir: dir, Keys: keys}
	return m, m.open(ctx)
}

func (m *machine) open(ctx context.Context) (err error) {
	if m.db, err = store.Open(ctx, store.Options{Dir: m.Dir}); err != nil {
		return err
	}
	m.lib, err = app.OpenLibrary(ctx, m.db, app.Options{Keys: m.Keys, Clock: func(int64) *app.Clock { return app.NewClock(time.Now, time.Time{}) }})
	if err == nil {
		_, err = m.db.Replay(ctx, func(tx app.Tx, _ uint64, r []byte) error { return m.lib.Replay(tx, r) })
	}
	if err == nil {
		err = m.lib.Reload(ctx)
	}
	return err
}

func (m *machine) close() error {
	if m.db == nil {
		return nil
	}
	err := m.db.Close()
	m.db, m.lib = nil, nil
	return err
}

// found makes a machine that begins a library.
func found(ctx context.Context, dir string) (*machine, error) {
	m, err := newMachine(ctx, dir)
	if err != nil {
		return nil, err
	}
	staff, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	paper, err := newMachine(ctx, dir+"-paper")
	if err != nil {
		return nil, err
	}
	m.Staff = staff.String()
	err = m.lib.Found(ctx, "Đo", m.Keys.Card("A"), paper.Keys.Device(), staff.Recipient().String())
	return m, errors.Join(err, paper.close())
}

// admit makes an empty machine of the same library.
func (m *machine) admit(ctx context.Context, dir string) (*machine, error) {
	b, err := newMachine(ctx, dir)
	if err != nil {
		return nil, err
	}
	b.Staff = m.Staff
	return b, errors.Join(m.lib.Admit(ctx, b.Keys.Card("B"), app.Publisher), b.lib.Join(ctx, m.lib.Name()))
}

const (
	// changesOfArticle is how many an article takes: its revision, and that it
	// is shown.
	changesOfArticle = 2
	fillBatch        = 1000
)

// fill publishes the articles from one number to another, of so many words;
// the first of all have photos.
func (m *machine) fill(ctx context.Context, from, to, photos, words int) error {
	r := mathrand.New(mathrand.NewPCG(1, uint64(from)))
	for i := from; i < to; {
		var batch []app.Entry
		for ; i < to && len(batch) < fillBatch; i++ {
			e, err := m.article(ctx, r, i, words, i < photos)
			if err != nil {
				return err
			}
			batch = append(batch, e)
		}
		saved, err := m.lib.Save(ctx, true, batch...)
		if err != nil {
			return err
		}
		for _, s := range saved {
			if s.Err != nil {
				return s.Err
			}
		}
	}
	return nil
}

var syllables = strings.Fields("hội nghị thông tin đối ngoại tỉnh đại biểu khai mạc triển lãm ảnh rừng biển cảng tàu khách du lịch văn hóa kinh tế xã hội người dân địa phương phát triển")

func sentence(r *mathrand.Rand, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = syllables[r.IntN(len(syllables))]
	}
	return strings.Join(out, " ")
}

// photoSizes are what a photo comes to: long edge, bytes.
var photoSizes = []struct{ edge, bytes int }{{1920, 450_000}, {960, 130_000}, {320, 20_000}}

func (m *machine) article(ctx context.Context, r *mathrand.Rand, n, words int, pictured bool) (app.Entry, error) {
	blocks := []string{fmt.Sprintf(`{"type":"paragraph","attrs":{"id":"p"},"content":[{"type":"text","text":%q}]}`, sentence(r, words))}
	e := app.Entry{
		Article: app.DeriveID("article", "bench", fmt.Sprint(n)), Category: []app.Text{{VI: "Thời sự", EN: "News"}},
		Document: app.Document{Title: fmt.Sprint(sentence(r, 9), " ", n), Lead: sentence(r, 12), Lang: "vi"},
	}
	if pictured {
		original := app.Sum([]byte(e.Document.Title))
		photo := app.Media{Width: 4000, Height: 3000, Colour: "#a4161a"}
		for _, s := range photoSizes {
			text := make([]byte, s.bytes)
			for i := range text {
				text[i] = byte(r.Uint32())
			}
			sum, size, err := m.db.Media().Put(ctx, bytes.NewReader(text), 1<<20)
			if err != nil {
				return e, err
			}
			photo.Sizes = append(photo.Sizes, app.Size{Hash: sum, Type: "image/jpeg", Width: s.edge, Height: s.edge * 3 / 4, Bytes: size})
		}
		e.Media = map[app.Hash]app.Media{original: photo}
		blocks = append(blocks, fmt.Sprintf(`{"type":"figure","attrs":{"id":"f","media":%q,"caption":"Ảnh","alt":"Ảnh","credit":"Ảnh: Đo"}}`, original))
	}
	e.Document.Body = json.RawMessage(`{"type":"doc","content":[` + strings.Join(blocks, ",") + `]}`)
	return e, nil
}

// peak is how many bytes this process held at most. What the system tells of
// a child that ended counts its parent's as well.
func peak() (int64, error) {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kb := int64(0)
	_, err = fmt.Sscan(rest, &kb)
	return kb << 10, err
}

// exchange is one exchange of this process. It tells what came of it.
func exchange(text, profile string) error {
	var m machine
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return err
	}
	ctx := context.Background()
	if err := m.open(ctx); err != nil {
		return err
	}
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	start := time.Now()
	f, err := peer.OpenFolder(m.Stick, m.lib.Name(), m.lib.Device())
	if err != nil {
		return err
	}
	p := peer.Party{Library: m.lib, Media: m.db.Media(), Keys: m.Keys, Staff: m.Staff}
	phases := map[string]time.Time{}
	r, err := p.Exchange(ctx, f, func(p peer.Progress) {
		if _, begun := phases[p.Phase]; !begun {
			phases[p.Phase] = time.Now()
		}
	})
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if len(r.Refused) > 0 {
		return fmt.Errorf("refused: %+v", r.Refused)
	}
	files := phases[peer.PhaseGive]
	if at, begun := phases[peer.PhaseFiles]; begun {
		files = at
	}
	out := meeting{Took: int64(time.Since(start)), OfChanges: int64(files.Sub(start)), Went: r.Went.Changes, Changes: r.Came.Changes, Files: r.Came.Files}
	if out.Peak, err = peak(); err != nil {
		return err
	}
	return errors.Join(json.NewEncoder(os.Stdout).Encode(out), f.Close(), m.close())
}
