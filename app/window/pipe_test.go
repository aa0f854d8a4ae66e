package window_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"bangtin/app/window"
)

func TestSend(t *testing.T) {
	for _, c := range []struct {
		command window.Command
		line    string
	}{
		{window.Command{Open: "http://127.0.0.1:4000/enter/x?a=1&b=2"}, `{"open":"http://127.0.0.1:4000/enter/x?a=1\u0026b=2"}`},
		{window.Command{Poster: &window.Poster{Code: "K7F2"}}, `{"poster":{"code":"K7F2"}}`},
		{window.Command{Poster: &window.Poster{}}, `{"poster":{"code":""}}`},
		{window.Command{Raise: true}, `{"raise":true}`},
		{window.Command{Close: true}, `{"close":true}`},
	} {
		var b bytes.Buffer
		if err := window.Send(&b, c.command); err != nil || b.String() != c.line+"\n" {
			t.Errorf("%+v: %q, %v; want %q", c.command, b.String(), err, c.line)
		}
	}
	if err := window.Send(errWriter{}, window.Command{Close: true}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("to a closed pipe: %v", err)
	}
}

type errWriter struct{}

func (errWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestReplies(t *testing.T) {
	ready, closed := window.Reply{Ready: true}, window.Reply{Closed: true}
	for _, c := range []struct {
		name string
		in   string
		want []window.Reply
	}{
		{"nothing", "", nil},
		{"one", "{\"ready\":true}\n", []window.Reply{ready}},
		{"without an end", "{\"ready\":true}\n{\"closed\":true}", []window.Reply{ready, closed}},
		{"reason", "{\"failed\":\"the web process ended\"}\n", []window.Reply{{Failed: "the web process ended"}}},
		{"unknown members", "{\"ready\":true,\"since\":[1,{}]}\n", []window.Reply{ready}},
		{"other lines", "** (bangtin:1): WARNING\n\n{}x\nnull\n[1]\n\"ready\"\n{\"ready\":\n{\"ready\":true}\n", []window.Reply{ready}},
		{"wrong kinds", "{\"ready\":\"yes\"}\n{\"closed\":1}\n{\"ready\":true}\n", []window.Reply{ready}},
		{"line too long", "{\"failed\":\"" + strings.Repeat("x", 200<<10) + "\"}\n{\"ready\":true}\n", []window.Reply{ready}},
		{"longest line", "{\"ready\":true" + strings.Repeat(" ", 65000) + "}\n{\"closed\":true}\n", []window.Reply{ready, closed}},
		{"line too long without an end", strings.Repeat("{", 1<<20), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, r := range map[string]io.Reader{
				"at once":      strings.NewReader(c.in),
				"byte by byte": iotest.OneByteReader(strings.NewReader(c.in)),
			} {
				var got []window.Reply
				if err := window.Replies(r, func(r window.Reply) { got = append(got, r) }); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("%s: %+v, want %+v", name, got, c.want)
				}
			}
		})
	}
}

func TestRepliesReportsABrokenPipe(t *testing.T) {
	n := 0
	err := window.Replies(io.MultiReader(strings.NewReader("{\"ready\":true}\n{\"clo"), iotest.ErrReader(io.ErrClosedPipe)),
		func(window.Reply) { n++ })
	if !errors.Is(err, io.ErrClosedPipe) || n != 1 {
		t.Errorf("%v after %d replies, want a closed pipe after one", err, n)
	}
}

func FuzzReplies(f *testing.F) {
	f.Add([]byte("{\"ready\":true}\n{\"failed\":\"x\"}\n"))
	f.Add([]byte("{\"closed\":tr"))
	f.Add(bytes.Repeat([]byte("{"), 1<<17))
	f.Fuzz(func(t *testing.T, in []byte) {
		lines := bytes.Count(in, []byte("\n")) + 1
		n := 0
		if err := window.Replies(bytes.NewReader(in), func(window.Reply) { n++ }); err != nil {
			t.Error(err)
		}
		if n > lines {
			t.Errorf("%d replies in %d lines", n, lines)
		}
	})
}
