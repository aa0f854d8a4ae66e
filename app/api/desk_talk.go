package api

import (
	"context"
	"encoding/hex"

	"bangtin/app"
)

// QueuedComment is a comment as staff see it.
type QueuedComment struct {
	ID      string           `json:"id"`
	State   app.CommentState `json:"state" enum:"waits,shown,hidden"`
	Article string           `json:"article"`
	Title   string           `json:"title" doc:"of the article, as readers see it; empty if they do not"`
	Name    string           `json:"name"`
	Email   string           `json:"email" doc:"personal: readers never see it"`
	Text    string           `json:"text" doc:"as it was sent; of an answer of the house, as it is shown"`
	Shown   string           `json:"shown" doc:"what is shown instead, where staff changed words of it"`
	At      string           `json:"at" doc:"when it was sent, RFC 3339"`
	Agency  bool             `json:"agency" doc:"it is an answer of the house"`
	Answers bool             `json:"answers" doc:"it answers another comment"`
	Held    string           `json:"held" enum:",links,words" doc:"why it needs a second look"`
	Replied bool             `json:"replied" doc:"the house has answered"`
	Erased  bool             `json:"erased" doc:"every word of it was erased for good"`
	Steps   []CommentStep    `json:"steps" nullable:"false" doc:"the first first"`
}

// CommentStep is one step of the work on a comment.
type CommentStep struct {
	Deed   app.CommentDeed `json:"deed" enum:"approve,hide,edit,answer,erase"`
	Reason string          `json:"reason"`
	By     string          `json:"by" doc:"name of the account"`
	At     string          `json:"at" doc:"RFC 3339"`
}

// CommentQueue is a piece of the list.
type CommentQueue struct {
	Comments []QueuedComment `json:"comments" nullable:"false"`
	Next     string          `json:"next" doc:"where the next piece begins; empty at the end"`
	Waiting  int             `json:"waiting" doc:"how many wait in all"`
}

func (s *Server) commentQueue(ctx context.Context, in *struct {
	State string `query:"state" enum:"waits,shown,hidden,*" default:"waits"`
	After string `query:"after" maxLength:"100"`
}) (*struct{ Body CommentQueue }, error) {
	l := s.o.Real.Library
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	after, err := hex.DecodeString(in.After)
	if err != nil {
		after = nil
	}
	found, next, err := l.Queue(ctx, by, app.CommentState(in.State), string(after))
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	out := CommentQueue{Comments: []QueuedComment{}, Next: hex.EncodeToString([]byte(next))}
	for i := range found {
		out.Comments = append(out.Comments, queuedComment(&found[i], names))
	}
	out.Waiting, err = l.CommentsWaiting(ctx)
	return &struct{ Body CommentQueue }{out}, err
}

func queuedComment(q *app.QueuedComment, names map[app.ID]string) QueuedComment {
	out := QueuedComment{ID: q.ID.String(), State: q.State, Title: q.Title, Replied: q.Answer, Steps: []CommentStep{}}
	if a := q.Said; a != nil {
		out.Erased = a.Forgotten
		out.Article, out.Name, out.Text, out.At, out.Agency, out.Answers = a.Article.String(), a.Name, a.Text, stamp(a.At), a.Agency, !a.Parent.IsZero()
	}
	if c := q.Sent; c != nil {
		out.Article, out.Name, out.Email, out.Text, out.At, out.Held, out.Answers = c.Article.String(), c.Name, c.Email, c.Text, stamp(c.At), c.Held, !c.Parent.IsZero()
		if q.Said != nil && q.Said.Edited && !q.Said.Hidden {
			out.Shown = q.Said.Text
		}
	}
	for _, step := range q.Steps {
		out.Steps = append(out.Steps, CommentStep{step.Deed, step.Reason, names[step.By], stamp(step.At)})
	}
	return out
}

// CommentJudgement is what is decided about comments.
type CommentJudgement struct {
	Comments []string        `json:"comments" nullable:"false" minItems:"1" maxItems:"200"`
	Deed     app.CommentDeed `json:"deed" enum:"approve,hide,edit,answer,erase"`
	Reason   string          `json:"reason" maxLength:"20000" doc:"needed to hide and to erase"`
	Text     string          `json:"text" maxLength:"20000" doc:"of an edit or an answer"`
	Name     string          `json:"name" maxLength:"2000" doc:"under which the house answers; empty: the agency's"`
}

// CommentsJudged tells what became of each.
type CommentsJudged struct {
	Done    int            `json:"done"`
	Refused Maybe[Refused] `json:"refused" doc:"the first that was refused; those behind it were not tried"`
}

// Refused is one that was refused.
type Refused struct {
	ID      string   `json:"id"`
	Message app.Text `json:"message"`
}

func (s *Server) judgeComments(ctx context.Context, in *struct{ Body CommentJudgement }) (*struct{ Body CommentsJudged }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	j := app.Judgement{Deed: in.Body.Deed, Reason: in.Body.Reason, Text: in.Body.Text, Name: in.Body.Name}
	out := CommentsJudged{}
	for _, text := range in.Body.Comments {
		id, err := app.ParseID(text)
		if err == nil {
			_, err = s.o.Real.Library.Moderate(ctx, by, id, j)
		}
		if err != nil && len(in.Body.Comments) == 1 {
			return nil, err
		}
		if err != nil {
			out.Refused.V = &Refused{text, problemOf(err).Message}
			break
		}
		out.Done++
	}
	return &struct{ Body CommentsJudged }{out}, nil
}
