package app

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"
	"time"

	"bangtin/app/viet"
)

// The number of a ticket, such as 7F3A-261126-004-K, is
//
//	4 characters  code of the device that took it, from its key and incarnation
//	6 digits      day in Vietnam, yymmdd
//	3 or more     running number of that device on that day
//	1 character   check character by ISO/IEC 7064 MOD 37,36 over all before it
//
// Letters are those of Crockford's base 32, which has no I, L, O and U. It is
// kept without its dashes.
//
// MOD 37,36 finds every wrong character. Of two neighbours that change places
// it misses one pair in 640, and its check character may be a letter that is
// taken for a digit: running numbers to which one of these happens are passed
// over, so that no number that was given out can be mistaken for another.

// TicketNumber is a number without dashes; the zero value is none.
type TicketNumber string

const (
	codeLength   = 4
	dayLength    = 6
	leastRunning = 3
	maxRunning   = 9 // digits
	keyLength    = 6

	checked        = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" // characters of MOD 37,36
	plainCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

var (
	upperCrockford = base32.NewEncoding(plainCrockford).WithPadding(base32.NoPadding)

	errTicketTyped = Fault(Invalid, "ticket_mistyped", "Số này có chỗ gõ nhầm. Xin xem lại từng ký tự trên phiếu",
		"There is a slip in this number. Please compare each character with your slip")
)

// checkState runs MOD 37,36 over a text of its characters.
func checkState(text string) int {
	p := 36
	for i := range len(text) {
		s := (p + strings.IndexByte(checked, text[i])) % 36
		if s == 0 {
			s = 36
		}
		p = 2 * s % 37
	}
	return p
}

func checkCharacter(text string) byte { return checked[(37-checkState(text))%36] }

func checkHolds(number string) bool {
	last := len(number) - 1
	return checkCharacter(number[:last]) == number[last]
}

// swapsFound tells whether no two neighbours of a text can change places
// without its check character telling.
func swapsFound(text string) bool {
	for i := 1; i < len(text); i++ {
		if text[i] == text[i-1] {
			continue
		}
		swapped := []byte(text)
		swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
		if checkState(string(swapped)) == checkState(text) {
			return false
		}
	}
	return true
}

// ticketPrefix is the code of a device and a day. The code is the same on
// almost all days: on one that would go badly with the digits of the day the
// device takes its next code.
func ticketPrefix(device Key, incarnation uint64, at time.Time) TicketNumber {
	day := at.In(viet.Zone()).Format("060102")
	for i := byte(0); ; i++ {
		sum := Sum([]byte("bangtin ticket code 1\n"), device[:], bytes8(incarnation), []byte{i})
		prefix := upperCrockford.EncodeToString(sum[:5])[:codeLength] + day
		if swapsFound(prefix+"0") || i == 255 {
			return TicketNumber(prefix)
		}
	}
}

// NextTicketNumber is the number that a device gives out at a time, in one of
// its lives, when the last one it gave out that day ran so; and how the new
// one runs.
func NextTicketNumber(device Key, incarnation uint64, at time.Time, last uint64) (n TicketNumber, running uint64) {
	prefix := ticketPrefix(device, incarnation, at)
	for last++; ; last++ {
		if n, ok := prefix.number(last); ok {
			return n, last
		}
	}
}

// number makes the ticket number of a running number; false where that one
// has to be passed over.
func (prefix TicketNumber) number(running uint64) (TicketNumber, bool) {
	text := string(prefix) + fmt.Sprintf("%0*d", leastRunning, running)
	check := checkCharacter(text)
	text += string(check)
	return TicketNumber(text), strings.IndexByte(plainCrockford, check) >= 0 && swapsFound(text)
}

// String writes the number in groups.
func (n TicketNumber) String() string {
	if len(n) < codeLength+dayLength+leastRunning+1 {
		return string(n)
	}
	day, end := codeLength+dayLength, len(n)-1
	return string(n[:codeLength] + "-" + n[codeLength:day] + "-" + n[day:end] + "-" + n[end:])
}

// prefix and running are what the number is made of.
func (n TicketNumber) prefix() TicketNumber { return n[:codeLength+dayLength] }

func (n TicketNumber) running() (out uint64) {
	for _, c := range n[codeLength+dayLength : len(n)-1] {
		out = 10*out + uint64(c-'0')
	}
	return out
}

// ParseTicketNumber reads a number however people write it: in small letters,
// with other gaps or none, O for 0, I or L for 1. Invalid where it cannot be
// one that was given out: its check character does not fit.
func ParseTicketNumber(s string) (TicketNumber, error) {
	text := asCrockford(s)
	if !wellFormedNumber(text) || !checkHolds(text) {
		return "", errTicketTyped
	}
	return TicketNumber(text), nil
}

func wellFormedNumber(text string) bool {
	end := len(text) - 1
	if end < codeLength+dayLength+leastRunning || end > codeLength+dayLength+maxRunning {
		return false
	}
	return strings.Trim(text, plainCrockford) == "" && strings.Trim(text[codeLength:end], "0123456789") == ""
}

// asCrockford reads letters that are taken for digits as those, and leaves
// out what only parts groups.
func asCrockford(s string) string {
	return strings.Map(func(c rune) rune {
		switch c {
		case ' ', '\t', '\n', '\u00a0', '-', '–', '—', '.', '_':
			return -1
		case 'O', 'o':
			return '0'
		case 'I', 'i', 'L', 'l':
			return '1'
		}
		if 'a' <= c && c <= 'z' {
			return c - 'a' + 'A'
		}
		return c
	}, s)
}

// valid tells whether a number has the form in which it is kept.
func (n TicketNumber) valid() bool { return wellFormedNumber(string(n)) && checkHolds(string(n)) }

// newTicketKey draws what opens the answer to a ticket: six characters.
func newTicketKey(random io.Reader) (string, error) {
	var b [5]byte
	_, err := io.ReadFull(random, b[:])
	return upperCrockford.EncodeToString(b[:])[:keyLength], err
}
