package cli

import "syscall"

const terminate = syscall.Signal(0)
