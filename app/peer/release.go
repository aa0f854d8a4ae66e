package peer

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
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

// released is a release that lies at a remote, or is to be left there.
type released struct {
	Release
	note []byte
}

// newest are the last releases of each platform, and those before them.
func newest(all []released) (last map[string]released, before []released) {
	slices.SortFunc(all, func(a, b released) int {
		switch {
		case NewerVersion(a.Version, b.Version):
			return -1
		case NewerVersion(b.Version, a.Version):
			return 1
		}
		return cmp.Or(cmp.Compare(b.At, a.At), slices.Compare(a.Sum[:], b.Sum[:]))
	})
	last = map[string]released{}
	for _, r := range all {
		if known, ok := last[r.platform()]; !ok {
			last[r.platform()] = r
		} else if known.Sum != r.Sum {
			before = append(before, r)
		}
	}
	return last, before
}

// readReleases lists the releases at a remote that count.
func (x *exchange) readReleases(ctx context.Context) (out []released, err error) {
	notes, err := x.remote.Notes(ctx, releaseNotes)
	if err != nil {
		return nil, err
	}
	for name, note := range notes {
		r, err := ReadRelease(note)
		switch {
		case note == nil:
			x.refuse(refusal(releaseNotes+"/"+name, errPackUnread))
		case err != nil || r.name() != name || !x.vouched(r):
			x.refuse(refusal(releaseNotes+"/"+name, errRelease))
		default:
			out = append(out, released{r, note})
		}
	}
	return out, nil
}

// takeRelease takes the newest version of the program for this machine.
func (x *exchange) takeRelease(ctx context.Context) error {
	if x.Programs == nil {
		return nil
	}
	all, err := x.readReleases(ctx)
	if err != nil {
		return err
	}
	last, _ := newest(all)
	for _, r := range last {
		if !x.Programs.Wants(r.Release) {
			continue
		}
		for _, o := range x.offers {
			if !o.program(r.Release) {
				continue
			}
			x.tell(Progress{Phase: PhaseFiles, Total: r.Size})
			fault, unreadable, err := x.takeProgram(ctx, o, r)
			switch {
			case err != nil:
				return err
			case unreadable != nil:
				x.refuse(refusal(r.Version, errPackUnread))
				continue
			case fault != nil:
				x.refuse(refusal(r.Version, fault))
				x.spoil(o)
				continue
			}
			x.report.Upgrade = r.Version
			x.report.Came.Files++
			x.report.Came.Bytes += r.Size
			break
		}
	}
	return ctx.Err()
}

// program tells whether an offer is the program of a release.
func (o Offer) program(r Release) bool {
	return o.Kind == KindFile && o.Audience == app.Open && !o.Seal && !o.Part && o.File == r.Sum && o.Size == r.Size
}

func (x *exchange) takeProgram(ctx context.Context, o Offer, r released) (fault *app.Error, unreadable, err error) {
	src, err := x.remote.Open(ctx, o)
	if err != nil {
		return nil, err, nil
	}
	defer src.Close()
	source := &blamed{r: src}
	err = x.Programs.Take(ctx, r.Release, r.note, source)
	switch {
	case source.err != nil:
		fault, unreadable = source.judge(source.err)
		return fault, unreadable, ctx.Err()
	case errors.As(err, &fault):
		return fault, nil, nil
	}
	return nil, nil, err
}

// giveReleases leaves the versions of the program that are kept here, and
// takes away those that they replace.
func (x *exchange) giveReleases(ctx context.Context, wrote func(Item)) error {
	if x.Programs == nil {
		return nil
	}
	there, err := x.readReleases(ctx)
	if err != nil {
		return err
	}
	all := slices.Clone(there)
	for _, note := range x.Programs.Held() {
		if r, err := ReadRelease(note); err == nil && x.vouched(r) {
			all = append(all, released{r, note})
		}
	}
	last, before := newest(all)
	for _, r := range last {
		if err := x.giveRelease(ctx, r, wrote); err != nil {
			return err
		}
	}
	var drop []Offer
	for _, r := range before {
		if slices.ContainsFunc(there, func(o released) bool { return o.Sum == r.Sum }) {
			if err := x.remote.DropNote(ctx, releaseNotes, r.name()); err != nil {
				return err
			}
		}
		for _, o := range x.offers {
			if o.program(r.Release) && !x.isBroken(o) {
				drop = append(drop, o)
			}
		}
	}
	if len(drop) == 0 {
		return nil
	}
	return x.remote.Drop(ctx, drop...)
}

// giveRelease leaves a program that is kept here and lacking there, and then
// its note: whoever finds the note finds the program.
func (x *exchange) giveRelease(ctx context.Context, r released, wrote func(Item)) error {
	lies := slices.ContainsFunc(x.offers, func(o Offer) bool { return o.program(r.Release) && !x.isBroken(o) })
	if !lies {
		f, err := x.Programs.Open(r.Release)
		if errors.Is(err, os.ErrNotExist) {
			return nil // somebody else brings it
		}
		if err != nil {
			return err
		}
		defer f.Close()
		item := Item{Thing{Kind: KindFile, File: r.Sum, Size: r.Size}, func(w io.Writer) error {
			if _, err := f.Seek(0, io.SeekStart); err != nil {
				return err
			}
			_, err := io.Copy(w, f)
			return err
		}}
		if err := x.remote.Put(ctx, app.Open, []Item{item}, wrote); err != nil {
			return fmt.Errorf("leave version %s: %w", r.Version, err)
		}
	}
	return x.remote.PutNote(ctx, releaseNotes, r.name(), r.note)
}
