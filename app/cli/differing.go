package cli

import (
	"context"
	"fmt"
	"strings"

	"bangtin/app"
	"bangtin/app/api"
)

// differing is what is not the same here and on a machine.
type differing struct {
	Name   string  `json:"name"`
	Device app.Key `json:"device"`
	app.Differing
}

// maxDiffering is how many machines are looked at.
const maxDiffering = 5

// matches tells whether a machine had, when it was heard of, what is here.
func (c *core) matches(m app.Met, s app.Status) bool {
	return m.Fold == s.Fold && m.RootOpen == s.RootOpen && (m.RootStaff == "" || m.RootStaff == s.RootStaff || !c.lib.HoldsAudience(app.Staff))
}

// differing tells of the first few of some machines that do not match.
func (c *core) differing(ctx context.Context, s app.Status, met []app.Met) (out []differing, err error) {
	for _, m := range met {
		member, ok := c.lib.Roster().Member(m.Device)
		if !ok || member.Revoked || c.matches(m, s) || len(out) == maxDiffering {
			continue
		}
		d, err := c.lib.Differ(ctx, m)
		if err != nil {
			return nil, err
		}
		out = append(out, differing{c.deviceName(m.Device), m.Device, d})
	}
	return out, nil
}

var (
	sides = map[app.Side]app.Text{
		app.NewerHere:  {VI: "mới hơn ở đây", EN: "newer here"},
		app.NewerThere: {VI: "mới hơn ở máy kia", EN: "newer there"},
		app.NewerBoth:  {VI: "hai bên cùng sửa", EN: "changed on both"},
		app.OnlyHere:   {VI: "chỉ có ở đây", EN: "only here"},
		app.OnlyThere:  {VI: "chỉ có ở máy kia", EN: "only there"},
	}
	nouns = map[string]app.Text{
		"article": {VI: "bài viết", EN: "article"}, "category": {VI: "chuyên mục", EN: "category"}, "person": {VI: "nhân sự", EN: "person"},
		"part": {VI: "mục của hội nghị", EN: "part of the conference"}, "unit": {VI: "đơn vị", EN: "unit"}, "settings": {VI: "thiết lập", EN: "settings"},
		"face": {VI: "thiết lập màn hình", EN: "settings of a display"}, "account": {VI: "tài khoản", EN: "account"},
		"comment": {VI: "ý kiến bạn đọc", EN: "reader's comment"}, "ticket": {VI: "góp ý", EN: "feedback"},
	}
)

// counted tells how many documents differ: at least so many, where not every
// change was looked at.
func (d differing) counted() (vi, en string) {
	vi, en = fmt.Sprintf("%d bài, mục khác nhau", d.Count), fmt.Sprintf("%d documents differ", d.Count)
	if d.Count == 1 {
		en = "1 document differs"
	}
	switch {
	case d.Partial && d.Count == 0:
		return "chưa rõ bài, mục nào khác nhau", "which documents differ is not known"
	case d.Partial:
		return "ít nhất " + vi, "at least " + en
	}
	return vi, en
}

// text lists what differs, so many documents of it.
func (d differing) text(most int) string {
	var b strings.Builder
	say := func(vi, en string) { fmt.Fprintf(&b, "  %s\n  %s\n", vi, en) }
	vi, en := d.counted()
	fmt.Fprintf(&b, "Chưa khớp với %s: %s\n  Not the same as %s: %s\n", d.Name, vi, d.Name, en)
	for _, x := range d.Documents[:min(len(d.Documents), most)] {
		title := x.Title
		if title == "" {
			title = nouns[x.Noun].VI + " / " + nouns[x.Noun].EN
		}
		fmt.Fprintf(&b, "  - %s (%s / %s)\n", title, sides[x.Side].VI, sides[x.Side].EN)
	}
	switch n := d.Count - min(len(d.Documents), most); {
	case n > 0 && d.Partial:
		say(fmt.Sprintf("… và ít nhất %d bài, mục nữa", n), fmt.Sprintf("… and at least %d more", n))
	case n > 0:
		say(fmt.Sprintf("… và %d bài, mục nữa", n), fmt.Sprintf("… and %d more", n))
	case d.Partial:
		say("Còn nhiều thay đổi cũ hơn, không kể hết ở đây", "There are many older changes, which are not told here")
	}
	for _, x := range []struct {
		n      int
		vi, en string
	}{
		{d.Unnamed - d.Inside, "Máy kia có %d thay đổi chưa rõ của bài nào", "There are %d changes there whose documents are not told"},
		{d.Inside, "Máy kia có %d thay đổi nội bộ (bản nháp, ý kiến); tên không ghi trên USB", "There are %d changes there that only desks read; a stick does not name them"},
		{d.Unknown, "%d thay đổi do máy chưa có trong danh sách ở đây ghi, chờ lệnh ghép máy", "%d changes are by machines that are not admitted here yet"},
		{d.Others, "%d thay đổi khác ở đây: lượt xem, bình chọn, biên nhận, danh sách máy", "%d other changes here: visits, votes, receipts, machines"},
		{d.Newer, "%d thay đổi ở đây do phiên bản mới hơn ghi, máy này chưa hiểu", "%d changes here were written by a newer version"},
	} {
		if x.n > 0 {
			say(fmt.Sprintf(x.vi, x.n), fmt.Sprintf(x.en, x.n))
		}
	}
	switch {
	case d.Older:
		say("Hai máy dùng phiên bản khác nhau nên chưa so được mã", "The two programs differ, so that the codes cannot be compared")
	case d.NewerThere:
		say("Máy kia giữ thay đổi mà phiên bản của nó chưa hiểu. Xin cập nhật máy đó", "That machine holds changes that its program is too old for. Please update it")
	case d.Unexplained:
		say("Hai máy đã nhận đủ như nhau mà kết quả vẫn khác. Xin chạy trên cả hai: bangtin check", "Both hold the same changes and differ all the same. Please run on both: bangtin check")
	}
	return b.String()
}

// Differing tells a page what is not the same here and on a machine.
func (x *exchanger) Differing(ctx context.Context, device string) (out api.Differing, err error) {
	met, err := x.e.lib.Met(ctx)
	if err != nil {
		return out, err
	}
	for _, m := range met {
		if m.Device.String() != device {
			continue
		}
		d, err := x.e.lib.Differ(ctx, m)
		if err != nil {
			return out, err
		}
		out = api.Differing{Documents: []api.Differs{}, Count: d.Count, Partial: d.Partial, Others: d.Others, Unnamed: d.Unnamed - d.Inside, Inside: d.Inside,
			Unknown: d.Unknown, Newer: d.Newer, NewerThere: d.NewerThere, Older: d.Older, Unexplained: d.Unexplained}
		for _, one := range d.Documents {
			out.Documents = append(out.Documents, api.Differs{Noun: one.Noun, ID: one.ID, Title: one.Title, Side: string(one.Side)})
		}
		return out, nil
	}
	return out, app.Fault(app.NotFound, "never_met", "Chưa gặp máy này lần nào nên chưa so được", "This machine was never met, so there is nothing to compare")
}
