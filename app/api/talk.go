package api

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bangtin/app"
)

// Comment is a comment as readers see it.
type Comment struct {
	ID     string `json:"id"`
	Depth  int    `json:"depth" doc:"how many comments it stands under"`
	Name   string `json:"name"`
	Text   string `json:"text"`
	At     string `json:"at" doc:"when it was sent, RFC 3339"`
	Agency bool   `json:"agency" doc:"it is an answer of the house"`
	Edited bool   `json:"edited" doc:"staff changed words of it"`
}

// Talk is what readers say under an article.
type Talk struct {
	Open     bool      `json:"open" doc:"this reader may write here"`
	Comments []Comment `json:"comments" nullable:"false" doc:"the oldest first, each followed by its answers"`
	Months   int       `json:"months" doc:"how long what a writer tells of themselves is kept"`
	Cursor   string    `json:"cursor"`
}

func (s *Server) talk(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"26"`
}) (*struct{ Body Talk }, error) {
	sh, sample, id, err := s.shelfOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	at := s.cursor(sh, sample) // before they are read: what changes meanwhile is asked for again
	t, err := sh.Library.Talk(ctx, id)
	if err != nil {
		return nil, err
	}
	out := Talk{Open: t.Open && who(ctx).face != FaceScreen, Comments: []Comment{}, Months: sh.Library.Settings().Readers.KeptMonths(), Cursor: at}
	for _, c := range t.Comments {
		out.Comments = append(out.Comments, Comment{c.ID.String(), c.Depth, c.Name, c.Text, stamp(c.At), c.Agency, c.Edited})
	}
	return &struct{ Body Talk }{out}, nil
}

// CommentDraft is what a reader sends.
type CommentDraft struct {
	Visit   string `json:"visit" pattern:"^[0-9a-z]{16,40}$" doc:"drawn by the page at random for one visit"`
	Name    string `json:"name" maxLength:"2000"`
	Email   string `json:"email" maxLength:"2000" doc:"may be empty; readers never see it"`
	Text    string `json:"text" maxLength:"20000"`
	Parent  string `json:"parent" maxLength:"26" doc:"the comment that is answered; empty: none"`
	Consent bool   `json:"consent" doc:"the reader has read what becomes of it and agrees"`
}

// CommentTaken tells what became of a comment.
type CommentTaken struct {
	ID    string `json:"id"`
	Shown bool   `json:"shown" doc:"readers see it; else it waits for staff"`
}

// commentGap is how long one visit waits between two comments.
const commentGap = time.Minute

// manyLinks tells whether a text holds more addresses than somebody who has
// something to say.
func manyLinks(text string) bool {
	text = strings.ToLower(text)
	return strings.Count(text, "http")+strings.Count(text, "www.") > maxLinks
}

// maxLinks is how many addresses a comment may hold before staff are told to
// look twice.
const maxLinks = 2

var errConsent = app.Fault(app.Invalid, "consent_missing", "Xin đánh dấu ô đồng ý trước khi gửi", "Please tick the box of consent before sending")

func errGap(left time.Duration) error {
	n := int(left.Seconds()) + 1
	return app.Fault(app.Unavailable, "comment_gap", fmt.Sprintf("Xin chờ %d giây nữa rồi gửi tiếp", n), fmt.Sprintf("Please wait %d more seconds before sending again", n))
}

func (s *Server) sendComment(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body CommentDraft
}) (*struct{ Body CommentTaken }, error) {
	at := who(ctx)
	if at.face == FaceScreen {
		return nil, errNotHere // nobody touches it
	}
	sh, _, article, err := s.shelfOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	parent, err := app.ParseID(in.Body.Parent)
	if err != nil {
		return nil, app.ErrNoComment
	}
	if !in.Body.Consent {
		return nil, errConsent
	}
	deed := "comment " + voter(ctx, in.Body.Visit)
	if left := s.visits.left(deed); left > 0 {
		return nil, errGap(left)
	}
	if err := s.visits.allow(at.place+" "+at.cookie, "comment"); err != nil {
		return nil, err
	}
	c := app.CommentSent{Article: article, Parent: parent, Name: in.Body.Name, Email: in.Body.Email, Text: in.Body.Text}
	if manyLinks(c.Text) {
		c.Held = "links"
	}
	id, shown, err := sh.Library.SendComment(ctx, c)
	if err != nil {
		return nil, err
	}
	s.visits.rest(deed, commentGap)
	return &struct{ Body CommentTaken }{CommentTaken{id.String(), shown}}, nil
}
