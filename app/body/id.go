package body

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
)

// ids are written in Crockford's base 32, in small letters: easy to read
// aloud, safe in addresses.
var ids = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

const idBytes = 10 // written as 16 characters

// NewID makes a block id of 80 random bits from r.
func NewID(r io.Reader) (string, error) {
	var b [idBytes]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return "", fmt.Errorf("read random bytes for a block id: %w", err)
	}
	return ids.EncodeToString(b[:]), nil
}

// DeriveID is the id of the block at a position of an imported article: two
// machines that import the same article give its blocks the same ids.
func DeriveID(articleID string, position int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "bangtin block 1\n%s\n%d", articleID, position))
	return ids.EncodeToString(sum[:idBytes])
}
