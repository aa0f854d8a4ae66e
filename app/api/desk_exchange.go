package api

import (
	"context"

	"bangtin/app"
)

// Exchanger meets the other machines of the library.
type Exchanger interface {
	// View tells of the places that are there, and how far an exchange is.
	View(ctx context.Context) (ExchangeView, error)
	// Meet begins an exchange at a place. Held while one is under way.
	Meet(ctx context.Context, path string) error
	// Leave ends the exchange that is under way; what was done stays done.
	Leave()
	Configure(ctx context.Context, s ExchangeSettings) error

	Devices(ctx context.Context) (DevicesView, error)
	// Differing tells what is not the same here and on a machine, by what
	// it last told of itself. NotFound where it was never met.
	Differing(ctx context.Context, device string) (Differing, error)
	Invite(ctx context.Context, in NewInvite) (Invite, error)
	DropInvite(ctx context.Context, id string) error
	Revoke(ctx context.Context, device, reason, words string) error
	Kit(ctx context.Context, in NewKit) (Invite, error)
	// Call has a machine show its name and number on its panel: at once where
	// it is this one, else when it meets a stick that this one has met.
	Call(ctx context.Context, device string) (here bool, err error)
	// Join asks at a place, or at the address of another machine, to be let
	// into a library.
	Join(ctx context.Context, in JoinRequest) error
	// Unask takes that back; where nothing was asked that is no fault. Held
	// while an exchange is under way.
	Unask(ctx context.Context) error
	// Answer answers the note of a machine that asks over the network.
	Answer(ctx context.Context, note []byte) ([]byte, error)
}

// Place is a removable drive or a shared folder.
type Place struct {
	Path   string `json:"path"`
	Name   string `json:"name"`
	Free   int64  `json:"free" doc:"bytes"`
	Known  bool   `json:"known" doc:"machines of this library have met there"`
	Shared bool   `json:"shared" doc:"a folder that was set, not a drive"`
}

// ExchangeSettings are how this machine exchanges.
type ExchangeSettings struct {
	Auto      bool     `json:"auto" doc:"a known drive that appears is met by itself"`
	Originals bool     `json:"originals" doc:"pictures as they came from the camera are exchanged between desks"`
	Folders   []string `json:"folders" nullable:"false" maxItems:"20" doc:"shared folders that are met now and then"`
}

// ExchangeProgress is how far an exchange is.
type ExchangeProgress struct {
	Place string `json:"place"`
	Phase string `json:"phase" enum:"look,take,files,give,done"`
	Done  int64  `json:"done" doc:"bytes"`
	Total int64  `json:"total"`
}

// ExchangeTally counts what changed hands.
type ExchangeTally struct {
	Changes  int   `json:"changes"`
	Files    int   `json:"files"`
	Bytes    int64 `json:"bytes"`
	Articles int   `json:"articles" doc:"published, corrected or taken off, each once however often"`
	Drafts   int   `json:"drafts" doc:"articles of which there are new versions for staff, each once"`
	Comments int   `json:"comments"`
	Tickets  int   `json:"tickets"`
	Counts   int   `json:"counts" doc:"votes and visits, by the change that carries them"`
	Others   int   `json:"others" doc:"changes of none of these"`
}

// ExchangedArticle is an article that something new came of.
type ExchangedArticle struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Shown bool   `json:"shown"`
}

// ExchangeRefusal is something that was not used, and why.
type ExchangeRefusal struct {
	What   string   `json:"what"`
	Reason app.Text `json:"reason"`
}

// Exchanged is what came of an exchange.
type Exchanged struct {
	At       string             `json:"at" format:"date-time"`
	Place    string             `json:"place"`
	Problem  Maybe[app.Text]    `json:"problem" doc:"why it did not come to its end"`
	Came     ExchangeTally      `json:"came"`
	Went     ExchangeTally      `json:"went"`
	Articles []ExchangedArticle `json:"articles" nullable:"false" doc:"at most 200"`
	Refused  []ExchangeRefusal  `json:"refused" nullable:"false"`
	Matched  []string           `json:"matched" nullable:"false" doc:"machines that had the same as this one has now"`
	Admitted []string           `json:"admitted" nullable:"false" doc:"machines that were let in"`
	Asking   []AskingDevice     `json:"asking" nullable:"false" doc:"machines that ask under a code that is not known here"`
	Missing  int                `json:"missing" doc:"pictures on show that nobody has brought yet"`
	Renewed  bool               `json:"renewed" doc:"the data folder was copied or restored elsewhere"`
	Newer    int                `json:"newer" doc:"changes that this program is too old to understand"`
	Upgrade  string             `json:"upgrade" doc:"version of the program that came; mostly empty"`
	Joined   bool               `json:"joined" doc:"this machine has become one of the library"`
	Waits    bool               `json:"waits" doc:"it has asked to, and nobody has answered"`
	Restart  bool               `json:"restart" doc:"it has, and the program starts again"`
	Root     string             `json:"root" doc:"four digits of the root of what is open"`
	Shown    int                `json:"shown" doc:"articles that readers see"`
}

// AskingDevice is a machine that wants in.
type AskingDevice struct {
	Device string `json:"device"`
	Name   string `json:"name"`
}

// ExchangeView is all that the page of exchanges shows.
type ExchangeView struct {
	Places   []Place                 `json:"places" nullable:"false"`
	Running  Maybe[ExchangeProgress] `json:"running"`
	Last     Maybe[Exchanged]        `json:"last"`
	Beside   []Exchanged             `json:"beside" nullable:"false" doc:"of the sticks that are still plugged in and were not met last, what came of each"`
	Settings ExchangeSettings        `json:"settings"`
	Asked    bool                    `json:"asked" doc:"this machine has asked to join a library"`
	MayJoin  bool                    `json:"mayJoin" doc:"there is nothing here yet that would be left"`
	Upgrade  string                  `json:"upgrade" doc:"version of the program that waits for the next start; mostly empty"`
	Root     string                  `json:"root"`
	RootDesk string                  `json:"rootDesk"`
	Shown    int                     `json:"shown"`
	Name     string                  `json:"name" doc:"of this machine"`
}

var (
	errNoExchange = app.Fault(app.Unavailable, "no_exchange", "Chương trình này không trao đổi được với máy khác", "This program cannot exchange with other machines")
	errMayNotMeet = app.Fault(app.Denied, "may_not_exchange", "Tài khoản này không được trao đổi với máy khác", "This account may not exchange with other machines")
	errMeetAway   = app.Fault(app.Denied, "exchange_here", "Chỉ làm được trên chính máy giữ dữ liệu", "This can be done only at the machine that holds the data")
	errMayNotRule = app.Fault(app.Denied, "may_not_devices", "Chỉ quản trị viên quản lý được các máy", "Only administrators look after the machines")
)

type exchangeOut struct{ Body ExchangeView }

// exchanger is the one of this program, for somebody who has a right to it.
// Writing is only for who sits at the machine: a path names its disk.
func (s *Server) exchanger(ctx context.Context, right app.Right, writes bool) (Exchanger, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	if !app.May(by.Post, right) {
		if right == app.SetDevices {
			return nil, errMayNotRule
		}
		return nil, errMayNotMeet
	}
	if writes && who(ctx).away {
		return nil, errMeetAway
	}
	if s.o.Desk == nil || s.o.Desk.Exchange == nil {
		return nil, errNoExchange
	}
	return s.o.Desk.Exchange, nil
}

// joiner is exchanger, also for whoever sits at a machine that nobody has
// taken charge of: it may be one of an office that has a library.
func (s *Server) joiner(ctx context.Context, right app.Right, writes bool) (Exchanger, error) {
	all, err := s.o.Real.Library.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) > 0 || who(ctx).away || s.o.Desk == nil || s.o.Desk.Exchange == nil {
		return s.exchanger(ctx, right, writes)
	}
	return s.o.Desk.Exchange, nil
}

func (s *Server) exchangeView(ctx context.Context, _ *none) (*exchangeOut, error) {
	x, err := s.joiner(ctx, app.Exchange, false)
	if err != nil {
		return nil, err
	}
	v, err := x.View(ctx)
	return &exchangeOut{v}, err
}

func (s *Server) meet(ctx context.Context, in *struct {
	Body struct {
		Path string `json:"path" minLength:"1" maxLength:"4096"`
	}
}) (*exchangeOut, error) {
	x, err := s.exchanger(ctx, app.Exchange, true)
	if err == nil {
		err = x.Meet(ctx, in.Body.Path)
	}
	if err != nil {
		return nil, err
	}
	return s.exchangeView(ctx, nil)
}

func (s *Server) leaveExchange(ctx context.Context, _ *none) (*exchangeOut, error) {
	x, err := s.exchanger(ctx, app.Exchange, true)
	if err != nil {
		return nil, err
	}
	x.Leave()
	return s.exchangeView(ctx, nil)
}

func (s *Server) configureExchange(ctx context.Context, in *struct{ Body ExchangeSettings }) (*exchangeOut, error) {
	x, err := s.exchanger(ctx, app.SetDevices, true)
	if err == nil {
		err = x.Configure(ctx, in.Body)
	}
	if err != nil {
		return nil, err
	}
	return s.exchangeView(ctx, nil)
}

// JoinRequest asks to be let into a library.
type JoinRequest struct {
	Code string `json:"code" minLength:"1" maxLength:"100"`
	// One of the two says where to ask.
	Path    string `json:"path,omitempty" maxLength:"4096" doc:"of a drive or folder"`
	Address string `json:"address,omitempty" maxLength:"300" doc:"of a machine in the network whose desk is open to others, such as 192.168.1.20:8443; it answers at once"`
	Name    string `json:"name" maxLength:"200" doc:"of this machine"`
}

// JoinNote is the note by which a machine asks, or its answer.
type JoinNote struct {
	Note []byte `json:"note" maxLength:"100000"`
}

// answerJoin answers a machine of the network that asks to be let in. Who
// does not know a code gets no farther; after five wrong ones no code that is
// open now is good any more.
func (s *Server) answerJoin(ctx context.Context, in *struct{ Body JoinNote }) (*struct{ Body JoinNote }, error) {
	if s.o.Desk == nil || s.o.Desk.Exchange == nil {
		return nil, errNoExchange
	}
	note, err := s.o.Desk.Exchange.Answer(ctx, in.Body.Note)
	return &struct{ Body JoinNote }{JoinNote{note}}, err
}

func (s *Server) join(ctx context.Context, in *struct{ Body JoinRequest }) (*exchangeOut, error) {
	x, err := s.joiner(ctx, app.SetDevices, true)
	if err == nil {
		err = x.Join(ctx, in.Body)
	}
	if err != nil {
		return nil, err
	}
	return s.exchangeView(ctx, nil)
}

func (s *Server) unask(ctx context.Context, _ *none) (*exchangeOut, error) {
	x, err := s.joiner(ctx, app.SetDevices, true)
	if err == nil {
		err = x.Unask(ctx)
	}
	if err != nil {
		return nil, err
	}
	return s.exchangeView(ctx, nil)
}
