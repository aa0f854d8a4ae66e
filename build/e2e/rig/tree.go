package rig

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Proc is one entry of the table of processes.
type Proc struct {
	Pid, Parent int
	Name        string // base name of the program file
}

// Tree lists the processes that pid started, and those that they started,
// parents before children. Processes that wait to be reaped are left out.
func Tree(pid int) ([]Proc, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	children := map[int][]Proc{}
	for _, e := range entries {
		id, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if p, ok := readProc(id); ok {
			children[p.Parent] = append(children[p.Parent], p)
		}
	}
	out := slices.Clone(children[pid])
	for i := 0; i < len(out); i++ {
		out = append(out, children[out[i].Pid]...)
	}
	return out, nil
}

// Named lists the processes beneath pid that run a program of that name,
// such as "WebKitWebProcess".
func Named(pid int, name string) ([]Proc, error) {
	all, err := Tree(pid)
	return slices.DeleteFunc(all, func(p Proc) bool { return p.Name != name }), err
}

// Strays lists the processes whose HOME is the given folder, whoever their
// parent is by now: what a program started and left behind.
func Strays(home string) ([]Proc, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var out []Proc
	for _, e := range entries {
		id, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		env, err := os.ReadFile("/proc/" + e.Name() + "/environ")
		if err != nil || !slices.Contains(strings.Split(string(env), "\x00"), "HOME="+home) {
			continue // gone, or another's
		}
		if p, ok := readProc(id); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// Alive says whether a process runs; one that waits to be reaped does not.
func Alive(pid int) bool {
	_, ok := readProc(pid)
	return ok
}

// readProc reads one process; it may be gone by now.
func readProc(pid int) (Proc, bool) {
	dir := "/proc/" + strconv.Itoa(pid)
	stat, err := os.ReadFile(dir + "/stat")
	if err != nil {
		return Proc{}, false
	}
	// pid (name) state ppid …; the name may hold blanks and brackets.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) < 2 || fields[0] == "Z" || fields[0] == "X" {
		return Proc{}, false
	}
	parent, err := strconv.Atoi(fields[1])
	if err != nil {
		return Proc{}, false
	}
	exe, err := os.Readlink(dir + "/exe")
	if err != nil {
		return Proc{}, false // a kernel thread, or gone
	}
	return Proc{Pid: pid, Parent: parent, Name: strings.TrimSuffix(filepath.Base(exe), " (deleted)")}, true
}
