package body

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxJSON is the most that Canonical reads, in bytes.
const MaxJSON = 4 << 20

// Canonical writes any JSON in the one form that is hashed and signed: RFC
// 8785 restricted to integers. Names are sorted by their UTF-16 code units,
// nothing is escaped that need not be, and there is no white space. Its
// output is its own canonical form.
//
// It refuses, with an *Error, what two programs might read differently:
// names given twice, other numbers, U+0000, lone surrogates, invalid UTF-8;
// also more than 4 MB and more than 64 levels of lists and objects.
func Canonical(data []byte) ([]byte, error) {
	if len(data) > MaxJSON {
		return nil, fault("json_size", "")
	}
	v, err := parseJSON(data)
	if err != nil {
		return nil, err
	}
	return appendValue(make([]byte, 0, len(data)), v, 0)
}

// appendValue writes a value as parseJSON gives it or as a caller made it:
// the second kind may still break the rules.
func appendValue(b []byte, v any, depth int) ([]byte, error) {
	b, err := appendJSON(b, v, depth)
	if err != nil {
		return nil, err
	}
	return b, nil
}

func appendJSON(b []byte, v any, depth int) ([]byte, *Error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case string:
		return appendString(b, v)
	case []any:
		if depth < maxNesting {
			return appendList(b, v, depth+1)
		}
		return b, fault("json_depth", "")
	case map[string]any:
		if depth < maxNesting {
			return appendObject(b, v, depth+1)
		}
		return b, fault("json_depth", "")
	}
	n, ok := integer(v)
	if !ok || n > MaxInt || n < -MaxInt {
		return b, fault("json_number", "")
	}
	return strconv.AppendInt(b, n, 10), nil
}

func appendList(b []byte, list []any, depth int) ([]byte, *Error) {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		var err *Error
		if b, err = appendJSON(b, v, depth); err != nil {
			return b, err.at(i)
		}
	}
	return append(b, ']'), nil
}

func appendObject(b []byte, object map[string]any, depth int) ([]byte, *Error) {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.SortFunc(names, compareUTF16)
	b = append(b, '{')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		var err *Error
		if b, err = appendString(b, name); err != nil {
			return b, err
		}
		if b, err = appendJSON(append(b, ':'), object[name], depth); err != nil {
			return b, err.in(clip(name))
		}
	}
	return append(b, '}'), nil
}

// appendString escapes as RFC 8785 section 3.2.2.2 says.
func appendString(b []byte, s string) ([]byte, *Error) {
	if !utf8.ValidString(s) {
		return b, fault("json_utf8", "")
	}
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		plain := plainBytes(s[i:])
		b = append(b, s[i:i+plain]...)
		if i += plain; i == len(s) {
			break
		}
		switch c := s[i]; {
		case c == 0:
			return b, fault("json_nul", "")
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		default:
			if at := strings.IndexByte("\b\t\n\f\r", c); at >= 0 {
				b = append(b, '\\', "btnfr"[at])
				continue
			}
			const digits = "0123456789abcdef"
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		}
	}
	return append(b, '"'), nil
}

// compareUTF16 orders strings by their UTF-16 code units. That is the order
// of code points but for those above U+FFFF, which begin with a unit between
// 0xD800 and 0xDBFF and so come before U+E000 to U+FFFF.
func compareUTF16(a, b string) int {
	for a != "" && b != "" {
		x, m := utf8.DecodeRuneInString(a)
		y, n := utf8.DecodeRuneInString(b)
		if x != y {
			if (x > 0xFFFF) != (y > 0xFFFF) {
				return cmp.Compare(firstUnit(x), firstUnit(y))
			}
			return cmp.Compare(x, y)
		}
		a, b = a[m:], b[n:]
	}
	return cmp.Compare(len(a), len(b))
}

func firstUnit(r rune) rune {
	if r > 0xFFFF {
		return 0xD800 + (r-0x10000)>>10
	}
	return r
}
