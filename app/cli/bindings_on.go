//go:build bindings

package cli

// bindings is the build that `wails build` makes and runs to find out what
// Go code the page may call. We bind nothing.
const bindings = true
