package app

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"io"
)

// Hash is a SHA-256 sum; it names revisions, media, changes and libraries.
// As text it is 64 lower-case hexadecimal digits.
type Hash [sha256.Size]byte

// Sum hashes the parts as one run of bytes.
func Sum(parts ...[]byte) Hash {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return Hash(h.Sum(nil))
}

// ParseHash reads the text form; anything else is Invalid.
func ParseHash(s string) (h Hash, err error) { return h, h.UnmarshalText([]byte(s)) }

// IsZero tells whether h names nothing.
func (h Hash) IsZero() bool { return h == Hash{} }

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes the text form.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the text form and no other spelling of it.
func (h *Hash) UnmarshalText(b []byte) error { return unhex(h[:], b) }

// Key is an Ed25519 public key (RFC 8032), and so the name of a device.
// As text it is 64 lower-case hexadecimal digits.
type Key [32]byte

// IsZero tells whether k names nobody.
func (k Key) IsZero() bool { return k == Key{} }

func (k Key) String() string { return hex.EncodeToString(k[:]) }

// MarshalText writes the text form.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the text form and no other spelling of it.
func (k *Key) UnmarshalText(b []byte) error { return unhex(k[:], b) }

func unhex(dst, b []byte) error {
	if hex.EncodedLen(len(dst)) == len(b) {
		if _, err := hex.Decode(dst, b); err == nil && hex.EncodeToString(dst) == string(b) {
			return nil
		}
	}
	return Fault(Invalid, "name_malformed", "Mã không đúng dạng", "That is not a well-formed name")
}

// ID names an article, a category or another noun that lives longer than
// one version of it: 128 bits, random or derived from where it came from.
// As text it is 26 characters of Crockford's base 32 in lower case, which
// has no letters that are mistaken for digits.
type ID [16]byte

var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID draws an ID from a source of randomness.
func NewID(random io.Reader) (id ID, err error) {
	_, err = io.ReadFull(random, id[:])
	return id, err
}

// DeriveID names what came from elsewhere, so that two machines that bring
// in the same thing name it alike. Purpose keeps nouns apart; the parts are
// hashed with their lengths, so no two lists of parts meet by accident.
func DeriveID(purpose string, parts ...string) ID {
	h := sha256.New()
	var n [4]byte
	for _, p := range append([]string{"bangtin id 1", purpose}, parts...) {
		binary.BigEndian.PutUint32(n[:], uint32(len(p)))
		h.Write(n[:])
		io.WriteString(h, p)
	}
	return ID(h.Sum(nil)[:16])
}

// ParseID reads the text form; anything else is Invalid.
func ParseID(s string) (id ID, err error) { return id, id.UnmarshalText([]byte(s)) }

// IsZero tells whether id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

func (id ID) String() string { return crockford.EncodeToString(id[:]) }

// MarshalText writes the text form; an ID that names nothing is empty.
func (id ID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads the text form and no other spelling of it.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID{}
		return nil
	}
	var out ID
	if len(b) == crockford.EncodedLen(len(out)) {
		if _, err := crockford.Decode(out[:], b); err == nil && out.String() == string(b) {
			*id = out
			return nil
		}
	}
	return Fault(Invalid, "name_malformed", "Mã không đúng dạng", "That is not a well-formed name")
}
