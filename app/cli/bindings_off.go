//go:build !bindings

package cli

const bindings = false
