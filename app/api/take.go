package api

import (
	"context"
	"net/netip"
	"net/url"
	"strings"
	"unicode/utf8"

	"bangtin/app"
	"bangtin/app/body"
	"bangtin/app/viet"

	"rsc.io/qr"
)

// What a code to take along can hold.
const (
	takePortal = "portal" // the article's address on the office's portal
	takeHall   = "hall"   // its address at this program, in the network of the place
	takeText   = "text"   // its beginning, for want of an address
)

// maxTaken is how many bytes of text a code holds: 89 modules a side, which
// a phone reads off a panel at arm's length. A code could hold four times
// as much and few phones would read it.
const maxTaken = 700

// Take is an article as a code that a phone takes along.
type Take struct {
	Kind string    `json:"kind" enum:"portal,hall,text"`
	Text string    `json:"text" doc:"what the code holds"`
	QR   Maybe[QR] `json:"qr" doc:"null where no code can hold it"`
}

func (s *Server) takeAlong(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"26"`
}) (*struct{ Body Take }, error) {
	sh, _, id, err := s.shelfOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	a, err := sh.Library.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	if address := a.Publication.Document.Address; address != "" {
		return &struct{ Body Take }{Take{Kind: takePortal, Text: address, QR: qrOf(address)}}, nil
	}
	if base := s.nearby(ctx); base != "" {
		address := base + card(sh.Library, &a.Card).Path
		return &struct{ Body Take }{Take{Kind: takeHall, Text: address, QR: qrOf(address)}}, nil
	}
	text := taken(&a, sh.Library.Settings().Agency)
	return &struct{ Body Take }{Take{Kind: takeText, Text: text, QR: drawQR(text, qr.L)}}, nil
}

// nearby is the address at which phones in the place reach this program: the
// one by which this reader does, else the one it is served at.
func (s *Server) nearby(ctx context.Context) string {
	if host := who(ctx).host; host != "" && reachable(host) {
		return "http://" + host
	}
	if s.o.Hall == nil {
		return ""
	}
	return s.o.Hall()
}

// reachable tells whether other machines can reach a host by that name.
func reachable(host string) bool {
	u, err := url.Parse("http://" + host)
	if err != nil || u.Hostname() == "" || strings.EqualFold(u.Hostname(), "localhost") {
		return false
	}
	at, err := netip.ParseAddr(u.Hostname())
	return err != nil || !at.IsLoopback() && !at.IsUnspecified()
}

// taken is the beginning of an article as plain text: title, date, agency,
// and as many whole sentences as there is room for.
func taken(a *app.Article, agency string) string {
	d := &a.Publication.Document
	english := strings.HasPrefix(d.Lang, "en")
	when := viet.Dateline(a.Published.Time(), a.Published.DateOnly)
	if english {
		when = viet.DatelineEN(a.Published.Time(), a.Published.DateOnly)
	}
	head := viet.Line(d.Title) + "\n" + when
	if agency != "" {
		head += "\n" + agency
	}
	text := d.Lead
	if doc, err := body.Parse(d.Body); err == nil {
		text = strings.TrimSpace(text + "\n" + strings.Join(body.Running(doc), "\n"))
	}
	head = cutBytes(head, maxTaken)
	return strings.TrimSpace(head + "\n\n" + sentences(text, maxTaken-len(head)-2))
}

// sentences are the first whole sentences of a text that have room, or the
// beginning of the first where not even that has.
func sentences(text string, room int) string {
	if len(text) <= room {
		return text
	}
	end := 0
	for i, r := range text {
		if i > room {
			break
		}
		if r == '\n' || r == ' ' && endsSentence(text[:i]) {
			end = i
		}
	}
	if end > 0 {
		return text[:end]
	}
	return cutBytes(text, room)
}

// endsSentence tells whether a text ends with a sentence, and not with a
// shortened word such as "TP." or "TS.".
func endsSentence(s string) bool {
	bare := strings.TrimRight(s, "”\"’)")
	at := strings.LastIndexAny(bare, " \n") + 1
	switch word := strings.TrimRight(bare[at:], ".!?…"); {
	case len(word) == len(bare[at:]):
		return false
	case strings.HasSuffix(bare, "."):
		return word != strings.ToUpper(word) && utf8.RuneCountInString(word) > 2
	}
	return true
}

// cutBytes cuts a text between words so that it fits, with an ellipsis.
func cutBytes(s string, room int) string {
	if len(s) <= room {
		return s
	}
	const ellipsis = "…"
	at := 0
	for i, r := range s {
		if i > room-len(ellipsis) {
			break
		}
		if r == ' ' || r == '\n' {
			at = i
		}
	}
	if at == 0 {
		return ""
	}
	return strings.TrimRight(s[:at], " ,;:–-") + ellipsis
}
