//go:build (desktop || dev) && !bindings

package window

import "os"

// The engine's Job Object holds all that WebView2 starts.
func leadGroup() {}
func killRest()  {}
func killAll()   { os.Exit(1) }
