package cli

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bangtin/app"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (p *program) deviceCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "device",
		Short: "Máy của thư viện và khóa khôi phục (the library's devices, and its recovery key)",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(p.recoveryCommand())
	c.AddCommand(p.deviceCommands()...)
	return c
}

func (p *program) recoveryCommand() *cobra.Command {
	var forget bool
	c := &cobra.Command{
		Use:   "recovery [--forget]",
		Short: "Xem 24 từ khôi phục để chép ra giấy (show the 24 recovery words, to be written down)",
		Long: `24 từ khôi phục mở mọi bản sao lưu và làm bất kỳ máy nào thành máy quản trị của thư viện. Chép ra giấy, cất nơi an toàn.
Sau đó --forget hỏi lại hai từ và xóa khóa khỏi máy này: từ đấy chỉ còn tờ giấy.

The 24 recovery words open every backup and make any machine an administrator of the library. Write them down and keep
the paper safe. Then --forget asks for two of them and removes the key from this machine: from then on there is only the paper.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if forget {
				return p.forgetRecovery(c)
			}
			return p.showRecovery(c.Context())
		},
	}
	c.Flags().BoolVar(&forget, "forget", false, "đã chép ra giấy: xóa khóa khỏi máy này (they are written down: remove the key from this machine)")
	return c
}

type recoveryArgs struct {
	Words  bool   `json:"words,omitempty"`  // show them
	Answer string `json:"answer,omitempty"` // the two words; forget the key
}

type recoveryResult struct {
	Words     []string `json:"words,omitempty"`
	Asked     [2]int   `json:"asked"`               // places of the words that --forget asks for
	Forgotten bool     `json:"forgotten,omitempty"` // just now
}

func recoveryJob(_ context.Context, c *core, args []byte, report func(any)) error {
	var a recoveryArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	words, asked, err := c.recoveryWords()
	r := recoveryResult{Asked: asked}
	if err == nil && a.Words {
		r.Words = words
	}
	if err == nil && a.Answer != "" {
		err = c.forgetRecovery(a.Answer)
		r.Forgotten = err == nil
	}
	if err != nil {
		return err
	}
	l, err := result(r)
	report(l)
	return err
}

func (p *program) showRecovery(ctx context.Context) error {
	in := int(os.Stdin.Fd())
	if !p.json && term.IsTerminal(in) {
		fmt.Fprint(p.err, "Ai đọc được 24 từ này thì có mọi quyền với thư viện. Không có ai khác nhìn màn hình? Gõ co rồi Enter\n"+
			"Whoever reads these 24 words has every right to the library. Does nobody else see the screen? Type yes and Enter: ")
		text, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && text == "" {
			return err
		}
		switch strings.ToLower(strings.TrimSpace(text)) {
		case "co", "có", "yes", "y":
		default:
			return nil
		}
	}
	var r recoveryResult
	if err := p.run(ctx, "recovery", recoveryArgs{Words: true}, &r); err != nil {
		return err
	}
	return p.print(r, recoveryText(r.Words))
}

func recoveryText(words []string) string {
	var b strings.Builder
	b.WriteString("24 từ khôi phục của thư viện. Chép ra giấy theo đúng thứ tự, cất nơi an toàn, đừng chụp ảnh.\n" +
		"The 24 recovery words of the library. Write them down in this order, keep the paper safe, take no photo.\n\n")
	rows := len(words) / 3
	for i := range rows {
		for j := range 3 {
			n := i + j*rows
			fmt.Fprintf(&b, "%4d. %-12s", n+1, words[n])
		}
		b.WriteString("\n")
	}
	b.WriteString("\nChép xong: bangtin device recovery --forget\nOnce they are written down: bangtin device recovery --forget\n")
	return b.String()
}

func (p *program) forgetRecovery(c *cobra.Command) error {
	var r recoveryResult
	if err := p.run(c.Context(), "recovery", recoveryArgs{}, &r); err != nil {
		return err
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		fmt.Fprintf(p.err, "Xin gõ từ thứ %d và từ thứ %d trên tờ giấy\nPlease type words %d and %d of the paper: ", r.Asked[0], r.Asked[1], r.Asked[0], r.Asked[1])
	}
	answer, err := bufio.NewReader(c.InOrStdin()).ReadString('\n')
	if err != nil && answer == "" {
		return fmt.Errorf("%w: từ thứ %d và %d được đọc từ đầu vào (words %d and %d are read from the input)", errUsage, r.Asked[0], r.Asked[1], r.Asked[0], r.Asked[1])
	}
	if err := p.run(c.Context(), "recovery", recoveryArgs{Answer: answer}, &r); err != nil {
		return err
	}
	return p.print(r, "Khóa khôi phục đã được xóa khỏi máy này; từ nay chỉ còn trên giấy\nThe recovery key was removed from this machine; from now on it is on paper alone\n")
}

var (
	errRecoveryGone = app.Fault(app.NotFound, "recovery_gone", "Khóa khôi phục không nằm trên máy này: đã được chép ra giấy, hoặc thư viện bắt đầu ở máy khác",
		"The recovery key is not on this machine: it was written down, or the library began on another one")
	errRecoveryAnswer = app.Fault(app.Invalid, "recovery_answer", "Hai từ chưa đúng. Xin xem lại tờ giấy",
		"The two words are not right. Please look at the paper again")
)

// recoverySeed is the seed of the recovery key, as long as nobody has
// written it down.
func (c *core) recoverySeed() (seed [ed25519.SeedSize]byte, err error) {
	c.recovering.Lock()
	defer c.recovering.Unlock()
	b, err := hex.DecodeString(c.keys.Recovery)
	if err != nil || len(b) != len(seed) {
		return seed, errRecoveryGone
	}
	return [ed25519.SeedSize]byte(b), nil
}

// recoveryWords are the words, and the places of the two that forgetRecovery
// wants to hear.
func (c *core) recoveryWords() (words []string, asked [2]int, err error) {
	seed, err := c.recoverySeed()
	if err != nil {
		return nil, asked, err
	}
	return app.RecoveryWords(seed), app.RecoveryAsked(seed), nil
}

// forgetRecovery removes the recovery key from this machine once somebody
// says two of its words.
func (c *core) forgetRecovery(answer string) error {
	seed, err := c.recoverySeed()
	if err != nil {
		return err
	}
	if !app.AnswersRecovery(seed, answer) {
		return errRecoveryAnswer
	}
	c.recovering.Lock()
	defer c.recovering.Unlock()
	left := *c.keys
	left.Recovery = ""
	if err := left.save(filepath.Join(c.dir, "keys.json")); err != nil {
		return err
	}
	c.keys.Recovery = ""
	return nil
}
