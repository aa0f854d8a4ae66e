package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bangtin/app"

	"github.com/spf13/cobra"
)

func (p *program) syncCommand() *cobra.Command {
	return &cobra.Command{
		Use: "sync THƯ-MỤC", Short: "Trao đổi với các máy khác qua USB hoặc thư mục chung (exchange with other machines over a stick or shared folder)",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return p.sync(c.Context(), args[0]) },
	}
}

func (p *program) sync(ctx context.Context, folder string) error {
	full, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	var out exchanged
	aside := ""
	for range 2 { // a machine that has just joined goes on at once
		out = exchanged{}
		if err := p.run(ctx, "sync", map[string]string{"folder": full}, &out); err != nil {
			return err
		}
		if aside = cmp.Or(aside, out.Aside); !out.Restart {
			break
		}
		if dir, err := p.folder(); err != nil {
			return err
		} else if _, ok := findEngine(ctx, dir); ok {
			break // the engine starts again by itself
		}
	}
	out.Aside = aside
	return p.print(out, out.text())
}

// text says what came of a meeting, and what to do next.
func (x exchanged) text() string {
	var b strings.Builder
	say := func(vi, en string) { fmt.Fprintf(&b, "%s\n  %s\n", vi, en) }
	switch {
	case x.Restart:
		say("Đã được nhận vào thư viện. Chương trình khởi động lại, rồi xin chạy lệnh này lần nữa",
			"Admitted to the library. The program starts again; then please run this command once more")
		return b.String()
	case x.Waits && x.Came.Changes == 0:
		say("Đã để lại yêu cầu ghép máy. Xin mang USB tới máy quản trị, chạy sync ở đó, rồi mang về đây chạy lại",
			"The request to join was left there. Please take the stick to an administrator's machine, run sync there, and run it here again")
		return b.String()
	case x.Joined || x.Aside != "":
		say("Máy này đã vào thư viện", "This machine is now of the library")
	}
	if x.Aside != "" {
		say("Những gì có trước ở máy này được cất trong thư mục dữ liệu, ở "+x.Aside, "What was on this machine before is kept in the data folder, in "+x.Aside)
	}
	for _, a := range x.Admitted {
		say(fmt.Sprintf("Đã ghép máy %s (%s)", a.Name, a.Role), fmt.Sprintf("Admitted %s (%s)", a.Name, a.Role))
	}
	for _, a := range x.Asking {
		say(fmt.Sprintf("Máy %s xin ghép bằng mã khác. Nếu đúng là máy của ta: bangtin device admit MÃ", a.Name),
			fmt.Sprintf("%s asks to join under another code. If it is one of ours: bangtin device admit CODE", a.Name))
	}
	fmt.Fprintf(&b, "Nhận / came   %d thay đổi / changes, %d tệp / files, %s\n", x.Came.Changes, x.Came.Files, megabytes(x.Came.Bytes))
	fmt.Fprintf(&b, "Gửi  / went   %d thay đổi / changes, %d tệp / files, %s\n", x.Went.Changes, x.Went.Files, megabytes(x.Went.Bytes))
	if x.Missing > 0 {
		say(fmt.Sprintf("Còn thiếu %d ảnh, máy khác sẽ mang tới", x.Missing), fmt.Sprintf("%d pictures are still missing; another machine will bring them", x.Missing))
	}
	if x.Renewed {
		say("Thư mục dữ liệu này đã được chép hoặc khôi phục ở nơi khác; máy bắt đầu một nhật ký mới",
			"This data folder was copied or restored elsewhere; the machine has begun a new log")
	}
	if x.Upgrade != "" {
		say(fmt.Sprintf("Bản chương trình mới %s đã tới: dùng khi chạy lần sau, ki-ốt tự chuyển lúc vắng khách", x.Upgrade),
			fmt.Sprintf("Version %s of the program has come: it is used from the next start on; a kiosk changes over when nobody is there", x.Upgrade))
	}
	if x.Newer > 0 {
		say(fmt.Sprintf("Có %d thay đổi do phiên bản mới hơn ghi; máy này giữ và chuyển tiếp nhưng cần cập nhật để hiểu", x.Newer),
			fmt.Sprintf("%d changes were written by a newer version; they are kept and passed on, but this machine needs an upgrade", x.Newer))
	}
	for _, name := range x.Matched {
		say(fmt.Sprintf("Hai máy đã khớp: %s, %d bài, mã %s", name, x.Shown, shortRoot(x.Root)),
			fmt.Sprintf("Both machines are the same: %s, %d articles, code %s", name, x.Shown, shortRoot(x.Root)))
	}
	for _, d := range x.Differing {
		b.WriteString(d.text(10))
	}
	say("Có thể rút USB an toàn", "The stick may be pulled out safely")
	return b.String()
}

// shortRoot is as much of a root as people compare by eye.
func shortRoot(root string) string { return strings.ToUpper(root[:min(4, len(root))]) }

func megabytes(n int64) string {
	return strings.Replace(fmt.Sprintf("%.1f MB", float64(n)/1e6), ".", ",", 1)
}

// exchangeSettings are exchange.json in the data folder: how this machine
// exchanges. They are local, never synced.
type exchangeSettings struct {
	// Manual: a known stick or folder that appears is not met by itself.
	Manual bool `json:"manual,omitempty"`
	// Originals are left for other desks and taken from them.
	Originals bool `json:"originals,omitempty"`
	// Folders are shared folders that are met now and then.
	Folders []string `json:"folders,omitempty"`
}

func exchangeFile(dir string) string { return filepath.Join(dir, "exchange.json") }

func readExchangeSettings(dir string) (s exchangeSettings, err error) {
	text, err := os.ReadFile(exchangeFile(dir))
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return s, app.Fault(app.Invalid, "exchange_file", "Tệp exchange.json trong thư mục dữ liệu không đọc được. Xin sửa hoặc xóa tệp này",
			"The file exchange.json in the data folder cannot be read. Please mend or remove it").With(err)
	}
	return s, nil
}
