package thumb

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

// The protocol between a Pool and its workers, on a worker's standard input and output. Everything is a
// frame: one byte that names it, four bytes of length (big endian), so many bytes.
//
//	worker → pool   h  once, when ready; the name of this protocol
//	pool → worker   j  a job, JSON {size, timeoutMs}, and edit where one is wanted; then one derivative is the answer
//	pool → worker   d  a part of the original, at most 64 KB; parts add up to size
//	worker → pool   p  a picture, JSON as in answer, its derivatives follow as parts
//	worker → pool   d  a part of a derivative, at most 64 KB; parts add up to its bytes, none crosses two
//	worker → pool   e  an error, JSON {code, kind, detail}
//
// One job is under way at a time. Either side ends on anything else, on a length above the limits below
// and on a picture that promises what no picture has: the pool kills the worker, the worker exits. The
// worker also exits when its input ends, even in the middle of a job: then the engine is gone.
const protocol = "bangtin thumb 2"

const (
	frameHello   = 'h'
	frameJob     = 'j'
	frameData    = 'd'
	framePicture = 'p'
	frameError   = 'e'
)

const (
	maxPart       = 64 << 10 // of a data frame
	maxMessage    = 8 << 10  // of every other frame
	maxDerivative = 24 << 20 // of one derivative: a PNG of noise, 1920 × 1920, is 15 MB
	maxDetail     = 1 << 10  // of an error's detail
)

// job asks for one picture.
type job struct {
	Size      int64 `json:"size"`
	TimeoutMS int64 `json:"timeoutMs"`
	Edit      *Edit `json:"edit,omitempty"` // nil: the derivatives are wanted
}

// answer is what becomes of a job: a picture, or an error if Code is set. Retire says that the worker
// will take no other job.
type answer struct {
	Code        Code         `json:"code,omitempty"`
	Detail      string       `json:"detail,omitempty"`
	Kind        Kind         `json:"kind,omitempty"`
	Width       int          `json:"width,omitempty"`
	Height      int          `json:"height,omitempty"`
	Colour      string       `json:"colour,omitempty"`
	Taken       string       `json:"taken,omitempty"`
	Derivatives []promise    `json:"derivatives,omitempty"`
	Retire      bool         `json:"retire,omitempty"`
	made        []Derivative // what the promises became
}

// promise announces a derivative.
type promise struct {
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Type   string `json:"type"`
	Bytes  int    `json:"bytes"`
}

func writeFrame(w io.Writer, name byte, body []byte) error {
	b := make([]byte, 0, 5+len(body))
	b = binary.BigEndian.AppendUint32(append(b, name), uint32(len(body)))
	_, err := w.Write(append(b, body...))
	return err
}

func writeMessage(w io.Writer, name byte, message any) error {
	b, err := json.Marshal(message)
	if err != nil {
		return err
	}
	return writeFrame(w, name, b)
}

// readHead reads name and length of a frame and refuses a length above the frame's limit.
func readHead(r io.Reader) (name byte, n int, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, 0, err
	}
	length, most := binary.BigEndian.Uint32(head[1:]), uint32(maxMessage)
	if head[0] == frameData {
		most = maxPart
	}
	if length > most {
		return 0, 0, fmt.Errorf("frame %q of %d bytes", head[0], length)
	}
	return head[0], int(length), nil
}

// readMessage reads a frame that is no data frame.
func readMessage(r io.Reader) (name byte, body []byte, err error) {
	name, n, err := readHead(r)
	if err != nil {
		return 0, nil, err
	}
	if name == frameData {
		return 0, nil, fmt.Errorf("data where a message was due")
	}
	body = make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return 0, nil, unexpected(err)
	}
	return name, body, nil
}

// readParts fills b from data frames.
func readParts(r io.Reader, b []byte) error {
	for len(b) > 0 {
		name, n, err := readHead(r)
		if err != nil {
			return unexpected(err)
		}
		if name != frameData || n == 0 || n > len(b) {
			return fmt.Errorf("frame %q of %d bytes, %d bytes of data are due", name, n, len(b))
		}
		if _, err := io.ReadFull(r, b[:n]); err != nil {
			return unexpected(err)
		}
		b = b[n:]
	}
	return nil
}

func writeParts(w io.Writer, b []byte) error {
	for len(b) > 0 {
		n := min(len(b), maxPart)
		if err := writeFrame(w, frameData, b[:n]); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// unexpected marks an end inside a message.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
