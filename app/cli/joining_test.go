package cli

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/peer"
)

// folder is a data folder of the test that is open.
func testCore(t *testing.T, dir string, founded bool) *core {
	t.Helper()
	c, err := openCore(t.Context(), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.close() })
	if founded {
		if err := c.found(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func meetAt(t *testing.T, c *core, stick string) *exchanged {
	t.Helper()
	out, err := c.exchange(t.Context(), stick, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func newCode(t *testing.T, c *core, role app.Role, name string) string {
	t.Helper()
	r, err := c.invite(t.Context(), deviceArgs{Role: role, Name: name, For: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return r.Code
}

// A laptop whose window has founded a library of its own joins another: what
// was there is kept aside, whenever the program is killed while that is done.
func TestJoinFromALibraryOfOnesOwn(t *testing.T) {
	moved := []string{"bangtin.db", "own", "snapshots", "media", "journal", "search"}
	for killed := range len(moved) + 1 {
		stick, dir := t.TempDir(), t.TempDir()
		a, b := testCore(t, t.TempDir(), true), testCore(t, dir, true)
		own := b.lib.Name()
		recovery := b.keys.Recovery
		if _, err := b.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Publisher, "Máy B"), Folder: stick}); err != nil {
			t.Fatal(err)
		}
		if out := meetAt(t, b, stick); !out.Waits || out.Joined {
			t.Errorf("before an answer: %+v", out)
		}
		if out := meetAt(t, a, stick); len(out.Admitted) != 1 || out.Admitted[0].Name != "Máy B" {
			t.Errorf("admitted %+v", out.Admitted)
		}
		if out := meetAt(t, b, stick); !out.Restart {
			t.Errorf("with an answer: %+v", out)
		}
		if err := b.close(); err != nil {
			t.Fatal(err)
		}
		j, err := readJoining(dir)
		if err != nil || j == nil || j.Aside == "" {
			t.Fatalf("join.json: %+v, %v", j, err)
		}
		if err := os.MkdirAll(filepath.Join(dir, j.Aside), 0o700); err != nil {
			t.Fatal(err)
		}
		if killed > 0 {
			keys, err := loadKeys(dir)
			if err == nil {
				err = keys.save(filepath.Join(dir, j.Aside, "keys.json"))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range moved[:killed] { // as far as somebody came who was killed
			if err := os.Rename(filepath.Join(dir, name), filepath.Join(dir, j.Aside, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
		}
		b = testCore(t, dir, true) // the window founds nothing where it has just joined
		if b.lib.Name() != a.lib.Name() || b.keys.Staff != a.keys.Staff || b.keys.Recovery != "" {
			t.Errorf("killed at %d: of library %.8s, want %.8s", killed, b.lib.Name(), a.lib.Name())
		}
		if o := b.db.Opening(); !o.Created || o.Restored || o.Moved || o.Reason != "" {
			t.Errorf("killed at %d: the new store is told as %+v", killed, o)
		}
		meetAt(t, b, stick)
		if m, ok := b.lib.Roster().Member(b.lib.Device()); !ok || m.Role != app.Publisher || m.Name != "Máy B" {
			t.Errorf("killed at %d: it is %+v", killed, m)
		}
		old, err := loadKeys(filepath.Join(dir, j.Aside))
		if err != nil || old.Recovery != recovery {
			t.Errorf("the keys of the library that was left: %v", err)
		}
		if _, err := os.Stat(filepath.Join(dir, j.Aside, "bangtin.db")); err != nil {
			t.Errorf("what was there is gone: %v", err)
		}
		aside := testCore(t, filepath.Join(dir, j.Aside), false)
		if aside.lib.Name() != own {
			t.Errorf("aside is library %.8s, want %.8s", aside.lib.Name(), own)
		}
	}
}

// Kiosks take their places in a kit one after another, show what is open at
// once, and become members when an administrator has met the stick.
func TestKit(t *testing.T) {
	stick := t.TempDir()
	a := testCore(t, t.TempDir(), true)
	names := []string{"Ki-ốt 01 - Sảnh A", "Ki-ốt 02 - Sảnh A"}
	if _, err := a.kit(t.Context(), deviceArgs{Kit: kitArgs{Places: []kitPlace{{Name: names[0], Role: app.Kiosk}, {Name: names[1], Role: app.Kiosk}}}, Folder: stick, For: time.Hour}); err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick)
	var kiosks []*core
	for i := range 3 {
		k := testCore(t, t.TempDir(), false)
		if err := k.showCode(); err != nil {
			t.Fatal(err)
		}
		out := meetAt(t, k, stick)
		if full := i == 2; full == k.lib.Founded() {
			t.Errorf("kiosk %d: %+v", i, out)
		}
		if i < 2 && k.lib.Name() != a.lib.Name() {
			t.Errorf("kiosk %d is of library %.8s", i, k.lib.Name())
		}
		kiosks = append(kiosks, k)
	}
	out := meetAt(t, a, stick)
	if len(out.Admitted) != 2 || len(out.Asking) != 1 {
		t.Errorf("admitted %+v, asking %+v", out.Admitted, out.Asking)
	}
	var got []string
	for _, k := range kiosks[:2] {
		if out := meetAt(t, k, stick); !out.Joined {
			t.Errorf("after the administrator: %+v", out)
		}
		m, ok := k.lib.Roster().Member(k.lib.Device())
		if !ok || m.Role != app.Kiosk {
			t.Errorf("a kiosk is %+v", m)
		}
		if k.keys.Staff != "" {
			t.Error("a kiosk holds the key of the desks")
		}
		got = append(got, m.Name)
	}
	slices.Sort(got)
	if !slices.Equal(got, names) {
		t.Errorf("they are called %v", got)
	}
	// The third has shown its code all the while; now somebody types it.
	j, err := readJoining(kiosks[2].dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.invite(t.Context(), deviceArgs{Role: app.Screen, Name: "Màn hình sảnh", Code: j.Code.String(), For: time.Hour}); err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick)
	if out := meetAt(t, kiosks[2], stick); !out.Joined || kiosks[2].lib.Name() != a.lib.Name() {
		t.Errorf("by its own code: %+v", out)
	}
}

// A copied kiosk gets keys of its own, shows what it showed, tells by which
// code it is let in again under a name of its own, and loses nothing that
// visitors had told it before.
func TestClonedKiosk(t *testing.T) {
	stick := t.TempDir()
	a, k := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	if _, err := k.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Kiosk, "Ki-ốt 01"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick)
	meetAt(t, k, stick)
	ticket := app.Ticket{Department: "UBND tỉnh", Topic: "Góp ý", Name: "Nguyễn Văn Chép", Phone: "0900000001", Text: "Góp ý chưa gửi của khách tham quan"}
	if _, err := k.lib.SendTicket(t.Context(), ticket); err != nil {
		t.Fatal(err)
	}
	old := k.lib.Device()
	var err error
	if k.keys, k.lib, err = openClone(context.Background(), k.dir, k.db, k.log); err != nil {
		t.Fatal(err)
	}
	if k.lib.Device() == old || k.lib.Name() != a.lib.Name() || k.member() {
		t.Errorf("the copy is %.8s, the original %.8s, a member: %v", k.lib.Device(), old, k.member())
	}
	if err := k.showCode(); err != nil {
		t.Fatal(err)
	}
	j, err := readJoining(k.dir)
	if err != nil || j == nil {
		t.Fatalf("it asks by %+v, %v", j, err)
	}
	shows := newExchanger(&engine{core: k}).joining
	if got := shows(); got.Code != j.Code.String() || !got.Above {
		t.Errorf("above its pages it shows %+v, it asks by %s", got, j.Code)
	}
	meetAt(t, k, stick)
	meetAt(t, a, stick)
	if n, err := a.lib.TicketCounts(t.Context()); err != nil || n[app.AllTickets] != 1 {
		t.Errorf("before it is let in the desk has %+v, %v", n, err)
	}
	if _, err := a.invite(t.Context(), deviceArgs{Role: app.Kiosk, Name: "Ki-ốt 02", Code: string(j.Code), For: time.Hour}); err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick)
	meetAt(t, k, stick)
	if got := shows(); got.Code != "" {
		t.Errorf("once it was let in it shows %+v", got)
	}
	if err := k.db.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	if holds(t, k.dir, ticket.Name) || !holds(t, a.dir, ticket.Name) {
		t.Error("what the desk has the kiosk keeps, or the other way round")
	}
	if err := k.lib.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	meetAt(t, k, stick)
	meetAt(t, k, stick)
	if out := meetAt(t, k, stick); out.Went.Changes > 0 {
		t.Errorf("after a rebuild it leaves again and again %+v", out.Went)
	}
	if m, ok := k.lib.Roster().Member(k.lib.Device()); !ok || m.Name != "Ki-ốt 02" {
		t.Errorf("the copy is %+v", m)
	}
}

// Whoever does not know the code is not let in, however often they try, and
// nobody is let in by an answer that somebody made up.
func TestGuessedCodes(t *testing.T) {
	stick := t.TempDir()
	a := testCore(t, t.TempDir(), true)
	code, err := peer.ParseCode(newCode(t, a, app.Administrator, ""))
	if err != nil {
		t.Fatal(err)
	}
	f, err := peer.OpenJoins(stick, a.lib.Device())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	before := len(a.lib.Roster().Members())
	for i := range 6 { // a proof of another code under the id of this one
		r := testCore(t, t.TempDir(), false)
		wrong := peer.NewCode()
		note := forged(t, wrong, code, &r.keys.Keys)
		asked, err := peer.ReadAsked(note)
		if err != nil {
			t.Fatal(err)
		}
		if err := peer.Ask(t.Context(), f, asked.Request, note); err != nil {
			t.Fatal(err)
		}
		out := meetAt(t, a, stick)
		if len(out.Admitted) > 0 || len(out.Refused) == 0 {
			t.Fatalf("try %d: admitted %+v, refused %+v", i, out.Admitted, out.Refused)
		}
	}
	if got := len(a.lib.Roster().Members()); got != before {
		t.Errorf("%d members, there were %d", got, before)
	}
	// Five wrong proofs end the code: who knows it now comes too late.
	late := testCore(t, t.TempDir(), false)
	if _, err := late.joinBy(t.Context(), deviceArgs{Code: string(code), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick)
	if _, err := late.exchange(t.Context(), stick, nil); !errors.Is(err, app.ErrInviteOver) || late.lib.Founded() {
		t.Errorf("a code lives on after five wrong proofs: %v", err)
	}
	// An answer of somebody who does not know the code.
	fresh := testCore(t, t.TempDir(), false)
	mine := peer.NewCode()
	if _, err := fresh.joinBy(t.Context(), deviceArgs{Code: string(mine), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	j, err := readJoining(fresh.dir)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := peer.ReadAsked(j.Note)
	if err != nil {
		t.Fatal(err)
	}
	made, err := peer.MakeAnswer(peer.NewCode(), asked, peer.Answer{Library: app.Sum([]byte("khác")), Role: app.Kiosk}, peer.Secrets{})
	if err == nil {
		err = peer.LeaveAnswer(t.Context(), f, asked, made)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fresh.exchange(t.Context(), stick, nil); app.CodeOf(err) != app.Denied || fresh.lib.Founded() {
		t.Errorf("an answer that somebody made up: %v", err)
	}
	for in, want := range map[string]bool{code.String(): true, string(code[:15]) + "0": string(code[15]) == "0", "": false, "AAAA-BBBB": false, "' OR 1=1": false} {
		if _, err := peer.ParseCode(in); (err == nil) != want {
			t.Errorf("%q: %v", in, err)
		}
	}
}

// Over the network the answer comes at once, from the right machine only.
func TestJoinOverTheNetwork(t *testing.T) {
	e, address := testEngine(t)
	code := newCode(t, e.core, app.Desk, "Máy bên kia")
	c := testCore(t, t.TempDir(), false)
	ctx := t.Context()
	if _, err := c.joinBy(ctx, deviceArgs{Code: string(peer.NewCode()), Folder: address}); app.CodeOf(err) != app.Denied || c.lib.Founded() {
		t.Errorf("by a code that nobody gave: %v", err)
	}
	if _, err := c.joinBy(ctx, deviceArgs{Code: code, Folder: address}); err != nil {
		t.Fatal(err)
	}
	if c.lib.Name() != e.lib.Name() || c.keys.Staff != e.keys.Staff {
		t.Errorf("of library %.8s, want %.8s", c.lib.Name(), e.lib.Name())
	}
	if m, ok := e.lib.Roster().Member(c.lib.Device()); !ok || m.Role != app.Desk || m.Name != "Máy bên kia" {
		t.Errorf("it is %+v", m)
	}
	if j, err := readJoining(c.dir); err != nil || j != nil {
		t.Errorf("it still asks: %+v, %v", j, err)
	}
	again := testCore(t, t.TempDir(), false)
	if _, err := again.joinBy(ctx, deviceArgs{Code: code, Folder: address}); app.CodeOf(err) != app.Denied {
		t.Errorf("a code is good twice: %v", err)
	}
	code = newCode(t, e.core, app.Desk, "")
	for range 10 { // nobody comes near a code by guessing, and nobody's code is ended by it
		if _, err := again.joinBy(ctx, deviceArgs{Code: string(peer.NewCode()), Folder: address}); app.CodeOf(err) != app.Denied || again.lib.Founded() {
			t.Errorf("a guessed code: %v", err)
		}
	}
	if _, err := again.joinBy(ctx, deviceArgs{Code: code, Folder: address}); err != nil {
		t.Errorf("a code after wrong ones of somebody else: %v", err)
	}
}

// The desk's page asks over the network as well, and what is wrong is said in
// both languages.
func TestJoinAtTheDeskOverTheNetwork(t *testing.T) {
	a, address := testEngine(t)
	b, _ := testEngine(t)
	code := newCode(t, a.core, app.Publisher, "Máy B")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]struct {
		in   api.JoinRequest
		want app.Code
	}{
		"nowhere":        {api.JoinRequest{Code: code}, app.Invalid},
		"two places":     {api.JoinRequest{Code: code, Path: t.TempDir(), Address: address}, app.Invalid},
		"no code":        {api.JoinRequest{Code: "AAAA-BBBB", Address: address}, app.Invalid},
		"no address":     {api.JoinRequest{Code: code, Address: "máy A?"}, app.Invalid},
		"nobody there":   {api.JoinRequest{Code: code, Address: nobody}, app.Unavailable},
		"a guessed code": {api.JoinRequest{Code: peer.NewCode().String(), Address: address}, app.Denied},
	} {
		err := b.meets.Join(t.Context(), w.in)
		var fault *app.Error
		if !errors.As(err, &fault) || fault.Code != w.want || fault.Msg.VI == "" || fault.Msg.EN == "" {
			t.Errorf("%s: %v", name, err)
		}
		if j, err := readJoining(b.dir); err != nil || j != nil || b.again.Load() {
			t.Errorf("%s: it goes on asking: %+v, %v", name, j, err)
		}
	}
	if err := b.meets.Join(t.Context(), api.JoinRequest{Code: code, Address: "https://" + address + "/", Name: "laptop"}); err != nil {
		t.Fatal(err)
	}
	if m, ok := a.lib.Roster().Member(b.lib.Device()); !ok || m.Role != app.Publisher || m.Name != "Máy B" {
		t.Errorf("it is %+v", m)
	}
	if !b.again.Load() { // it had founded a library of its own
		t.Error("the program does not begin anew")
	}
}

// Somebody writes an article while the machine waits to be let in: it is kept
// aside with the rest, and no exchange fails for it.
func TestWroteWhileWaiting(t *testing.T) {
	stick, dir := t.TempDir(), t.TempDir()
	a, b := testCore(t, t.TempDir(), true), testCore(t, dir, true)
	if _, err := b.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Publisher, "Máy B"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick)
	id := app.DeriveID("article", "t", "1")
	saved, err := b.lib.Save(t.Context(), false, app.Entry{Article: id, Category: []app.Text{{VI: "Thời sự", EN: "News"}},
		Document: app.Document{Title: "Viết trong lúc chờ", Lang: "vi", Body: []byte(`{"type":"doc","content":[]}`)}})
	if err != nil || saved[0].Err != nil {
		t.Fatal(err, saved)
	}
	if out := meetAt(t, b, stick); !out.Restart {
		t.Fatalf("with an answer: %+v", out)
	}
	j, err := readJoining(dir)
	if err == nil {
		err = b.close()
	}
	if err != nil {
		t.Fatal(err)
	}
	b = testCore(t, dir, true)
	meetAt(t, b, stick)
	if !b.member() || b.lib.Name() != a.lib.Name() {
		t.Errorf("it is of library %.8s, a member: %v", b.lib.Name(), b.member())
	}
	aside := testCore(t, filepath.Join(dir, j.Aside), false)
	if title, err := aside.lib.TitleOf(t.Context(), id); err != nil || title != "Viết trong lúc chờ" {
		t.Errorf("aside the article is %q, %v", title, err)
	}
}

// A machine that others have joined while it waited itself does not leave
// them, is told so, and goes on; what it asked can be taken back.
func TestAskedThenLetOthersIn(t *testing.T) {
	stick := t.TempDir()
	a, b, c := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	own := b.lib.Name()
	if _, err := b.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Publisher, "Máy B"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick)
	if err := b.lib.Admit(t.Context(), c.keys.Card("Máy C"), app.Desk); err != nil {
		t.Fatal(err)
	}
	out := meetAt(t, b, stick)
	if out.Restart || b.lib.Name() != own || len(out.Refused) != 1 || out.Refused[0].Key != "in_a_library" {
		t.Errorf("with an answer: %+v", out)
	}
	for range 2 { // also where nothing was asked
		if err := b.unask(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if out := meetAt(t, b, stick); len(out.Refused) > 0 || out.Waits {
		t.Errorf("after it was taken back: %+v", out)
	}
	if j, err := readJoining(b.dir); err != nil || j != nil {
		t.Errorf("it still asks by %+v, %v", j, err)
	}
}

// A kiosk whose request was taken back shows another code.
func TestKioskUnasks(t *testing.T) {
	k := testCore(t, t.TempDir(), false)
	k.role = app.Kiosk
	if err := k.showCode(); err != nil {
		t.Fatal(err)
	}
	first, err := readJoining(k.dir)
	if err != nil {
		t.Fatal(err)
	}
	k.exchanging.Lock()
	if err := k.unask(t.Context()); app.CodeOf(err) != app.Held {
		t.Errorf("during an exchange: %v", err)
	}
	k.exchanging.Unlock()
	if err := k.unask(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j, err := readJoining(k.dir); err != nil || j == nil || j.Code == first.Code {
		t.Errorf("it asks by %+v, %v", j, err)
	}
}
