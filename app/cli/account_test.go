package cli

import (
	"testing"

	"bangtin/app"
)

// Two machines that were apart gave one login to two people. Which of them is
// meant has to be said; with the name it is clear.
func TestAccountsOfOneLogin(t *testing.T) {
	ctx, stick := t.Context(), t.TempDir()
	a, b := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	do := func(c *core, args accountArgs) error { return doAccount(ctx, c.lib, args) }
	if err := do(a, accountArgs{Do: "add", Login: "quantri", Name: "Quản trị", Password: "Mật khẩu 1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.joinBy(ctx, deviceArgs{Code: newCode(t, a, app.Administrator, "Máy B"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*core{a, b} {
		meetAt(t, c, stick)
	}
	for c, name := range map[*core]string{a: "Nguyễn Thị Lan", b: "Trần Thị Lan"} {
		if err := do(c, accountArgs{Do: "add", Login: "lan", Name: name, Post: string(app.Writer), Password: "Mật khẩu 2"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []*core{a, b, a} {
		meetAt(t, c, stick)
	}
	if err := do(a, accountArgs{Do: "disable", Login: "lan"}); app.CodeOf(err) != app.Conflict {
		t.Errorf("one of two was locked: %v", err)
	}
	if err := do(a, accountArgs{Do: "disable", Login: "lan", Name: "trần thị lan"}); err != nil {
		t.Fatal(err)
	}
	all, err := a.lib.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range all {
		if x.Disabled != (x.Name == "Trần Thị Lan") {
			t.Errorf("%s is locked: %v", x.Name, x.Disabled)
		}
	}
	if err := do(a, accountArgs{Do: "disable", Login: "lan", Name: "Lê Thị Lan"}); app.CodeOf(err) != app.NotFound {
		t.Errorf("nobody of that name: %v", err)
	}
}
