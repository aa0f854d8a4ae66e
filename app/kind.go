package app

import "fmt"

// Kind says what a change is about. Numbers are signed bytes: they are
// never reused and never mean anything else.
type Kind uint16

// The kinds of format 1. Those this program does not fold yet have their
// place in the table below all the same, because who may write what must
// be the same for everybody from the start.
const (
	KindFound   Kind = 1 // roster: the library begins
	KindAdmit   Kind = 2 // roster: a device with its role and keys
	KindRevoke  Kind = 3 // roster: a device, up to a cut
	KindErase   Kind = 4 // bodies to be removed everywhere
	KindReceipt Kind = 5 // a desk holds a log up to a change

	KindSettings  Kind = 16 // what the library says of itself
	KindCategory  Kind = 17
	KindPerson    Kind = 18
	KindUnit      Kind = 19
	KindProgramme Kind = 20
	KindPlaylist  Kind = 21
	KindFace      Kind = 22 // settings of kiosks and screens

	KindPublication Kind = 32
	KindRetraction  Kind = 33

	KindComment Kind = 40 // public copy of an approved comment, no e-mail
	KindVotes   Kind = 41
	KindTotals  Kind = 42 // visits and openings by day

	KindTicketState Kind = 43 // where a ticket stands: no personal word

	KindRevision Kind = 64
	KindWorkflow Kind = 65
	KindNote     Kind = 66
	KindAccount  Kind = 67
	KindAudit    Kind = 68 // what was decided about a comment, and why
	KindMaterial Kind = 69 // what a desk has of a file that a draft names

	KindCommentSent Kind = 80 // personal: begins with 16 random bytes
	KindTicket      Kind = 81 // personal
	KindVotesSent   Kind = 82
	KindVisits      Kind = 83
	KindPlays       Kind = 84
	KindTicketStep  Kind = 85 // personal
	KindTicketPhoto Kind = 86 // personal
)

// Role is what a device may do in a library; it belongs to the device, not
// to the person before it.
type Role string

// The roles, as they stand in an admission.
const (
	Recovery      Role = "recovery" // the key on paper; outranks all
	Administrator Role = "administrator"
	Publisher     Role = "publisher" // a desk that may publish
	Desk          Role = "desk"
	Kiosk         Role = "kiosk"
	Screen        Role = "screen"
	Hub           Role = "hub"
)

// Admissible tells whether an administrator may admit a device as r.
func (r Role) Admissible() bool {
	switch r {
	case Administrator, Publisher, Desk, Kiosk, Screen, Hub:
		return true
	}
	return false
}

var errRoleUnknown = Fault(Invalid, "role_unknown",
	"Vai trò của máy không đúng. Xin dùng một trong các vai trò: administrator, publisher, desk, kiosk, screen",
	"That is not a role a device can have. Please use one of administrator, publisher, desk, kiosk, screen")

// A rule is one row of the one table: which roles may write a kind for an
// audience, and whether this program knows how to fold it.
type rule struct {
	name    string
	writers map[Audience][]Role
	folded  bool
}

var (
	admins     = []Role{Recovery, Administrator}
	publishers = []Role{Administrator, Publisher}
	desks      = []Role{Administrator, Publisher, Desk}
	everyone   = []Role{Administrator, Publisher, Desk, Kiosk, Screen}
)

// kinds is the one table kind → audience → roles; writers and receivers
// both go by it. Found is judged by the roster: its device is the founder.
var kinds = map[Kind]rule{
	KindFound:   {"found", map[Audience][]Role{Open: {Administrator}}, true},
	KindAdmit:   {"admit", map[Audience][]Role{Open: admins}, true},
	KindRevoke:  {"revoke", map[Audience][]Role{Open: admins}, true},
	KindErase:   {"erase", map[Audience][]Role{Open: publishers, Staff: publishers}, true},
	KindReceipt: {"receipt", map[Audience][]Role{Open: desks}, true},

	KindSettings:  {"settings", map[Audience][]Role{Open: publishers}, true},
	KindCategory:  {"category", map[Audience][]Role{Open: publishers}, true},
	KindPerson:    {"person", map[Audience][]Role{Open: publishers}, true},
	KindUnit:      {"unit", map[Audience][]Role{Open: publishers}, true},
	KindProgramme: {"programme", map[Audience][]Role{Open: publishers}, true},
	KindPlaylist:  {"playlist", map[Audience][]Role{Open: publishers}, false},
	KindFace:      {"face", map[Audience][]Role{Open: publishers}, true},

	KindPublication: {"publication", map[Audience][]Role{Open: publishers}, true},
	KindRetraction:  {"retraction", map[Audience][]Role{Open: publishers}, true},

	KindComment: {"comment", map[Audience][]Role{Open: publishers}, true},
	KindVotes:   {"votes", map[Audience][]Role{Open: desks}, true},
	KindTotals:  {"totals", map[Audience][]Role{Open: desks}, true},

	KindTicketState: {"ticket state", map[Audience][]Role{Open: desks}, true},

	KindRevision: {"revision", map[Audience][]Role{Staff: desks}, true},
	KindWorkflow: {"workflow", map[Audience][]Role{Staff: desks}, true},
	KindNote:     {"note", map[Audience][]Role{Staff: desks}, false},
	KindAccount:  {"account", map[Audience][]Role{Staff: {Administrator}}, true},
	KindAudit:    {"audit", map[Audience][]Role{Staff: desks}, true},
	KindMaterial: {"material", map[Audience][]Role{Staff: desks}, true},

	KindCommentSent: {"comment sent", map[Audience][]Role{Staff: everyone}, true},
	KindTicket:      {"ticket", map[Audience][]Role{Staff: everyone}, true},
	KindTicketStep:  {"ticket step", map[Audience][]Role{Staff: desks}, true},
	KindTicketPhoto: {"ticket photo", map[Audience][]Role{Staff: everyone}, true},
	KindVotesSent:   {"votes sent", map[Audience][]Role{Staff: everyone}, true},
	KindVisits:      {"visits", map[Audience][]Role{Staff: everyone}, true},
	KindPlays:       {"plays", map[Audience][]Role{Staff: everyone}, false},
}

func (k Kind) String() string {
	if r, ok := kinds[k]; ok {
		return r.name
	}
	return fmt.Sprintf("kind %d", uint16(k))
}

// MayWrite tells whether a device of this role may write a kind for an
// audience. A kind this program does not know nobody may write here.
func MayWrite(k Kind, a Audience, r Role) bool {
	for _, w := range kinds[k].writers[a] {
		if w == r {
			return true
		}
	}
	return false
}

// personal tells whether the body of a change may hold what somebody has told
// of themselves, so that it is erased when its time is over.
func (k Kind) personal() bool {
	return k == KindCommentSent || k == KindTicket || k == KindTicketStep || k == KindTicketPhoto
}

// isRoster tells whether changes of this kind decide about rights, so that
// verdicts on other changes may turn when one comes.
func (k Kind) isRoster() bool { return k == KindFound || k == KindAdmit || k == KindRevoke }
