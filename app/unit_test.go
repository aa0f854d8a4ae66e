package app_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

var unitKeeper = app.Actor{Account: app.DeriveID("account", "keeper of units"), Name: "Phạm Minh Khuê", Post: app.PublisherIn}

func (m *machine) saveUnit(u app.Unit) app.Unit {
	m.t.Helper()
	u, err := m.lib.SaveUnit(context.Background(), unitKeeper, u)
	if err != nil {
		m.t.Fatal(err)
	}
	return u
}

func (m *machine) directory() *app.Directory {
	m.t.Helper()
	d, err := m.lib.Directory(context.Background())
	if err != nil {
		m.t.Fatal(err)
	}
	return d
}

func named(name string) app.Text { return app.Text{VI: name} }

func namesOf(units []*app.Unit) (out []string) {
	for _, u := range units {
		out = append(out, u.Name.VI)
	}
	return out
}

func TestUnits(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	offices := m.saveUnit(app.Unit{Name: named("Sở, ban, ngành")})
	health := m.saveUnit(app.Unit{Name: app.Text{VI: " Sở  Y tế ", EN: "Department of Health"}, Parent: offices.ID, Website: "soyte.example/trang", Phones: []string{" 0200 1 ", ""}})
	land := m.saveUnit(app.Unit{Name: named("Sở Đất đai"), Parent: offices.ID})
	m.saveUnit(app.Unit{Name: named("Văn phòng UBND tỉnh")})
	if health.Name.VI != "Sở Y tế" || health.Website != "https://soyte.example/trang" || health.SiteText() != "soyte.example/trang" || len(health.Phones) != 1 {
		t.Errorf("cleaned: %+v", health)
	}
	want := []string{"Sở, ban, ngành", "Sở Y tế", "Sở Đất đai", "Văn phòng UBND tỉnh"}
	if got := namesOf(m.directory().All()); !slices.Equal(got, want) {
		t.Errorf("the directory is %q", got)
	}
	if err := m.lib.OrderUnits(ctx, unitKeeper, offices.ID, []app.ID{land.ID, health.ID}); err != nil {
		t.Fatal(err)
	}
	if got := namesOf(m.directory().Below(offices.ID)); !slices.Equal(got, []string{"Sở Đất đai", "Sở Y tế"}) {
		t.Errorf("ordered: %q", got)
	}
	if err := m.lib.OrderUnits(ctx, unitKeeper, app.ID{}, []app.ID{land.ID}); app.CodeOf(err) != app.NotFound {
		t.Errorf("a unit is ordered where it does not stand: %v", err)
	}
	before := m.status()
	m.saveUnit(*m.directory().Below(offices.ID)[1])
	if m.status().Changes != before.Changes {
		t.Error("saving without a change writes one")
	}
	trail, err := m.lib.Trail(ctx, 0, 1)
	if err != nil || trail[0].What() != "unit" || trail[0].Account != unitKeeper.Account || trail[0].Name == "" {
		t.Errorf("the trail says %+v, %v", trail, err)
	}
	m.reopen(false)
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if after := m.status(); after.RootOpen != before.RootOpen || len(m.directory().All()) != len(want) {
		t.Error("a rebuild folds differently")
	}
	verified, err := m.lib.Verify(ctx, nil)
	if err != nil || len(verified.Faults) > 0 {
		t.Errorf("verify: %v %v", verified.Faults, err)
	}
}

func TestUnitsAreRefused(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	group := m.saveUnit(app.Unit{Name: named("Sở, ban, ngành")})
	old := m.saveUnit(app.Unit{Name: named("Sở Thủy sản"), Code: "thuy-san", Parent: group.ID, Until: "2007-12-31"})
	now := m.saveUnit(app.Unit{Name: named("Sở Nông nghiệp"), Parent: group.ID, Until: "2025-02-28", Next: old.ID})
	with := func(change func(*app.Unit)) app.Unit {
		u := app.Unit{Name: named("Sở Tư pháp"), Parent: group.ID}
		change(&u)
		return u
	}
	circle := old
	circle.Next = now.ID
	deep := group
	deep.Parent = m.saveUnit(app.Unit{Name: named("Nhóm khác")}).ID
	mistake, followed := group, old
	mistake.Removed, followed.Removed = true, true
	for name, c := range map[string]struct {
		u   app.Unit
		key string
	}{
		"no name":             {with(func(u *app.Unit) { u.Name.VI = " \n" }), "unit_name_missing"},
		"a long name":         {with(func(u *app.Unit) { u.Name.EN = strings.Repeat("ễ", 301) }), "unit_name_too_long"},
		"a long code":         {with(func(u *app.Unit) { u.Code = strings.Repeat("a", 101) }), "unit_code_too_long"},
		"a long address":      {with(func(u *app.Unit) { u.Address = strings.Repeat("a", 501) }), "line_too_long"},
		"many phones":         {with(func(u *app.Unit) { u.Phones = slices.Repeat([]string{"1"}, 21) }), "too_many"},
		"a long note":         {with(func(u *app.Unit) { u.Note = strings.Repeat("a", 5001) }), "note_too_long"},
		"no mail address":     {with(func(u *app.Unit) { u.Email = "tu phap@so.vn" }), "email_malformed"},
		"a script":            {with(func(u *app.Unit) { u.Website = "javascript:alert(1)" }), "address_malformed"},
		"a name before hosts": {with(func(u *app.Unit) { u.Website = "https://tinh.vn@la.example/" }), "address_malformed"},
		"an unknown kind":     {with(func(u *app.Unit) { u.Kind = "khác" }), ""},
		"no such day":         {with(func(u *app.Unit) { u.From = "2023-02-29" }), "unit_day_malformed"},
		"an end before it":    {with(func(u *app.Unit) { u.From, u.Until = "2024-02-02", "2024-02-01" }), "unit_days_reversed"},
		"next without an end": {with(func(u *app.Unit) { u.Next = old.ID }), "unit_next_without_end"},
		"nobody follows":      {with(func(u *app.Unit) { u.Until, u.Next = "2024-02-01", articleID(1) }), "no_next_unit"},
		"a circle":            {circle, "unit_cycle"},
		"no such group":       {with(func(u *app.Unit) { u.Parent = articleID(1) }), "no_group"},
		"a third level":       {with(func(u *app.Unit) { u.Parent = old.ID }), "unit_too_deep"},
		"a group in a group":  {deep, "unit_too_deep"},
		"a name on its day":   {with(func(u *app.Unit) { u.Name.VI, u.From = "sở  thủy SẢN", "2007-12-31" }), "unit_name_taken"},
		"a code that is used": {with(func(u *app.Unit) { u.Code = "thuy-san" }), "unit_code_taken"},
		"a group with units":  {mistake, "unit_has_units"},
		"one that follows":    {followed, "unit_follows"},
		"a unit not there":    {app.Unit{ID: articleID(1), Name: named("Sở Tư pháp")}, "no_unit"},
	} {
		_, err := m.lib.SaveUnit(ctx, unitKeeper, c.u)
		if err == nil || c.key != "" && keyOf(err) != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	for _, post := range []app.Post{app.Writer, app.Editor, app.Auditor, ""} {
		by := app.Actor{Post: post}
		_, err := m.lib.SaveUnit(ctx, by, app.Unit{Name: named("Sở Tư pháp")})
		_, imported := m.lib.ImportUnits(ctx, by, []app.UnitRow{{Line: 2, Fields: map[app.UnitField]string{app.UnitName: "Sở Tư pháp"}}})
		for _, err := range []error{err, imported, m.lib.OrderUnits(ctx, by, app.ID{}, nil), m.lib.SettleUnit(ctx, by, old.ID, true)} {
			if app.CodeOf(err) != app.Denied {
				t.Errorf("%q may change the directory: %v", post, err)
			}
		}
	}
	m.saveUnit(with(func(u *app.Unit) { u.Name.VI, u.From = "Sở Thủy sản", "2008-01-01" })) // the day after
	m.saveUnit(app.Unit{Name: named("Sở Thủy sản")})                                        // on the other level
	if got := len(m.directory().All()); got != 6 {
		t.Errorf("%d units", got)
	}
}

// Words find units with marks and without, by short, former and English
// names and by address; old names lead to what the unit is now.
func TestFindUnits(t *testing.T) {
	m := newMachine(t)
	m.found()
	group := m.saveUnit(app.Unit{Name: named("Sở, ban, ngành")})
	places := m.saveUnit(app.Unit{Name: named("Huyện, xã"), Website: "https://huyen.example"})
	science := m.saveUnit(app.Unit{Name: app.Text{VI: "Sở Khoa học và Công nghệ", EN: "Department of Science"}, Short: "SKHCN", Parent: group.ID, Address: "12 đường Đá Bạc"})
	post := m.saveUnit(app.Unit{Name: named("Sở Bưu chính"), Parent: group.ID, Until: "2020-01-31"})
	press := m.saveUnit(app.Unit{Name: named("Sở Thông tin và Truyền thông"), Parent: group.ID, From: "2020-02-01", Until: "2025-02-28", Next: science.ID})
	post.Next = press.ID
	m.saveUnit(post)
	m.saveUnit(app.Unit{Name: named("Huyện Mường Lá"), Parent: places.ID, Website: "https://muongla.example"})
	m.saveUnit(app.Unit{Name: named("Xã Mương La"), Parent: places.ID})
	m.saveUnit(app.Unit{Name: named("Xã Đá Bạc"), Parent: places.ID, From: "2026-12-01"})
	d := m.directory()
	for name, c := range map[string]struct {
		q    app.UnitQuery
		want []string
	}{
		"all of the day":       {app.UnitQuery{}, []string{"Sở Khoa học và Công nghệ", "Huyện, xã", "Huyện Mường Lá", "Xã Mương La"}},
		"a group":              {app.UnitQuery{Group: group.ID}, []string{"Sở Khoa học và Công nghệ"}},
		"without marks":        {app.UnitQuery{Words: "khoa HOC"}, []string{"Sở Khoa học và Công nghệ"}},
		"exact marks first":    {app.UnitQuery{Words: "mương la"}, []string{"Xã Mương La", "Huyện Mường Lá"}},
		"decomposed":           {app.UnitQuery{Words: "Mu\u031bo\u031b\u0300ng la"}, []string{"Huyện Mường Lá", "Xã Mương La"}},
		"a short name":         {app.UnitQuery{Words: "skh"}, []string{"Sở Khoa học và Công nghệ"}},
		"an English name":      {app.UnitQuery{Words: "science dep"}, []string{"Sở Khoa học và Công nghệ"}},
		"an address":           {app.UnitQuery{Words: "da bac"}, []string{"Sở Khoa học và Công nghệ"}},
		"a website":            {app.UnitQuery{Words: "muongla"}, []string{"Huyện Mường Lá"}},
		"a former name":        {app.UnitQuery{Words: "truyen thong"}, []string{"Sở Thông tin và Truyền thông"}},
		"within words only":    {app.UnitQuery{Words: "hoa"}, nil},
		"a letter":             {app.UnitQuery{Letter: "T"}, []string{"Sở Thông tin và Truyền thông"}},
		"a letter in English":  {app.UnitQuery{Letter: "S", English: true}, []string{"Sở Khoa học và Công nghệ"}},
		"words and a group":    {app.UnitQuery{Words: "so", Group: places.ID}, nil},
		"nothing but a symbol": {app.UnitQuery{Words: "…", Group: group.ID}, []string{"Sở Khoa học và Công nghệ"}},
	} {
		c.q.Day = "2026-11-26"
		if got := namesOf(d.Find(c.q).Units); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := d.Find(app.UnitQuery{Day: "2026-12-01"}).Letters; !slices.Equal(got, []string{"B", "Đ", "H", "K", "M", "T"}) {
		t.Errorf("letters: %q", got)
	}
	if got := d.Now(d.Find(app.UnitQuery{Day: "2026-11-26", Words: "buu chinh"}).Units[0]); got.ID != science.ID {
		t.Errorf("the post office is now %q", got.Name.VI)
	}
	at, err := d.Unit(science.ID)
	if err != nil || !slices.Equal(namesOf(d.Former(at)), []string{"Sở Thông tin và Truyền thông", "Sở Bưu chính"}) {
		t.Errorf("former names: %q, %v", namesOf(d.Former(at)), err)
	}
}

// Two desks change the directory apart, against each other's rules: both
// show the same in the end, in whatever order it comes, and all of it.
func TestUnitsMeet(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 3))
	a, b, late, desk := newMachine(t), newMachine(t), newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	desk.join(a, app.Desk)
	x := a.saveUnit(app.Unit{Name: named("X"), Until: "2025-01-01"})
	y := a.saveUnit(app.Unit{Name: named("Y"), Until: "2025-01-01"})
	b.take(a.all())
	x.Parent, x.Next = y.ID, y.ID // below each other, and each the next of the other
	a.saveUnit(x)
	y.Parent, y.Next = x.ID, x.ID
	b.saveUnit(y)
	a.saveUnit(app.Unit{Name: named("Hai nơi cùng đặt")})
	b.saveUnit(app.Unit{Name: named("Hai nơi cùng đặt")})
	late.belong(a.lib.Name())
	everything := append(a.all(), b.all()...)
	for _, m := range []*machine{a, b, late} {
		m.feed(r, shuffled(r, everything))
	}
	sameRoots(t, a, b)
	sameRoots(t, a, late)
	for _, m := range []*machine{a, b, late} {
		d := m.directory()
		if got := namesOf(d.Below(app.ID{})); len(got) != 4 || !slices.Equal(got, namesOf(a.directory().Below(app.ID{}))) {
			t.Errorf("the first level is %q", got)
		}
		for _, u := range d.All() {
			if now := d.Now(u); now != u {
				t.Errorf("%s is now %s, in a circle", u.Name.VI, now.Name.VI)
			}
			d.Former(u)
		}
	}
	if _, err := desk.lib.SaveUnit(t.Context(), unitKeeper, app.Unit{Name: named("Z")}); app.CodeOf(err) != app.Denied {
		t.Errorf("a desk that does not publish: %v", err)
	}
	x.Parent, x.Next = app.ID{}, app.ID{}
	a.saveUnit(x) // and it can be mended
}

// A change of the directory is told to open pages like a publication.
func TestUnitsAreTold(t *testing.T) {
	m := newMachine(t)
	m.found()
	events, end := m.lib.Listen()
	defer end()
	before := m.lib.Cursor()
	m.saveUnit(app.Unit{Name: named("Sở Y tế")})
	select {
	case e := <-events:
		if e.Cursor == before || e.Cursor != m.lib.Cursor() {
			t.Errorf("the cursor was %s and is %s", before, e.Cursor)
		}
	case <-time.After(10 * time.Second):
		t.Error("nobody is told")
	}
}

func TestUnitUse(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	now := time.Date(2026, 11, 26, 5, 0, 0, 0, time.UTC)
	m.now = func() time.Time { return now }
	m.reopen(false)
	m.found()
	u := m.saveUnit(app.Unit{Name: named("Sở Y tế"), Website: "https://soyte.example"})
	bare := m.saveUnit(app.Unit{Name: named("Sở Tư pháp")})
	count := func(f func(context.Context, app.ID) error, n int) {
		t.Helper()
		for range n {
			if err := f(ctx, u.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	use := func() app.UnitUse {
		t.Helper()
		all, err := m.lib.UnitUses(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return all[u.ID]
	}
	count(m.lib.CountOpen, 2)
	now = now.AddDate(0, 0, 35)
	count(m.lib.CountOpen, 3)
	count(m.lib.ReportUnit, 2)
	m.reopen(false)
	if got := use(); got.Opens != 5 || got.Recent != 3 || got.Reports != 2 || got.Since != now.UnixMilli() {
		t.Errorf("counted: %+v", got)
	}
	if err := m.lib.SettleUnit(ctx, unitKeeper, u.ID, true); err != nil {
		t.Fatal(err)
	}
	count(m.lib.ReportUnit, 1)
	if got := use(); got.Reports != 0 {
		t.Errorf("what was ignored is told again: %+v", got)
	}
	u.Website = "https://soyte.example/moi"
	m.saveUnit(u)
	count(m.lib.ReportUnit, 1)
	if got := use(); got.Reports != 1 {
		t.Errorf("of another address: %+v", got)
	}
	if err := m.lib.SettleUnit(ctx, unitKeeper, u.ID, false); err != nil || use().Reports != 0 {
		t.Errorf("mended: %+v, %v", use(), err)
	}
	count(m.lib.ReportUnit, 1)
	if got := use(); got.Reports != 1 {
		t.Errorf("broken again after it was mended: %+v", got)
	}
	for id, want := range map[app.ID]string{bare.ID: "no_website", articleID(1): "no_unit"} {
		if err := m.lib.CountOpen(ctx, id); keyOf(err) != want {
			t.Errorf("an open of it: %v, want %s", err, want)
		}
		if err := m.lib.ReportUnit(ctx, id); keyOf(err) != want {
			t.Errorf("a report of it: %v, want %s", err, want)
		}
	}
	var local int
	for _, raw := range m.all() {
		if strings.Contains(string(raw), "reports") {
			local++
		}
	}
	if local > 0 {
		t.Error("reports stand in the log")
	}
}
