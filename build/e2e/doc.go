// Package e2e tests the built program from outside: its commands, its
// windows on a display without a screen, its pages in WebKit. The program is
// the file that BANGTIN_BIN names; without it the tests that need it are
// skipped. `make test` builds it once for all of them.
package e2e
