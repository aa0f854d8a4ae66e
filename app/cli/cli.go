package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
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
	return p.exit(root.ExecuteContext(ctx))
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
	for _, c := range root.Commands() { // a wrong argument is wrong usage, not a failure
		if args := c.Args; args != nil {
			c.Args = func(c *cobra.Command, given []string) error {
				if err := args(c, given); err != nil {
					return fmt.Errorf("%w: %w", errUsage, err)
				}
				return nil
			}
		}
	}
	return root
}

// exit tells the user what went wrong and gives the exit code for it.
func (p *program) exit(err error) int {
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
	case errors.Is(err, errUsage) || unknownCommand(err):
		code = exitUsage
		fmt.Fprintln(p.err, err)
		fmt.Fprintln(p.err, "Xem: bangtin --help")
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

// unknownCommand: cobra gives such an error no type of its own.
func unknownCommand(err error) bool {
	return err != nil && len(err.Error()) > 15 && err.Error()[:15] == "unknown command"
}
