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
	salt := make([]byte, passwordSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", err
	}
	key := argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, passwordTime, passwordMemory, passwordLanes, passwordKey)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, passwordMemory, passwordTime, passwordLanes,
		enc.EncodeToString(salt), enc.EncodeToString(key)), nil
}

// CheckPassword compares a password with a hash, in constant time. A hash
// that asks for more than a gigabyte or ten rounds is refused: accounts
// come from other machines too.
func CheckPassword(hash, password string) bool {
	var version, memory, time, lanes int
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || len(password) > 8*MaxPassword {
		return false
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &lanes); err != nil ||
		memory < 8 || memory > 1<<20 || time < 1 || time > 10 || lanes < 1 || lanes > 16 {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) != passwordKey {
		return false
	}
	got := argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, uint32(time), uint32(memory), uint8(lanes), passwordKey)
	return subtle.ConstantTimeCompare(got, want) == 1
}
