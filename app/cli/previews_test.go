package cli

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

// What somebody looks at comes first, what came first before the rest, and
// what is sent anew while it is worked on is worked on again.
func TestPreviewsInTurn(t *testing.T) {
	p := newPreviews(nil, t.TempDir(), slog.New(slog.DiscardHandler))
	name := func(i int) app.Hash { return app.Sum([]byte{byte(i)}) }
	names := map[app.Hash]string{}
	for i := range 6 {
		names[name(i)] = fmt.Sprint(i)
	}
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	next := func() string {
		h, ok := p.next(ctx)
		if !ok {
			t.Fatal("nothing waits")
		}
		return names[h]
	}
	p.Add(name(0), name(1), name(2))
	p.Add(name(3), name(4))
	p.Want(name(4), name(2))
	var order []string
	for range 3 {
		order = append(order, next())
	}
	p.Want(name(3))
	order = append(order, next(), next())
	if got := strings.Join(order, ""); got != "24031" {
		t.Errorf("made in the order %s", got)
	}
	p.Add(name(0))        // sent again while it is made
	p.left(name(0), true) // so it is made again
	if got := next(); got != "0" {
		t.Errorf("then %s", got)
	}
	p.left(name(0), false) // a full disk
	if got := next(); got != "0" {
		t.Errorf("tried again is %s", got)
	}
	done := make(chan error)
	go func() { done <- p.settled(ctx, name(0)) }()
	p.left(name(0), true)
	if err := <-done; err != nil {
		t.Error(err)
	}
	go stop()
	if h, ok := p.next(ctx); ok {
		t.Errorf("%s is made after the end", names[h])
	}
}
