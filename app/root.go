package app

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// The root of an audience tells in one number what it folds to. It is the
// SHA-256 of a sum over its states, in which each stands as 1,024 numbers of
// 16 bits: what AES-256 in counter mode makes of zeros, with the SHA-256 of
// noun, 0, id and hash of the state for its key, read as 64-bit words, first
// byte lowest. They are added each by itself, without carry (LtHash: Lewi and
// others, Securing Update Propagation with Homomorphic Hashing, 2019). So a
// new state costs the same however many there are, the order in which they
// came does not matter, and nobody can find other states with that sum.

// rootSum is such a sum, four numbers in a word.
type rootSum [256]uint64

const sumBytes = 8 * len(rootSum{})

// tops are the highest bits of the four numbers of a word.
const tops = 0x8000_8000_8000_8000

func (s *rootSum) add(t *rootSum) {
	for i, b := range t {
		a := s[i]
		s[i] = (a&^tops + b&^tops) ^ (a^b)&tops
	}
}

func (s *rootSum) take(t *rootSum) {
	for i, b := range t {
		a := s[i]
		s[i] = (a | tops - b&^tops) ^ (a^^b)&tops
	}
}

// worth is what the state of a noun, by its key, adds to the sum.
func worth(key []byte, state Hash) (s rootSum) {
	h := sha256.New()
	h.Write(key[1:])
	h.Write([]byte{0})
	h.Write(state[:])
	block, err := aes.NewCipher(h.Sum(nil))
	if err != nil {
		panic(err) // a SHA-256 is a key of the right length
	}
	var text [sumBytes]byte
	cipher.NewCTR(block, make([]byte, aes.BlockSize)).XORKeyStream(text[:], text[:])
	s.read(text[:])
	return s
}

func (s *rootSum) read(text []byte) {
	for i := range s {
		s[i] = binary.LittleEndian.Uint64(text[8*i:])
	}
}

func (s *rootSum) bytes() []byte {
	out := make([]byte, 0, sumBytes)
	for _, n := range s {
		out = binary.LittleEndian.AppendUint64(out, n)
	}
	return out
}

func (s *rootSum) root() string {
	h := sha256.Sum256(s.bytes())
	return hex.EncodeToString(h[:])
}

// sum is what is kept for an audience; of tables from before it was kept, it
// is made.
func (v view) sum(a Audience) (s rootSum) {
	kept := v.tx.Get(v.table(tableSum), []byte{byte(a)})
	if len(kept) != sumBytes {
		return v.walkSum(a)
	}
	s.read(kept)
	return s
}

// walkSum makes a sum of all states.
func (v view) walkSum(a Audience) (s rootSum) {
	for key, state := range v.tx.Scan(v.table(tableState), []byte{byte(a)}, nil, false) {
		t := worth(key, Hash(state[:len(Hash{})]))
		s.add(&t)
	}
	return s
}

func (v view) root(a Audience) string {
	s := v.sum(a)
	return s.root()
}

// turn notes that the state of a noun, by its key, has become another. Either
// may be none.
func (b *batch) turn(key []byte, from, to *Hash) {
	a := Audience(key[0])
	s := b.sums[a]
	if s == nil {
		s = new(rootSum)
		*s = b.sum(a)
		if b.sums == nil {
			b.sums = map[Audience]*rootSum{}
		}
		b.sums[a] = s
	}
	if from != nil {
		t := worth(key, *from)
		s.take(&t)
	}
	if to != nil {
		t := worth(key, *to)
		s.add(&t)
	}
}

func (b *batch) writeSums() error {
	for a, s := range b.sums {
		if err := b.tx.Put(b.table(tableSum), []byte{byte(a)}, s.bytes()); err != nil {
			return err
		}
	}
	clear(b.sums)
	return nil
}
