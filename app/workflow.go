package app

import "slices"

// State is where an article stands on its way to the public.
type State string

// The states. The first four belong to the work on a revision, the next
// four to what readers see of it, the last two to neither.
const (
	Drafted   State = "draft"
	InReview  State = "review"
	SentBack  State = "returned"
	Approved  State = "approved"
	Scheduled State = "scheduled"
	Public    State = "published"
	Expired   State = "expired"
	Withdrawn State = "withdrawn"
	Archived  State = "archived"
	Trashed   State = "trash"
)

// States are all of them, in the order of an article's way.
var States = []State{Drafted, InReview, SentBack, Approved, Scheduled, Public, Expired, Withdrawn, Archived, Trashed}

// Act is what a person does to an article.
type Act string

// The acts.
const (
	ActEdit    Act = "edit"
	ActSubmit  Act = "submit"
	ActReturn  Act = "return" // send back, with a reason
	ActApprove Act = "approve"
	ActPublish Act = "publish" // now or at a time; again with other times or a note
	ActRetract Act = "retract"
	ActArchive Act = "archive"
	ActTrash   Act = "trash"
	ActRestore Act = "restore" // out of the archive or the bin
	ActName    Act = "name"    // give a version a name, or take it away
)

// Acts are all of them.
var Acts = []Act{ActEdit, ActSubmit, ActReturn, ActApprove, ActPublish, ActRetract, ActArchive, ActTrash, ActRestore, ActName}

// table is the one table of who may do what in which state; the API and
// the interface both go by it. What is not in it nobody may do.
//
// Retract stands in states of work too: an article that is on show may
// have an edit on its way. That there must be something on show to retract,
// and that approval is for another than the last editor, Do looks after.
var table = map[Act]map[State][]Post{
	ActEdit: {
		Drafted: writers, SentBack: writers, InReview: editors, Approved: editors,
		Scheduled: writers, Public: writers, Expired: writers, Withdrawn: writers,
	},
	ActSubmit:  {Drafted: writers, SentBack: writers},
	ActReturn:  {InReview: editors, Approved: editors},
	ActApprove: {InReview: editors},
	ActPublish: {Approved: publishing, Scheduled: publishing, Public: publishing, Expired: publishing, Withdrawn: publishing},
	ActRetract: {
		Scheduled: editors, Public: editors,
		Drafted: editors, InReview: editors, SentBack: editors, Approved: editors,
	},
	ActArchive: {Drafted: editors, SentBack: editors, Expired: editors, Withdrawn: editors},
	ActTrash:   {Drafted: writers, SentBack: writers, Expired: editors, Withdrawn: editors, Archived: editors},
	ActRestore: {Archived: editors, Trashed: writers},
	ActName: {
		Drafted: writers, InReview: writers, SentBack: writers, Approved: writers, Scheduled: writers,
		Public: writers, Expired: writers, Withdrawn: writers, Archived: writers,
	},
}

var (
	writers    = []Post{Writer, Editor, PublisherIn, Admin}
	editors    = []Post{Editor, PublisherIn, Admin}
	publishing = []Post{PublisherIn, Admin}
)

// MayAct tells whether somebody of this post may do this to an article in
// this state.
func MayAct(p Post, s State, a Act) bool {
	for _, q := range table[a][s] {
		if p == q {
			return true
		}
	}
	return false
}

// ActsOf lists what somebody of this post may do in this state.
func ActsOf(p Post, s State) (out []Act) {
	for _, a := range Acts {
		if MayAct(p, s, a) {
			out = append(out, a)
		}
	}
	return out
}

// Right is what a person may do that is not about one article.
type Right string

// The rights.
const (
	SetSolemn    Right = "solemn" // begin and end trang nghiêm
	SetClock     Right = "clock"  // say that a machine's clock is right, by which what was scheduled is shown
	SetOffice    Right = "office" // what the office says of itself, and how it works
	SetAccounts  Right = "accounts"
	ReadTrail    Right = "trail"
	SetProgramme Right = "programme"  // programme, plans and cards of a conference
	SetUnits     Right = "units"      // keep the directory
	Moderate     Right = "moderate"   // decide what readers' comments are shown
	ReadCounts   Right = "statistics" // what was counted, and the report on articles
	ReadComments Right = "comments"   // as they were sent, with what their writers told of themselves
	Forget       Right = "forget"     // erase what readers have told of themselves

	Exchange   Right = "exchange" // meet the other machines of the library
	SetDevices Right = "devices"  // who is let in, and how this machine meets others

	AnswerTickets Right = "answer_tickets" // work on what people tell the office
	ReadTickets   Right = "tickets"        // as they were sent
)

// rights is the table for them; what is not in it nobody may do.
var rights = map[Right][]Post{
	SetSolemn:    publishing,
	SetClock:     publishing,
	SetOffice:    {Admin},
	SetAccounts:  {Admin},
	ReadTrail:    {Admin, Auditor},
	SetProgramme: publishing,
	SetUnits:     publishing,
	Moderate:     editors,
	ReadCounts:   {Editor, PublisherIn, Admin, Auditor},
	Forget:       publishing,
	ReadComments: {Editor, PublisherIn, Admin, Auditor},

	Exchange:   {Writer, Editor, PublisherIn, Admin},
	SetDevices: {Admin},

	AnswerTickets: editors,
	ReadTickets:   {Editor, PublisherIn, Admin, Auditor},
}

// May tells whether somebody of this post has a right.
func May(p Post, r Right) bool { return slices.Contains(rights[r], p) }

// RightsOf lists the rights of a post.
func RightsOf(p Post) (out []Right) {
	for r := range rights {
		if May(p, r) {
			out = append(out, r)
		}
	}
	slices.Sort(out)
	return out
}

// Step is the body of a workflow act: who did it and when stands in the
// change's header. Publishing and retracting are told twice: the act that
// counts is the publication or retraction for everyone, this one tells
// desks whose word it was.
type Step struct {
	Article  ID     `json:"article"`
	Act      Act    `json:"act"`
	Revision Hash   `json:"revision,omitzero"` // what it was done to
	Reason   string `json:"reason,omitempty"`
	Name     string `json:"name,omitempty"`   // of the version, when it is named
	Own      bool   `json:"own,omitempty"`    // the approver was the last editor, which the settings allowed
	Beside   []Hash `json:"beside,omitempty"` // of archive and trash: further versions that stood then
}

// work is where the steps and revisions of an article have led, apart from
// what readers see of it.
type work struct {
	State    State // Drafted, InReview, SentBack, Approved
	Named    Hash  // the revision that the last submit or approve was about
	Last     Hash  // the last revision in the order of the log
	Puts     []put // into the archive or the bin, since it was last taken out
	Fresh    bool  // Last was never shown
	Reason   string
	ReasonBy ID
}

// put is an act that put an article away, and the versions it was about.
type put struct {
	in   State
	seen []Hash
	log  LogName
	seq  uint64
}

// knew tells whether whoever put it away knew of a version, or whoever
// wrote that version knew that it was put away.
func (p *put) knew(name Hash, c *Change) bool {
	return slices.Contains(p.seen, name) || c.Log == p.log && c.Seq > p.seq
}

// away tells where an article was put. An act that somebody did without
// knowing of a version that stands now does not hide it: an edit outlives
// a deletion that has not seen it.
func (w *work) away(heads []Hash, of map[Hash]*Change) State {
	for _, p := range slices.Backward(w.Puts) {
		unseen := func(h Hash) bool { return !p.knew(h, of[h]) }
		gone := func(h Hash) bool { return of[h] == nil } // what it was about is erased, or has not come
		if !slices.ContainsFunc(heads, unseen) || slices.ContainsFunc(p.seen, gone) {
			return p.in
		}
	}
	return ""
}

// revise takes in a revision that is new in the order of the log.
func (w *work) revise(name Hash) {
	w.Last, w.Fresh = name, true
	if w.State == "" {
		w.State = Drafted
	}
}

// step takes in a step. One that does not fit the state it meets, because
// two desks acted without knowing of each other, changes nothing.
func (w *work) step(s *Step, c *Change) {
	switch s.Act {
	case ActSubmit:
		if w.State == Drafted || w.State == SentBack {
			w.State, w.Named, w.Reason = InReview, s.Revision, ""
		}
	case ActReturn:
		if w.State == InReview || w.State == Approved {
			w.State, w.Reason, w.ReasonBy = SentBack, s.Reason, c.Account
		}
	case ActApprove:
		if w.State == InReview || w.State == Approved {
			w.State, w.Named, w.Reason = Approved, s.Revision, ""
		}
	case ActPublish, ActRetract:
		if s.Revision == w.Last { // else another revision is on its way, and stays where it is
			w.State, w.Fresh, w.Reason = Drafted, false, ""
		}
	case ActArchive:
		w.put(Archived, s, c)
	case ActTrash:
		w.put(Trashed, s, c)
	case ActRestore:
		w.Puts = nil
	}
}

func (w *work) put(in State, s *Step, c *Change) {
	w.Puts = append(w.Puts, put{in, append([]Hash{s.Revision}, s.Beside...), c.Log, c.Seq})
}

// standing gives the state that people see: of an article's draft, what is
// on show of it (nil if nothing ever was), at a time.
func standing(d *Draft, card *Card, horizon int64) State {
	switch {
	case d.Put != "" && (card == nil || !card.shownAt(horizon)): // what another desk has put on show, not knowing of that, is on show
		return d.Put
	case card != nil && !card.Withdrawn && len(d.Heads) == 1 && d.Heads[0] == card.Revision:
		switch {
		case card.From > horizon:
			return Scheduled
		case card.Until != 0 && card.Until <= horizon:
			return Expired
		}
		return Public
	case card != nil && card.Withdrawn && !d.Fresh:
		return Withdrawn
	case d.Work == Approved && (len(d.Heads) != 1 || d.Heads[0] != d.Named):
		return InReview // approval names one exact revision
	case d.Work == "":
		return Drafted // folded by a version that knew no steps
	}
	return d.Work
}
