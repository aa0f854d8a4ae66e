// Command bangtin holds a newsroom's articles and shows them where there is
// no network: in a window, on a kiosk, on a screen.
package main

import (
	"embed"
	"io/fs"
	"os"

	"bangtin/app/cli"
)

//go:embed all:frontend/dist
var frontend embed.FS

func main() {
	web, _ := fs.Sub(frontend, "frontend/dist") // the folder is embedded above
	os.Exit(cli.Main(os.Args[1:], web))
}
