package cli

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/peer"
)

const (
	officePorts       = 20  // tried from peer.DefaultPort on, the first time
	officeConnections = 400 // open at once
)

// office is the listener for colleagues on other machines. It is opened by
// `serve --staff` for as long as that runs, or at the desk, and then again
// at each start until somebody shuts it there.
type office struct {
	dir     string
	log     *slog.Logger
	heard   func()
	handler func(key app.Hash, names ...string) http.Handler

	mu     sync.Mutex
	server *http.Server // nil while it is shut
	done   chan struct{}
	at     net.Addr
	fixed  bool
	cert   *peer.Certificate
}

// officeFile is office.json: that the office is open, and at which port.
type officeFile struct {
	Port string `json:"port"`
}

func (o *office) file() string { return filepath.Join(o.dir, "office.json") }

// resume opens what was open when the program ended. That it cannot is no
// reason not to start: the desk shows that it is shut.
func (o *office) resume() {
	text, err := os.ReadFile(o.file())
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	var f officeFile
	if err == nil {
		err = json.Unmarshal(text, &f)
	}
	if err == nil {
		err = o.listen(":"+f.Port, nil, false)
	}
	if err != nil {
		o.log.Error("open the desk to colleagues again", "err", err)
	}
}

// Open is for api.Colleagues.
func (o *office) Open() error {
	first, err := strconv.Atoi(peer.DefaultPort)
	if err != nil {
		return err
	}
	for port := first; ; port++ {
		err := o.listen(":"+strconv.Itoa(port), nil, false)
		if err == nil {
			break
		}
		if port == first+officePorts {
			return err
		}
	}
	return o.remember()
}

func (o *office) remember() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.server == nil {
		return nil
	}
	_, port, err := net.SplitHostPort(o.at.String())
	if err != nil {
		return err
	}
	text, err := json.Marshal(officeFile{port})
	if err != nil {
		return err
	}
	return writeWhole(o.file(), text)
}

// Shut is for api.Colleagues.
func (o *office) Shut() error {
	if err := os.Remove(o.file()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	o.close()
	return nil
}

// State is for api.Colleagues.
func (o *office) State() api.ColleaguesState {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := api.ColleaguesState{Addresses: []string{}, Fixed: o.fixed}
	if o.server == nil {
		return s
	}
	s.Open, s.Fingerprint = true, o.cert.Fingerprint()
	host, port, err := net.SplitHostPort(o.at.String())
	if err != nil {
		return s
	}
	hosts := []string{host}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		hosts = nil
		for _, a := range lanAddresses() {
			hosts = append(hosts, a.String())
		}
	}
	for _, h := range hosts {
		s.Addresses = append(s.Addresses, "https://"+net.JoinHostPort(h, port))
	}
	return s
}

// listen answers at an address. One without a host stands for every private
// address of this machine: who comes to a public one finds nobody.
func (o *office) listen(address string, names []string, fixed bool) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.server != nil {
		return nil
	}
	cert, err := o.certificate(address, names)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return app.Fault(app.Unavailable, "cannot_listen", fmt.Sprintf("Không dùng được địa chỉ %s", address),
			fmt.Sprintf("The address %s cannot be used", address)).With(err)
	}
	o.at, o.cert, o.fixed, o.done = l.Addr(), cert, fixed, make(chan struct{})
	if host, _, _ := net.SplitHostPort(address); host == "" {
		l = &private{l}
	}
	handler := o.handler(cert.Key(), cert.Names()...)
	o.server = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			o.heard()
			handler.ServeHTTP(w, r)
		}),
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert.TLS}},
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(o.log.Handler(), slog.LevelDebug),
	}
	go func(s *http.Server, done chan struct{}) {
		defer close(done)
		crowd := &crowded{Listener: l, room: make(chan struct{}, officeConnections), shut: make(chan struct{})}
		if err := s.ServeTLS(crowd, "", ""); !errors.Is(err, http.ErrServerClosed) {
			o.log.Error("listener for colleagues ended", "address", l.Addr().String(), "err", err)
		}
	}(o.server, o.done)
	o.log.Info("colleagues may work from other machines", "address", o.at.String())
	return nil
}

// certificate reads or makes the one in staff.pem, so that it names this
// machine by whatever colleagues may call it.
func (o *office) certificate(address string, names []string) (*peer.Certificate, error) {
	names = append([]string{"localhost", "127.0.0.1"}, names...)
	if host, _, err := net.SplitHostPort(address); err == nil && host != "" && !net.ParseIP(host).IsUnspecified() {
		names = append(names, host)
	}
	if name, err := os.Hostname(); err == nil {
		names = append(names, strings.ToLower(name), strings.ToLower(name)+".local")
	}
	for _, a := range lanAddresses() {
		names = append(names, a.String())
	}
	slices.Sort(names)
	file := filepath.Join(o.dir, "staff.pem")
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	cert, changed, err := peer.LoadCertificate(text, slices.Compact(names))
	if err == nil && changed {
		err = writeWhole(file, cert.Text)
	}
	return cert, err
}

// close stops answering; what is being answered may end.
func (o *office) close() {
	o.mu.Lock()
	s, done := o.server, o.done
	o.server, o.fixed = nil, false
	o.mu.Unlock()
	if s == nil {
		return
	}
	_ = s.Close() // streams of events never end by themselves
	<-done
}

// greet tells whoever sits at the terminal how colleagues come in.
func (o *office) greet(out, note io.Writer, code string) error {
	s := o.State()
	for _, a := range s.Addresses {
		if _, err := fmt.Fprintf(out, "staff on %s\n", a); err != nil {
			return err
		}
	}
	at := strings.TrimPrefix(s.Addresses[0], "https://")
	fmt.Fprintf(note, "Đồng nghiệp mở địa chỉ trên trong trình duyệt, hoặc chạy: bangtin window --at %s\n"+
		"Colleagues open that address in a browser, or run: bangtin window --at %s\n"+
		"SHA-256: %s\n", at, at, s.Fingerprint)
	if code != "" {
		fmt.Fprintf(note, "Chưa có tài khoản nào. Mã để lập quản trị viên đầu tiên từ máy khác: %s\n"+
			"There is no account yet. Code for the first administrator from another machine: %s\n", code, code)
	}
	return nil
}

// met shows the digits of a machine that calls for the first time.
func met(w io.Writer) func(api.Meeting) {
	return func(m api.Meeting) {
		fmt.Fprintf(w, "%s (%s) nối lần đầu, sáu số phải giống trên máy ấy: %[3]s %[4]s\n"+
			"%[1]s (%[2]s) calls for the first time; its six digits have to be: %[3]s %[4]s\n",
			strconv.Quote(m.Name), m.Place, m.Digits[:3], m.Digits[3:])
	}
}

// private passes over connections to a public address of this machine.
type private struct{ net.Listener }

func (l *private) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		at, err := netip.ParseAddrPort(c.LocalAddr().String())
		if a := at.Addr().Unmap(); err == nil && (a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast()) {
			return c, nil
		}
		_ = c.Close() // nothing was said yet
	}
}
