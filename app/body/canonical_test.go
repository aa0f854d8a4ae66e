package body_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"bangtin/app/body"
)

func TestCanonical(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		// RFC 8785 section 3.2.2, without its fractions.
		"rfc strings and literals": {
			`{ "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }`,
			`{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
		},
		// RFC 8785 section 3.2.3.
		"rfc sorting": {
			`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",` +
				`"\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`,
			`{"\r":"Carriage Return","1":"One","` + "\u0080" + `":"Control","ö":"Latin Small Letter O With Diaeresis",` +
				`"€":"Euro Sign","😀":"Emoji: Grinning Face","` + "\ufb33" + `":"Hebrew Letter Dalet With Dagesh"}`,
		},
		// RFC 8785 appendix B, its integers within range.
		"rfc zero":             {`0`, `0`},
		"rfc minus zero":       {`-0`, `0`},
		"rfc max integer":      {`9007199254740991`, `9007199254740991`},
		"min integer":          {`-9007199254740991`, `-9007199254740991`},
		"white space":          {" \t\r\n[ 1 , { } , [ ] ] ", `[1,{},[]]`},
		"short escapes":        {`"\b\t\n\f\r\u000b\u001f\u007f\/"`, `"\b\t\n\f\r\u000b\u001f` + "\u007f" + `/"`},
		"no html escapes":      {`"\u003cscript\u003e\u0026\u2028"`, `"<script>&` + "\u2028" + `"`},
		"prefix first":         {`{"ab":1,"a":2,"":3}`, `{"":3,"a":2,"ab":1}`},
		"surrogates before fb": {`{"\uffff":1,"\ud800\udc00":2,"\udbff\udfff":3,"\ud7ff":4}`, "{\"\ud7ff\":4,\"\U00010000\":2,\"\U0010ffff\":3,\"\uffff\":1}"},
		"inside a name":        {`{"a\uffff":1,"a\ud83d\ude00":2}`, "{\"a😀\":2,\"a\uffff\":1}"},
		"not normalised":       {`"e\u0302"`, "\"e\u0302\""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := body.Canonical([]byte(c.in))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			again, err := body.Canonical(got)
			if err != nil || string(again) != string(got) {
				t.Errorf("written again: %s, %v", again, err)
			}
		})
	}
}

func TestCanonicalRefuses(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	if _, err := body.Canonical([]byte(nested(64))); err != nil {
		t.Errorf("64 lists: %v", err)
	}
	for name, c := range map[string]struct{ in, key, path string }{
		"duplicate":         {`{"a":[{"b":1,"\u0062":2}]}`, "json_duplicate", "a[0]"},
		"fraction":          {`{"a":{"b":[0,1.5]}}`, "json_number", "a.b[1]"},
		"exponent":          {`1E2`, "json_number", ""},
		"beyond 2^53-1":     {`9007199254740992`, "json_number", ""},
		"beyond 64 bits":    {`-99999999999999999999`, "json_number", ""},
		"65 lists":          {nested(65), "json_depth", strings.Repeat("[0]", 64)},
		"a million lists":   {strings.Repeat("[", 1_000_000), "json_depth", strings.Repeat("[0]", 64)},
		"over 4 MB":         {`"` + strings.Repeat("a", 4<<20) + `"`, "json_size", ""},
		"half pair":         {`["\ud83d"]`, "json_surrogate", "[0]"},
		"half pair, then u": {`["\ud83d\u0061"]`, "json_surrogate", "[0]"},
		"nul":               {`["\u0000"]`, "json_nul", "[0]"},
		"nothing":           {" ", "json_syntax", ""},
		"minus":             {"-", "json_syntax", ""},
		"minus in a list":   {"[-]", "json_syntax", "[0]"},
		"short hex":         {`"\u00`, "json_syntax", ""},
		"signed hex":        {`"\u+0ff"`, "json_syntax", ""},
		"open string":       {`"abc`, "json_syntax", ""},
		"open escape":       {`"abc\`, "json_syntax", ""},
		"open pair":         {`"\ud83d\`, "json_surrogate", ""},
		"half a word":       {"tru", "json_syntax", ""},
		"words run on":      {"truefalse", "json_syntax", ""},
		"no colon":          {`{"a" 1}`, "json_syntax", ""},
		"no comma":          {`[1 2]`, "json_syntax", ""},
		"nul outside":       {"\x00", "json_syntax", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := body.Canonical([]byte(c.in))
			var e *body.Error
			if !errors.As(err, &e) || e.Key != c.key || e.Path != c.path {
				t.Errorf("%v, want %s at %q", err, c.key, c.path)
			}
		})
	}
}

// Whatever the order of members and the spelling of strings, equal values
// have equal bytes.
func TestCanonicalForgetsOrder(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		v := randomValue(rnd, 4)
		plain, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		want, err := body.Canonical(plain)
		if err != nil {
			t.Fatalf("%v: %s", err, plain)
		}
		got, err := body.Canonical(shuffled(rnd, v))
		if err != nil || string(got) != string(want) {
			t.Fatalf("%v\n%s\n%s", err, got, want)
		}
	}
}

func randomValue(rnd *rand.Rand, depth int) any {
	switch kind := rnd.IntN(6); {
	case kind == 0:
		return rnd.Int64N(2*body.MaxInt+1) - body.MaxInt
	case kind == 1:
		return rnd.IntN(2) == 0
	case kind == 2 || depth == 0:
		return randomString(rnd)
	case kind == 3:
		list := []any{}
		for range rnd.IntN(4) {
			list = append(list, randomValue(rnd, depth-1))
		}
		return list
	default:
		object := map[string]any{}
		for range rnd.IntN(5) {
			object[randomString(rnd)] = randomValue(rnd, depth-1)
		}
		return object
	}
}

func randomString(rnd *rand.Rand) string {
	letters := []rune("aAbzđĐệ \"\\/\n\t\u0001\u007f\u2028<&\ufb33\uffff😀\U0010ffff")
	var s []rune
	for range rnd.IntN(6) {
		s = append(s, letters[rnd.IntN(len(letters))])
	}
	return string(s)
}

// shuffled writes a value with its members in random order and white space
// between.
func shuffled(rnd *rand.Rand, v any) []byte {
	var b strings.Builder
	switch v := v.(type) {
	case map[string]any:
		var members []string
		for name, member := range v {
			quoted, _ := json.Marshal(name)
			members = append(members, string(quoted)+" : "+string(shuffled(rnd, member)))
		}
		rnd.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		b.WriteString("{\n" + strings.Join(members, " , ") + "}")
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, string(shuffled(rnd, item)))
		}
		b.WriteString("[ " + strings.Join(items, ",\t") + "]")
	default:
		plain, _ := json.Marshal(v)
		b.Write(plain)
	}
	return []byte(b.String())
}
