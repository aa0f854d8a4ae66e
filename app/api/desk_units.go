package api

import (
	"context"

	"bangtin/app"
)

// UnitEdit is what publishers write of a unit.
type UnitEdit struct {
	Code    string       `json:"code" maxLength:"2000"`
	Parent  string       `json:"parent" doc:"id of its group; empty on the first level"`
	Name    app.Text     `json:"name"`
	Short   string       `json:"short" maxLength:"2000"`
	Kind    app.UnitKind `json:"kind" enum:",department,locality,society,ministry,institution"`
	Address string       `json:"address" maxLength:"4000"`
	Phones  []string     `json:"phones" nullable:"false" maxItems:"100"`
	Email   string       `json:"email" maxLength:"4000"`
	Website string       `json:"website" maxLength:"4000"`
	Note    string       `json:"note" maxLength:"20000" doc:"not secret: every reader sees it"`
	Order   int          `json:"order" minimum:"0" maximum:"99999" doc:"among its neighbours; 0 behind all that have one; of a new one 0 means behind all"`
	From    string       `json:"from" maxLength:"20" doc:"2026-11-26, or empty: since ever"`
	Until   string       `json:"until" maxLength:"20" doc:"its last day, or empty"`
	Next    string       `json:"next" doc:"id of the unit that it has become, or empty"`
	Removed bool         `json:"removed" doc:"written by mistake: nobody sees it any more"`
}

// DeskUnit is a unit as staff see it, with what this machine has counted.
type DeskUnit struct {
	ID string `json:"id"`
	UnitEdit
	Under   string `json:"under" doc:"id of the unit it stands under: its parent, unless two desks disagreed"`
	Ended   bool   `json:"ended"`
	Opens   int    `json:"opens" doc:"of its website on this machine, in the last 365 days"`
	Recent  int    `json:"recent" doc:"in the last thirty of them"`
	Reports int    `json:"reports" doc:"readers say that its website is broken"`
}

// DeskUnits are all of them, in order, each group before its own.
type DeskUnits struct {
	Units []DeskUnit `json:"units" nullable:"false"`
}

func deskUnit(u *app.Unit, under app.ID, day string, use app.UnitUse) DeskUnit {
	out := DeskUnit{
		ID: u.ID.String(), Ended: u.Ended(day), Opens: use.Opens, Recent: use.Recent, Reports: use.Reports,
		UnitEdit: UnitEdit{
			Code: u.Code, Name: u.Name, Short: u.Short, Kind: u.Kind, Address: u.Address, Phones: append([]string{}, u.Phones...), Email: u.Email,
			Website: u.Website, Note: u.Note, Order: u.Order, From: u.From, Until: u.Until, Removed: u.Removed,
			Parent: idText(u.Parent), Next: idText(u.Next),
		},
	}
	out.Under = idText(under)
	return out
}

// idText is an id, or nothing for none.
func idText(id app.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

func (s *Server) deskUnits(ctx context.Context, _ *none) (*struct{ Body DeskUnits }, error) {
	l := s.o.Real.Library
	d, err := l.Directory(ctx)
	if err != nil {
		return nil, err
	}
	uses, err := l.UnitUses(ctx)
	if err != nil {
		return nil, err
	}
	out := DeskUnits{Units: []DeskUnit{}}
	for _, u := range d.All() {
		var under app.ID
		if p := d.Parent(u); p != nil {
			under = p.ID
		}
		out.Units = append(out.Units, deskUnit(u, under, s.today(), uses[u.ID]))
	}
	return &struct{ Body DeskUnits }{out}, nil
}

func (s *Server) addUnit(ctx context.Context, in *struct{ Body UnitEdit }) (*struct{ Body DeskUnit }, error) {
	return s.saveUnit(ctx, app.ID{}, in.Body)
}

func (s *Server) editUnit(ctx context.Context, in *struct {
	Unit string `path:"unit"`
	Body UnitEdit
}) (*struct{ Body DeskUnit }, error) {
	id, err := unitID(in.Unit)
	if err != nil {
		return nil, err
	}
	return s.saveUnit(ctx, id, in.Body)
}

// unitID reads the name of a unit that is there already.
func unitID(text string) (app.ID, error) {
	id, err := app.ParseID(text)
	if err != nil || id.IsZero() {
		return id, app.ErrNoUnit
	}
	return id, nil
}

func (s *Server) saveUnit(ctx context.Context, id app.ID, e UnitEdit) (*struct{ Body DeskUnit }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	u := app.Unit{
		ID: id, Code: e.Code, Name: e.Name, Short: e.Short, Kind: e.Kind, Address: e.Address, Phones: e.Phones, Email: e.Email,
		Website: e.Website, Note: e.Note, Order: e.Order, From: e.From, Until: e.Until, Removed: e.Removed,
	}
	if u.Parent, err = app.ParseID(e.Parent); err != nil {
		return nil, err
	}
	if u.Next, err = app.ParseID(e.Next); err != nil {
		return nil, err
	}
	u, err = s.o.Real.Library.SaveUnit(ctx, by, u)
	if err != nil {
		return nil, err
	}
	return &struct{ Body DeskUnit }{deskUnit(&u, u.Parent, s.today(), app.UnitUse{})}, nil
}

func (s *Server) orderUnits(ctx context.Context, in *struct {
	Body struct {
		Parent string   `json:"parent" doc:"of the units; empty for the first level"`
		Units  []string `json:"units" nullable:"false" maxItems:"5000" doc:"ids; those that are not named stand behind"`
	}
}) (*none, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	parent, err := app.ParseID(in.Body.Parent)
	if err != nil {
		return nil, err
	}
	ids := make([]app.ID, len(in.Body.Units))
	for i, text := range in.Body.Units {
		if ids[i], err = unitID(text); err != nil {
			return nil, err
		}
	}
	return nil, s.o.Real.Library.OrderUnits(ctx, by, parent, ids)
}

func (s *Server) settleUnit(ctx context.Context, in *struct {
	Unit string `path:"unit"`
	Body struct {
		Ignore bool `json:"ignore" doc:"the website is well; false: it was mended"`
	}
}) (*none, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	id, err := unitID(in.Unit)
	if err != nil {
		return nil, err
	}
	return nil, s.o.Real.Library.SettleUnit(ctx, by, id, in.Body.Ignore)
}

// UnitImport is what a list would do, or has done.
type UnitImport struct {
	Added   []UnitImported    `json:"added" nullable:"false"`
	Changed []UnitImported    `json:"changed" nullable:"false"`
	Same    int               `json:"same"`
	Faults  []UnitImportFault `json:"faults" nullable:"false"`
	Done    bool              `json:"done" doc:"false: it was only tried"`
}

// UnitImported is one unit of a list.
type UnitImported struct {
	Line   int             `json:"line"`
	Name   string          `json:"name"`
	Fields []app.UnitField `json:"fields" nullable:"false" enum:"code,group,name,name_en,short,kind,address,phones,email,website,note,order,from,until,next" doc:"that change"`
}

// UnitImportFault is a row, or a part of a list, that does not come in.
type UnitImportFault struct {
	Line    int      `json:"line"`
	Item    string   `json:"item"`
	Message app.Text `json:"message"`
}

func imported(list []app.UnitChange) []UnitImported {
	out := []UnitImported{}
	for _, c := range list {
		out = append(out, UnitImported{c.Line, c.Unit.Name.VI, append([]app.UnitField{}, c.Fields()...)})
	}
	return out
}

func (s *Server) importUnits(ctx context.Context, in *struct {
	Body struct {
		Text  []byte `json:"text" doc:"of the file, CSV or JSON"`
		Write bool   `json:"write" doc:"false: only tell what would be done"`
	}
}) (*struct{ Body UnitImport }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	if !app.May(by.Post, app.SetUnits) {
		return nil, app.ErrMayNotUnits
	}
	rows, faults, err := s.o.Desk.ReadUnits(in.Body.Text)
	if err != nil {
		return nil, err
	}
	var plan app.UnitPlan
	if in.Body.Write {
		plan, err = s.o.Real.Library.ImportUnits(ctx, by, rows)
	} else {
		plan, err = s.o.Real.Library.PlanUnits(ctx, rows)
	}
	if err != nil {
		return nil, err
	}
	out := UnitImport{Added: imported(plan.Added), Changed: imported(plan.Changed), Same: plan.Same, Faults: []UnitImportFault{}, Done: in.Body.Write}
	for _, f := range append(faults, plan.Faults...) {
		out.Faults = append(out.Faults, UnitImportFault{f.Line, f.Item, app.TextOf(f.Err)})
	}
	return &struct{ Body UnitImport }{out}, nil
}

func (s *Server) exportUnits(ctx context.Context, in *struct {
	Form string `query:"form" enum:"csv,json" default:"csv"`
}) (*struct {
	Body struct {
		Text string `json:"text"`
	}
}, error) {
	d, err := s.o.Real.Library.Directory(ctx)
	if err != nil {
		return nil, err
	}
	text, err := s.o.Desk.WriteUnits(d, in.Form)
	out := &struct {
		Body struct {
			Text string `json:"text"`
		}
	}{}
	out.Body.Text = string(text)
	return out, err
}
