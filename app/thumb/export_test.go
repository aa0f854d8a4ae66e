package thumb

import "io"

// ServeUnlimited is the loop of Serve without the limits on this process, for fuzzing.
func ServeUnlimited(in io.Reader, out io.Writer) error { return serve(in, out) }

// ReadAnswer is how a Pool reads a worker's answer, for fuzzing.
func ReadAnswer(r io.Reader) (Picture, error) {
	a, err := readAnswer(r, nil)
	if err != nil {
		return Picture{}, err
	}
	if a.Code != "" {
		return Picture{}, &Error{Code: a.Code, Kind: a.Kind, Detail: a.Detail}
	}
	return Picture{a.Kind, a.Width, a.Height, a.Colour, a.Taken, a.made}, nil
}
