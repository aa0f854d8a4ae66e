package search

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// errBroken is what a panic in the index's library comes back as, or a page
// of a file that the disk does not give.
type errBroken struct{ what any }

func (e errBroken) Error() string { return fmt.Sprintf("the index is broken: %v", e.what) }

// guarded runs fn and turns its panic into an error.
func guarded(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if what := recover(); what != nil {
			err = errBroken{what}
		}
	}()
	return fn()
}

// watchName is what the watchers below are known by to scorch, which wants
// the function that hears of its faults in a table of its own.
const watchName = "bangtin"

// watchers hear, by the folder of an index, that its work in the background
// has ended in a panic. They are of the process because scorch's table is.
var watchers = struct {
	sync.Mutex
	of map[string]chan error
}{of: map[string]chan error{}}

var register = sync.OnceFunc(func() {
	scorch.RegistryAsyncErrorCallbacks[watchName] = func(err error, path string) {
		if !errors.Is(err, scorch.ErrAsyncPanic) {
			return // whoever waits for the batch gets it
		}
		watchers.Lock()
		defer watchers.Unlock()
		for dir, ended := range watchers.of {
			if strings.HasPrefix(path, dir+string(filepath.Separator)) {
				select {
				case ended <- errBroken{err}:
				default:
				}
			}
		}
	}
})

func watch(dir string) <-chan error {
	register()
	watchers.Lock()
	defer watchers.Unlock()
	ended := make(chan error, 1)
	watchers.of[dir] = ended
	return ended
}

func unwatch(dir string) {
	watchers.Lock()
	defer watchers.Unlock()
	delete(watchers.of, dir)
}
