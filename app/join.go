package app

import "context"

// Join makes an empty store a member of a library by its name. What the
// library holds comes by exchange; whether this device may write in it is
// for an administrator's admission to say. It is a Conflict where the store
// belongs to a library already.
func (l *Library) Join(ctx context.Context, name Hash) error {
	if name.IsZero() {
		return errMalformed
	}
	err := l.update(ctx, func(b *batch) error {
		if l.Founded() {
			return Fault(Conflict, "founded_already", "Máy này đã thuộc một thư viện", "This device belongs to a library already")
		}
		b.noticed = true
		return b.tx.Put(tableLocal, []byte(localLibrary), name[:])
	})
	if err != nil {
		return err
	}
	return l.reload(ctx)
}
