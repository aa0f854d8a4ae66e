// Command pane is a process with one window and nothing else, for tests.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"bangtin/app/window"
)

func main() {
	var o window.Options
	flag.StringVar(&o.Face, "face", window.Desk, "desk, kiosk or screen")
	flag.StringVar(&o.Lang, "lang", "", "vi or en")
	flag.StringVar(&o.Scratch, "scratch", "", "folder")
	flag.Parse()
	o.Commands, o.Replies = os.Stdin, os.Stdout
	if err := window.Run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
