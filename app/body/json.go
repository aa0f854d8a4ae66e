package body

import (
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxInt is the greatest whole number that JavaScript holds exactly; its
// negative is the least.
const MaxInt = 1<<53 - 1

const maxNesting = 64 // of lists and objects

// parseJSON reads one JSON text (RFC 8259) more strictly than encoding/json:
// names given twice, numbers other than integers, U+0000, lone surrogates
// and invalid UTF-8 are faults, because two programs could read such bytes
// differently and still agree on their hash.
func parseJSON(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, fault("json_utf8", "")
	}
	r := &reader{data: data}
	v, err := r.value(0)
	if err != nil {
		return nil, err
	}
	r.space()
	if r.pos < len(r.data) {
		return nil, r.syntax()
	}
	return v, nil
}

type reader struct {
	data []byte
	pos  int
}

func (r *reader) syntax() *Error {
	return fault("json_syntax", "byte "+strconv.Itoa(r.pos))
}

func (r *reader) space() {
	for r.pos < len(r.data) {
		switch r.data[r.pos] {
		case ' ', '\t', '\n', '\r':
			r.pos++
		default:
			return
		}
	}
}

// next is the byte to read, 0 at the end.
func (r *reader) next() byte {
	if r.pos < len(r.data) {
		return r.data[r.pos]
	}
	return 0
}

func (r *reader) value(depth int) (any, *Error) {
	r.space()
	switch c := r.next(); {
	case c == '{' || c == '[':
		if depth == maxNesting {
			return nil, fault("json_depth", "")
		}
		r.pos++
		if c == '{' {
			return r.object(depth + 1)
		}
		return r.list(depth + 1)
	case c == '"':
		r.pos++
		return r.str()
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	}
	for _, w := range []struct {
		word  string
		value any
	}{{"true", true}, {"false", false}, {"null", nil}} {
		if len(r.data)-r.pos >= len(w.word) && string(r.data[r.pos:r.pos+len(w.word)]) == w.word {
			r.pos += len(w.word)
			return w.value, nil
		}
	}
	return nil, r.syntax()
}

func (r *reader) object(depth int) (any, *Error) {
	object := map[string]any{}
	r.space()
	if r.next() == '}' {
		r.pos++
		return object, nil
	}
	for {
		r.space()
		if r.next() != '"' {
			return nil, r.syntax()
		}
		r.pos++
		name, err := r.str()
		if err != nil {
			return nil, err
		}
		if _, twice := object[name]; twice {
			return nil, fault("json_duplicate", name)
		}
		r.space()
		if r.next() != ':' {
			return nil, r.syntax()
		}
		r.pos++
		v, err := r.value(depth)
		if err != nil {
			return nil, err.in(clip(name))
		}
		object[name] = v
		if done, err := r.more('}'); done || err != nil {
			return object, err
		}
	}
}

func (r *reader) list(depth int) (any, *Error) {
	list := []any{}
	r.space()
	if r.next() == ']' {
		r.pos++
		return list, nil
	}
	for {
		v, err := r.value(depth)
		if err != nil {
			return nil, err.at(len(list))
		}
		list = append(list, v)
		if done, err := r.more(']'); done || err != nil {
			return list, err
		}
	}
}

// more steps over a comma, or over the end of a list or object.
func (r *reader) more(end byte) (done bool, err *Error) {
	r.space()
	switch r.next() {
	case ',':
		r.pos++
		return false, nil
	case end:
		r.pos++
		return true, nil
	}
	return false, r.syntax()
}

func (r *reader) number() (any, *Error) {
	start := r.pos
	if r.next() == '-' {
		r.pos++
	}
	digits := r.pos
	for c := r.next(); c >= '0' && c <= '9'; c = r.next() {
		r.pos++
	}
	text := string(r.data[start:r.pos])
	if r.pos == digits || r.data[digits] == '0' && r.pos > digits+1 {
		return nil, r.syntax()
	}
	if c := r.next(); c == '.' || c == 'e' || c == 'E' {
		return nil, fault("json_number", text+string(c)+"…")
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > MaxInt || n < -MaxInt {
		return nil, fault("json_number", text)
	}
	return n, nil
}

// str reads what follows an opening quotation mark.
// plainBytes counts the bytes up to one that stands for something else than
// itself in a string, or may not stand there.
func plainBytes[T string | []byte](s T) (n int) {
	for n < len(s) && s[n] >= ' ' && s[n] != '"' && s[n] != '\\' {
		n++
	}
	return n
}

func (r *reader) str() (string, *Error) {
	start := r.pos
	r.pos += plainBytes(r.data[start:])
	if r.next() == '"' { // nearly always
		r.pos++
		return string(r.data[start : r.pos-1]), nil
	}
	out := slices.Clone(r.data[start:r.pos])
	for {
		c := r.next()
		switch {
		case r.pos == len(r.data):
			return "", r.syntax()
		case c == '"':
			r.pos++
			return string(out), nil
		case c == '\\':
			char, err := r.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, char)
		case c == 0:
			return "", fault("json_nul", "")
		case c < ' ':
			return "", r.syntax()
		default:
			out = append(out, c)
			r.pos++
		}
	}
}

// escapes are the short ones of RFC 8259 section 7.
var escapes = map[byte]rune{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

func (r *reader) escape() (rune, *Error) {
	r.pos++
	c := r.next()
	if char, ok := escapes[c]; ok {
		r.pos++
		return char, nil
	}
	if c != 'u' {
		return 0, r.syntax()
	}
	char, err := r.hex()
	switch {
	case err != nil:
		return 0, err
	case char == 0:
		return 0, fault("json_nul", "")
	case !utf16.IsSurrogate(char):
		return char, nil
	}
	if r.next() != '\\' || r.pos+1 == len(r.data) || r.data[r.pos+1] != 'u' {
		return 0, fault("json_surrogate", "")
	}
	r.pos++
	low, err := r.hex()
	if err != nil {
		return 0, err
	}
	pair := utf16.DecodeRune(char, low)
	if pair == utf8.RuneError {
		return 0, fault("json_surrogate", "")
	}
	return pair, nil
}

// hex reads the u of an escape and the four digits after it.
func (r *reader) hex() (rune, *Error) {
	if len(r.data)-r.pos < 5 {
		return 0, r.syntax()
	}
	digits := string(r.data[r.pos+1 : r.pos+5])
	n, err := strconv.ParseUint(digits, 16, 16)
	if err != nil {
		return 0, r.syntax()
	}
	r.pos += 5
	return rune(n), nil
}
