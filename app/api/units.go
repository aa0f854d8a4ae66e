package api

import (
	"context"
	"strings"

	"bangtin/app"
)

// UnitRef names a unit.
type UnitRef struct {
	ID   string   `json:"id"`
	Name app.Text `json:"name"`
}

// Unit is a unit of the directory as readers see it.
type Unit struct {
	UnitRef
	Short   string         `json:"short,omitempty"`
	Group   string         `json:"group" doc:"id of the unit it stands under; its own on the first level"`
	Address string         `json:"address,omitempty"`
	Phones  []string       `json:"phones" nullable:"false"`
	Email   string         `json:"email,omitempty"`
	Site    string         `json:"site,omitempty" doc:"the website as it is read and typed"`
	Link    string         `json:"link,omitempty" doc:"its address to be followed; none at a kiosk and a screen"`
	Note    string         `json:"note,omitempty"`
	Until   string         `json:"until,omitempty" doc:"its last day, where that is over"`
	Now     Maybe[UnitRef] `json:"now" doc:"the unit that it has become: nay là"`
	Former  []UnitFormer   `json:"former" nullable:"false" doc:"what it was called before, the latest first"`
}

// UnitFormer is a unit that has become another.
type UnitFormer struct {
	UnitRef
	Until string `json:"until"`
}

// UnitCard is a unit with a code for a phone.
type UnitCard struct {
	Unit
	QR     Maybe[QR] `json:"qr" doc:"of its website"`
	Cursor string    `json:"cursor"`
}

// UnitGroup is a unit of the first level with how many stand under it.
type UnitGroup struct {
	UnitRef
	Count int `json:"count"`
}

// UnitList is a piece of the directory.
type UnitList struct {
	Groups  []UnitGroup `json:"groups" nullable:"false"`
	Letters []string    `json:"letters" nullable:"false" doc:"under which units of the group stand"`
	Units   []Unit      `json:"units" nullable:"false"`
	Total   int         `json:"total" doc:"that were found"`
	All     int         `json:"all" doc:"of the whole directory today"`
	Next    int         `json:"next" doc:"where the next piece begins; 0 at the end"`
	Cursor  string      `json:"cursor"`
}

func unitRef(u *app.Unit) UnitRef {
	name := u.Name
	if name.EN == "" {
		name.EN = name.VI
	}
	return UnitRef{u.ID.String(), name}
}

// follows tells whether a face may be given addresses to follow.
func follows(face string) bool { return face == FaceDesk || face == FaceReader }

func (s *Server) unit(ctx context.Context, d *app.Directory, u *app.Unit, day string) Unit {
	group := u
	if p := d.Parent(u); p != nil {
		group = p
	}
	out := Unit{
		UnitRef: unitRef(u), Short: u.Short, Group: group.ID.String(), Address: u.Address, Phones: append([]string{}, u.Phones...),
		Email: u.Email, Site: u.SiteText(), Note: u.Note, Former: []UnitFormer{},
	}
	if follows(who(ctx).face) {
		out.Link = u.Website
	}
	if u.Ended(day) {
		out.Until = u.Until
		if now := d.Now(u); now != u {
			ref := unitRef(now)
			out.Now.V = &ref
		}
	}
	for _, f := range d.Former(u) {
		if f.Ended(day) {
			out.Former = append(out.Former, UnitFormer{unitRef(f), f.Until})
		}
	}
	return out
}

// unitPage is how many units a piece holds.
const unitPage = 60

func (s *Server) units(ctx context.Context, in *struct {
	Words  string `query:"words" maxLength:"200"`
	Group  string `query:"group"`
	Letter string `query:"letter" maxLength:"10"`
	Lang   string `query:"lang" enum:"vi,en" default:"vi" doc:"whose names the letters go by"`
	At     int    `query:"at" minimum:"0" maximum:"5000"`
}) (*struct{ Body UnitList }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	group, err := app.ParseID(in.Group)
	if err != nil {
		return nil, err
	}
	at := s.cursor(sh, sample) // before the units are read: what changes meanwhile is asked for again
	d, err := sh.Library.Directory(ctx)
	if err != nil {
		return nil, err
	}
	day := s.today()
	all := d.Find(app.UnitQuery{Day: day})
	found := d.Find(app.UnitQuery{Day: day, Words: in.Words, Group: group, Letter: in.Letter, English: in.Lang == "en"})
	out := UnitList{Groups: []UnitGroup{}, Letters: append([]string{}, found.Letters...), Units: []Unit{}, Total: len(found.Units), All: len(all.Units), Cursor: at}
	count := map[app.ID]int{}
	for _, u := range all.Units {
		if p := d.Parent(u); p != nil {
			count[p.ID]++
		}
	}
	for _, g := range d.Below(app.ID{}) {
		if count[g.ID] > 0 {
			out.Groups = append(out.Groups, UnitGroup{unitRef(g), count[g.ID]})
		}
	}
	piece := found.Units[min(in.At, len(found.Units)):]
	if len(piece) > unitPage {
		piece, out.Next = piece[:unitPage], in.At+unitPage
	}
	for _, u := range piece {
		out.Units = append(out.Units, s.unit(ctx, d, u, day))
	}
	return &struct{ Body UnitList }{out}, nil
}

// seenUnit finds a unit that readers may see: one that has begun.
func (s *Server) seenUnit(d *app.Directory, text string) (*app.Unit, error) {
	id, err := app.ParseID(text)
	if err != nil || id.IsZero() {
		return nil, app.ErrNoUnit
	}
	u, err := d.Unit(id)
	if err != nil || u.From > s.today() {
		return nil, app.ErrNoUnit
	}
	return u, nil
}

func (s *Server) unitCard(ctx context.Context, in *struct {
	Unit string `path:"unit"`
}) (*struct{ Body UnitCard }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	at := s.cursor(sh, sample)
	d, err := sh.Library.Directory(ctx)
	if err != nil {
		return nil, err
	}
	u, err := s.seenUnit(d, in.Unit)
	if err != nil {
		return nil, err
	}
	return &struct{ Body UnitCard }{UnitCard{s.unit(ctx, d, u, s.today()), qrOf(u.Website), at}}, nil
}

// UnitVisit names the visit in which somebody opens or reports: a visit
// counts once for each unit.
type UnitVisit struct {
	Visit string `json:"visit" pattern:"^[0-9a-f]{16,64}$" doc:"drawn by the page, for as long as one visitor stays"`
}

type unitVisitIn struct {
	Unit string `path:"unit"`
	Body UnitVisit
}

func (s *Server) openUnit(ctx context.Context, in *unitVisitIn) (*none, error) {
	_, err := s.countUnit(ctx, in, "open", func(l *app.Library, id app.ID) error { return l.CountOpen(ctx, id) })
	return nil, err
}

func (s *Server) reportUnit(ctx context.Context, in *unitVisitIn) (*none, error) {
	_, err := s.countUnit(ctx, in, "report", func(l *app.Library, id app.ID) error { return l.ReportUnit(ctx, id) })
	return nil, err
}

// browseUnit opens the website of a unit in the system's browser. Only a
// desk's window on this machine may ask, and only for what stands in the
// directory; the window itself never leaves its pages.
func (s *Server) browseUnit(ctx context.Context, in *unitVisitIn) (*none, error) {
	at := who(ctx)
	if at.face != FaceDesk || at.away || s.o.Engine == nil {
		return nil, app.Fault(app.Denied, "no_browser_here", "Ở đây không mở trang bên ngoài", "Outside pages are not opened here")
	}
	u, err := s.countUnit(ctx, in, "open", func(l *app.Library, id app.ID) error { return l.CountOpen(ctx, id) })
	if err != nil {
		return nil, err
	}
	return nil, s.o.Engine.Browse(ctx, at.window, u.Website)
}

// countUnit counts something that a visitor does with the website of a
// unit, once a visit.
func (s *Server) countUnit(ctx context.Context, in *unitVisitIn, what string, count func(*app.Library, app.ID) error) (*app.Unit, error) {
	if who(ctx).face == FaceScreen {
		return nil, errNotHere // nobody touches it
	}
	sh, _, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	d, err := sh.Library.Directory(ctx)
	if err != nil {
		return nil, err
	}
	u, err := s.seenUnit(d, in.Unit)
	if err != nil {
		return nil, err
	}
	at := who(ctx)
	fresh, err := s.visits.first(at.place+" "+at.cookie, strings.Join([]string{what, in.Body.Visit, in.Unit}, " "), what)
	if err != nil || !fresh {
		return u, err
	}
	return u, count(sh.Library, u.ID)
}
