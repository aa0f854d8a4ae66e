package peer_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"bangtin/app"
)

// A kiosk that met desks holds no draft, no account, no original, and of
// what readers told elsewhere no word, address or number; nor can anybody
// read any of it on the stick. What its own readers told it keeps for desks.
func TestKioskHoldsNoSecret(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, b, k := newMachine(t, "Máy A"), newMachine(t, "Máy B"), newMachine(t, "Ki-ốt")
	a.found()
	b.join(a, app.Publisher)
	k.join(a, app.Kiosk)
	secret := map[string]string{"the login": "thuky.bientap", "the name of an account": "Nguyễn Thị Kín"}
	if _, err := a.lib.FirstAccount(ctx, secret["the login"], secret["the name of an account"], "mat-khau-rat-dai-1"); err != nil {
		t.Fatal(err)
	}
	keep := func(what string, n int) []byte {
		text := make([]byte, n)
		if _, err := rand.Read(text); err != nil {
			t.Fatal(err)
		}
		secret[what] = string(text[n/3 : n/3+64])
		return text
	}
	a.illustrate(1, "Bài đã đăng", true, keep("the original of a published picture", 90_000))
	a.illustrate(2, "Nháp chưa ai duyệt", false, keep("the original in a draft", 90_000))
	secret["the title of a draft"], secret["the text of a draft"] = "Nháp chưa ai duyệt", "Nội dung của Nháp chưa ai duyệt"
	stick := memory(t)
	own := map[string]string{}
	tell := func(m *machine, into map[string]string, name string) {
		t.Helper()
		email, phone := name+"@vidu.example", fmt.Sprintf("0912 %d", 345_678+len(into))
		c := app.CommentSent{Article: articleID(1), Name: "Bạn đọc " + name, Email: email, Text: "Lời của " + name}
		if _, _, err := m.lib.SendComment(ctx, c); err != nil {
			t.Fatal(err)
		}
		d := m.lib.Settings().DepartmentsOrDefault()[0]
		ticket, err := m.lib.SendTicket(ctx, app.Ticket{Department: d.Name.VI, Topic: d.Topics[0].VI, Name: "Người gửi " + name, Answer: true,
			Phone: phone, Email: "gopy." + email, Text: "Góp ý của " + name})
		if err != nil {
			t.Fatal(err)
		}
		for what, text := range map[string]string{"e-mail of a comment": email, "name under a comment": c.Name, "comment": c.Text,
			"phone of a ticket": ticket.Phone, "e-mail of a ticket": ticket.Email, "name in a ticket": ticket.Name, "ticket": ticket.Text, "key of a ticket": ticket.Key} {
			into[what+" at "+m.name] = text
		}
	}
	tell(a, secret, "desk")
	for _, m := range []*machine{a, k} {
		m.fully(stick)
	}
	tell(k, own, "kiosk")
	for range 2 {
		for _, m := range []*machine{k, a, b} {
			m.fully(stick)
		}
	}
	k.fully(stick)
	sameOpen(t, a, b, k)
	sameStaff(t, a, b)
	log := app.LogName{Device: k.lib.Device(), Incarnation: k.lib.Incarnation(), Audience: app.Staff}
	if n, err := k.lib.Received(ctx, log); err != nil || n == 0 {
		t.Fatalf("no desk says that it has what the kiosk kept, %v", err)
	}
	for what, text := range secret {
		if found := holds(t, a.dir, text); len(found) == 0 {
			t.Errorf("%s is not even at the desk: the search proves nothing", what)
		}
		for where, dir := range map[string]string{"kiosk": k.dir, "stick": stick} {
			if found := holds(t, dir, text); len(found) > 0 {
				t.Errorf("%s can be read at the %s, in %v", what, where, found)
			}
		}
	}
	for what, text := range own {
		if found := holds(t, stick, text); len(found) > 0 {
			t.Errorf("%s can be read on the stick, in %v", what, found)
		}
		for _, path := range holds(t, k.dir, text) {
			name, _ := filepath.Rel(k.dir, path)
			t.Logf("%s is still kept by it, in %s", what, name)
		}
	}
	if open, err := os.ReadDir(filepath.Join(k.dir, "media")); err != nil || len(open) != 1 {
		t.Errorf("the kiosk holds files %v, %v", open, err)
	}
	if holds(t, b.dir, secret["the original in a draft"]) == nil {
		t.Error("the other desk has not got the original")
	}
}

// fully exchanges with all that there is, originals too.
func (m *machine) fully(stick string) {
	m.t.Helper()
	w := world{t: m.t, stick: stick, lib: m.lib.Name()}
	if r, _ := w.tryLogged(m); len(r.Refused) > 0 {
		m.t.Errorf("%s refuses %+v", m.name, r.Refused)
	}
}

// illustrate writes an article whose original lies here.
func (m *machine) illustrate(n int, title string, publish bool, original []byte) {
	m.t.Helper()
	ctx := m.t.Context()
	of, _, err := m.db.Media().Put(ctx, bytes.NewReader(original), 1<<20)
	if err != nil {
		m.t.Fatal(err)
	}
	sum, size, err := m.db.Media().Put(ctx, bytes.NewReader([]byte("smaller "+title)), 1<<20)
	if err != nil {
		m.t.Fatal(err)
	}
	text := fmt.Sprintf(`{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":%q}]},`+
		`{"type":"figure","attrs":{"id":"b2","media":%q,"caption":"Ảnh","alt":"Ảnh","credit":"Ảnh: Thử"}}]}`, "Nội dung của "+title, app.Hash(of))
	saved, err := m.lib.Save(ctx, publish, app.Entry{
		Article: articleID(n), Category: []app.Text{{VI: "Thời sự", EN: "News"}},
		Document: app.Document{Title: title, Lang: "vi", Comments: true, Body: json.RawMessage(text)},
		Media: map[app.Hash]app.Media{of: {Width: 100, Height: 80, Colour: "#a4161a",
			Sizes: []app.Size{{Hash: sum, Type: "image/jpeg", Width: 100, Height: 80, Bytes: size}}}},
	})
	if err == nil {
		err = saved[0].Err
	}
	if err != nil {
		m.t.Fatal(err)
	}
}
