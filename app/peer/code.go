package peer

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"bangtin/app"
)

// Code is what one machine shows and a person carries to another: 75 random
// bits and 5 that tell a slip of the hand, in Crockford's base 32, written in
// four groups of four. Whoever knows it may ask to be let in, and both sides
// prove to each other that they do.
type Code string

const (
	codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength  = 16
)

// NewCode draws a code.
func NewCode() Code {
	b := make([]byte, codeLength-1)
	rand.Read(b) // never fails, see its documentation
	for i := range b {
		b[i] = codeLetters[b[i]&31]
	}
	return Code(append(b, codeCheck(b)))
}

// codeCheck is the last letter of a code.
func codeCheck(b []byte) byte {
	sum := sha256.Sum256(append([]byte("bangtin code 1\n"), b...))
	return codeLetters[sum[0]&31]
}

var errCode = app.Fault(app.Invalid, "code_wrong",
	"Mã ghép máy không đúng. Xin xem lại 16 ký tự hiện trên máy kia",
	"The join code is wrong. Please look again at the 16 characters that the other machine shows")

// ParseCode reads a code however it is written.
func ParseCode(s string) (Code, error) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\t', '\n', '\r', '.', '–':
			return -1
		case 'O', 'o':
			return '0'
		case 'I', 'i', 'L', 'l':
			return '1'
		}
		return r
	}, s)
	s = strings.ToUpper(s)
	if len(s) != codeLength || strings.Trim(s, codeLetters) != "" || codeCheck([]byte(s[:codeLength-1])) != s[codeLength-1] {
		return "", errCode
	}
	return Code(s), nil
}

// String groups a code for people.
func (c Code) String() string {
	if len(c) != codeLength {
		return string(c)
	}
	return string(c[:4] + "-" + c[4:8] + "-" + c[8:12] + "-" + c[12:])
}

// ID names a code without telling it.
func (c Code) ID() string { return hex.EncodeToString(c.prove("id", nil))[:16] }

// prove is the proof of knowing a code, over what it is a proof for.
func (c Code) prove(purpose string, over []byte) []byte {
	key := hmac.New(sha256.New, []byte(c))
	key.Write([]byte("bangtin join 1\n" + purpose + "\n"))
	m := hmac.New(sha256.New, key.Sum(nil))
	m.Write(over)
	return m.Sum(nil)
}
