package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// lan is the network this machine shares with phones. Nothing listens on
// it until a link for a phone is made; see api.Lan.
type lan struct {
	log   *slog.Logger
	heard func() // a phone asked for something
}

const (
	lanPorts       = 20 // tried until one is free at every address
	lanConnections = 64 // open at once; a phone uses about six
	lanClosing     = 5 * time.Second
)

// Open is for api.Lan.
func (n *lan) Open(h http.Handler) (addresses []string, shut func(), err error) {
	ls, err := listenAt(lanAddresses())
	if err != nil {
		return nil, nil, err
	}
	s := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n.heard()
			h.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(n.log.Handler(), slog.LevelDebug),
	}
	room := make(chan struct{}, lanConnections)
	var serving sync.WaitGroup
	for _, l := range ls {
		addresses = append(addresses, l.Addr().String())
		serving.Go(func() {
			if err := s.Serve(&crowded{Listener: l, room: room, shut: make(chan struct{})}); !errors.Is(err, http.ErrServerClosed) {
				n.log.Error("listener for phones ended", "address", l.Addr().String(), "err", err)
			}
		})
	}
	n.log.Info("phones may send pictures", "addresses", addresses)
	return addresses, func() {
		ctx, cancel := context.WithTimeout(context.Background(), lanClosing)
		defer cancel()
		if s.Shutdown(ctx) != nil {
			_ = s.Close()
		}
		serving.Wait()
		n.log.Info("phones may not send pictures any more")
	}, nil
}

// listenAt listens at one port of all addresses. An address that went away
// meanwhile is left out, as long as another is there.
func listenAt(at []netip.Addr) (ls []net.Listener, err error) {
	for range lanPorts {
		for _, l := range ls {
			_ = l.Close() // another port is tried
		}
		ls, err = nil, nil
		port := 0
		for _, a := range at {
			l, failed := net.Listen("tcp4", netip.AddrPortFrom(a, uint16(port)).String())
			if failed != nil {
				err = failed
				continue
			}
			ls, port = append(ls, l), l.Addr().(*net.TCPAddr).Port
		}
		if err == nil {
			break
		}
	}
	if len(ls) == 0 {
		return nil, fmt.Errorf("listen for phones: %w", err)
	}
	return ls, nil
}

// lanAddresses lists the private IPv4 addresses of this machine, the one
// that phones most likely reach first; loopback alone where there is none.
func lanAddresses() []netip.Addr {
	type place struct {
		at   netip.Addr
		rank int
	}
	var places []place
	interfaces, _ := net.Interfaces() // without them there is the loopback
	way := wayOut()
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			continue // it went away
		}
		for _, a := range addresses {
			prefix, err := netip.ParsePrefix(a.String())
			at := prefix.Addr().Unmap()
			if err == nil && at.Is4() && at.IsPrivate() {
				places = append(places, place{at, rankOf(i.Name, at, at == way)})
			}
		}
	}
	if len(places) == 0 {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.rank, b.rank) })
	out := make([]netip.Addr, 0, len(places))
	for _, p := range places {
		out = append(out, p.at)
	}
	return out
}

// inside are interfaces that lead to no phone: machines and networks that
// exist within this one, and tunnels.
var inside = []string{"docker", "veth", "br-", "virbr", "vmnet", "vboxnet", "vethernet (", "virtualbox", "vmware", "lxc", "lxd", "cni", "tun", "tap", "utun", "wg", "tailscale", "zt", "ppp"}

// rankOf tells how unlikely a phone reaches an address. The hotspot of a
// laptop has no way out and still is where the phone is: Windows gives it
// 192.168.137.1, NetworkManager 10.42.x.1.
func rankOf(name string, at netip.Addr, way bool) int {
	name = strings.ToLower(name)
	for _, n := range inside {
		if strings.HasPrefix(name, n) {
			return 4
		}
	}
	b := at.As4()
	switch {
	case b[0] == 192 && b[1] == 168 && b[2] == 137 && b[3] == 1, b[0] == 10 && b[1] == 42 && b[3] == 1:
		return 0
	case strings.HasPrefix(name, "wl") || strings.HasPrefix(name, "wi-fi") || strings.HasPrefix(name, "wifi"):
		return 1
	case way:
		return 2
	}
	return 3
}

// wayOut is the address from which this machine reaches other networks.
// Nothing is sent to find it out.
func wayOut() netip.Addr {
	c, err := net.Dial("udp4", "192.0.2.1:9") // an address for documentation (RFC 5737)
	if err != nil {
		return netip.Addr{}
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
}

// crowded lets in only so many connections at once, so that nobody on the
// network takes all that the program may open.
type crowded struct {
	net.Listener
	room chan struct{}
	shut chan struct{}
	once sync.Once
}

func (l *crowded) Accept() (net.Conn, error) {
	select {
	case l.room <- struct{}{}:
	case <-l.shut:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.room
		return nil, err
	}
	return &guest{Conn: c, room: l.room}, nil
}

func (l *crowded) Close() error {
	l.once.Do(func() { close(l.shut) })
	return l.Listener.Close()
}

type guest struct {
	net.Conn
	room chan struct{}
	once sync.Once
}

func (c *guest) Close() error {
	c.once.Do(func() { <-c.room })
	return c.Conn.Close()
}
