package peer_test

import (
	"context"
	"testing"

	"bangtin/app"
)

// The reason for which staff withdraw an article, and that for which a
// machine is revoked, are for desks: their pages show them in history and
// trail only. Nobody reads them on the stick, or on a kiosk's disk.
func TestReasonsAreForDesks(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	a, k := twoMachines(t, app.Kiosk)
	b := newMachine(t, "Máy B")
	b.join(a, app.Desk)
	stick := memory(t)
	a.publish(1, "Bài sẽ gỡ", false)
	a.meet(stick)
	k.meet(stick)
	const why, lost = "PV Nguyễn Thị Kín bịa số liệu, đang kiểm điểm", "anh Trần Văn Kín nghỉ việc mang theo máy"
	publisher := app.Actor{Account: app.DeriveID("account", "p"), Name: "Thư ký", Post: app.PublisherIn}
	if err := a.lib.Do(ctx, publisher, articleID(1), app.Deed{Act: app.ActRetract, Reason: why}); err != nil {
		t.Fatal(err)
	}
	cut, err := a.lib.CutNow(ctx, b.lib.Device())
	if err == nil {
		err = a.lib.Revoke(ctx, b.lib.Device(), cut, lost)
	}
	if err != nil {
		t.Fatal(err)
	}
	a.meet(stick)
	k.meet(stick)
	for what, text := range map[string]string{"why an article was withdrawn": why, "why a machine was revoked": lost} {
		if len(holds(t, a.dir, text)) == 0 {
			t.Errorf("%s is not even at the desk", what)
		}
		for where, dir := range map[string]string{"stick": stick, "kiosk": k.dir} {
			if found := holds(t, dir, text); len(found) > 0 {
				t.Errorf("%s can be read on the %s", what, where)
			}
		}
	}
}
