package app

import (
	"encoding/json"
	"fmt"
	"strconv"

	"bangtin/app/body"
)

// HexNumber is a 64-bit number that JSON cannot hold exactly; as text it
// is 16 hexadecimal digits.
type HexNumber uint64

func (n HexNumber) String() string { return fmt.Sprintf("%016x", uint64(n)) }

// MarshalText writes the text form.
func (n HexNumber) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads the text form and no other spelling of it.
func (n *HexNumber) UnmarshalText(b []byte) error {
	v, err := strconv.ParseUint(string(b), 16, 64)
	if err != nil || HexNumber(v).String() != string(b) {
		return errMalformed
	}
	*n = HexNumber(v)
	return nil
}

// canonical writes v in the one form that is signed and hashed: RFC 8785
// JSON with integers only.
func canonical(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return body.Canonical(b)
}

// exact tells whether JSON holds numbers exactly. What holds others is void:
// nobody could write it again.
func exact(ns ...int64) bool {
	for _, n := range ns {
		if n > body.MaxInt || n < -body.MaxInt {
			return false
		}
	}
	return true
}

// decodeBody reads the body of a change. Members that this program does
// not know are no fault: the bytes are kept as they came, so nothing is
// lost by not looking at them.
func decodeBody(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return errMalformed.With(err)
	}
	return nil
}
