package api

import (
	"context"
	"strconv"
	"strings"

	"bangtin/app"
)

// picture tells how an original can be shown; one whose derivatives were
// forgotten is developed again.
func (s *Server) picture(ctx context.Context, in *struct {
	Media string `path:"media"`
}) (*struct{ Body AddedPicture }, error) {
	name, err := app.ParseHash(in.Media)
	if err != nil || name.IsZero() {
		return nil, app.ErrNoPicture
	}
	d, err := s.developed(ctx, name)
	if err != nil {
		return nil, err
	}
	return &struct{ Body AddedPicture }{AddedPicture{Media: name.String(), Picture: deskPicture(d.Media)}}, nil
}

func (s *Server) developed(ctx context.Context, original app.Hash) (app.Developed, error) {
	d, ok, err := s.o.Real.Library.Developed(ctx, original)
	if err != nil || ok {
		return d, err
	}
	f, err := s.o.Real.Media.Open(original)
	if err != nil {
		return d, app.ErrNoPicture.With(err)
	}
	defer f.Close()
	return s.o.Desk.Develop(ctx, f)
}

// editPicture makes another original of one that is kept. The figure that
// shows it names both; see app/body.
func (s *Server) editPicture(ctx context.Context, in *struct {
	Media string `path:"media"`
	Body  struct {
		Turn   int `json:"turn" minimum:"0" maximum:"3" doc:"quarter turns clockwise"`
		X      int `json:"x" doc:"of the turned picture, in parts of 10,000"`
		Y      int `json:"y"`
		Width  int `json:"width"`
		Height int `json:"height"`
	}
}) (*struct{ Body AddedPicture }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	if !app.MayAct(by.Post, app.Drafted, app.ActEdit) {
		return nil, app.ErrMayNotWrite
	}
	name, err := app.ParseHash(in.Media)
	if err != nil || name.IsZero() {
		return nil, app.ErrNoPicture
	}
	e := app.PictureEdit{Turn: in.Body.Turn, X: in.Body.X, Y: in.Body.Y, Width: in.Body.Width, Height: in.Body.Height}
	if err := e.Validate(); err != nil {
		return nil, err
	}
	d, err := s.o.Desk.Edit(ctx, name, e)
	if app.CodeOf(err) == app.NotFound {
		err = app.ErrNoPicture.With(err)
	}
	if err != nil {
		return nil, err
	}
	if err := s.o.Real.Library.NoteEdited(ctx, d.Original, name); err != nil {
		return nil, err
	}
	return &struct{ Body AddedPicture }{AddedPicture{Media: d.Original.String(), Picture: deskPicture(d.Media)}}, nil
}

// LibraryPicture is an original in the list of all pictures.
type LibraryPicture struct {
	Media   string         `json:"media"`
	Of      string         `json:"of" doc:"the original that it was made of; empty for one that came so"`
	Names   []string       `json:"names" nullable:"false" doc:"of the files it came in"`
	Added   string         `json:"added,omitempty" format:"date-time"`
	Taken   string         `json:"taken" doc:"by the camera's clock; empty where nobody knows"`
	Bytes   int64          `json:"bytes" doc:"of the original; 0 where nobody knows, as with the two below"`
	Width   int            `json:"width"`
	Height  int            `json:"height"`
	Kind    string         `json:"kind" enum:"picture,pdf,text,table,slides,film,sound,subtitles"`
	Picture Maybe[Picture] `json:"picture" doc:"null until it is developed again, and for other files"`
	Uses    []LibraryUse   `json:"uses" nullable:"false"`
}

// LibraryUse is one place where a picture stands.
type LibraryUse struct {
	Article string `json:"article" doc:"empty for the portrait of a person"`
	Title   string `json:"title" doc:"of the article, or the person's name"`
	State   string `json:"state"`
	Block   string `json:"block" doc:"id of the block; empty for the lead figure"`
	Caption string `json:"caption"`
	Alt     string `json:"alt"`
	Credit  string `json:"credit"`
	Edited  bool   `json:"edited" doc:"a picture made of it stands there"`
	Old     bool   `json:"old" doc:"only what readers see has it, not what is being written"`
}

// LibraryPage is a page of the list, the last to come first.
type LibraryPage struct {
	Pictures []LibraryPicture `json:"pictures" nullable:"false"`
	Next     string           `json:"next" doc:"where the next page begins; empty at the end"`
	Total    int              `json:"total" doc:"of all pictures, whatever was asked"`
}

func (s *Server) pictures(ctx context.Context, in *struct {
	Words string     `query:"words" maxLength:"200"`
	Lacks app.Lacks  `query:"lacks" enum:"use,alt,credit"`
	Kind  app.Listed `query:"kind" enum:"pictures,files" doc:"empty: both"`
	At    string     `query:"at" maxLength:"200"`
	Limit int        `query:"limit" minimum:"1" maximum:"100" default:"60"`
}) (*struct{ Body LibraryPage }, error) {
	var from *app.PicturePlace
	if in.At != "" {
		added, name, ok := strings.Cut(in.At, ".")
		ms, err := strconv.ParseInt(added, 10, 64)
		h, bad := app.ParseHash(name)
		if !ok || err != nil || bad != nil {
			return nil, app.Fault(app.Invalid, "bad_place", "Trang danh sách không đúng", "That is not a place in a list")
		}
		from = &app.PicturePlace{Added: ms, Original: h}
	}
	page, err := s.o.Real.Library.Pictures(ctx, app.PictureFilter{Words: in.Words, Lacks: in.Lacks, Kind: in.Kind}, from, in.Limit)
	if err != nil {
		return nil, err
	}
	out := LibraryPage{Pictures: []LibraryPicture{}, Total: page.Total}
	for i := range page.Pictures {
		out.Pictures = append(out.Pictures, libraryPicture(&page.Pictures[i]))
	}
	if page.Next != nil {
		out.Next = strconv.FormatInt(page.Next.Added, 10) + "." + page.Next.Original.String()
	}
	return &struct{ Body LibraryPage }{out}, nil
}

func libraryPicture(p *app.ListedPicture) LibraryPicture {
	out := LibraryPicture{Media: p.Original.String(), Names: append([]string{}, p.Names...), Taken: p.Taken,
		Bytes: p.Bytes, Width: p.Across, Height: p.Down, Kind: "picture", Uses: []LibraryUse{}}
	if !p.Of.IsZero() {
		out.Of = p.Of.String()
	}
	if p.Added != 0 {
		out.Added = stamp(p.Added)
	}
	if p.Type != "" {
		out.Kind = app.File{Type: p.Type}.Kind()
	}
	if len(p.Media.Sizes) > 0 {
		shown := deskPicture(p.Media)
		out.Picture.V = &shown
	}
	for _, u := range p.Uses {
		use := LibraryUse{Title: u.Title, State: string(u.State), Block: u.Block, Caption: u.Caption, Alt: u.Alt,
			Credit: u.Credit, Edited: u.Edited, Old: u.Old}
		if !u.Article.IsZero() {
			use.Article = u.Article.String()
		}
		out.Uses = append(out.Uses, use)
	}
	return out
}
