package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/peer"
)

const (
	// lookPause is how often it is looked whether a stick has appeared.
	lookPause = 2 * time.Second
	// folderPause is how often shared folders are met.
	folderPause = 5 * time.Minute
	// maxTold is how many articles are named after an exchange.
	maxTold = 200
)

// exchanger is for api.Exchanger: it runs one exchange at a time for an
// engine, asked for or by itself.
type exchanger struct {
	e *engine

	mu      sync.Mutex
	running *api.ExchangeProgress
	leave   context.CancelFunc // nil while nothing runs
	last    *api.Exchanged
	results map[string]*api.Exchanged // the last of each place, by its path
	met     map[string]time.Time      // when a place was last met
	present map[string]bool           // places that were there at the last look
	life    context.Context           // of the engine
}

func newExchanger(e *engine) *exchanger {
	return &exchanger{e: e, results: map[string]*api.Exchanged{}, met: map[string]time.Time{}, present: map[string]bool{}}
}

var errMeeting = app.Fault(app.Held, "exchange_runs", "Đang trao đổi. Xin chờ xong rồi làm tiếp", "An exchange is under way. Please wait until it is done")

// Meet begins an exchange at a place.
func (x *exchanger) Meet(_ context.Context, path string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.running != nil || x.life == nil {
		return errMeeting
	}
	ctx, leave := context.WithCancel(x.life)
	x.running, x.leave = &api.ExchangeProgress{Place: whereName(path), Phase: peer.PhaseLook}, leave
	x.e.run(ctx, "exchange", func(ctx context.Context) error {
		defer leave()
		return x.meet(ctx, path)
	})
	return nil
}

func (x *exchanger) meet(ctx context.Context, path string) error {
	out, err := x.e.exchange(ctx, path, func(p peer.Progress) {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.running = &api.ExchangeProgress{Place: whereName(path), Phase: p.Phase, Done: p.Done, Total: p.Total}
		x.e.hear() // an engine with nothing else to do stays for it
	})
	told := x.tell(context.WithoutCancel(ctx), path, out, err)
	x.mu.Lock()
	if before := x.results[path]; before != nil && told.Problem.V != nil && len(told.Asking) == 0 {
		told.Asking = before.Asking // it came to no end, and may not have looked who asks
	}
	x.running, x.leave, x.last, x.results[path] = nil, nil, told, told
	x.met[path] = time.Now()
	x.mu.Unlock()
	x.e.beginAnew()
	if app.CodeOf(err) == app.Damaged && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil // it is told to whoever looks
}

// busy tells whether an exchange is under way.
func (x *exchanger) busy() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.running != nil
}

// Leave ends the exchange that is under way.
func (x *exchanger) Leave() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.leave != nil {
		x.leave()
	}
}

func whereName(path string) string { return cmp.Or(driveName(path), path) }

// tell puts what came of an exchange into words for the page.
func (x *exchanger) tell(ctx context.Context, path string, out *exchanged, err error) *api.Exchanged {
	t := &api.Exchanged{
		At: time.Now().UTC().Format(time.RFC3339), Place: whereName(path), Came: tally(out.Came), Went: tally(out.Went),
		Articles: []api.ExchangedArticle{}, Refused: []api.ExchangeRefusal{}, Matched: append([]string{}, out.Matched...),
		Admitted: []string{}, Asking: []api.AskingDevice{}, Missing: out.Missing, Renewed: out.Renewed, Newer: out.Newer,
		Upgrade: out.Upgrade, Joined: out.Joined, Waits: out.Waits, Restart: out.Restart, Root: shortRoot(out.Root), Shown: out.Shown,
	}
	if err != nil {
		problem := app.Text{VI: "Không trao đổi xong. Xin làm lại; những gì đã nhận vẫn còn nguyên", EN: "The exchange did not come to its end. Please try again; what was received is safe"}
		var fault *app.Error
		if errors.As(err, &fault) {
			problem = fault.Msg
		} else if errors.Is(err, context.Canceled) {
			problem = app.Text{VI: "Đã dừng theo yêu cầu", EN: "It was stopped as asked"}
		}
		t.Problem.V = &problem
		x.e.log.Warn("an exchange did not come to its end", "err", err)
	}
	for _, a := range out.Admitted {
		t.Admitted = append(t.Admitted, a.Name)
	}
	for _, a := range out.Asking {
		t.Asking = append(t.Asking, api.AskingDevice{Device: a.Device.String(), Name: a.Name})
	}
	for _, r := range out.Refused {
		t.Refused = append(t.Refused, api.ExchangeRefusal{What: r.What, Reason: r.Reason})
	}
	ids := out.Articles[:min(len(out.Articles), maxTold)]
	cards, failed := x.e.lib.Cards(ctx, ids)
	if failed != nil {
		return t // only a list of titles
	}
	for _, id := range ids {
		a := api.ExchangedArticle{ID: id.String()}
		if c := cards[id]; c != nil {
			a.Title, a.Shown = c.Title, !c.Withdrawn
		} else if d, err := x.e.lib.TitleOf(ctx, id); err == nil {
			a.Title = d
		}
		t.Articles = append(t.Articles, a)
	}
	return t
}

func tally(t peer.Tally) api.ExchangeTally {
	k := t.Kinds
	out := api.ExchangeTally{
		Changes: t.Changes, Files: t.Files, Bytes: t.Bytes, Articles: t.Articles, Drafts: t.Drafts, Comments: k["comment sent"],
		Tickets: k["ticket"], Counts: k["votes"] + k["votes sent"] + k["visits"] + k["totals"],
	}
	out.Others = t.Changes - k["publication"] - k["retraction"] - k["revision"] - out.Comments - out.Tickets - out.Counts
	return out
}

// View tells of the places that are there, and how far an exchange is.
func (x *exchanger) View(ctx context.Context) (v api.ExchangeView, err error) {
	s, err := x.e.lib.Status(ctx)
	if err != nil {
		return v, err
	}
	v.Root, v.RootDesk, v.Shown = shortRoot(s.RootOpen), shortRoot(s.RootStaff), s.Published
	if k, ok := x.e.upgradeWaits(); ok {
		v.Upgrade = k.Version
	}
	v.Name = x.e.deviceName(x.e.lib.Device())
	set, err := readExchangeSettings(x.e.dir)
	if err != nil {
		return v, err
	}
	v.Settings = api.ExchangeSettings{Auto: !set.Manual, Originals: set.Originals, Folders: append([]string{}, set.Folders...)}
	v.Places = x.places(set)
	j, err := readJoining(x.e.dir)
	if err != nil {
		return v, err
	}
	v.Asked, v.MayJoin = j != nil, x.e.mayJoin(ctx) == nil
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.running != nil {
		r := *x.running
		v.Running.V = &r
	}
	if x.last != nil {
		last := *x.last
		last.Asking = x.asking()
		v.Last.V = &last
	}
	v.Beside = x.beside(v.Places)
	return v, nil
}

// asking are the machines that asked at a place when it was last met, and are
// not of the library yet. The caller holds mu.
func (x *exchanger) asking() []api.AskingDevice {
	out := []api.AskingDevice{}
	members := map[string]bool{}
	for _, m := range x.e.lib.Roster().Members() {
		members[m.Device.String()] = true
	}
	for _, path := range slices.Sorted(maps.Keys(x.results)) {
		for _, a := range x.results[path].Asking {
			if !members[a.Device] {
				members[a.Device] = true // told once
				out = append(out, a)
			}
		}
	}
	return out
}

// beside are the results of the sticks that are still there and were not met
// last. The caller holds mu.
func (x *exchanger) beside(places []api.Place) []api.Exchanged {
	out := []api.Exchanged{}
	for _, p := range places {
		if r := x.results[p.Path]; r != nil && r != x.last && !p.Shared && !(x.running != nil && x.running.Place == p.Name) {
			out = append(out, *r)
		}
	}
	return out
}

// places are the drives that are plugged in and the folders that are set.
func (x *exchanger) places(set exchangeSettings) []api.Place {
	out := []api.Place{}
	library := x.e.lib.Name()
	for _, d := range drives() {
		out = append(out, api.Place{Path: d.Path, Name: d.Name, Free: d.Free, Known: peer.HasLibrary(d.Path, library)})
	}
	for _, f := range set.Folders {
		if !slices.ContainsFunc(out, func(p api.Place) bool { return p.Path == f }) {
			out = append(out, api.Place{Path: f, Name: whereName(f), Known: peer.HasLibrary(f, library), Shared: true})
		}
	}
	return out
}

// Configure changes how this machine exchanges.
func (x *exchanger) Configure(_ context.Context, s api.ExchangeSettings) error {
	for i, f := range s.Folders {
		if !filepath.IsAbs(f) {
			return app.Fault(app.Invalid, "folder_relative", "Xin nêu đường dẫn đầy đủ của thư mục", "Please give the whole path of the folder")
		}
		s.Folders[i] = filepath.Clean(f)
	}
	text, err := json.Marshal(exchangeSettings{Manual: !s.Auto, Originals: s.Originals, Folders: slices.Compact(s.Folders)})
	if err != nil {
		return err
	}
	return writeWhole(exchangeFile(x.e.dir), text)
}

// watch meets known sticks as they appear, and shared folders now and then.
func (x *exchanger) watch(ctx context.Context) error {
	x.mu.Lock()
	x.life = ctx
	x.mu.Unlock()
	t := time.NewTicker(lookPause)
	defer t.Stop()
	for {
		x.look(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}

func (x *exchanger) look(ctx context.Context) {
	set := x.e.exchangeSettings()
	present := map[string]bool{}
	for _, p := range x.places(set) {
		x.mu.Lock()
		new := !x.present[p.Path]
		due := p.Shared && time.Since(x.met[p.Path]) > folderPause
		x.mu.Unlock()
		present[p.Path] = true
		if !new && !due || set.Manual && !p.Shared {
			continue
		}
		if !p.Known && !x.wanted(ctx, p) {
			continue
		}
		if x.Meet(ctx, p.Path) != nil {
			delete(present, p.Path) // another exchange runs: this one comes next
		}
	}
	x.mu.Lock()
	x.present = present
	x.mu.Unlock()
}

// wanted tells whether a place that knows nothing of this library is met by
// itself: where it may hold the answer to a request, or, for a machine that
// belongs to no library, a kit.
func (x *exchanger) wanted(ctx context.Context, p api.Place) bool {
	if j, err := readJoining(x.e.dir); err == nil && j != nil {
		return true
	}
	return p.Shared || !x.e.member() && x.e.hasKit(ctx, p.Path)
}

// joining is what a kiosk or screen shows while it belongs to no library, or
// has drawn a code because it was not let into the one it holds.
func (x *exchanger) joining() api.Joining {
	if x.e.member() {
		return api.Joining{}
	}
	j, err := readJoining(x.e.dir)
	if err != nil || j == nil || x.e.lib.Founded() && !j.Shown {
		return api.Joining{}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	out := api.Joining{Asked: !j.Shown, Name: hostName(), Above: x.e.lib.Founded()}
	if j.Shown { // any other is known where it was made
		out.Code = j.Code.String()
	}
	if x.last != nil && x.last.Waits {
		out.Left = x.last.Place
		for _, r := range x.last.Refused {
			if r.Reason == peer.ErrKits.Msg {
				out.Problem = r.Reason.VI + ". " + r.Reason.EN + "."
			}
		}
	}
	return out
}
