package app

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"bangtin/app/viet"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// What argon2id costs here: 19 MiB twice over one lane, the least that
// OWASP's password storage cheat sheet recommends, since old laptops sign
// in too. A hash names its own cost, so that it can be raised later.
const (
	passwordMemory = 19 << 10 // KiB
	passwordTime   = 2
	passwordLanes  = 1
	passwordKey    = 32
	passwordSalt   = 16
)

// nobody is the hash of no password, to be compared with where there is no
// account.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// HashPassword makes an argon2id hash (RFC 9106) in the PHC string format.
// Passwords are compared in NFC, because keyboards differ in how they write
// marks. Invalid where it is too short or too long.
func HashPassword(random io.Reader, password string) (string, error) {
	n := viet.CountChars(password)
	if n < MinPassword || n > MaxPassword {
		return "", Fault(Invalid, "password_length", fmt.Sprintf("Mật khẩu cần từ %d đến %d ký tự", MinPassword, MaxPassword),
			fmt.Sprintf("A password has %d to %d characters", MinPassword, MaxPassword))
	}
	return hashText(random, password)
}

func hashText(random io.Reader, password string) (string, error) {
	salt := make([]byte, passwordSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", err
	}
	key := argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, passwordTime, passwordMemory, passwordLanes, passwordKey)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, passwordMemory, passwordTime, passwordLanes,
		enc.EncodeToString(salt), enc.EncodeToString(key)), nil
}

// hashed is a hash in its parts.
type hashed struct {
	memory, time, lanes int
	salt, key           []byte
}

// readHash reads a hash. One that asks for more than a gigabyte or ten rounds
// is refused: accounts come from other machines too.
func readHash(hash string) (h hashed, ok bool) {
	var version int
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return h, false
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return h, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.lanes); err != nil ||
		h.memory < 8 || h.memory > 1<<20 || h.time < 1 || h.time > 10 || h.lanes < 1 || h.lanes > 16 {
		return h, false
	}
	var err error
	if h.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return h, false
	}
	h.key, err = base64.RawStdEncoding.DecodeString(parts[5])
	return h, err == nil && len(h.key) == passwordKey
}

// IsHash tells whether a text is a hash that something can be compared with.
func IsHash(hash string) bool {
	_, ok := readHash(hash)
	return ok
}

// CheckPassword compares a password with a hash, in constant time.
func CheckPassword(hash, password string) bool {
	h, ok := readHash(hash)
	if !ok || len(password) > 8*MaxPassword {
		return false
	}
	got := argon2.IDKey(norm.NFC.Bytes([]byte(password)), h.salt, uint32(h.time), uint32(h.memory), uint8(h.lanes), passwordKey)
	return subtle.ConstantTimeCompare(got, h.key) == 1
}
