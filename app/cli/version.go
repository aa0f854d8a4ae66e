package cli

import (
	"debug/buildinfo"
	"io"
	"os"
	"regexp"
	"runtime/debug"
	"strings"

	"bangtin/app"
)

// stamp stands in every build, so that a build for another system tells its
// version too; wails.json says the same.
var stamp = "bangtin release 0.1.0;"

var stampForm = regexp.MustCompile(`bangtin release ([0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6});`)

// version is the release, and the commit where the build knows it.
func version() string {
	v := stampForm.FindStringSubmatch(stamp)[1]
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 7 {
			return v + "+" + s.Value[:7]
		}
	}
	return v
}

// built is what a program's file says of itself.
type built struct {
	Version, OS, Arch string
}

// readBuilt looks into a program, which may be for another system.
func readBuilt(name string) (b built, err error) {
	f, err := os.Open(name)
	if err != nil {
		return b, noFile(name, err)
	}
	defer f.Close()
	info, err := buildinfo.Read(f)
	if err != nil || info.Path != "bangtin" {
		return b, errNotProgram(err)
	}
	tags := ""
	for _, s := range info.Settings {
		switch s.Key {
		case "GOOS":
			b.OS = s.Value
		case "GOARCH":
			b.Arch = s.Value
		case "-tags":
			tags = s.Value
		}
	}
	if !contains(strings.Split(tags, ","), "desktop") {
		return b, app.Fault(app.Invalid, "program_headless", "Bản này được dựng không có cửa sổ nên ki-ốt không dùng được. Xin dựng bằng make build",
			"This build has no window, so that no kiosk can use it. Please build it by make build")
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return b, noFile(name, err)
	}
	found := stampForm.FindSubmatch(text)
	if found == nil {
		return b, errNotProgram(nil)
	}
	b.Version = string(found[1])
	return b, nil
}

func errNotProgram(err error) error {
	return app.Fault(app.Invalid, "not_bangtin", "Tệp này không phải chương trình Bảng Tin", "This file is not the program Bảng Tin").With(err)
}
