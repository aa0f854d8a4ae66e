package app

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"bangtin/app/viet"
)

// Plan is the picture of a floor.
type Plan struct {
	Name    string    `json:"name,omitempty"`
	NameEN  string    `json:"nameEN,omitempty"`
	Order   int       `json:"order,omitempty"`
	Image   PlanImage `json:"image,omitzero"`
	Removed bool      `json:"removed,omitempty"`
}

// PlanImage is an original and what was made of it here.
type PlanImage struct {
	Media   Hash   `json:"media,omitzero"`
	Picture *Media `json:"picture,omitempty"`
}

// Point is a place on a plan: a room, a desk, a lift. Items of the programme
// whose room is called like it lead to it.
type Point struct {
	Plan    ID     `json:"plan,omitzero"`
	Name    string `json:"name,omitempty"`
	NameEN  string `json:"nameEN,omitempty"`
	At      Spot   `json:"at,omitzero"`
	Order   int    `json:"order,omitempty"`
	Removed bool   `json:"removed,omitempty"`
}

// Spot is a place on a picture, in thousandths from the top left.
type Spot struct {
	X int `json:"x"`
	Y int `json:"y"`
}

// CardKind says what a practical card is about.
type CardKind string

// The kinds of cards, in the order in which they are shown.
const (
	CardWifi      CardKind = "wifi"
	CardOrganiser CardKind = "organiser"
	CardFirstAid  CardKind = "aid"
	CardTransport CardKind = "transport"
	CardText      CardKind = "text"
)

var cardKinds = []CardKind{CardWifi, CardFirstAid, CardOrganiser, CardTransport, CardText}

// InfoCard is what visitors ask for again and again.
type InfoCard struct {
	Kind    CardKind `json:"kind,omitempty"`
	Order   int      `json:"order,omitempty"`
	Title   string   `json:"title,omitempty"`
	TitleEN string   `json:"titleEN,omitempty"`
	Text    string   `json:"text,omitempty"` // several lines
	TextEN  string   `json:"textEN,omitempty"`
	Wifi    Wifi     `json:"wifi,omitzero"`
	Removed bool     `json:"removed,omitempty"`
}

// Wifi is a network for visitors. Its password is as public as the card.
type Wifi struct {
	Name     string `json:"name,omitempty"`     // SSID, at most 32 bytes
	Password string `json:"password,omitempty"` // none: an open network
	Hidden   bool   `json:"hidden,omitempty"`
}

// QR is the network as phones read it from a QR code (the form that ZXing
// made known: WIFI:T:WPA;S:name;P:password;;). Backslash, semicolon, comma,
// colon and quotation mark are escaped by a backslash.
func (w Wifi) QR() string {
	if w.Name == "" {
		return ""
	}
	kind, hidden := "nopass", ""
	if w.Password != "" {
		kind = "WPA"
	}
	if w.Hidden {
		hidden = "H:true;"
	}
	escape := strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, `:`, `\:`, `"`, `\"`).Replace
	out := "WIFI:T:" + kind + ";S:" + escape(w.Name) + ";"
	if w.Password != "" {
		out += "P:" + escape(w.Password) + ";"
	}
	return out + hidden + ";"
}

func (p *Plan) clean() { p.Name, p.NameEN = viet.Line(p.Name), viet.Line(p.NameEN) }

func (p *Plan) validate() error {
	if p.Image.Media.IsZero() != (p.Image.Picture == nil) || p.Order < 0 || p.Order > 9999 {
		return errMalformed
	}
	if p.Image.Picture != nil {
		if err := p.Image.Picture.validate(); err != nil {
			return err
		}
	}
	return shortLines(p.Name, p.NameEN)
}

func (p *Point) clean() { p.Name, p.NameEN = viet.Line(p.Name), viet.Line(p.NameEN) }

func (p *Point) validate() error {
	if p.Order < 0 || p.Order > 9999 {
		return errMalformed
	}
	if p.At.X < 0 || p.At.X > 1000 || p.At.Y < 0 || p.At.Y > 1000 {
		return Fault(Invalid, "spot_outside", "Điểm phải nằm trong sơ đồ, từ 0 đến 100%", "A point must lie on the plan, from 0 to 100%")
	}
	return shortLines(p.Name, p.NameEN)
}

func (c *InfoCard) clean() {
	c.Title, c.TitleEN = viet.Line(c.Title), viet.Line(c.TitleEN)
	c.Text, c.TextEN = strings.TrimSpace(viet.Clean(c.Text)), strings.TrimSpace(viet.Clean(c.TextEN))
}

func (c *InfoCard) validate() error {
	switch {
	case c.Kind != "" && !slices.Contains(cardKinds, c.Kind) || c.Order < 0 || c.Order > 9999:
		return errMalformed
	case viet.CountChars(c.Text) > 2000 || viet.CountChars(c.TextEN) > 2000:
		return Fault(TooLarge, "card_too_long", "Nội dung thẻ dài quá 2.000 ký tự", "The text of a card is longer than 2,000 characters")
	case len(c.Wifi.Name) > 32:
		return Fault(Invalid, "wifi_name_long", "Tên mạng Wi-Fi dài quá 32 byte", "The name of a Wi-Fi network is longer than 32 bytes")
	case c.Wifi.Password != "" && (len(c.Wifi.Password) < 8 || len(c.Wifi.Password) > 63):
		return Fault(Invalid, "wifi_password", "Mật khẩu Wi-Fi có từ 8 đến 63 ký tự không dấu; mạng mở thì để trống",
			"A Wi-Fi password has 8 to 63 plain characters; leave it empty for an open network")
	}
	return shortLines(c.Title, c.TitleEN)
}

// Hall is all that a conference shows, as readers see it.
type Hall struct {
	Items  []ProgrammeItem
	Plans  []HallPlan
	Points []HallPoint
	Cards  []HallCard
}

// HallPlan is a plan with its id; likewise the other two.
type HallPlan struct {
	ID ID
	Plan
}

// HallPoint is a point with its id.
type HallPoint struct {
	ID ID
	Point
}

// HallCard is a practical card with its id.
type HallCard struct {
	ID ID
	InfoCard
}

// PointCalled finds the point that a room is called like, whatever its
// letter case and marks.
func (h *Hall) PointCalled(room string) (HallPoint, bool) {
	name := viet.Fold(viet.Line(room))
	for _, p := range h.Points {
		if name != "" && (viet.Fold(p.Name) == name || viet.Fold(p.NameEN) == name) {
			return p, true
		}
	}
	return HallPoint{}, false
}

// hallOf reads the parts that readers see. A plan without a picture, a point
// of no plan and a card that says nothing are left out.
func hallOf(parts []Part) *Hall {
	h := &Hall{}
	plans := map[ID]bool{}
	for _, p := range parts {
		c, err := readFields(p.Type, p.Fields)
		if err != nil || p.Removed() {
			continue
		}
		switch c := c.(type) {
		case *Item:
			h.Items = append(h.Items, ProgrammeItem{ID: p.ID, Item: *c})
		case *Plan:
			if c.Image.Picture != nil {
				h.Plans, plans[p.ID] = append(h.Plans, HallPlan{p.ID, *c}), true
			}
		case *Point:
			if c.Name != "" || c.NameEN != "" {
				h.Points = append(h.Points, HallPoint{p.ID, *c})
			}
		case *InfoCard:
			if c.Title != "" || c.TitleEN != "" || c.Text != "" || c.TextEN != "" || c.Wifi.Name != "" {
				h.Cards = append(h.Cards, HallCard{p.ID, *c})
			}
		}
	}
	h.Items = programmeOf(h.Items)
	h.Points = slices.DeleteFunc(h.Points, func(p HallPoint) bool { return !plans[p.Plan] })
	slices.SortStableFunc(h.Plans, func(a, b HallPlan) int { return cmp.Or(cmp.Compare(a.Order, b.Order), viet.Compare(a.Name, b.Name)) })
	slices.SortStableFunc(h.Points, func(a, b HallPoint) int { return cmp.Or(cmp.Compare(a.Order, b.Order), viet.Compare(a.Name, b.Name)) })
	slices.SortStableFunc(h.Cards, func(a, b HallCard) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(slices.Index(cardKinds, a.Kind), slices.Index(cardKinds, b.Kind)))
	})
	return h
}

func (v view) parts() (out []Part) {
	for _, s := range v.tx.Scan(v.table(tableState), noun{Open, nounPart, ""}.key(), nil, false) {
		var p Part
		if json.Unmarshal(s[len(Hash{}):], &p) == nil {
			out = append(out, p)
		}
	}
	return out
}
