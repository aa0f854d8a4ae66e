package peer

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bangtin/app"
)

// releaseDomain begins what is signed of a release.
const releaseDomain = "bangtin upgrade 1\n"

const (
	releaseNotes = "upgrades"
	// maxRelease is the most that a program may take up, in bytes.
	maxRelease = 256 << 20
)

// Release is a version of the program that an administrator's machine
// vouches for within its library.
type Release struct {
	Library app.Hash `json:"library"`
	By      app.Key  `json:"by"`
	Version string   `json:"version"` // three numbers, "0.2.0"
	OS      string   `json:"os"`      // as Go calls it: linux, windows
	Arch    string   `json:"arch"`
	Sum     app.Hash `json:"sum"` // SHA-256 of the program
	Size    int64    `json:"size"`
	At      int64    `json:"at"` // when it was vouched for, ms since 1970
}

// signedRelease is the note of a release as it travels.
type signedRelease struct {
	Release   json.RawMessage `json:"release"` // byte for byte as it was signed
	Signature []byte          `json:"signature"`
}

var releaseForm = regexp.MustCompile(`^[a-z0-9]{2,20}$`)

func (r *Release) valid() bool {
	_, ok := ParseVersion(r.Version)
	return ok && releaseForm.MatchString(r.OS) && releaseForm.MatchString(r.Arch) && !r.Sum.IsZero() && r.Size > 0 && r.Size <= maxRelease
}

// name is what the note of a release is called.
func (r *Release) name() string { return r.Sum.String()[:32] }

func (r *Release) platform() string { return r.OS + "/" + r.Arch }

// ParseVersion reads three numbers with dots between; what follows a plus
// sign says where a program was built and counts for nothing.
func ParseVersion(s string) (v [3]int, ok bool) {
	s, _, _ = strings.Cut(s, "+")
	parts := strings.Split(s, ".")
	if len(parts) != len(v) {
		return v, false
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 20)
		if err != nil {
			return v, false
		}
		v[i] = int(n)
	}
	return v, true
}

// NewerVersion tells whether version a came after b. What is no version is
// older than any.
func NewerVersion(a, b string) bool {
	x, ok := ParseVersion(a)
	y, known := ParseVersion(b)
	if !ok || !known {
		return ok && !known
	}
	return slices.Compare(x[:], y[:]) > 0
}

// Vouch signs a release with the keys of the machine that it names.
func Vouch(keys *app.Keys, r Release) (note []byte, err error) {
	if !r.valid() {
		return nil, errors.New("vouch for a release: not well formed")
	}
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	return json.Marshal(signedRelease{text, ed25519.Sign(keys.Sign, append([]byte(releaseDomain), text...))})
}

var errRelease = app.Fault(app.Denied, "release_unsigned",
	"Bản chương trình mới không có chữ ký của một máy quản trị thuộc thư viện này nên không được dùng",
	"A new version of the program is not signed by an administrator's machine of this library and is not used")

// ReadRelease reads a note and holds it to its form and signature. Whether
// the one who signed may do so is for the roster to say.
func ReadRelease(note []byte) (r Release, err error) {
	var s signedRelease
	if json.Unmarshal(note, &s) != nil || json.Unmarshal(s.Release, &r) != nil || !r.valid() ||
		!ed25519.Verify(r.By[:], append([]byte(releaseDomain), s.Release...), s.Signature) {
		return Release{}, errRelease
	}
	return r, nil
}

// vouched tells whether whoever signed a release may do so here and now.
func (p *Party) vouched(r Release) bool {
	m, ok := p.Library.Roster().Member(r.By)
	return ok && !m.Revoked && m.Role == app.Administrator && r.Library == p.Library.Name()
}

// Disowned tells whether a release that was taken is not to be used any
// more: whoever signed it may not do so since. Nothing is known against a
// machine that the library, gone back to an older state, does not know yet.
func Disowned(l *app.Library, r Release) bool {
	m, ok := l.Roster().Member(r.By)
	return ok && (m.Revoked || m.Role != app.Administrator)
}

// Programs are the versions of the program that a machine keeps, to use them
// or to pass them on.
type Programs interface {
	// Wants tells whether a release would be of use here.
	Wants(r Release) bool
	// Take keeps a release whose bytes src gives, if they are what its Sum
	// says. An app.Error is of those bytes, any other of this machine.
	Take(ctx context.Context, r Release, note []byte, src io.Reader) error
	// Held lists the notes of those that are kept whole.
	Held() [][]byte
	Open(r Release) (*os.File, error)
	// Failed is the version that was tried here last and did not work;
	// empty where there is none.
	Failed() string
}
