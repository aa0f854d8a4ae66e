package peer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"bangtin/app"
)

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

// readReleases lists the releases at a remote that count. Notes of machines
// that were revoked since are taken away, so that nobody is told of them at
// each meeting.
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
			if err == nil && Disowned(x.Library, r) {
				if err := x.remote.DropNote(ctx, releaseNotes, name); err != nil {
					return nil, err
				}
			}
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
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil: // of this machine: all else goes on
				x.Log.Warn("keep a version of the program", "version", r.Version, "err", err)
				x.refuse(refusal(r.Version, errProgramKeep.With(err)))
				return nil
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

var errProgramKeep = app.Fault(app.Unavailable, "program_keep",
	"Máy này không ghi được bản chương trình mới: ổ đĩa của máy đầy hoặc báo lỗi. Xin giải phóng bớt chỗ trên máy; lần trao đổi sau sẽ nhận lại",
	"This machine could not keep a new version of the program: its own disk is full or reports an error. Please free some space on it; the next exchange takes it again")

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
