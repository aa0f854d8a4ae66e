package peer

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"bangtin/app"

	"filippo.io/age"
)

// Joining takes two notes. The machine that wants in leaves a request: its
// card, signed with its key and proved with the code. A machine that may
// admit others and knows the code admits it and leaves an answer: the name
// of the library, proved with the code over request and answer, and sealed
// to the card for desks the staff key, for kiosks the PIN of staff. Neither side believes anything
// that is not proved, so whoever carries the notes can only lose them.
const (
	joinNotes   = "joins"
	requestEnd  = "-q"
	answerEnd   = "-a"
	joinDomain  = "bangtin join request 1\n"
	maxRequests = 200 // at one remote; more are somebody's mischief
)

// Request is what a machine that wants in tells.
type Request struct {
	ID    string         `json:"id"` // Code.ID
	Card  app.DeviceCard `json:"card"`
	Nonce app.Hash       `json:"nonce"`
	At    int64          `json:"at"`
	Slot  int            `json:"slot,omitempty"` // of a kit: which place it takes, from 1
}

// Answer is what it is told.
type Answer struct {
	Library app.Hash `json:"library"`
	Called  string   `json:"called"` // what people call the library
	By      app.Key  `json:"by"`     // who admitted it
	Role    app.Role `json:"role"`
	Name    string   `json:"name"`
	Staff   []byte   `json:"staff,omitempty"` // staff identity, sealed to the card
	PIN     []byte   `json:"pin,omitempty"`   // app.Panel.PIN, sealed to the card

	// Refused is the key of why the machine is not let in; of the rest nothing
	// is set then. Programs that do not know it take the answer for a wrong one.
	Refused string `json:"refused,omitempty"`
}

// refusals are what an answer may tell in place of letting a machine in.
var refusals = map[string]*app.Error{app.ErrInviteOver.Key: app.ErrInviteOver, app.ErrRevokedKeys.Key: app.ErrRevokedKeys}

// IsRefusal tells whether an error is what an answer told in place of letting
// this machine in.
func IsRefusal(err error) bool {
	var fault *app.Error
	return errors.As(err, &fault) && refusals[fault.Key] != nil
}

// RefuseAsked leaves an answer that says why a machine is not let in, so that
// nobody has to be told of it again. A place in a kit is given free instead:
// there may be another kit.
func RefuseAsked(ctx context.Context, remote Remote, c Code, a Asked, why *app.Error) error {
	if a.Slot > 0 {
		return Withdraw(ctx, remote, a.Request)
	}
	note, err := MakeAnswer(c, a, Answer{Refused: why.Key}, Secrets{})
	if err != nil {
		return err
	}
	return LeaveAnswer(ctx, remote, a, note)
}

// Secrets are what an answer tells to nobody but the machine that asked.
type Secrets struct {
	Staff string // staff identity, for roles that may have it
	PIN   string // app.Panel.PIN, for kiosks and screens of a kit that has one
}

// proved is a note with its proofs. Text is kept byte for byte.
type proved struct {
	Text      json.RawMessage `json:"text"`
	Proof     []byte          `json:"proof"`
	Signature []byte          `json:"signature,omitempty"`
}

// NewRequest makes the request of a device, and the note that carries it.
func NewRequest(c Code, keys *app.Keys, name string, slot int) (r Request, note []byte, err error) {
	r = Request{ID: c.ID(), Card: keys.Card(name), At: time.Now().UnixMilli(), Slot: slot}
	if _, err := io.ReadFull(rand.Reader, r.Nonce[:]); err != nil {
		return r, nil, err
	}
	text, err := json.Marshal(r)
	if err != nil {
		return r, nil, err
	}
	note, err = json.Marshal(proved{text, c.prove("request", text), ed25519.Sign(keys.Sign, append([]byte(joinDomain), text...))})
	return r, note, err
}

// noteName is what the notes of a request are called.
func (r Request) noteName() string { return r.ID + "-" + r.Card.Device.String()[:16] }

// Ask leaves a request at a remote, in place of an earlier one.
func Ask(ctx context.Context, remote Remote, r Request, note []byte) error {
	return remote.PutNote(ctx, joinNotes, r.noteName()+requestEnd, note)
}

// Requests lists the requests at a remote that nobody has answered, as far as
// their form is right. Whether somebody knows the code is not known here.
func Requests(ctx context.Context, remote Remote) (out []Asked, err error) {
	notes, err := remote.Notes(ctx, joinNotes)
	if err != nil {
		return nil, err
	}
	for name, note := range notes {
		base, ok := strings.CutSuffix(name, requestEnd)
		if !ok || notes[base+answerEnd] != nil || len(out) == maxRequests {
			continue
		}
		if a, ok := readAsked(note); ok && a.noteName() == base {
			out = append(out, a)
		}
	}
	return out, nil
}

// Asked is a request whose code has not been seen yet.
type Asked struct {
	Request
	text  []byte
	proof []byte
}

func readAsked(note []byte) (a Asked, ok bool) {
	var p proved
	if len(note) > 64<<10 || json.Unmarshal(note, &p) != nil || json.Unmarshal(p.Text, &a.Request) != nil {
		return a, false
	}
	if a.Card.Validate() != nil || !ed25519.Verify(a.Card.Device[:], append([]byte(joinDomain), p.Text...), p.Signature) {
		return a, false
	}
	a.text, a.proof = p.Text, p.Proof
	return a, true
}

// Knows tells whether whoever asked knows a code.
func (a Asked) Knows(c Code) bool {
	return a.ID == c.ID() && hmac.Equal(a.proof, c.prove("request", a.text))
}

// LeaveAnswer leaves the note of an answer at a remote.
func LeaveAnswer(ctx context.Context, remote Remote, a Asked, note []byte) error {
	return remote.PutNote(ctx, joinNotes, a.noteName()+answerEnd, note)
}

// ErrProof says that whoever asked does not know the code.
var ErrProof = app.Fault(app.Denied, "proof_wrong",
	"Một máy xin ghép nhưng không biết mã đúng, nên không được nhận",
	"A machine asks to join but does not know the right code, and is not admitted")

// MakeAnswer is the note of the answer to a request.
func MakeAnswer(c Code, a Asked, answer Answer, s Secrets) (note []byte, err error) {
	if answer.Staff, err = sealTo(a.Card, s.Staff); err != nil {
		return nil, err
	}
	if answer.PIN, err = sealTo(a.Card, s.PIN); err != nil {
		return nil, err
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	return json.Marshal(proved{Text: text, Proof: c.prove("answer", append(bytes.Clone(a.text), text...))})
}

// sealTo seals a text to a device; nil for none.
func sealTo(card app.DeviceCard, text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	to, err := age.ParseX25519Recipient(card.Age)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = w.Close()
	}
	return b.Bytes(), err
}

// unseal reads what sealTo has sealed to this device.
func unseal(keys *app.Keys, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	by, err := age.ParseX25519Identity(keys.Age)
	if err != nil {
		return "", err
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), by)
	if err != nil {
		return "", errAnswer.With(err)
	}
	text, err := io.ReadAll(io.LimitReader(r, 1<<10))
	if err != nil {
		return "", errAnswer.With(err)
	}
	return string(text), nil
}

// ReadAsked reads the note of a request that came some other way.
func ReadAsked(note []byte) (Asked, error) {
	a, ok := readAsked(note)
	if !ok {
		return a, errAnswer
	}
	return a, nil
}

var errAnswer = app.Fault(app.Denied, "answer_wrong",
	"Câu trả lời ghép máy không đúng với mã, nên không được nhận. Xin xin mã mới rồi làm lại",
	"The answer to the request to join does not fit the code and is not taken. Please get a new code and try again")

// Answered looks for the answer to a request, and tells whether there is one.
func Answered(ctx context.Context, remote Remote, c Code, keys *app.Keys, request []byte) (answer Answer, s Secrets, found bool, err error) {
	a, ok := readAsked(request)
	if !ok {
		return answer, s, false, errAnswer
	}
	notes, err := remote.Notes(ctx, joinNotes)
	if err != nil {
		return answer, s, false, err
	}
	note := notes[a.noteName()+answerEnd]
	if note == nil {
		return answer, s, false, nil
	}
	answer, s, err = OpenAnswer(c, a, keys, note)
	return answer, s, true, err
}

// OpenAnswer reads the note of an answer and holds it to the code.
func OpenAnswer(c Code, a Asked, keys *app.Keys, note []byte) (answer Answer, s Secrets, err error) {
	var p proved
	if len(note) > 64<<10 || json.Unmarshal(note, &p) != nil || json.Unmarshal(p.Text, &answer) != nil ||
		!hmac.Equal(p.Proof, c.prove("answer", append(bytes.Clone(a.text), p.Text...))) {
		return answer, s, errAnswer
	}
	if why := refusals[answer.Refused]; why != nil {
		return answer, s, why
	}
	if answer.Library.IsZero() || !answer.Role.Admissible() {
		return answer, s, errAnswer
	}
	if s.Staff, err = unseal(keys, answer.Staff); err != nil {
		return answer, Secrets{}, err
	}
	if s.PIN, err = unseal(keys, answer.PIN); err != nil {
		return answer, Secrets{}, err
	}
	if _, err := age.ParseX25519Identity(s.Staff); s.Staff != "" && err != nil {
		return answer, Secrets{}, errAnswer.With(err)
	}
	if s.PIN != "" && !app.IsHash(s.PIN) {
		return answer, Secrets{}, errAnswer
	}
	return answer, s, nil
}

// Forget takes the notes of a request away, once its answer was followed.
// Those of a kit stay: they tell which of its places are taken.
func Forget(ctx context.Context, remote Remote, r Request) error {
	if r.Slot > 0 {
		return nil
	}
	return Withdraw(ctx, remote, r)
}

// Withdraw takes a request away, and its place in a kit with it.
func Withdraw(ctx context.Context, remote Remote, r Request) error {
	for _, end := range []string{requestEnd, answerEnd} {
		if err := remote.DropNote(ctx, joinNotes, r.noteName()+end); err != nil {
			return err
		}
	}
	return nil
}

// AskOverLan asks the machine at an address, whose desk is open to other
// machines, and gives its answer. That it is the right machine its answer
// proves, whatever stands between.
func AskOverLan(ctx context.Context, address string, c Code, keys *app.Keys, request []byte) (answer Answer, s Secrets, err error) {
	asked, err := ReadAsked(request)
	if err != nil {
		return answer, s, err
	}
	o, err := OpenOffice(ctx, address, app.Hash{})
	if err != nil {
		return answer, s, err
	}
	type note struct {
		Note []byte `json:"note"`
	}
	var out note
	if err := o.ask(ctx, http.MethodPost, "/api/joins", note{request}, &out); err != nil {
		return answer, s, err
	}
	return OpenAnswer(c, asked, keys, out.Note)
}
