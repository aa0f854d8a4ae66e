//go:build !(desktop || dev) || bindings

package window

import "context"

// Available returns ErrNoWindow: this build has none.
func Available() error { return ErrNoWindow }

// Run returns ErrNoWindow: this build has none.
func Run(context.Context, Options) error { return ErrNoWindow }
