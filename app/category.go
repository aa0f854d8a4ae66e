package app

import (
	"context"

	"bangtin/app/viet"
)

// Category is a branch of the tree that articles hang on; also the body of
// the change that writes it.
type Category struct {
	ID     ID     `json:"id"`
	Slug   string `json:"slug"`
	Name   Text   `json:"name"`
	Parent ID     `json:"parent,omitzero"`
	Order  int    `json:"order"`
}

// Uncategorised is the name of the category for articles that came without
// one.
var Uncategorised = Text{VI: "Chưa phân loại", EN: "Uncategorised"}

func (c Category) validate() error {
	if c.ID.IsZero() || c.Slug == "" || len(c.Slug) > 200 || c.Name.VI == "" || len(c.Name.VI) > maxLine || len(c.Name.EN) > maxLine || c.Parent == c.ID {
		return errMalformed
	}
	return nil
}

// foldLast folds documents of which the last one written counts, by
// (lamport, id).
func foldLast[T interface{ validate() error }](changes []Change, valid func(*Change) bool, erased map[Hash]bool) (*T, bool) {
	var last *T
	sortChanges(changes)
	for _, c := range changes {
		var v T
		if !c.Erased && !erased[c.ID] && valid(&c) && decodeBody(c.Body, &v) == nil && v.validate() == nil {
			last = &v
		}
	}
	return last, last != nil
}

// categoryPath gives the ids along a path of names, from the root. They
// derive from the slugs alone, so two machines that bring in the same path
// name it alike.
func (l *Library) categoryPath(path []Text) (ids []ID, slugs []string) {
	library := l.Name()
	parts := []string{library.String()}
	for _, name := range path {
		slug := categorySlug(name.VI)
		parts = append(parts, slug)
		ids, slugs = append(ids, DeriveID("category", parts...)), append(slugs, slug)
	}
	return ids, slugs
}

// categorySlug is the slug of a name. One without a Latin letter or digit,
// such as a Lao or a Chinese one, has none of its own and gets one from its
// hash, for different names must not become one category.
func categorySlug(name string) string {
	for _, r := range viet.Fold(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return viet.Slug(name, 80)
		}
	}
	return "c-" + Sum([]byte(viet.Line(name))).String()[:8]
}

func (l *Library) categoryID(path []Text) ID {
	ids, _ := l.categoryPath(path)
	return ids[len(ids)-1]
}

// saveCategories writes what is missing of a path.
func (b *batch) saveCategories(path []Text) error {
	ids, slugs := b.l.categoryPath(path)
	for i, id := range ids {
		n := noun{Open, nounCategory, string(id[:])}
		if b.state(n) != nil || b.marked[n] {
			continue
		}
		c := Category{ID: id, Slug: slugs[i], Name: path[i]}
		if i > 0 {
			c.Parent = ids[i-1]
		}
		text, err := canonical(c)
		if err != nil {
			return err
		}
		if _, err := b.append(KindCategory, Open, text); err != nil {
			return err
		}
	}
	return nil
}

// SaveCategory writes a category: a new name, place or parent.
func (l *Library) SaveCategory(ctx context.Context, c Category) error {
	if err := c.validate(); err != nil {
		return Fault(Invalid, "category_malformed", "Chuyên mục thiếu tên hoặc tên quá dài", "The category has no name, or one that is too long")
	}
	return l.update(ctx, func(b *batch) error {
		return b.appendRecord(KindCategory, noun{Open, nounCategory, string(c.ID[:])}, c)
	})
}

// EnsureCategory writes what is missing of a path of names and gives the
// id at its end.
func (l *Library) EnsureCategory(ctx context.Context, path []Text) (ID, error) {
	err := l.update(ctx, func(b *batch) error { return b.saveCategories(path) })
	return l.categoryID(path), err
}
