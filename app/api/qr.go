package api

import (
	"strconv"
	"strings"

	"rsc.io/qr"
)

// QR is a QR code (ISO/IEC 18004) as one SVG path in units of modules.
type QR struct {
	Size int    `json:"size" doc:"modules a side, with four quiet ones at each edge"`
	Path string `json:"path" doc:"SVG path of the dark modules"`
}

// quiet is the margin that the standard asks for, in modules.
const quiet = 4

// qrOf draws an address; nothing for none, and for one that no code can
// hold.
func qrOf(address string) Maybe[QR] {
	if address == "" {
		return Maybe[QR]{}
	}
	return drawQR(address, qr.M)
}

func drawQR(text string, level qr.Level) Maybe[QR] {
	code, err := qr.Encode(text, level)
	if err != nil {
		return Maybe[QR]{}
	}
	var b strings.Builder
	for y := 0; y < code.Size; y++ {
		for x := 0; x < code.Size; x++ {
			if !code.Black(x, y) {
				continue
			}
			run := 1
			for code.Black(x+run, y) {
				run++
			}
			b.WriteString("M" + strconv.Itoa(x+quiet) + " " + strconv.Itoa(y+quiet) + "h" + strconv.Itoa(run) + "v1h-" + strconv.Itoa(run) + "z")
			x += run
		}
	}
	return Maybe[QR]{&QR{Size: code.Size + 2*quiet, Path: b.String()}}
}
