package api

import (
	"context"
	"net/http"
	"strconv"

	"bangtin/app"
)

// TrayItem is a picture that waits in an article's tray to be chosen.
type TrayItem struct {
	Media   string   `json:"media" doc:"its hash, as figures name it"`
	Names   []string `json:"names" nullable:"false" doc:"of the files it came in"`
	Taken   string   `json:"taken" doc:"RFC 3339, empty where nobody knows"`
	TakenBy string   `json:"takenBy" enum:",camera,name,file" doc:"how that is known"`
	Burst   int      `json:"burst" doc:"counts the runs taken within three seconds of each other; 0: in none"`
	Bytes   int64    `json:"bytes" doc:"of the original"`
	From    string   `json:"from" enum:"phone,desk"`
	Account string   `json:"account" doc:"name of who put it here"`
	Added   string   `json:"added" format:"date-time"`
	Picture Picture  `json:"picture"`
	Waits   bool     `json:"waits" doc:"what it will be shown by is not made yet: the picture has at most one size, the camera's own thumbnail"`
}

// TrayFault is a file that did not come to be a picture in the tray.
type TrayFault struct {
	Name    string   `json:"name"`
	Key     string   `json:"key"`
	Message app.Text `json:"message" doc:"what is wrong with it and what to do"`
	From    string   `json:"from" enum:"phone,desk"`
	At      string   `json:"at" format:"date-time"`
}

// Tray is what lies in an article's tray, in the order in which it was
// taken, and the links of phones that are alive.
type Tray struct {
	Items  []TrayItem  `json:"items" nullable:"false"`
	Faults []TrayFault `json:"faults" nullable:"false"`
	Links  []PhoneLink `json:"links" nullable:"false"`
}

func (s *Server) tray(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*struct{ Body Tray }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	t, err := s.o.Real.Library.Tray(ctx, by, id)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	out := Tray{Items: []TrayItem{}, Faults: []TrayFault{}, Links: s.phones.of(ctx, id)}
	for i := range t.Items {
		out.Items = append(out.Items, trayItem(&t.Items[i], names))
	}
	for _, f := range t.Faults {
		out.Faults = append(out.Faults, TrayFault{f.Name, f.Key, f.Message, f.From, stamp(f.Added)})
	}
	return &struct{ Body Tray }{out}, nil
}

func trayItem(it *app.TrayItem, names map[app.ID]string) TrayItem {
	out := TrayItem{
		Media: it.Hash.String(), Names: it.Names, TakenBy: it.TakenBy, Burst: it.Burst, Bytes: it.Bytes,
		From: it.From, Account: names[it.Account], Added: stamp(it.Added), Waits: it.Waits,
		Picture: developedPicture(&app.Developed{Original: it.Hash, Media: it.Media, Small: it.Small}),
	}
	if it.Taken != 0 {
		out.Taken = stamp(it.Taken)
	}
	return out
}

// addToTray puts the picture that is the body of the request into a tray;
// one that cannot be used is named there.
func (s *Server) addToTray(w http.ResponseWriter, r *http.Request) {
	id, err := app.ParseID(r.PathValue("id"))
	if err != nil || id.IsZero() {
		writeProblem(w, app.ErrNoArticle)
		return
	}
	query := r.URL.Query()
	by, d, err := s.takePicture(w, r, s.o.Desk.Darkroom.Keep)
	if err != nil {
		s.noteTrayFault(context.WithoutCancel(r.Context()), by, id, query.Get("name"), app.FromDesk, err)
		writeProblem(w, err)
		return
	}
	written, _ := strconv.ParseInt(query.Get("taken"), 10, 64) // without it the time is found in other ways, or not known
	it, err := s.o.Real.Library.AddToTray(r.Context(), by, id, d, query.Get("name"), written, app.FromDesk)
	if err != nil {
		writeProblem(w, err)
		return
	}
	if it.Waits {
		s.o.Desk.Darkroom.Add(d.Original)
	}
	writeJSON(w, trayItem(&it, map[app.ID]string{by.Account: by.Name}))
}

// wanted makes first what somebody looks at.
func (s *Server) wanted(ctx context.Context, in *struct {
	Body struct {
		Media []string `json:"media" maxItems:"500" nullable:"false" doc:"originals that wait, the most wanted first"`
	}
}) (*none, error) {
	var originals []app.Hash
	for _, text := range in.Body.Media {
		h, err := app.ParseHash(text)
		if err != nil {
			return nil, err
		}
		if d, ok, err := s.o.Real.Library.Developed(ctx, h); err != nil {
			return nil, err
		} else if ok && d.Waits() {
			originals = append(originals, h)
		}
	}
	if len(originals) > 0 {
		s.o.Desk.Darkroom.Want(originals...)
	}
	return nil, nil
}

// noteTrayFault names in the tray what was wrong with a file, if that lies
// with the file.
func (s *Server) noteTrayFault(ctx context.Context, by app.Actor, article app.ID, name, from string, cause error) {
	if code := app.CodeOf(cause); code != app.Invalid && code != app.TooLarge {
		return // what failed is ours, or the network's: sending it again may help
	}
	p := problemOf(cause)
	if err := s.o.Real.Library.NoteTrayFault(ctx, by, article, name, p.Key, p.Message, from); err != nil {
		s.o.Log.Warn("a picture that was refused is not named in the tray", "article", article, "err", err)
	}
}

func (s *Server) removeFromTray(ctx context.Context, in *struct {
	ID    string `path:"id"`
	Media string `path:"media"`
}) (*none, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	original, err := app.ParseHash(in.Media)
	if err != nil {
		return nil, err
	}
	return nil, s.o.Real.Library.RemoveFromTray(ctx, by, id, original)
}

func (s *Server) clearTray(ctx context.Context, in *struct {
	ID   string `path:"id"`
	Only string `query:"only" enum:"faults" doc:"faults: forget what did not come to be a picture, and keep the pictures"`
}) (*none, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Only == "faults" {
		return nil, s.o.Real.Library.ClearTrayFaults(ctx, by, id)
	}
	return nil, s.o.Real.Library.ClearTray(ctx, by, id)
}
