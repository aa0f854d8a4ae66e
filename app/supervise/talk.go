package supervise

import (
	"context"
	"io"
	"os"
	"os/exec"
	"time"
)

// lastWords is how long Serve may read on after the child has ended.
const lastWords = time.Second

// talk is the conversation with one run of a child: our ends of the pipes
// and the goroutine that uses them. Plain os.Pipe rather than StdoutPipe,
// which would lose what the child said just before its end.
type talk struct {
	in, out  *os.File // ours
	theirs   []*os.File
	cancel   context.CancelFunc
	finished chan struct{} // nil without Serve
}

func (c *Child) connect(cmd *exec.Cmd) (*talk, error) {
	t := &talk{}
	stdin, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	t.in, t.theirs = in, append(t.theirs, stdin)
	cmd.Stdin = stdin
	if c.spec.Serve == nil {
		return t, nil
	}
	out, stdout, err := os.Pipe()
	if err != nil {
		t.started()
		_ = in.Close()
		return nil, err
	}
	t.out, t.theirs = out, append(t.theirs, stdout)
	cmd.Stdout = stdout
	return t, nil
}

// started closes the child's ends, which it now holds itself.
func (t *talk) started() {
	for _, f := range t.theirs {
		_ = f.Close()
	}
}

func (t *talk) begin(serve func(context.Context, io.WriteCloser, io.Reader)) {
	if serve == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.cancel = cancel
	t.finished = make(chan struct{})
	go func() {
		defer close(t.finished)
		serve(ctx, t.in, t.out)
	}()
}

// hangUp ends the child's standard input.
func (t *talk) hangUp() { _ = t.in.Close() }

// end closes everything after the child's end and waits for Serve.
func (t *talk) end() {
	_ = t.in.Close()
	if t.finished != nil {
		t.cancel()
		_ = t.out.SetReadDeadline(time.Now().Add(lastWords))
		<-t.finished
	}
	if t.out != nil {
		_ = t.out.Close()
	}
}
