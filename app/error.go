package app

import (
	"errors"
	"fmt"
)

// Code says in one word what went wrong, so that callers branch on it and
// never on the text of a message.
type Code string

// The codes. Whatever carries none of them counts as Internal.
const (
	Invalid     Code = "invalid"     // the input breaks a rule; say which
	NotFound    Code = "not_found"   // no such thing, or none this caller may know of
	Conflict    Code = "conflict"    // somebody else got there first
	Denied      Code = "denied"      // the caller or the device has no right to it
	TooLarge    Code = "too_large"   // over a limit of size, count or depth
	Unavailable Code = "unavailable" // try again later: busy, full disk, no helper program
	Held        Code = "held"        // another process holds the store
	Damaged     Code = "damaged"     // the store's file cannot be trusted
	Internal    Code = "internal"    // our fault
)

// Text is one sentence in the two languages of the interface. It ends
// without a full stop where it names a fault, and says what to do next
// where that is known.
type Text struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// Error is an error that a user can act on.
type Error struct {
	Code Code
	Key  string // stable name of the message, such as "title_too_long"
	Msg  Text   // safe to show: no paths of other users, no internals
	Err  error  // what lies beneath, for the log; may be nil
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Msg.EN, e.Err)
	}
	return e.Msg.EN
}

func (e *Error) Unwrap() error { return e.Err }

// Fault makes an Error with a message in both languages.
func Fault(code Code, key, vi, en string) *Error {
	return &Error{Code: code, Key: key, Msg: Text{VI: vi, EN: en}}
}

// With returns a copy of e over a cause.
func (e *Error) With(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// CodeOf finds the code an error carries, Internal where it carries none.
// It is empty for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// TextOf finds the sentence to show a user. An error without one is not
// shown to anybody: it answers with a plain admission.
func TextOf(err error) Text {
	var e *Error
	if errors.As(err, &e) {
		return e.Msg
	}
	return Text{VI: "Chương trình gặp lỗi. Xin thử lại", EN: "Something went wrong. Please try again"}
}
