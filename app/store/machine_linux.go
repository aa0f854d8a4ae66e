package store

import (
	"os"
	"path/filepath"
	"strings"
)

// systemFacts are the system's id (copied by cloning a disk), the serial
// number of single-board computers and the fixed addresses of network cards
// that cannot be unplugged (which are not).
func systemFacts() []string {
	var facts []string
	for _, path := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if id := readLine(path); id != "" && id != "uninitialized" {
			facts = append(facts, "os:"+id)
			break
		}
	}
	if serial := readLine("/sys/firmware/devicetree/base/serial-number"); serial != "" {
		facts = append(facts, "board:"+serial)
	}
	cards, err := filepath.Glob("/sys/class/net/*/device/subsystem")
	if err != nil {
		return facts
	}
	for _, card := range cards {
		bus, err := os.Readlink(card)
		dir := filepath.Dir(filepath.Dir(card))
		if err != nil || filepath.Base(bus) == "usb" || readLine(filepath.Join(dir, "addr_assign_type")) != "0" {
			continue
		}
		if addr := readLine(filepath.Join(dir, "address")); addr != "" {
			facts = append(facts, "card:"+addr)
		}
	}
	return facts
}

// readLine is a small file without blanks and zero bytes around it; empty
// where it cannot be read.
func readLine(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.Trim(string(b), " \t\r\n\x00")
}
