// Command pane is a process with one window and nothing else, for tests.
package main

import (
	"context"
	"encoding/json"
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
	flag.BoolVar(&o.Solemn, "solemn", false, "mourning")
	place := flag.String("place", "", "where it stands, as JSON")
	flag.Parse()
	if *place != "" {
		if err := json.Unmarshal([]byte(*place), &o.Place); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	o.Commands, o.Replies = os.Stdin, os.Stdout
	if err := window.Run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
