package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"bangtin/app"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Whoever may read the data folder may do all of this: the command line is
// how an office that forgot its passwords comes back in.

func (p *program) accountCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "account",
		Short: "Tài khoản của bàn biên tập (who may sit at the desk)",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.account(c.Context(), accountArgs{})
		},
	}
	var add accountArgs
	adding := &cobra.Command{
		Use:   "add TÊN-ĐĂNG-NHẬP --name 'HỌ TÊN' [--post writer|editor|publisher|administrator|auditor]",
		Short: "Thêm tài khoản; tài khoản đầu tiên luôn là quản trị viên (add an account; the first is always an administrator)",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			add.Do, add.Login = "add", args[0]
			return p.withPassword(c, add)
		},
	}
	adding.Flags().StringVar(&add.Name, "name", "", "họ tên (full name)")
	adding.Flags().StringVar(&add.Post, "post", string(app.Writer), "vai trò (role)")
	c.AddCommand(adding, p.accountAct("password", "Đặt mật khẩu mới (set a new password)", true),
		p.accountAct("disable", "Khóa tài khoản (disable an account)", false),
		p.accountAct("enable", "Mở lại tài khoản (enable it again)", false),
		p.accountAct("sign-out", "Đăng xuất khỏi mọi nơi (sign it out everywhere)", false))
	return c
}

func (p *program) accountAct(act, short string, password bool) *cobra.Command {
	var name string
	c := &cobra.Command{
		Use: act + " TÊN-ĐĂNG-NHẬP", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			a := accountArgs{Do: act, Login: args[0], Name: name}
			if password {
				return p.withPassword(c, a)
			}
			return p.account(c.Context(), a)
		},
	}
	c.Flags().StringVar(&name, "name", "", "họ tên, khi hai người cùng tên đăng nhập (full name, where two have one login)")
	return c
}

type accountArgs struct {
	Do       string `json:"do"` // empty: only list
	Login    string `json:"login"`
	Name     string `json:"name"` // of a new account; else empty unless two have one login
	Post     string `json:"post"`
	Password string `json:"password"`
}

// withPassword asks for the password of an account.
func (p *program) withPassword(c *cobra.Command, a accountArgs) (err error) {
	if a.Password, err = p.askTwice(c, "Mật khẩu (password): "); err != nil {
		return err
	}
	return p.account(c.Context(), a)
}

// askTwice asks for a secret twice, or reads one line where nobody sits at a
// terminal.
func (p *program) askTwice(c *cobra.Command, what string) (string, error) {
	in := int(os.Stdin.Fd())
	if !term.IsTerminal(in) {
		line, err := bufio.NewReader(c.InOrStdin()).ReadString('\n')
		if err != nil && line == "" {
			return "", fmt.Errorf("%w: mật khẩu, mã PIN được đọc từ dòng đầu của đầu vào (a password or PIN is read from the first line of input)", errUsage)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	var words [2]string
	for i, ask := range []string{what, "Nhập lại (again): "} {
		fmt.Fprint(p.err, ask)
		word, err := term.ReadPassword(in)
		fmt.Fprintln(p.err)
		if err != nil {
			return "", err
		}
		words[i] = string(word)
	}
	if words[0] != words[1] {
		return "", app.Fault(app.Invalid, "passwords_differ", "Hai lần nhập không giống nhau", "What was typed the second time differs")
	}
	return words[0], nil
}

// accountLine is what is printed of an account.
type accountLine struct {
	Login    string   `json:"login"`
	Name     string   `json:"name"`
	Post     app.Post `json:"post"`
	Disabled bool     `json:"disabled"`
}

func (p *program) account(ctx context.Context, a accountArgs) error {
	var all []accountLine
	if err := p.run(ctx, "account", a, &all); err != nil {
		return err
	}
	var b strings.Builder
	for _, l := range all {
		state := ""
		if l.Disabled {
			state = "  (đã khóa, disabled)"
		}
		fmt.Fprintf(&b, "%-20s %-14s %s%s\n", l.Login, l.Post, l.Name, state)
	}
	if len(all) == 0 {
		b.WriteString("Chưa có tài khoản nào: bangtin account add TÊN --name 'HỌ TÊN'\nThere is no account yet: bangtin account add LOGIN --name 'FULL NAME'\n")
	}
	return p.print(all, b.String())
}

func accountJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a accountArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	if a.Do != "" {
		if err := c.found(ctx); err != nil {
			return err
		}
		if err := doAccount(ctx, c.lib, a); err != nil {
			return err
		}
	}
	all, err := c.lib.Accounts(ctx)
	if err != nil {
		return err
	}
	lines := []accountLine{}
	for _, x := range all {
		lines = append(lines, accountLine{x.Login, x.Name, x.Post, x.Disabled})
	}
	l, err := result(lines)
	report(l)
	return err
}

func doAccount(ctx context.Context, lib *app.Library, a accountArgs) error {
	all, err := lib.Accounts(ctx)
	if err != nil {
		return err
	}
	program := app.Actor{Post: app.Admin}
	if a.Do == "add" {
		if len(all) == 0 {
			_, err := lib.FirstAccount(ctx, a.Login, a.Name, a.Password)
			return err
		}
		post := app.Post(a.Post)
		if !slices.Contains(app.Posts, post) {
			return app.Fault(app.Invalid, "post_unknown", "Vai trò phải là writer, editor, publisher, administrator hoặc auditor",
				"A role is writer, editor, publisher, administrator or auditor")
		}
		_, err := lib.SaveAccount(ctx, program, app.AccountEdit{Login: &a.Login, Name: &a.Name, Post: &post, Password: &a.Password})
		return err
	}
	all = slices.DeleteFunc(all, func(x app.Account) bool {
		return !strings.EqualFold(x.Login, a.Login) || a.Name != "" && !strings.EqualFold(x.Name, a.Name)
	})
	switch len(all) {
	case 0:
		return app.Fault(app.NotFound, "no_account", "Không có tài khoản này", "There is no such account")
	case 1:
	default:
		return app.Fault(app.Conflict, "login_of_two", "Hai tài khoản cùng tên đăng nhập này. Xin thêm --name HỌ-TÊN; rồi đổi tên đăng nhập của một người ở trang Tài khoản",
			"Two accounts have this login. Please add --name with the full name, then give one of them another login on the page of accounts")
	}
	e := app.AccountEdit{ID: all[0].ID}
	yes, no := true, false
	switch a.Do {
	case "password":
		e.Password = &a.Password
	case "disable":
		e.Disabled = &yes
	case "enable":
		e.Disabled = &no
	case "sign-out":
		e.SignOut = true
	}
	_, err = lib.SaveAccount(ctx, program, e)
	return err
}
