package thumb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// codes are those a worker may answer with.
var codes = map[Code]bool{
	Empty: true, TooLarge: true, TooManyPixels: true, TooManyScans: true, Unsupported: true, NeedsHEIC: true,
	Incomplete: true, Corrupt: true, TimedOut: true, OutOfMemory: true, Crashed: true,
}

var colourForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// heads are the first bytes that a derivative of each type has.
var heads = map[string]string{"image/jpeg": "\xff\xd8\xff", "image/png": "\x89PNG\r\n\x1a\n"}

// readAnswer reads and judges a worker's answer. The worker may have been taken over by the picture it
// read: what it says is believed as little as the picture. With an edit, that is what it was asked for.
func readAnswer(r io.Reader, e *Edit) (*answer, error) {
	name, body, err := readMessage(r)
	if err != nil {
		return nil, err
	}
	var a answer
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	switch {
	case name == frameError && codes[a.Code] && len(a.Detail) <= maxDetail && len(a.Kind) <= 16 && a.Derivatives == nil:
		return &a, nil
	case name != framePicture || a.Code != "":
		return nil, fmt.Errorf("answer %q with code %q", name, a.Code)
	}
	if err := a.judge(e); err != nil {
		return nil, err
	}
	for _, p := range a.Derivatives {
		data := make([]byte, p.Bytes)
		if err := readParts(r, data); err != nil {
			return nil, err
		}
		if !bytes.HasPrefix(data, []byte(heads[p.Type])) {
			return nil, fmt.Errorf("derivative is no %s", p.Type)
		}
		a.made = append(a.made, Derivative{max(p.Width, p.Height), p.Width, p.Height, p.Type, data})
	}
	return &a, nil
}

// judge holds a picture against what Make can give, or Cut.
func (a *answer) judge(e *Edit) error {
	switch {
	case a.Kind != JPEG && a.Kind != PNG && a.Kind != WebP && a.Kind != GIF && a.Kind != HEIC:
		return fmt.Errorf("picture of kind %q", a.Kind)
	case a.Width < 1 || a.Height < 1 || a.Width > MaxSide || a.Height > MaxSide || a.Width*a.Height > MaxBaselinePixels:
		return fmt.Errorf("picture of %d × %d", a.Width, a.Height)
	case !colourForm.MatchString(a.Colour):
		return fmt.Errorf("colour %q", a.Colour)
	case !takenForm(a.Taken):
		return fmt.Errorf("taken %q", a.Taken)
	}
	if e != nil {
		return a.judgeEdited(e)
	}
	long := edgesFor(max(a.Width, a.Height))
	if len(a.Derivatives) != len(long) {
		return fmt.Errorf("%d derivatives, %d are due", len(a.Derivatives), len(long))
	}
	for i, p := range a.Derivatives {
		w, h := fitted(a.Width, a.Height, long[i])
		if p.Width != w || p.Height != h || heads[p.Type] == "" || p.Bytes < 1 || p.Bytes > maxDerivative {
			return fmt.Errorf("derivative %+v, due is %d × %d", p, w, h)
		}
	}
	return nil
}

func (a *answer) judgeEdited(e *Edit) error {
	if len(a.Derivatives) != 1 {
		return fmt.Errorf("%d edited pictures", len(a.Derivatives))
	}
	p, most := a.Derivatives[0], maxEdited
	if p.Type == "image/png" {
		most = maxEditedPNG
	}
	w, h := e.size(a.Width, a.Height, most)
	if p.Width != w || p.Height != h || heads[p.Type] == "" || p.Bytes < 1 || p.Bytes > maxDerivative {
		return fmt.Errorf("edited picture %+v, due is %d × %d", p, w, h)
	}
	return nil
}

func takenForm(s string) bool {
	const local = "2006-01-02T15:04:05"
	_, err := time.Parse(local, s)
	if err != nil {
		_, err = time.Parse(local+"-07:00", s)
	}
	return s == "" || err == nil
}

// writeAnswer sends what Make gave.
func writeAnswer(w io.Writer, p Picture, err error, retire bool) error {
	if err != nil {
		a := answer{Code: Crashed, Detail: err.Error(), Retire: retire}
		var e *Error
		if errors.As(err, &e) {
			a.Code, a.Kind, a.Detail = e.Code, e.Kind, e.Detail
			if e.Err != nil {
				a.Detail += ": " + e.Err.Error()
			}
		}
		a.Detail = strings.ToValidUTF8(a.Detail[:min(len(a.Detail), maxDetail)], "?")
		return writeMessage(w, frameError, a)
	}
	a := answer{Kind: p.Kind, Width: p.Width, Height: p.Height, Colour: p.Colour, Taken: p.Taken, Retire: retire}
	for _, d := range p.Derivatives {
		a.Derivatives = append(a.Derivatives, promise{d.Width, d.Height, d.Type, len(d.Data)})
	}
	if err := writeMessage(w, framePicture, a); err != nil {
		return err
	}
	for _, d := range p.Derivatives {
		if err := writeParts(w, d.Data); err != nil {
			return err
		}
	}
	return nil
}
