package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/peer"
)

// holds tells whether a file below a folder holds these bytes.
func holds(t *testing.T, dir, what string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		found = found || bytes.Contains(text, []byte(what))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Machines of one kit stand as it says, each in the role it was started in;
// the PIN reaches them and never lies on the stick.
func TestKitSetsUp(t *testing.T) {
	stick := t.TempDir()
	a := testCore(t, t.TempDir(), true)
	hours, err := app.ParseHours("07:30-17:00 T2-T6")
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.kit(t.Context(), deviceArgs{Folder: stick, For: time.Hour, Kit: kitArgs{PIN: "204816", Hours: hours, Places: []kitPlace{
		placeOf("Ki-ốt 01 = Sảnh A", kitPlace{Role: app.Kiosk}),
		placeOf("Ki-ốt 02=portrait-left", kitPlace{Role: app.Kiosk}),
		placeOf("Màn hình sảnh=screen,portrait", kitPlace{Role: app.Kiosk}),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick)
	start := func(role app.Role) *core {
		k := testCore(t, t.TempDir(), false)
		k.role = role
		if err := k.showCode(); err != nil {
			t.Fatal(err)
		}
		meetAt(t, k, stick)
		if p := k.panel(); p.PIN != "" || p.Hours == nil || p.Hours.String() != "07:30-17:00 T2,T3,T4,T5,T6" {
			t.Errorf("fresh from the kit it stands as %+v", p)
		}
		return k
	}
	screen, first := start(app.Screen), start(app.Kiosk)
	any := start("")
	meetAt(t, a, stick)
	for _, w := range []struct {
		k    *core
		name string
		role app.Role
		turn app.Turn
	}{
		{screen, "Màn hình sảnh", app.Screen, app.TurnPortrait},
		{first, "Ki-ốt 01 = Sảnh A", app.Kiosk, ""},
		{any, "Ki-ốt 02", app.Kiosk, app.TurnPortraitLeft},
	} {
		if out := meetAt(t, w.k, stick); !out.Joined {
			t.Errorf("%s has not joined: %+v", w.name, out)
		}
		m, _ := w.k.lib.Roster().Member(w.k.lib.Device())
		p, err := readPanel(w.k.dir)
		if err != nil || m.Name != w.name || m.Role != w.role || p.Turn != w.turn {
			t.Errorf("it is %q, %s, %+v, %v; want %+v", m.Name, m.Role, p, err, w)
		}
		if !app.CheckPassword(p.PIN, "204816") {
			t.Errorf("%s does not know the PIN", w.name)
		}
	}
	for _, secret := range []string{"204816", "argon2id"} {
		if holds(t, stick, secret) {
			t.Errorf("the stick holds %q", secret)
		}
	}
}

// A kit of an earlier program has one role, and nothing of how machines stand.
func TestOldKit(t *testing.T) {
	stick := t.TempDir()
	a, k := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	code := peer.NewCode()
	text, err := json.Marshal(map[string]any{"library": a.lib.Name(), "called": "Tỉnh", "code": code, "role": "kiosk",
		"names": []string{"Ki-ốt 01"}, "until": time.Now().Add(time.Hour).UnixMilli()})
	if err != nil {
		t.Fatal(err)
	}
	kits := filepath.Join(stick, peer.FolderName, "kits")
	if err := os.MkdirAll(kits, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(kits, code.ID()+".json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.invite(t.Context(), deviceArgs{Code: string(code), Role: app.Kiosk, Name: "Ki-ốt 01", For: time.Hour}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*core{a, k, a, k} {
		meetAt(t, c, stick)
	}
	if m, ok := k.lib.Roster().Member(k.lib.Device()); !ok || m.Name != "Ki-ốt 01" || k.panel() != (app.Panel{}) {
		t.Errorf("it is %+v, and stands as %+v", m, k.panel())
	}
}

func TestPlaceOf(t *testing.T) {
	like := kitPlace{Role: app.Kiosk, Turn: app.TurnPortrait}
	for in, want := range map[string]kitPlace{
		"Ki-ốt 01":                  {"Ki-ốt 01", app.Kiosk, app.TurnPortrait},
		"Sảnh = tầng 2":             {"Sảnh = tầng 2", app.Kiosk, app.TurnPortrait},
		"Màn hình = screen":         {"Màn hình", app.Screen, app.TurnPortrait},
		"A=B=kiosk, landscape-left": {"A=B", app.Kiosk, app.TurnLandscapeLeft},
		"A=screen,upside-down":      {"A=screen,upside-down", app.Kiosk, app.TurnPortrait},
		"A=desk":                    {"A=desk", app.Kiosk, app.TurnPortrait},
		"A=":                        {"A", app.Kiosk, ""},
	} {
		if got := placeOf(in, like); got != want {
			t.Errorf("%q is %+v, want %+v", in, got, want)
		}
	}
}

// What is wrong with a kit is said before anything is left on the stick.
func TestRefusedKits(t *testing.T) {
	a := testCore(t, t.TempDir(), true)
	one := []kitPlace{{Name: "A", Role: app.Kiosk}}
	for name, k := range map[string]kitArgs{
		"nobody": {},
		"desk":   {Places: []kitPlace{{Name: "A", Role: app.Desk}}},
		"turn":   {Places: []kitPlace{{Name: "A", Role: app.Kiosk, Turn: "x"}}},
		"pin":    {Places: one, PIN: "12"},
		"hours":  {Places: one, Hours: &app.Hours{From: 2, Until: 1}},
	} {
		stick := t.TempDir()
		if _, err := a.kit(t.Context(), deviceArgs{Folder: stick, For: time.Hour, Kit: k}); app.CodeOf(err) != app.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if peer.HasKits(stick) {
			t.Errorf("%s: something is left on the stick", name)
		}
	}
	if all, err := a.lib.Invites(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("codes that nobody needs: %+v, %v", all, err)
	}
}

func TestPanelCommand(t *testing.T) {
	c := testCore(t, t.TempDir(), false)
	hours, turn, pin := "8:00-16:30", app.TurnPortrait, "0420"
	got, err := c.configurePanel(panelArgs{Hours: &hours, Turn: &turn, PIN: &pin})
	if err != nil || *got != (panel{"08:00-16:30", app.TurnPortrait, true}) {
		t.Errorf("set: %+v, %v", got, err)
	}
	bad := "8-16"
	if _, err := c.configurePanel(panelArgs{Hours: &bad}); app.CodeOf(err) != app.Invalid {
		t.Errorf("hours %q: %v", bad, err)
	}
	p, err := readPanel(c.dir)
	if err != nil || !app.CheckPassword(p.PIN, pin) || p.Turn != turn {
		t.Errorf("kept: %+v, %v", p, err)
	}
	none := ""
	if got, err := c.configurePanel(panelArgs{Hours: &none, PIN: &none}); err != nil || *got != (panel{"", app.TurnPortrait, false}) {
		t.Errorf("taken back: %+v, %v", got, err)
	}
	if err := os.WriteFile(panelFile(c.dir), []byte(`{"turn":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	again := testCore(t, t.TempDir(), false)
	again.dir = c.dir
	if p := again.panel(); p != (app.Panel{}) {
		t.Errorf("a damaged file says %+v", p)
	}
}

// A kiosk whose kit ran out before the stick came back takes a place in the
// next one, wherever that lies, and no longer asks by the old.
func TestKitRanOut(t *testing.T) {
	two := kitArgs{Places: []kitPlace{{Name: "Ki-ốt 01", Role: app.Kiosk}, {Name: "Ki-ốt 02", Role: app.Kiosk}}}
	for _, same := range []bool{true, false} {
		stick := t.TempDir()
		next := stick
		if !same {
			next = t.TempDir()
		}
		a, k := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
		if _, err := a.kit(t.Context(), deviceArgs{Folder: stick, For: time.Hour, Kit: two}); err != nil {
			t.Fatal(err)
		}
		meetAt(t, a, stick)
		k.role = app.Kiosk
		if err := k.showCode(); err != nil {
			t.Fatal(err)
		}
		meetAt(t, k, stick)
		first, err := readJoining(k.dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.lib.DropInvite(t.Context(), first.Code.ID()); err != nil {
			t.Fatal(err)
		}
		if out := meetAt(t, a, stick); len(out.Admitted) > 0 {
			t.Fatalf("by a code that is over it let in %+v", out.Admitted)
		}
		if out := meetAt(t, k, stick); !out.Waits {
			t.Errorf("with the same kit: %+v", out)
		}
		if same, err := readJoining(k.dir); err != nil || same.Code != first.Code {
			t.Errorf("it took another place in the same kit: %+v, %v", same, err)
		}
		if _, err := a.kit(t.Context(), deviceArgs{Folder: next, For: 2 * time.Hour, Kit: two}); err != nil {
			t.Fatal(err)
		}
		meetAt(t, a, next)
		meetAt(t, k, next)
		out := meetAt(t, a, next)
		if len(out.Admitted) != 1 || len(out.Asking)+len(out.Refused) > 0 {
			t.Errorf("by the next kit: admitted %+v, asking %+v, refused %+v", out.Admitted, out.Asking, out.Refused)
		}
		if out := meetAt(t, k, next); !out.Joined || !k.member() {
			t.Errorf("by the next kit: %+v", out)
		}
	}
}

// A kit that is made again, because there was a slip in the first, takes its
// place on the stick. Two that lie there all the same are one too many only
// where they are of different libraries, and then the kiosk says so.
func TestSecondKit(t *testing.T) {
	of := func(name string) kitArgs { return kitArgs{Places: []kitPlace{{Name: name, Role: app.Kiosk}}} }
	begin := func() *core {
		k := testCore(t, t.TempDir(), false)
		k.role = app.Kiosk
		if err := k.showCode(); err != nil {
			t.Fatal(err)
		}
		return k
	}
	stick := t.TempDir()
	a := testCore(t, t.TempDir(), true)
	kits := filepath.Join(stick, peer.FolderName, "kits", "*.json")
	var first string
	for i, name := range []string{"Ki-ôt 01", "Ki-ốt 01"} {
		if _, err := a.kit(t.Context(), deviceArgs{Folder: stick, For: time.Duration(i+1) * time.Hour, Kit: of(name)}); err != nil {
			t.Fatal(err)
		}
		found, err := filepath.Glob(kits)
		if err != nil || len(found) != 1 || found[0] == first {
			t.Fatalf("kits on the stick: %v, %v", found, err)
		}
		first = found[0]
	}
	meetAt(t, a, stick)
	k := begin()
	for _, c := range []*core{k, a, k} {
		meetAt(t, c, stick)
	}
	if m, ok := k.lib.Roster().Member(k.lib.Device()); !ok || m.Name != "Ki-ốt 01" {
		t.Errorf("it is %+v", m)
	}

	b := testCore(t, t.TempDir(), true)
	if _, err := b.kit(t.Context(), deviceArgs{Folder: stick, For: time.Hour, Kit: of("Của nơi khác")}); err != nil {
		t.Fatal(err)
	}
	if found, err := filepath.Glob(kits); err != nil || len(found) != 2 {
		t.Fatalf("kits of two libraries: %v, %v", found, err)
	}
	lost := begin()
	out := meetAt(t, lost, stick)
	x := newExchanger(&engine{core: lost})
	x.last = x.tell(t.Context(), stick, out, nil)
	if got := x.joining(); !strings.Contains(got.Problem, "nhiều thư viện") || !strings.Contains(got.Problem, "several libraries") {
		t.Errorf("the page of joining says %+v", got)
	}
	if lost.lib.Founded() || !out.Waits || len(out.Refused) != 1 || out.Refused[0].Key != "kits_several" {
		t.Errorf("with kits of two libraries: %+v", out)
	}
}

// A kiosk with a place in a kit tells where its stick has to go, and no code:
// whoever entered it, on the command line or at the desk, would put an invite
// for one machine in place of the kit. The code stays what it is.
func TestCodeOfAKitIsNotEntered(t *testing.T) {
	stick := t.TempDir()
	a := testCore(t, t.TempDir(), true)
	three := kitArgs{PIN: "204816", Places: []kitPlace{{Name: "Sảnh A", Role: app.Kiosk}, {Name: "Sảnh B", Role: app.Kiosk}, {Name: "Sảnh C", Role: app.Kiosk}}}
	kit, err := a.kit(t.Context(), deviceArgs{Folder: stick, For: time.Hour, Kit: three})
	if err != nil {
		t.Fatal(err)
	}
	meetAt(t, a, stick)
	told := func(k *core) string {
		s, err := k.status(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s.text()
	}
	var kiosks []*core
	for range three.Places {
		k := testCore(t, t.TempDir(), false)
		k.role = app.Kiosk
		if err := k.showCode(); err != nil {
			t.Fatal(err)
		}
		own, err := readJoining(k.dir)
		if err != nil || !strings.Contains(told(k), own.Code.String()) {
			t.Fatalf("without a kit it tells no code: %s, %v", told(k), err)
		}
		meetAt(t, k, stick)
		for _, want := range []string{"máy quản trị", "mang về lại", "administrator's machine", "bring it back"} {
			if got := told(k); strings.Contains(got, kit.Code) || !strings.Contains(got, want) {
				t.Errorf("its status lacks %q, or tells the code of the kit:\n%s", want, got)
			}
		}
		kiosks = append(kiosks, k)
	}

	_, err = a.invite(t.Context(), deviceArgs{Code: kit.Code, Role: app.Kiosk, For: time.Hour})
	if fault := new(app.Error); !errors.As(err, &fault) || fault.Code != app.Conflict || !strings.Contains(fault.Msg.VI, "Sảnh A, Sảnh B, Sảnh C") || !strings.Contains(fault.Msg.EN, "kit") {
		t.Errorf("on the command line: %v", err)
	}
	x := newExchanger(&engine{core: a})
	if _, err := x.Invite(t.Context(), api.NewInvite{Role: app.Kiosk, Hours: 24, Code: kit.Code}); app.CodeOf(err) != app.Conflict {
		t.Errorf("at the desk: %v", err)
	}
	if out := meetAt(t, a, stick); len(out.Admitted) != 3 || len(out.Refused) > 0 {
		t.Errorf("admitted %+v, refused %+v", out.Admitted, out.Refused)
	}
	for _, k := range kiosks {
		if out := meetAt(t, k, stick); !out.Joined || !app.CheckPassword(k.panel().PIN, "204816") {
			t.Errorf("%s: %+v", k.ownName(), out)
		}
	}
}

// A kiosk that was cut off after it noted its place in a kit, or for which
// somebody typed a code that was made elsewhere, shows no code either.
func TestAskedShowsNoCode(t *testing.T) {
	k := testCore(t, t.TempDir(), false)
	x := newExchanger(&engine{core: k})
	for _, shown := range []bool{true, false} {
		j, err := k.beginJoining(peer.NewCode(), "Sảnh A", 0, shown)
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		if shown {
			want = j.Code.String()
		}
		if got := x.joining(); got.Code != want || got.Asked == shown {
			t.Errorf("drawn here %v: it shows %+v", shown, got)
		}
	}
}
