package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"bangtin/app"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitRefused = 3
	exitDamaged = 4
	exitHeld    = 5
	exitNewer   = 6 // a newer version takes over
)

// Main runs one command line and gives the exit code. Web is the built
// interface, frontend/dist.
func Main(args []string, web fs.FS) int {
	if bindings {
		return exitDone
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := &program{web: web, args: args, out: os.Stdout, err: os.Stderr}
	root := p.root()
	root.SetArgs(args)
	c, err := root.ExecuteContextC(ctx)
	return p.exit(c, err)
}

// program is what the commands share.
type program struct {
	web     fs.FS
	args    []string // as they were typed
	out     io.Writer
	err     io.Writer
	dataDir string
	json    bool
	lang    string
	refused int // items that a command refused and listed
}

// errStopped ends a command that was told to stop before its end.
var errStopped = app.Fault(app.Unavailable, "stopped",
	"Lệnh đã dừng giữa chừng theo yêu cầu; phần đã làm xong vẫn được giữ. Xin chạy lại lệnh để làm tiếp",
	"The command was told to stop half-way; what it had done is kept. Run it again to go on")

// errUsage marks a command line that cannot be understood.
var errUsage = errors.New("usage")

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "bangtin",
		Short:         "Bảng Tin: đọc và trưng bày tin bài khi không có mạng (articles where there is no network)",
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.launch(c.Context(), func(ctx context.Context) error { return p.window(ctx, false) })
		},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.dataDir, "data", "", "thư mục dữ liệu (data folder)")
	flags.BoolVar(&p.json, "json", false, "in JSON (print JSON)")
	flags.StringVar(&p.lang, "lang", "", "vi, en")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("%w: %w", errUsage, err) })
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.AddCommand(
		p.windowCommand(), p.kioskCommand(), p.screenCommand(), p.serveCommand(),
		p.importCommand(), p.searchCommand(), p.settingsCommand(), p.statusCommand(), p.checkCommand(), p.rebuildCommand(), p.thumbCommand(),
		p.accountCommand(), p.unitsCommand(), p.logCommand(),
		p.backupCommand(), p.restoreCommand(), p.syncCommand(), p.deviceCommand(), p.upgradeCommand(),
		p.showWindowCommand(), p.thumbWorkerCommand(), p.engineCommand(),
	)
	markUsage(root)
	return root
}

// markUsage has a wrong argument of a command, or of one below it, be wrong
// usage and no failure.
func markUsage(c *cobra.Command) {
	if args := c.Args; args != nil {
		c.Args = func(c *cobra.Command, given []string) error {
			if err := args(c, given); err != nil {
				return fmt.Errorf("%w: %w", errUsage, err)
			}
			return nil
		}
	}
	for _, below := range c.Commands() {
		markUsage(below)
	}
}

// exit tells the user what went wrong with a command and gives the exit code
// for it.
func (p *program) exit(c *cobra.Command, err error) int {
	if err == nil {
		if p.refused > 0 {
			return exitRefused
		}
		return exitDone
	}
	if errors.Is(err, context.Canceled) {
		return exitDone // asked to stop
	}
	var other exited
	if errors.As(err, &other) {
		return int(other)
	}
	if errors.Is(err, errNewer) {
		return exitNewer
	}
	code := exitFailed
	var fault *app.Error
	switch {
	case errors.As(err, &fault):
		fmt.Fprintln(p.err, fault.Msg.VI)
		fmt.Fprintln(p.err, fault.Msg.EN)
		if fault.Code == app.Internal || os.Getenv("BANGTIN_DEBUG") != "" {
			fmt.Fprintln(p.err, err)
		}
	case errors.Is(err, errUsage) || ofCobra(err):
		code = exitUsage
		fmt.Fprintf(p.err, "Câu lệnh chưa đúng. Cách viết: %s. Xem: %s --help\n", c.UseLine(), c.CommandPath())
		fmt.Fprintf(p.err, "That is not how this command is written: %s. See: %s --help\n", c.UseLine(), c.CommandPath())
		fmt.Fprintln(p.err, err)
	default:
		fmt.Fprintln(p.err, err)
	}
	switch app.CodeOf(err) {
	case app.Damaged:
		code = exitDamaged
	case app.Held:
		code = exitHeld
	}
	return code
}

// ofCobra tells of wrong usage that cobra finds itself, and gives no type.
func ofCobra(err error) bool {
	return strings.HasPrefix(err.Error(), "unknown command") || strings.HasPrefix(err.Error(), "required flag")
}
