//go:build !windows

package cli

import "syscall"

// terminate is how an engine hears that the parent above it died.
const terminate = syscall.SIGTERM
