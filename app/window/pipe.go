package window

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxLine is the longest line of the protocol, in bytes.
const maxLine = 64 << 10

// Command is one line from the engine; exactly one member is set.
type Command struct {
	Open   string  `json:"open,omitempty"`   // an http address to go to
	Poster *Poster `json:"poster,omitempty"` // what to show instead
	Raise  bool    `json:"raise,omitempty"`  // to the front, with the keyboard
	Close  bool    `json:"close,omitempty"`
}

// Poster is what people see while a face cannot come up.
type Poster struct {
	Code string `json:"code"` // short, for whoever is called; "": none
}

// Reply is one line from the window; exactly one member is set.
type Reply struct {
	Ready  bool   `json:"ready,omitempty"`
	Place  *Place `json:"place,omitempty"` // after it was moved, and before its end
	Closed bool   `json:"closed,omitempty"`
	Failed string `json:"failed,omitempty"` // why the page was lost
}

// Send writes one command in one write.
func Send(w io.Writer, c Command) error {
	if err := writeLine(w, c); err != nil {
		return fmt.Errorf("command window: %w", err)
	}
	return nil
}

// Replies hands every reply to each until r ends, which is no error.
func Replies(r io.Reader, each func(Reply)) error {
	if err := readLines(r, each); err != nil {
		return fmt.Errorf("read window's replies: %w", err)
	}
	return nil
}

func writeLine(w io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// readLines decodes line by line; it skips what is too long or is not a
// JSON object of the wanted shape.
func readLines[T any](r io.Reader, each func(T)) error {
	in := bufio.NewReaderSize(r, maxLine)
	for {
		line, err := in.ReadSlice('\n')
		for errors.Is(err, bufio.ErrBufferFull) {
			line = nil // too long: skip it to its end
			_, err = in.ReadSlice('\n')
		}
		var v T
		if len(line) > 0 && line[0] == '{' && json.Unmarshal(line, &v) == nil {
			each(v)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
