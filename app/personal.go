package app

import (
	"crypto/rand"
	"io"
)

// saltSize is how many random bytes stand before the body of a change that
// holds what somebody has told of themselves: without them its hash, which
// stays for ever, would let a guess at an erased body be checked.
const saltSize = 16

// salted is the body of a personal change.
func salted(random io.Reader, v any) ([]byte, error) {
	text, err := canonical(v)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, saltSize, saltSize+len(text))
	if random == nil {
		random = rand.Reader
	}
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, err
	}
	return append(salt, text...), nil
}

func decodeSalted(b []byte, v any) error {
	if len(b) < saltSize {
		return errMalformed
	}
	return decodeBody(b[saltSize:], v)
}
