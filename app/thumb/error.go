package thumb

import "errors"

// Code names a reason why a picture became nothing. Codes are stable: callers translate them.
type Code string

// The reasons there are.
const (
	Empty         Code = "empty"           // no bytes at all
	TooLarge      Code = "too_large"       // more than MaxBytes
	TooManyPixels Code = "too_many_pixels" // a side above MaxSide, or an area above what its kind may have
	TooManyScans  Code = "too_many_scans"  // a JPEG with more than MaxScans scans
	Unsupported   Code = "unsupported"     // a kind, or a variant of a kind, that is not taken
	NeedsHEIC     Code = "needs_heic"      // HEIC, and nothing on this machine reads it
	Incomplete    Code = "incomplete"      // the file ends in the middle
	Corrupt       Code = "corrupt"         // damaged inside
	TimedOut      Code = "timed_out"       // not done within the time for one picture
	OutOfMemory   Code = "out_of_memory"   // the worker reached its memory limit
	Crashed       Code = "crashed"         // the worker died or answered nonsense
	Unavailable   Code = "unavailable"     // no worker could be started; nothing is wrong with the picture
)

// ErrClosed is returned by a Pool that has been closed.
var ErrClosed = errors.New("photo workers are closed")

// Error says why a picture became nothing.
type Error struct {
	Code   Code
	Kind   Kind   // what the picture is by its bytes, as far as known
	Detail string // more for a log, in English
	Err    error  // the cause, if there is one in this process
}

// Error gives code, kind and detail in one line for a log.
func (e *Error) Error() string {
	s := "picture " + string(e.Code)
	if e.Kind != "" {
		s += " (" + string(e.Kind) + ")"
	}
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
