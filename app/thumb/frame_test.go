package thumb_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"bangtin/app/thumb"
)

// frames writes frames: name, body, name, body…
func frames(parts ...string) []byte {
	var b []byte
	for i := 0; i < len(parts); i += 2 {
		b = append(b, parts[i]...)
		b = binary.BigEndian.AppendUint32(b, uint32(len(parts[i+1])))
		b = append(b, parts[i+1]...)
	}
	return b
}

func jobFrame(size, timeoutMS int) string {
	return fmt.Sprintf(`{"size":%d,"timeoutMs":%d}`, size, timeoutMS)
}

// serve runs a worker's loop in this process and gives what it wrote.
func serve(in []byte) (string, error) {
	var out bytes.Buffer
	err := thumb.ServeUnlimited(bytes.NewReader(in), &out)
	return out.String(), err
}

func TestServeRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []byte
		fine bool
	}{
		{"nothing", nil, true},
		{"cut in a frame's head", []byte("j\x00\x00"), false},
		{"cut in a job", frames("j", jobFrame(10, 1000))[:9], false},
		{"job without original", frames("j", jobFrame(10, 1000)), false},
		{"original cut", frames("j", jobFrame(10, 1000), "d", "12345"), false},
		{"original too long", frames("j", jobFrame(10, 1000), "d", "12345678901"), false},
		{"empty part", frames("j", jobFrame(10, 1000), "d", ""), false},
		{"another frame within the original", frames("j", jobFrame(10, 1000), "d", "12345", "j", "{}"), false},
		{"original without job", frames("d", "12345"), false},
		{"job of a worker", frames("p", "{}"), false},
		{"job that is no JSON", frames("j", "size 5"), false},
		{"job of no bytes", frames("j", jobFrame(0, 1000)), false},
		{"job of 41 MB", frames("j", jobFrame(41<<20, 1000)), false},
		{"job of a negative size", frames("j", jobFrame(-1, 1000)), false},
		{"job of no time", frames("j", jobFrame(5, 0)), false},
		{"job of a year", frames("j", jobFrame(5, 31536000000)), false},
		{"message too long", frames("j", strings.Repeat(" ", 8193)), false},
		{"part too long", frames("j", jobFrame(1<<20, 1000), "d", strings.Repeat(" ", 65537)), false},
		{"length of four billion", []byte("j\xff\xff\xff\xff"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := serve(c.in)
			if (err == nil) != c.fine {
				t.Errorf("error %v", err)
			}
			if out != greeting {
				t.Errorf("wrote %q", out)
			}
		})
	}
}

func TestReadAnswerRefuses(t *testing.T) {
	picture := asJPEG(t, corners(20, 10))
	good := fmt.Sprintf(`{"kind":"jpeg","width":20,"height":10,"colour":"#0a0b0c","taken":"2024-07-03T17:59:08","derivatives":[`+
		`{"width":20,"height":10,"type":"image/jpeg","bytes":%d}]}`, len(picture))
	data := string(picture)
	with := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %s in %s", old, good)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, c := range []struct {
		name string
		in   []byte
		want string // "" for a picture, else what the error holds
	}{
		{"a picture", frames("p", good, "d", data), ""},
		{"in two parts", frames("p", good, "d", data[:100], "d", data[100:]), ""},
		{"nothing", nil, "EOF"},
		{"cut", frames("p", good, "d", data[:100]), "EOF"},
		{"part too long", frames("p", good, "d", data+"x"), "due"},
		{"no picture", frames("p", good, "d", strings.Repeat("<", len(data))), "no image/jpeg"},
		{"of another type", frames("p", with("image/jpeg", "image/png"), "d", data), "no image/png"},
		{"of a type that runs", frames("p", with("image/jpeg", "text/html"), "d", data), "derivative"},
		{"unknown field", frames("p", with(`"kind"`, `"path":"/etc/passwd","kind"`), "d", data), "unknown field"},
		{"kind", frames("p", with(`"jpeg"`, `"svg"`), "d", data), "kind"},
		{"colour", frames("p", with("#0a0b0c", "red;}"), "d", data), "colour"},
		{"time", frames("p", with("2024-07-03T17:59:08", "<script>"), "d", data), "taken"},
		{"too wide", frames("p", with(`"width":20`, `"width":20000`), "d", data), "20000"},
		{"no size", frames("p", with(`"height":10`, `"height":0`), "d", data), "picture of"},
		{"derivative of another size", frames("p", with(`[{"width":20`, `[{"width":19`), "d", data), "derivative"},
		{"derivative of no bytes", frames("p", with(fmt.Sprint(len(picture)), "0"), "d", data), "derivative"},
		{"derivative of a negative length", frames("p", with(fmt.Sprint(len(picture)), "-5"), "d", data), "derivative"},
		{"derivative of 1 GB", frames("p", with(fmt.Sprint(len(picture)), "1073741824"), "d", data), "derivative"},
		{"no derivative", frames("p", `{"kind":"jpeg","width":20,"height":10,"colour":"#000000"}`), "derivatives"},
		{"an error", frames("e", `{"code":"corrupt","kind":"png","detail":"x"}`), "corrupt"},
		{"an error without code", frames("e", `{"detail":"x"}`), "code"},
		{"an error of the pool's", frames("e", `{"code":"unavailable"}`), "code"},
		{"a picture with a code", frames("p", with(`"kind"`, `"code":"corrupt","kind"`), "d", data), "code"},
		{"a greeting", frames("h", "{}"), "answer"},
		{"message of 9 KB", frames("e", strings.Repeat(" ", 9<<10)), "bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := thumb.ReadAnswer(bytes.NewReader(c.in))
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want == "":
				checkPicture(t, p)
			case err == nil || !strings.Contains(err.Error(), c.want):
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func FuzzServe(f *testing.F) {
	small := string(asPNG(f, corners(3, 2)))
	f.Add(frames("j", jobFrame(len(small), 1000), "d", small))
	f.Add(frames("j", jobFrame(len(small), 1000), "d", small[:9], "d", small[9:], "j", jobFrame(4, 9), "d", "GIF8"))
	f.Add(frames("j", jobFrame(5, 1000), "d", "12345", "d", "x"))
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := serve(in)
		if !strings.HasPrefix(out, greeting) {
			t.Fatalf("no greeting: %q", out)
		}
		for out = out[len(greeting):]; err == nil && out != ""; { // what a worker says, a pool understands
			r := strings.NewReader(out)
			if _, err := thumb.ReadAnswer(r); code(err) == "" || !strings.HasPrefix(string(code(err)), "no *Error") {
				out = out[len(out)-r.Len():]
				continue
			}
			t.Fatalf("wrote %q", out)
		}
	})
}

func FuzzReadAnswer(f *testing.F) {
	picture := string(asJPEG(f, corners(20, 10)))
	f.Add(frames("p", fmt.Sprintf(`{"kind":"jpeg","width":20,"height":10,"colour":"#0a0b0c","derivatives":[`+
		`{"width":20,"height":10,"type":"image/jpeg","bytes":%d}]}`, len(picture)), "d", picture))
	f.Add(frames("e", `{"code":"corrupt","kind":"png","detail":"x","retire":true}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		p, err := thumb.ReadAnswer(bytes.NewReader(in))
		if err != nil {
			return
		}
		sum := 0
		for _, d := range p.Derivatives {
			sum += len(d.Data)
			if d.Edge > max(p.Width, p.Height) || d.Edge > 1920 || len(d.Data) == 0 {
				t.Errorf("derivative of edge %d, %d bytes", d.Edge, len(d.Data))
			}
		}
		if sum > len(in) || len(p.Derivatives) == 0 || len(p.Derivatives) > 3 {
			t.Errorf("%d derivatives of %d bytes out of %d", len(p.Derivatives), sum, len(in))
		}
	})
}
