package app

import "context"

// ShowAtOnce shows comments that came from other machines, by the changes
// that brought them, where the house shows comments before anybody has looked
// and nothing holds them back. One that somebody has judged is left alone.
func (l *Library) ShowAtOnce(ctx context.Context, changes ...Hash) error {
	if len(changes) == 0 || !l.Settings().Readers.AtOnce || !l.mayWrite(KindComment, Open) {
		return nil
	}
	return l.update(ctx, func(b *batch) error {
		for _, id := range changes {
			c, ok := b.change(id)
			var sent CommentSent
			if !ok || c.Erased || c.Kind != KindCommentSent || !b.valid(&c) || decodeSalted(c.Body, &sent) != nil || sent.validate() != nil {
				continue
			}
			if sent.Held != "" || holdsWord(sent.Name+"\n"+sent.Text, l.Settings().Readers.Words) || b.decided(sent.ID) {
				continue
			}
			if card, err := l.shown(b.view, sent.Article); err != nil || !card.Comments {
				continue
			}
			act := CommentAct{Comment: sent.ID, Article: sent.Article, Parent: sent.Parent, Name: sent.Name, Text: sent.Text, At: sent.At}
			if err := b.appendJSON(KindComment, Open, act); err != nil {
				return err
			}
		}
		return nil
	})
}

// decided tells whether anything was decided about a comment for everyone.
func (b *batch) decided(comment ID) bool {
	return b.state(noun{Open, nounComment, string(comment[:])}) != nil
}
