package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"bangtin/app/viet"
)

// CommentState is where a comment stands for desks.
type CommentState string

// The states, as they are listed; AllComments lists all.
const (
	CommentWaits  CommentState = "waits"
	CommentShown  CommentState = "shown"
	CommentHidden CommentState = "hidden"
	AllComments   CommentState = "*"
)

// CommentDeed is what staff do with a comment.
type CommentDeed string

// The deeds. To edit is to show what the editor wrote instead, marked so; to
// erase is to hide it and to remove every word of it from all machines.
const (
	ApproveComment CommentDeed = "approve"
	HideComment    CommentDeed = "hide"
	EditComment    CommentDeed = "edit"
	AnswerComment  CommentDeed = "answer"
	EraseComment   CommentDeed = "erase"
)

// CommentStep is the body of one step of the work on a comment, for staff;
// who took it and when stands in the header of its change.
type CommentStep struct {
	Comment ID          `json:"comment"`
	Deed    CommentDeed `json:"deed"`
	Reason  string      `json:"reason,omitempty"`
	Answer  ID          `json:"answer,omitzero"` // the comment that an answer became
}

var (
	// ErrNoComment tells that there is no such comment.
	ErrNoComment   = Fault(NotFound, "no_comment", "Không có ý kiến này", "There is no such comment")
	errNoReader    = Fault(Denied, "may_not_read_comments", "Vai trò này không xem ý kiến bạn đọc gửi đến", "This role does not see what readers have sent")
	errNoModerator = Fault(Denied, "may_not_moderate", "Biên tập viên trở lên mới duyệt được ý kiến", "Only editors and above may moderate comments")
	errNoForget    = Fault(Denied, "may_not_forget", "Người xuất bản hoặc quản trị viên mới xóa được dữ liệu cá nhân", "Only publishers and administrators may erase personal data")
	errForgotten   = Fault(Conflict, "comment_erased", "Nội dung ý kiến này đã xóa, không khôi phục được", "The words of this comment were erased and cannot come back")
	errReason      = Fault(Invalid, "reason_missing", "Xin ghi lý do", "Please give a reason")
	errReasonLong  = Fault(TooLarge, "reason_too_long", "Lý do dài quá 2.000 ký tự", "The reason is longer than 2,000 characters")
	errTalkClosed  = Fault(Denied, "comments_closed", "Bài này không nhận ý kiến", "This article takes no comments")
	errParentGone  = Fault(Conflict, "comment_gone", "Ý kiến được trả lời không còn hiển thị", "The comment that is answered is not shown any more")
)

// SendComment keeps what a reader wrote until staff have looked at it; where
// the house wishes so, it is shown at once unless it is held. The library
// gives ID and At, and tells whether readers see it now. NotFound where
// readers do not see the article, Denied where it takes no comments.
func (l *Library) SendComment(ctx context.Context, c CommentSent) (id ID, shown bool, err error) {
	c.Name, c.Email, c.Text = viet.Line(c.Name), viet.Line(c.Email), strings.TrimSpace(viet.Clean(c.Text))
	if c.Email != "" && !mailAddress(c.Email) {
		return id, false, Fault(Invalid, "email_malformed", "Địa chỉ thư điện tử chưa đúng. Có thể để trống", "That is no e-mail address. It may be left out")
	}
	now, _ := l.clock.Now()
	c.At = now.UnixMilli()
	if c.ID, err = NewID(l.random); err != nil {
		return id, false, err
	}
	readers := l.Settings().Readers
	if c.Held == "" && holdsWord(c.Name+"\n"+c.Text, readers.Words) {
		c.Held = "words"
	}
	shown = readers.AtOnce && c.Held == "" && l.mayWrite(KindComment, Open)
	if err := c.validate(); err != nil {
		return id, false, err
	}
	text, err := salted(l.random, c)
	if err != nil {
		return id, false, err
	}
	return c.ID, shown, l.update(ctx, func(b *batch) error {
		card, err := l.shown(b.view, c.Article)
		if err != nil {
			return err
		}
		if !card.Comments {
			return errTalkClosed
		}
		if !c.Parent.IsZero() && !slices.ContainsFunc(b.talk(c.Article), func(o Comment) bool { return o.ID == c.Parent }) {
			return errParentGone
		}
		if _, err := b.append(KindCommentSent, Staff, text); err != nil || !shown {
			return err
		}
		return b.appendJSON(KindComment, Open, CommentAct{Comment: c.ID, Article: c.Article, Parent: c.Parent, Name: c.Name, Text: c.Text, At: c.At})
	})
}

// Judgement is what somebody decides about a comment.
type Judgement struct {
	Deed   CommentDeed
	Reason string // needed to hide or erase one
	Text   string // of an edit or an answer
	Name   string // under which the house answers
}

// Moderate does something with a comment. An answer becomes a comment of its
// own under it; its id is given. Of deeds done on machines that have not met,
// hiding wins, whatever came first.
func (l *Library) Moderate(ctx context.Context, by Actor, id ID, j Judgement) (answer ID, err error) {
	if !May(by.Post, Moderate) {
		return answer, errNoModerator
	}
	if j.Deed == EraseComment && !May(by.Post, Forget) {
		return answer, errNoForget
	}
	j.Reason, j.Name, j.Text = strings.TrimSpace(viet.Clean(j.Reason)), viet.Line(j.Name), strings.TrimSpace(viet.Clean(j.Text))
	if viet.CountChars(j.Reason) > maxReason {
		return answer, errReasonLong
	}
	if j.Deed == AnswerComment {
		if answer, err = NewID(l.random); err != nil {
			return answer, err
		}
	}
	return answer, l.update(ctx, func(b *batch) error {
		act, err := b.judged(id, answer, &j)
		if err != nil || act == nil {
			return err
		}
		b.account = by.Account
		step := CommentStep{Comment: id, Deed: j.Deed, Reason: j.Reason, Answer: answer}
		return firstError(
			func() error {
				if j.Deed == EraseComment {
					return b.forgetComment(id)
				}
				return nil
			},
			func() error { return b.appendJSON(KindComment, Open, act) },
			func() error { return b.appendJSON(KindAudit, Staff, step) },
		)
	})
}

// forgetComment erases every word of a comment: as it was sent, and as it was
// shown. What was decided about it stays.
func (b *batch) forgetComment(id ID) error {
	for _, audience := range []Audience{Open, Staff} {
		n := noun{audience, nounComment, string(id[:])}
		changes, err := b.gather(n)
		if err != nil {
			return err
		}
		var e Erasure
		for i := range changes {
			if changes[i].tells(id) && len(e.Targets) < MaxTargets {
				e.Targets = append(e.Targets, Target{Change: changes[i].ID, Noun: n.name, ID: id})
			}
		}
		if len(e.Targets) == 0 {
			continue
		}
		if err := b.appendJSON(KindErase, audience, e); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) appendJSON(kind Kind, audience Audience, v any) error {
	text, err := canonical(v)
	if err != nil {
		return err
	}
	_, err = b.append(kind, audience, text)
	return err
}

// judged is the act that a judgement comes to; nil where nothing changes.
func (b *batch) judged(id, answer ID, j *Judgement) (*CommentAct, error) {
	sent, said := b.sent(id), b.said(id)
	shown, err := b.lastShown(id)
	if err != nil {
		return nil, err
	}
	var act CommentAct
	switch {
	case shown != nil: // what staff have changed stays so, also after it was hidden
		act = *shown
	case sent != nil:
		act = CommentAct{Comment: id, Article: sent.Article, Parent: sent.Parent, Name: sent.Name, Text: sent.Text, At: sent.At}
	case said != nil:
		act = said.Act
	default:
		return nil, ErrNoComment
	}
	act.Seen = nil
	was := CommentWaits
	if said != nil {
		act.Seen, was = said.Heads, stateOf(said)
	}
	if said != nil && said.Act.Forgotten {
		return nil, errForgotten
	}
	switch j.Deed {
	case ApproveComment:
		if was == CommentShown {
			return nil, nil
		}
		act.Hidden = false
	case HideComment:
		if was == CommentHidden {
			return nil, nil
		}
		if j.Reason == "" {
			return nil, errReason
		}
		act.Hidden, act.Name, act.Text, act.Edited = true, "", "", false
	case EraseComment:
		if j.Reason == "" {
			return nil, errReason
		}
		act.Hidden, act.Forgotten, act.Name, act.Text, act.Edited = true, true, "", "", false
	case EditComment:
		act.Hidden, act.Text, act.Edited = false, j.Text, true
	case AnswerComment:
		if was != CommentShown {
			return nil, errParentGone
		}
		now, _ := b.l.clock.Now()
		act = CommentAct{Comment: answer, Article: act.Article, Parent: id, Name: j.Name, Text: j.Text, At: now.UnixMilli(), Agency: true}
		act.Name = cmp.Or(act.Name, b.l.Settings().Agency, "Ban biên tập")
	default:
		return nil, Fault(Invalid, "no_deed", "Không có việc này", "There is no such deed")
	}
	return &act, act.validate()
}

// lastShown is the last act that showed a comment; nil where none has.
func (b *batch) lastShown(id ID) (last *CommentAct, err error) {
	changes, err := b.gather(noun{Open, nounComment, string(id[:])})
	if err != nil {
		return nil, err
	}
	sortChanges(changes)
	for i := range changes {
		var act CommentAct
		if c := &changes[i]; c.Kind == KindComment && b.valid(c) && decodeBody(c.Body, &act) == nil && act.Comment == id && !act.Hidden && act.validate() == nil {
			last = &act
		}
	}
	return last, nil
}

func stateOf(s *saidComment) CommentState {
	if s.Act.Hidden {
		return CommentHidden
	}
	return CommentShown
}
