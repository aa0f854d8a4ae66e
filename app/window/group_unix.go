//go:build (desktop || dev) && !bindings && unix

package window

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// leadGroup makes this process the leader of a group of its own, so that
// what WebKit starts can be found and ended. A leader stays one.
func leadGroup() { _ = syscall.Setpgid(0, 0) }

// killRest ends every other process of our group, stopped ones too.
func killRest() {
	self, group := os.Getpid(), syscall.Getpgrp()
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, name := range stats {
		stat, err := os.ReadFile(name)
		if err != nil {
			continue // ended meanwhile
		}
		// "pid (name) state ppid pgrp …"; the name may hold anything.
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if len(fields) < 3 || pid == self {
			continue
		}
		if of, err := strconv.Atoi(string(fields[2])); err == nil && of == group {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// killAll ends our whole group and with it this process.
func killAll() {
	_ = syscall.Kill(0, syscall.SIGKILL)
	os.Exit(1) // not reached where a group is what it should be
}
