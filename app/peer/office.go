package peer

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"bangtin/app"
)

// DefaultPort is where an office answers unless it is told otherwise.
const DefaultPort = "8443"

const (
	dialTimeout = 5 * time.Second
	askTimeout  = 15 * time.Second
	maxAnswer   = 64 << 10
)

// Office is another machine's desk, seen from here. Its key has to be
// agreed on before anything is sent that matters.
type Office struct {
	address string // host:port
	known   bool   // its key was agreed on before it was opened
	client  *http.Client

	mu  sync.Mutex
	key app.Hash // what it has to show; zero until it has shown any
}

// OpenOffice looks at the machine at an address ("192.168.1.20",
// "192.168.1.20:8443" or "https://…"). Known is its key if it has been met
// before, else zero: then Compare has to be asked before anything else.
// Unavailable where nobody answers, Denied where the key is another than the
// known one.
func OpenOffice(ctx context.Context, address string, known app.Hash) (*Office, error) {
	at, err := CleanAddress(address)
	if err != nil {
		return nil, err
	}
	o := &Office{address: at, known: !known.IsZero(), key: known}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	o.client = &http.Client{
		Jar: jar, Transport: o.transport(), Timeout: askTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if err := o.Reach(ctx); err != nil {
		return nil, err
	}
	return o, nil
}

// Reach tells whether the office answers, and what to do if it does not.
func (o *Office) Reach(ctx context.Context) error {
	return o.ask(ctx, http.MethodGet, "/api/health", nil, nil)
}

// Address is the office's, as it is remembered: host and port.
func (o *Office) Address() string { return o.address }

// Key is what the office has shown, and goes on having to show.
func (o *Office) Key() app.Hash {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.key
}

// Known tells whether the office was known when it was opened.
func (o *Office) Known() bool { return o.known }

// CleanAddress reads an address as people write it and gives host and port.
func CleanAddress(address string) (string, error) {
	at := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(address), "https://"), "/")
	wrong := app.Fault(app.Invalid, "bad_address", fmt.Sprintf("Địa chỉ %q không đúng. Ví dụ đúng: 192.168.1.20:8443", address),
		fmt.Sprintf("The address %q is wrong. One that is right: 192.168.1.20:8443", address))
	if at == "" || strings.ContainsAny(at, "/?#@ ") {
		return "", wrong
	}
	if _, _, err := net.SplitHostPort(at); err != nil {
		at = net.JoinHostPort(strings.Trim(at, "[]"), DefaultPort)
	}
	u, err := url.Parse("https://" + at)
	if err != nil || u.Hostname() == "" || u.Host != at {
		return "", wrong
	}
	return at, nil
}

// transport takes whatever certificate holds the agreed key, and until one
// is agreed on the first that is shown: who vouches for it, and for which
// names and days, does not matter here.
func (o *Office) transport() *http.Transport {
	return &http.Transport{
		DialContext:         (&net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout: dialTimeout,
		IdleConnTimeout:     time.Minute,
		TLSClientConfig: &tls.Config{
			MinVersion:         tls.VersionTLS13,
			InsecureSkipVerify: true, // the key is checked below instead
			VerifyConnection: func(s tls.ConnectionState) error {
				return o.check(keyOf(s.PeerCertificates[0]))
			},
		},
	}
}

// check keeps the first key that is shown, and refuses any other.
func (o *Office) check(shown app.Hash) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.key.IsZero() {
		o.key = shown
	}
	if o.key != shown {
		return errOtherKey
	}
	return nil
}

var errOtherKey = app.Fault(app.Denied, "other_machine",
	"Máy trả lời ở địa chỉ này không phải máy đã so sáu số trước đây. Xin hỏi người quản trị trước khi đăng nhập. Nếu văn phòng vừa đổi máy, xin thêm --forget để so lại",
	"The machine that answers at this address is not the one that was compared before. Please ask the administrator before signing in. If the office has a new machine, add --forget to compare again")

// ask sends one request and reads its JSON into out unless nil.
func (o *Office) ask(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, "https://"+o.address+path, body)
	if err != nil {
		return err
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := o.client.Do(r)
	if err != nil {
		return o.away(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return o.away(err)
	}
	if answer.StatusCode >= 300 {
		var told struct { // a problem as package api writes it
			Code    app.Code `json:"code"`
			Key     string   `json:"key"`
			Message app.Text `json:"message"`
		}
		if json.Unmarshal(b, &told) == nil && told.Code == app.Denied && told.Message.VI != "" {
			return app.Fault(told.Code, told.Key, told.Message.VI, told.Message.EN)
		}
		return app.Fault(app.Unavailable, "not_an_office", fmt.Sprintf("Máy ở %s không mở bàn biên tập cho máy khác", o.address),
			fmt.Sprintf("The machine at %s does not open its desk to others", o.address)).With(fmt.Errorf("%s %s: %s", method, path, answer.Status))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(b, out)
}

func (o *Office) away(err error) error {
	var fault *app.Error
	if errors.As(err, &fault) { // another key
		return fault
	}
	return app.Fault(app.Unavailable, "no_answer", fmt.Sprintf("Không tới được %s. Xin kiểm tra hai máy cùng một mạng, và máy kia đang mở cho đồng nghiệp", o.address),
		fmt.Sprintf("%s cannot be reached. Please check that both machines are on one network, and that the other is open to colleagues", o.address)).With(err)
}

// Compare meets the office for the first time and gives the six digits that
// it shows as well; whoever sees both has to say whether they are the same.
func (o *Office) Compare(ctx context.Context) (digits string, err error) {
	var caller, server app.Nonce
	if _, err := io.ReadFull(rand.Reader, caller[:]); err != nil {
		return "", err
	}
	var begun struct {
		Meeting string   `json:"meeting"`
		Nonce   app.Hash `json:"nonce"`
	}
	name, _ := os.Hostname() // only shown
	in := map[string]any{"commit": app.Commit(caller), "name": name}
	if err := o.ask(ctx, http.MethodPost, "/api/meetings", in, &begun); err != nil {
		return "", err
	}
	server = app.Nonce(begun.Nonce)
	if err := o.ask(ctx, http.MethodPut, "/api/meetings/"+url.PathEscape(begun.Meeting), map[string]any{"nonce": app.Hash(caller)}, nil); err != nil {
		return "", err
	}
	return app.Digits(o.Key(), caller, server), nil
}

// Handler passes on what a window on this machine asks. The cookies of the
// office stay here: the window has none of them, so that no other program
// that finds its address gets anything by it.
func (o *Office) Handler(away http.Handler) http.Handler {
	to := &url.URL{Scheme: "https", Host: o.address}
	return &httputil.ReverseProxy{
		Transport: o.client.Transport,
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(to) // and with it the Host that the office answers for
			p.Out.Header.Del("Cookie")
			for _, c := range o.client.Jar.Cookies(to) {
				p.Out.AddCookie(c)
			}
			if p.Out.Header.Get("Origin") != "" {
				p.Out.Header.Set("Origin", to.String())
			}
			if p.Out.Header.Get("Referer") != "" {
				p.Out.Header.Del("Referer")
			}
		},
		ModifyResponse: func(r *http.Response) error {
			o.client.Jar.SetCookies(to, r.Cookies())
			r.Header.Del("Set-Cookie")
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, _ error) { away.ServeHTTP(w, r) },
		// Events are passed on as they come.
		FlushInterval: -1,
	}
}
