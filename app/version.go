package app

import (
	"context"

	"bangtin/app/viet"
)

// maxVersionName is the longest name of a version, in characters as a reader
// counts them.
const maxVersionName = 100

// NameVersion gives a version of an article a name that people call it by,
// or takes it away with an empty one. Names are no part of a version: they
// are steps in the log, and of two the later counts.
func (l *Library) NameVersion(ctx context.Context, by Actor, article ID, revision Hash, name string) error {
	name = viet.Line(name)
	if viet.CountChars(name) > maxVersionName {
		return Fault(TooLarge, "version_name_too_long", "Tên phiên bản dài quá 100 ký tự", "The name of the version is longer than 100 characters")
	}
	return l.update(ctx, func(b *batch) error {
		row, ok := l.deskRow(b.view, article)
		if !ok {
			return ErrNoArticle
		}
		if !MayAct(by.Post, row.State, ActName) {
			return errMayNot(ActName, row.State)
		}
		if _, ok := b.revision(article, revision); !ok {
			return errNoRevision
		}
		if row.Names[revision] == name {
			return nil
		}
		text, err := canonical(Step{Article: article, Act: ActName, Revision: revision, Name: name})
		if err != nil {
			return err
		}
		b.account = by.Account
		_, err = b.append(KindWorkflow, Staff, text)
		return err
	})
}

// VersionNames gives the names that versions of an article have.
func (l *Library) VersionNames(ctx context.Context, article ID) (out map[Hash]string, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		row, _ := l.deskRow(l.view(tx), article)
		out = row.Names
		return nil
	})
	return out, err
}

// call takes in a step that names a version.
func (d *Draft) call(s *Step) {
	switch {
	case s.Name == "":
		delete(d.Names, s.Revision)
	case viet.CountChars(s.Name) <= maxVersionName:
		if d.Names == nil {
			d.Names = map[Hash]string{}
		}
		d.Names[s.Revision] = s.Name
	}
}
