package cli

import "github.com/spf13/cobra"

func (p *program) deviceCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "device",
		Short: "Máy của thư viện và khóa khôi phục (the library's devices, and its recovery key)",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(p.deviceCommands()...)
	return c
}
