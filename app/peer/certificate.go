package peer

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"time"

	"bangtin/app"
)

// maxNames is how many addresses a certificate goes on naming: a laptop
// gets another one in every office it visits.
const maxNames = 40

// Certificate is what this machine shows to those who call it.
type Certificate struct {
	TLS  tls.Certificate
	Text []byte // its file: key and certificate in PEM, never to be given away
}

// LoadCertificate reads what Text held and makes sure that it names the
// machine by all of names, host names or addresses. Where it does not, or
// where text is empty, a new certificate is made; the key stays, so that
// whoever knows this machine goes on knowing it. Changed tells that Text
// has to be kept anew.
//
// The certificate holds from 2020 to 2060: clocks of machines without a
// network are wrong, and no authority is asked about it.
func LoadCertificate(text []byte, names []string) (c *Certificate, changed bool, err error) {
	var key *ecdsa.PrivateKey
	var old []string
	if len(bytes.TrimSpace(text)) > 0 {
		pair, err := tls.X509KeyPair(text, text)
		if err != nil {
			return nil, false, certificateDamaged(err)
		}
		known, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
		if !ok {
			return nil, false, certificateDamaged(errors.New("not an ECDSA key"))
		}
		old = namesOf(pair.Leaf)
		if !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(old, n) }) {
			return &Certificate{pair, text}, false, nil
		}
		key = known
	}
	if key == nil {
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil { // what every browser takes
			return nil, false, err
		}
	}
	for _, n := range old {
		if !slices.Contains(names, n) && len(names) < maxNames {
			names = append(names, n)
		}
	}
	c, err = makeCertificate(key, names)
	return c, true, err
}

func makeCertificate(key *ecdsa.PrivateKey, names []string) (*Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "Bảng Tin"},
		NotBefore:    time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},

		BasicConstraintsValid: true, // it vouches for nobody else
	}
	for _, n := range names {
		if ip := net.ParseIP(n); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, n)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	text := append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	pair, err := tls.X509KeyPair(text, text)
	return &Certificate{pair, text}, err
}

// Names are what the certificate calls this machine.
func (c *Certificate) Names() []string { return namesOf(c.TLS.Leaf) }

func namesOf(leaf *x509.Certificate) (out []string) {
	for _, ip := range leaf.IPAddresses {
		out = append(out, ip.String())
	}
	return append(out, leaf.DNSNames...)
}

// Key names this machine to those who have met it.
func (c *Certificate) Key() app.Hash { return keyOf(c.TLS.Leaf) }

// keyOf is the SHA-256 of a certificate's public key, as app.Digits takes it.
func keyOf(leaf *x509.Certificate) app.Hash { return sha256.Sum256(leaf.RawSubjectPublicKeyInfo) }

// Fingerprint is the SHA-256 of the certificate as browsers print it in
// their certificate viewers.
func (c *Certificate) Fingerprint() string {
	sum := sha256.Sum256(c.TLS.Leaf.Raw)
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

func certificateDamaged(err error) error {
	return app.Fault(app.Damaged, "certificate_damaged",
		"Tệp chứng thư staff.pem trong thư mục dữ liệu không đọc được. Xin khôi phục tệp này từ bản sao lưu, hoặc xóa nó đi để tạo chứng thư mới; các máy khác sẽ phải so lại sáu số",
		"The certificate file staff.pem in the data folder cannot be read. Please restore it from a backup, or remove it to make a new one; other machines then have to compare six digits again").With(err)
}
