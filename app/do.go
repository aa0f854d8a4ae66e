package app

import (
	"context"
	"fmt"
	"strings"

	"bangtin/app/viet"
)

// SaveDraft keeps what a person has written as a revision on top of those
// it was made from; no parents means the latest. A document that is its
// parent's to the byte makes no revision, and Drafted is false. Two people
// who start from the same revision both keep theirs: the article then has
// two heads.
func (l *Library) SaveDraft(ctx context.Context, by Actor, article ID, d Document, parents []Hash) (s Saved, err error) {
	if err := d.Keep(); err != nil { // outside the Update: parsing is slow
		return s, err
	}
	err = l.update(ctx, func(b *batch) error {
		s = Saved{}
		state, heads := Drafted, []Hash(nil)
		if row, ok := l.deskRow(b.view, article); ok {
			state, heads = row.State, row.Heads
		}
		if !MayAct(by.Post, state, ActEdit) {
			return errMayNot(ActEdit, state)
		}
		if len(parents) == 0 {
			parents = heads
		}
		for _, p := range parents {
			if _, ok := b.revision(article, p); !ok {
				return errNoRevision
			}
		}
		text, name, same, err := b.revisionOf(&Entry{Article: article, Document: d}, parents)
		s.Revision = name
		if err != nil || same {
			return err
		}
		b.account, s.Drafted = by.Account, true
		_, err = b.append(KindRevision, Staff, text)
		return err
	})
	return s, err
}

// Deed is what a person asks to be done to an article.
type Deed struct {
	Act      Act
	Revision Hash   // what the person saw; zero: whatever is the latest
	Reason   string // needed to send back and to retract
	// Of a publication. The zero moment keeps the time it was first
	// published at, or takes the present one.
	Published Moment
	From      int64 // embargo, ms since 1970 UTC; 0: at once
	Until     int64 // 0: for ever
	Note      string
}

// Do moves an article along its way, as far as the table, its state and
// the person's post allow; a refusal is Denied, and Conflict where somebody
// else has changed it meanwhile.
func (l *Library) Do(ctx context.Context, by Actor, article ID, d Deed) error {
	d.Reason, d.Note = strings.TrimSpace(viet.Clean(d.Reason)), strings.TrimSpace(viet.Clean(d.Note))
	if viet.CountChars(d.Reason) > maxReason || viet.CountChars(d.Note) > maxReason {
		return Fault(TooLarge, "reason_too_long", "Lý do hoặc lời đính chính dài quá 2.000 ký tự", "The reason or the note is longer than 2,000 characters")
	}
	return l.update(ctx, func(b *batch) error {
		row, ok := l.deskRow(b.view, article)
		if !ok {
			return ErrNoArticle
		}
		if !MayAct(by.Post, row.State, d.Act) || d.Act == ActEdit || d.Act == ActName {
			return errMayNot(d.Act, row.State)
		}
		b.account = by.Account
		step := Step{Article: article, Act: d.Act, Revision: row.Heads[0], Reason: d.Reason}
		if err := b.deed(&row, &d, &step, by); err != nil {
			return err
		}
		text, err := canonical(step)
		if err != nil {
			return err
		}
		_, err = b.append(KindWorkflow, Staff, text)
		return err
	})
}

const maxReason = 2000

// deed checks what the table cannot know, and does what readers see.
func (b *batch) deed(row *DeskRow, d *Deed, step *Step, by Actor) error {
	switch d.Act {
	case ActSubmit, ActApprove, ActPublish:
		if len(row.Heads) != 1 {
			return Fault(Conflict, "two_versions", "Bài có hai bản sửa khác nhau. Xin mở bài, chọn và lưu lại một bản",
				"The article has two different versions. Please open it, choose and save one")
		}
		if !d.Revision.IsZero() && d.Revision != row.Heads[0] {
			return Fault(Conflict, "changed_meanwhile", "Bài vừa được sửa. Xin đọc lại bản mới rồi quyết định",
				"The article has just been changed. Please read the new version first")
		}
	case ActReturn, ActRetract:
		if d.Reason == "" {
			return Fault(Invalid, "reason_missing", "Xin ghi lý do", "Please give a reason")
		}
	}
	onShow := row.Card != nil && !row.Card.Withdrawn && row.State != Expired
	switch d.Act {
	case ActApprove:
		if row.Editor == by.Account && !by.Account.IsZero() {
			if !b.l.Settings().OwnApproval {
				return Fault(Denied, "own_approval", "Người sửa bài sau cùng không tự duyệt. Xin nhờ người khác duyệt; cơ quan một người thì quản trị viên bật tự duyệt trong Thiết lập",
					"Whoever edited an article last does not approve it. Please ask somebody else; in an office of one the administrator allows it in the settings")
			}
			step.Own = true
		}
	case ActPublish:
		return b.publishDeed(row, d)
	case ActRetract:
		if !onShow {
			return Fault(Conflict, "not_on_show", "Bài không còn hiển thị với bạn đọc", "Readers do not see this article")
		}
		step.Revision = row.Card.Revision
		text, err := canonical(Retraction{Article: row.Article, Seen: row.Card.Heads})
		if err != nil {
			return err
		}
		_, err = b.append(KindRetraction, Open, text)
		return err
	case ActArchive, ActTrash:
		if onShow {
			return Fault(Conflict, "still_on_show", "Bài đang hiển thị với bạn đọc. Xin gỡ bài trước", "Readers see this article. Please withdraw it first")
		}
		step.Beside = row.Heads[1:]
	}
	return nil
}

// publishDeed shows the one head, which the table has made sure is the
// approved revision, or the one that was on show before.
func (b *batch) publishDeed(row *DeskRow, d *Deed) error {
	r, err := b.l.readRevision(b.tx, row.Article, row.Heads[0])
	if err != nil {
		return err
	}
	if _, err := r.Document.Validate(); err != nil {
		return err
	}
	media := b.l.mediaFor(b.view, &r.Document, row.Card)
	for _, h := range r.Document.Pictures() {
		if _, ok := media[h]; ok {
			continue
		}
		if _, here := preview(b.tx, h); !here {
			return Fault(Unavailable, "pictures_elsewhere", "Ảnh trong bài chưa tới máy này. Xin trao đổi với máy đã đưa ảnh vào bài, rồi thử lại",
				"Pictures of the article have not come to this machine. Please exchange with the machine on which they were added, then try again")
		}
		return Fault(Unavailable, "pictures_waiting", "Ảnh trong bài đang được xử lý. Xin thử lại sau ít giây",
			"Pictures of the article are being worked on. Please try again in a few seconds")
	}
	files := b.l.filesFor(b.view, &r.Document, row.Card)
	if err := r.Document.mustHave(files); err != nil {
		return err
	}
	now, _ := b.l.clock.Now()
	if d.Until != 0 && d.Until <= max(d.From, now.UnixMilli()) {
		return Fault(Invalid, "until_past", "Giờ hết hạn phải sau giờ đăng", "An article must expire after it is published")
	}
	p := Publication{
		Article: row.Article, Revision: row.Heads[0], Document: r.Document, Media: media, Files: files, Published: d.Published,
		Created: now.UnixMilli(), Edited: now.UnixMilli(), From: d.From, Until: d.Until, Note: d.Note,
	}
	if c := row.Card; c != nil {
		p.Seen = c.Heads
		if c.Created != 0 {
			p.Created = c.Created
		}
		if p.Published.At == 0 && row.State != Scheduled && d.From == 0 {
			p.Published = c.Published
		}
		if c.Revision == p.Revision && c.Edited != 0 {
			p.Edited = c.Edited // other times of the same words
		}
	}
	if p.Published.At == 0 {
		p.Published = MomentOf(now, false)
		if d.From != 0 {
			p.Published = Moment{At: d.From}
		}
	}
	text, err := canonical(p)
	if err != nil {
		return err
	}
	_, err = b.append(KindPublication, Open, text)
	return err
}

func errMayNot(a Act, s State) error {
	return Fault(Denied, "may_not", fmt.Sprintf("Vai trò này không được %s khi bài ở trạng thái “%s”", actWords[a].VI, stateWords[s].VI),
		fmt.Sprintf("This role may not %s an article that is %s", actWords[a].EN, stateWords[s].EN))
}

var actWords = map[Act]Text{
	ActEdit: {VI: "sửa bài", EN: "edit"}, ActSubmit: {VI: "gửi duyệt", EN: "submit"}, ActReturn: {VI: "trả lại", EN: "send back"},
	ActApprove: {VI: "duyệt", EN: "approve"}, ActPublish: {VI: "đăng", EN: "publish"}, ActRetract: {VI: "gỡ", EN: "withdraw"},
	ActArchive: {VI: "lưu trữ", EN: "archive"}, ActTrash: {VI: "bỏ vào thùng rác", EN: "bin"}, ActRestore: {VI: "khôi phục", EN: "restore"},
	ActName: {VI: "đặt tên phiên bản của", EN: "name versions of"},
}

var stateWords = map[State]Text{
	Drafted: {VI: "Nháp", EN: "a draft"}, InReview: {VI: "Chờ duyệt", EN: "in review"}, SentBack: {VI: "Trả lại", EN: "sent back"},
	Approved: {VI: "Đã duyệt", EN: "approved"}, Scheduled: {VI: "Hẹn giờ đăng", EN: "scheduled"}, Public: {VI: "Đã đăng", EN: "published"},
	Expired: {VI: "Hết hạn", EN: "expired"}, Withdrawn: {VI: "Đã gỡ", EN: "withdrawn"}, Archived: {VI: "Lưu trữ", EN: "archived"},
	Trashed: {VI: "Thùng rác", EN: "in the bin"},
}
