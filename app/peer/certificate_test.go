package peer_test

import (
	"bytes"
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
)

func TestCertificate(t *testing.T) {
	names := []string{"127.0.0.1", "192.168.1.20", "may-chu.local"}
	first, changed, err := peer.LoadCertificate(nil, names)
	if err != nil || !changed {
		t.Fatalf("a new one: %v, changed %v", err, changed)
	}
	leaf := first.TLS.Leaf
	for _, n := range names {
		if err := leaf.VerifyHostname(n); err != nil {
			t.Error(err)
		}
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	for _, year := range []int{2020, 2026, 2059} { // whatever the clock says
		at := time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: at, DNSName: "may-chu.local"}); err != nil {
			t.Errorf("in %d: %v", year, err)
		}
	}
	if leaf.IsCA {
		t.Error("it vouches for others")
	}
	if f := first.Fingerprint(); len(f) != 95 || strings.Count(f, ":") != 31 || f != strings.ToUpper(f) {
		t.Errorf("the fingerprint is %s", f)
	}

	same, changed, err := peer.LoadCertificate(first.Text, names[:2])
	if err != nil || changed || same.Fingerprint() != first.Fingerprint() {
		t.Errorf("with the same names: %v, changed %v", err, changed)
	}
	moved, changed, err := peer.LoadCertificate(first.Text, []string{"10.42.0.1"})
	if err != nil || !changed || moved.Key() != first.Key() || moved.Fingerprint() == first.Fingerprint() {
		t.Errorf("at another address: %v, changed %v", err, changed)
	}
	if got := moved.Names(); !slices.Contains(got, "10.42.0.1") || !slices.Contains(got, "192.168.1.20") {
		t.Errorf("it names %v", got)
	}
	other, _, err := peer.LoadCertificate(nil, names)
	if err != nil || other.Key() == first.Key() {
		t.Errorf("two machines have one key: %v", err)
	}
}

// However often a laptop moves, its certificate stays small.
func TestCertificateOfManyPlaces(t *testing.T) {
	c, _, err := peer.LoadCertificate(nil, []string{"127.0.0.1"})
	for i := range 100 {
		if err != nil {
			t.Fatal(err)
		}
		c, _, err = peer.LoadCertificate(c.Text, []string{"127.0.0.1", "192.168.1." + string(rune('0'+i%10)) + string(rune('0'+i/10))})
	}
	if err != nil || len(c.Names()) > 40 {
		t.Errorf("%d names, %v", len(c.Names()), err)
	}
}

func TestDamagedCertificate(t *testing.T) {
	good, _, err := peer.LoadCertificate(nil, []string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string][]byte{
		"no PEM":         []byte("mất điện"),
		"cut off":        good.Text[:len(good.Text)/2],
		"only the key":   good.Text[:bytes.Index(good.Text, []byte("-----BEGIN CERTIFICATE"))],
		"a byte changed": bytes.Replace(good.Text, []byte("-----BEGIN CERTIFICATE-----\nMII"), []byte("-----BEGIN CERTIFICATE-----\nMIA"), 1),
	}
	for name, text := range cases {
		if bytes.Equal(text, good.Text) {
			t.Fatalf("%s: nothing was damaged", name)
		}
		if _, _, err := peer.LoadCertificate(text, nil); app.CodeOf(err) != app.Damaged {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCleanAddress(t *testing.T) {
	for in, want := range map[string]string{
		"192.168.1.20":                "192.168.1.20:8443",
		" https://192.168.1.20:9000/": "192.168.1.20:9000",
		"may-chu.local":               "may-chu.local:8443",
		"[fd00::1]:8443":              "[fd00::1]:8443",
		"fd00::1":                     "[fd00::1]:8443",
		"":                            "",
		"http://192.168.1.20":         "",
		"192.168.1.20/duong/dan":      "",
		"lan@192.168.1.20":            "",
		"192.168.1.20:tám":            "",
		"a b":                         "",
	} {
		got, err := peer.CleanAddress(in)
		if got != want || (want == "") != (app.CodeOf(err) == app.Invalid) {
			t.Errorf("%q: %q %v, want %q", in, got, err, want)
		}
	}
}
