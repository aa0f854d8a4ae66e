package cli

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// The listener answers at every address it tells, is nowhere else, and is
// gone when it was shut.
func TestLan(t *testing.T) {
	var heard atomic.Int32
	n := &lan{log: slog.New(slog.DiscardHandler), heard: func() { heard.Add(1) }}
	addresses, shut, err := n.Open(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) }))
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	port := ""
	for _, a := range addresses {
		at := netip.MustParseAddrPort(a)
		if !at.Addr().IsPrivate() && !at.Addr().IsLoopback() {
			t.Errorf("it listens at %s, for everybody", a)
		}
		r, err := client.Get("http://" + a + "/")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || string(text) != a {
			t.Errorf("%s answers %q %v", a, text, err)
		}
		if _, p, _ := net.SplitHostPort(a); port == "" {
			port = p
		} else if p != port {
			t.Errorf("ports differ: %s", a)
		}
	}
	if int(heard.Load()) != len(addresses) {
		t.Errorf("heard %d of %d", heard.Load(), len(addresses))
	}
	if !strings.HasPrefix(addresses[0], "127.") {
		if c, err := net.DialTimeout("tcp", "127.0.0.1:"+port, time.Second); err == nil {
			c.Close()
			t.Error("it listens at the loopback too")
		}
	}
	shut()
	if _, err := client.Get("http://" + addresses[0] + "/"); err == nil {
		t.Error("it answers after it was shut")
	}
}

// More connections than there is room for wait until one is given back.
func TestLanIsBounded(t *testing.T) {
	n := &lan{log: slog.New(slog.DiscardHandler), heard: func() {}}
	addresses, shut, err := n.Open(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
	if err != nil {
		t.Fatal(err)
	}
	defer shut()
	var open []net.Conn
	for range lanConnections {
		c, err := net.Dial("tcp", addresses[0])
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		open = append(open, c)
	}
	late, err := net.Dial("tcp", addresses[0])
	if err != nil {
		t.Fatal(err)
	}
	defer late.Close()
	answer := make(chan error, 1)
	go func() {
		_, err := io.WriteString(late, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		if err == nil {
			_, err = io.ReadAll(late)
		}
		answer <- err
	}()
	select {
	case <-answer:
		t.Error("it is let in beside all the others")
	case <-time.After(200 * time.Millisecond):
	}
	open[0].Close()
	select {
	case err := <-answer:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it is never let in")
	}
}

func TestRankOf(t *testing.T) {
	at := netip.MustParseAddr
	order := []int{
		rankOf("Local Area Connection* 10", at("192.168.137.1"), false),
		rankOf("wlp3s0", at("192.168.1.20"), false),
		rankOf("enp0s31f6", at("10.20.0.5"), true),
		rankOf("eth1", at("172.16.0.5"), false),
		rankOf("docker0", at("172.17.0.1"), false),
	}
	for i := range order[1:] {
		if order[i] >= order[i+1] {
			t.Errorf("ranks = %v", order)
		}
	}
	if rankOf("vEthernet (WSL)", at("172.28.0.1"), false) != rankOf("docker0", at("172.17.0.1"), false) {
		t.Error("a network within this machine counts for more than another")
	}
}
