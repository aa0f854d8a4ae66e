package app

import "context"

// ShowAtOnce looks at the comments that came from other machines since it was
// last called, also in an exchange that came to no end. It shows them where
// the house shows comments before anybody has looked and nothing holds them
// back. One that somebody has judged is left alone.
func (l *Library) ShowAtOnce(ctx context.Context) error {
	came := false
	err := l.store.View(ctx, func(tx Tx) error {
		came = holdsAny(tx, tableUnseen, nil)
		return nil
	})
	if err != nil || !came {
		return err
	}
	return l.update(ctx, func(b *batch) error {
		var changes []Hash
		if l.Settings().Readers.AtOnce && l.mayWrite(KindComment, Open) {
			for at := range b.tx.Scan(tableUnseen, nil, nil, false) {
				changes = append(changes, Hash(at[8:]))
			}
		}
		for _, id := range changes {
			if err := b.showAtOnce(id); err != nil {
				return err
			}
		}
		return b.tx.Drop(tableUnseen)
	})
}

// showAtOnce shows what a change brought, where nothing holds it back.
func (b *batch) showAtOnce(id Hash) error {
	c, ok := b.change(id)
	var sent CommentSent
	if !ok || c.Erased || c.Kind != KindCommentSent || !b.valid(&c) || decodeSalted(c.Body, &sent) != nil || sent.validate() != nil {
		return nil
	}
	if sent.Held != "" || holdsWord(sent.Name+"\n"+sent.Text, b.l.Settings().Readers.Words) || b.decided(sent.ID) {
		return nil
	}
	if card, err := b.l.shown(b.view, sent.Article); err != nil || !card.Comments {
		return nil
	}
	return b.appendJSON(KindComment, Open, CommentAct{Comment: sent.ID, Article: sent.Article, Parent: sent.Parent, Name: sent.Name, Text: sent.Text, At: sent.At})
}

// decided tells whether anything was decided about a comment for everyone.
func (b *batch) decided(comment ID) bool {
	return b.state(noun{Open, nounComment, string(comment[:])}) != nil
}
