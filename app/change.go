package app

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"

	"bangtin/app/body"
)

// A change is what a log holds: a signed header and a body. The bytes of a
// signed header can never be laid out anew, so they are written out here.
//
// Header, format 1: 186 bytes, numbers big-endian.
//
//	offset size
//	     0    2  format, 1
//	     2   32  library: the name of the library (see Founding)
//	    34   32  device: the Ed25519 public key that signs
//	    66    8  incarnation of the log
//	    74    1  audience: 1 open, 2 staff
//	    75    8  seq: 1, 2, 3… within {device, incarnation, audience}
//	    83   32  prev: id of the change before it in this log; zeros at seq 1
//	   115    8  lamport: greater than that of everything its writer had seen
//	   123    8  wall: milliseconds since 1970 UTC, as the device's clock claimed
//	   131    1  trusted: 1 if the device held that clock to be right, else 0
//	   132    2  kind
//	   134   16  account as claimed; zeros for none
//	   150    4  length of the body in bytes
//	   154   32  SHA-256 of the body
//
// The signature is Ed25519 (RFC 8032) over "bangtin change 1\n" followed by
// the header. The id of a change is the SHA-256 of its header. On disk and
// between machines a change is header, signature (64 bytes), body.
const (
	HeaderSize    = 186
	signatureSize = ed25519.SignatureSize
	// MaxChangeBody is the largest body a change may have, in bytes: one
	// document of 1 MB with its metadata, derivative list and room to grow.
	MaxChangeBody = 2 << 20
	// MaxLamport is 2^53-1: beyond it a number is no longer exact in JSON and
	// the change is void.
	MaxLamport = body.MaxInt

	headerFormat    = 1
	signatureDomain = "bangtin change 1\n"
)

// Audience says who may hold a change. Each device keeps one log for each.
type Audience uint8

// The two audiences.
const (
	Open  Audience = 1 // for everyone, kiosks and screens included
	Staff Audience = 2 // for desks only
)

func (a Audience) String() string {
	switch a {
	case Open:
		return "open"
	case Staff:
		return "staff"
	}
	return fmt.Sprintf("audience %d", uint8(a))
}

// LogName names one log: a device, one of its lives, one audience.
type LogName struct {
	Device      Key
	Incarnation uint64
	Audience    Audience
}

// Header is the signed part of a change, as documented above.
type Header struct {
	Library  Hash
	Log      LogName
	Seq      uint64
	Prev     Hash
	Lamport  uint64
	Wall     int64
	Trusted  bool
	Kind     Kind
	Account  ID
	BodySize uint32
	BodyHash Hash
}

// Change is a header with its signature and body, all kept as they came.
// Body is nil where an erase act removed it.
type Change struct {
	Header
	ID        Hash
	Raw       [HeaderSize]byte
	Signature [signatureSize]byte
	Body      []byte
	Erased    bool

	all  []byte   // header, signature and body as they came, where they did
	read *reading // once it was read; see Read
}

// Encode lays out the header.
func (h *Header) Encode() (b [HeaderSize]byte) {
	be := binary.BigEndian
	be.PutUint16(b[0:], headerFormat)
	copy(b[2:], h.Library[:])
	copy(b[34:], h.Log.Device[:])
	be.PutUint64(b[66:], h.Log.Incarnation)
	b[74] = byte(h.Log.Audience)
	be.PutUint64(b[75:], h.Seq)
	copy(b[83:], h.Prev[:])
	be.PutUint64(b[115:], h.Lamport)
	be.PutUint64(b[123:], uint64(h.Wall))
	if h.Trusted {
		b[131] = 1
	}
	be.PutUint16(b[132:], uint16(h.Kind))
	copy(b[134:], h.Account[:])
	be.PutUint32(b[150:], h.BodySize)
	copy(b[154:], h.BodyHash[:])
	return b
}

// DecodeHeader reads a header. It refuses what no writer of this format
// could have written, and says so differently of a newer format.
func DecodeHeader(b []byte) (h Header, err error) {
	if len(b) < 2 {
		return h, errMalformed
	}
	be := binary.BigEndian
	if f := be.Uint16(b); f > headerFormat {
		return h, Fault(Unavailable, "change_newer",
			"Dữ liệu do phiên bản mới hơn ghi. Xin cập nhật chương trình",
			"A newer version wrote this. Please update the program")
	} else if f != headerFormat || len(b) != HeaderSize {
		return h, errMalformed
	}
	copy(h.Library[:], b[2:])
	copy(h.Log.Device[:], b[34:])
	h.Log.Incarnation = be.Uint64(b[66:])
	h.Log.Audience = Audience(b[74])
	h.Seq = be.Uint64(b[75:])
	copy(h.Prev[:], b[83:])
	h.Lamport = be.Uint64(b[115:])
	h.Wall = int64(be.Uint64(b[123:]))
	h.Trusted = b[131] == 1
	h.Kind = Kind(be.Uint16(b[132:]))
	copy(h.Account[:], b[134:])
	h.BodySize = be.Uint32(b[150:])
	copy(h.BodyHash[:], b[154:])
	switch {
	case b[131] > 1,
		h.Log.Audience != Open && h.Log.Audience != Staff,
		h.Seq == 0,
		h.Prev.IsZero() != (h.Seq == 1),
		h.BodySize > MaxChangeBody:
		return h, errMalformed
	}
	return h, nil
}

var errMalformed = Fault(Invalid, "change_malformed", "Bản ghi thay đổi bị hỏng", "A change is malformed")

// Sign makes a change of a header and a body with the key of the device
// that the header names.
func Sign(h Header, body []byte, key ed25519.PrivateKey) (Change, error) {
	if len(body) > MaxChangeBody {
		return Change{}, Fault(TooLarge, "change_too_large", "Bài quá lớn để lưu", "This is too large to save")
	}
	if Key(key.Public().(ed25519.PublicKey)) != h.Log.Device {
		return Change{}, fmt.Errorf("sign a change of %s with another key", h.Log.Device)
	}
	h.BodySize, h.BodyHash = uint32(len(body)), Sum(body)
	c := Change{Header: h, Raw: h.Encode(), Body: body}
	c.ID = Sum(c.Raw[:])
	copy(c.Signature[:], ed25519.Sign(key, signed(c.Raw[:])))
	return c, nil
}

// Encode lays out the whole change: header, signature, body. The result must
// not be written to.
func (c *Change) Encode() []byte {
	if c.asItCame() {
		return c.all
	}
	b := make([]byte, 0, HeaderSize+signatureSize+len(c.Body))
	b = append(b, c.Raw[:]...)
	b = append(b, c.Signature[:]...)
	return append(b, c.Body...)
}

// asItCame tells that nothing was taken out of a change since, nor altered.
func (c *Change) asItCame() bool {
	return len(c.all) == HeaderSize+signatureSize+len(c.Body) &&
		bytes.Equal(c.all[:HeaderSize], c.Raw[:]) && bytes.Equal(c.all[HeaderSize:][:signatureSize], c.Signature[:])
}

// DecodeChange is KeepChange for bytes that the result does not share.
func DecodeChange(b []byte) (Change, error) { return KeepChange(bytes.Clone(b)) }

// KeepChange reads a change and holds it to its hashes and signature. A
// change without its body is taken for an erased one; whether it may be is
// for the fold to say. The bytes are the change's from then on: nobody may
// write to them.
func KeepChange(b []byte) (Change, error) {
	c, err := keepParsed(b)
	if err != nil {
		return c, err
	}
	if !ed25519.Verify(c.Log.Device[:], signed(c.Raw[:]), c.Signature[:]) {
		return c, Fault(Denied, "signature_wrong", "Chữ ký của bản ghi không đúng", "A change is not signed by the device it names")
	}
	if !c.Erased && Sum(c.Body) != c.BodyHash {
		return c, errMalformed
	}
	return c, nil
}

// parseChange is DecodeChange for bytes that were verified when they came.
func parseChange(b []byte) (Change, error) { return keepParsed(bytes.Clone(b)) }

// keepParsed is parseChange for bytes that are the change's from then on.
func keepParsed(b []byte) (c Change, err error) {
	if len(b) < HeaderSize+signatureSize {
		if len(b) >= 2 {
			if _, err := DecodeHeader(b); CodeOf(err) == Unavailable {
				return c, err
			}
		}
		return c, errMalformed
	}
	if c.Header, err = DecodeHeader(b[:HeaderSize]); err != nil {
		return c, err
	}
	copy(c.Raw[:], b)
	copy(c.Signature[:], b[HeaderSize:])
	c.ID = Sum(c.Raw[:])
	rest := b[HeaderSize+signatureSize:]
	switch {
	case len(rest) == int(c.BodySize):
		c.all = b
		if len(rest) > 0 {
			c.Body = rest[:len(rest):len(rest)]
		}
	case len(rest) == 0:
		c.Erased = true
	default:
		return c, errMalformed
	}
	return c, nil
}

func signed(header []byte) []byte {
	return append([]byte(signatureDomain), header...)
}
