//go:build unix && !linux

package cli

import "os"

// forgetCached has no way here: what is read back may come from memory.
func forgetCached(*os.File) error { return nil }
