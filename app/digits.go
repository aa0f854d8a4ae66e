package app

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Two machines that have never met compare six digits: each shows what it
// reckons from the key it sees and from a nonce of either side, and people
// look whether the two are the same. Whoever calls binds itself to its
// nonce before it learns the other's (Vaudenay, "Secure communications over
// insecure channels based on short authenticated strings", 2005; the
// commitment of ZRTP, RFC 6189, and Bluetooth's numeric comparison do the
// same), so that somebody between them, who shows each a key of his own,
// has one try in a million and cannot search for a better one.

const (
	commitPrefix = "bangtin commit 1\n"
	digitsPrefix = "bangtin digits 1\n"
)

// Nonce is what each side of a comparison draws at random, once.
type Nonce [32]byte

// Commit is what the caller sends before it shows its nonce.
func Commit(caller Nonce) Hash { return Sum([]byte(commitPrefix), caller[:]) }

// Digits are the six digits of a comparison. Key is the SHA-256 of the
// server's public key (SubjectPublicKeyInfo) as whoever reckons sees it.
func Digits(key Hash, caller, server Nonce) string {
	h := sha256.New()
	h.Write([]byte(digitsPrefix))
	h.Write(key[:])
	h.Write(caller[:])
	h.Write(server[:])
	// 2^64 is so much more than a million that no digits are likelier.
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(h.Sum(nil))%1_000_000)
}
