package cli

import (
	"bufio"
	"crypto/ed25519"
	"fmt"
	"io"
	"os"
	"strings"

	"bangtin/app"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (p *program) restoreCommand() *cobra.Command {
	var words string
	c := &cobra.Command{
		Use:   "restore TỆP [--words[=TỆP]]",
		Short: "Đưa một bản sao lưu về máy này (bring a backup back on this machine)",
		Long: `Đưa một bản sao lưu về. Mọi thứ được dựng ở thư mục bên cạnh và kiểm xong mới đổi chỗ; thư mục cũ được giữ lại.
Máy này có khóa mới. Với --words, 24 từ khôi phục (gõ vào, từ đầu vào, hoặc --words=TỆP) mở bản sao lưu và cho máy này làm
quản trị; không có thì cần khóa đang nằm trên máy này, và một máy quản trị khác phải nhận lại máy này.

Brings a backup back. Everything is made in a folder beside and checked before the two change places; the old one is kept.
This machine gets new keys. With --words the 24 recovery words (typed, from the input, or --words=FILE) open the backup and
make this machine an administrator; without, the key on this machine has to open it, and another administrator has to
admit the machine again.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := p.folder()
			if err != nil {
				return err
			}
			r := &restorer{dir: dir, file: args[0], log: p.logger(), tell: p.teller()}
			if c.Flags().Changed("words") {
				if r.words, err = p.askWords(c, words); err != nil {
					return err
				}
			}
			if err := r.run(c.Context()); err != nil {
				if c.Context().Err() != nil {
					return errRestoreStopped
				}
				return err
			}
			return p.print(r.result, r.result.text())
		},
	}
	c.Flags().StringVar(&words, "words", "", "đọc 24 từ khôi phục: gõ vào, hoặc từ tệp (read the 24 recovery words: typed, or from a file)")
	c.Flags().Lookup("words").NoOptDefVal = typedWords
	return c
}

// typedWords stands for --words without a file.
const typedWords = "-"

// teller draws how far a command is that runs in this process.
func (p *program) teller() func(progress) {
	v := p.viewer()
	return func(x progress) {
		v.show(line{Progress: &x})
		if x.Done == x.Total {
			v.end()
			v.bar = nil
		}
	}
}

// askWords reads the seed of a recovery key from a file or from whoever sits
// there, who may try again.
func (p *program) askWords(c *cobra.Command, file string) (*[ed25519.SeedSize]byte, error) {
	if file != typedWords {
		f, err := os.Open(file)
		if err != nil {
			return nil, noFile(file, err)
		}
		defer f.Close()
		return readWords(f)
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return readWords(c.InOrStdin())
	}
	in := bufio.NewScanner(os.Stdin)
	for text := ""; ; text = "" {
		fmt.Fprintln(p.err, "24 từ khôi phục, không cần dấu, rồi một dòng trống:\nThe 24 recovery words, without marks, then an empty line:")
		for in.Scan() && strings.TrimSpace(in.Text()) != "" {
			text += in.Text() + "\n"
		}
		seed, err := app.ReadRecoveryWords(text)
		if err == nil {
			return &seed, nil
		}
		if text == "" {
			return nil, err
		}
		fmt.Fprintf(p.err, "%s\n%s\n", app.TextOf(err).VI, app.TextOf(err).EN)
	}
}

func readWords(r io.Reader) (*[ed25519.SeedSize]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, 64<<10))
	if err != nil {
		return nil, err
	}
	seed, err := app.ReadRecoveryWords(string(text))
	return &seed, err
}

var (
	errRestoreStopped = app.Fault(app.Unavailable, "restore_stopped", "Đã dừng, thư mục dữ liệu vẫn như cũ", "Stopped: the data folder is as it was")
	errNeedsWords     = app.Fault(app.Denied, "restore_needs_words", "Máy này không giữ khóa nào của thư viện. Xin dùng 24 từ khôi phục (trên dòng lệnh: --words)",
		"This machine holds no key of the library. Please use the 24 recovery words (on the command line: --words)")
	errRestoreRoom = app.Fault(app.Unavailable, "restore_full", "Ổ đĩa không đủ chỗ cho thư mục dữ liệu mới. Xin xóa bớt tệp không dùng rồi thử lại",
		"The disk has not enough room for the new data folder. Please free some space and try again")
	errRestoreWrong = app.Fault(app.Invalid, "restore_wrong", "Dữ liệu trong bản sao lưu không đúng nên không được dùng. Xin dùng bản sao lưu khác",
		"What is in the backup is not right and is not used. Please use another one")
	errRestoreSwap = app.Fault(app.Unavailable, "restore_swap", "Không đổi chỗ hai thư mục dữ liệu được: thư mục cũ là cả một ổ đĩa, hoặc đang được dùng. Xin chọn thư mục khác bằng --data",
		"The two data folders cannot change places: the old one is a disk of its own, or in use. Please choose another folder with --data")
)
