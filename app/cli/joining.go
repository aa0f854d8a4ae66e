package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
	"bangtin/app/store"
)

// joining is join.json in the data folder: this machine has asked to be let
// into a library. It is removed once it is in.
type joining struct {
	Code peer.Code       `json:"code"`
	Note json.RawMessage `json:"note"` // the request as it was left

	// Shown: nobody typed the code, this machine drew it and shows it. A kit
	// takes its place.
	Shown bool `json:"shown,omitempty"`

	// Until is when the kit is over that it was taken from, ms since 1970; 0
	// where it was none. A kit that is good for longer takes its place.
	Until int64 `json:"until,omitempty"`

	// Set once somebody has answered and the store has to be changed for it.
	Library app.Hash `json:"library,omitzero"`
	Staff   string   `json:"staff,omitempty"`
	// Aside is the folder that what was there is moved to; Fresh tells that
	// all of it is.
	Aside string `json:"aside,omitempty"`
	Fresh bool   `json:"fresh,omitempty"`
}

func joiningFile(dir string) string { return filepath.Join(dir, "join.json") }

// readJoining gives nil where nothing was asked for.
func readJoining(dir string) (*joining, error) {
	text, err := os.ReadFile(joiningFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var j joining
	if err == nil {
		err = json.Unmarshal(text, &j)
	}
	if err != nil {
		return nil, app.Fault(app.Damaged, "join_damaged", "Tệp join.json trong thư mục dữ liệu không đọc được. Xin xóa tệp này rồi ghép máy lại",
			"The file join.json in the data folder cannot be read. Please remove it and join again").With(err)
	}
	return &j, nil
}

func (j *joining) save(dir string) error {
	text, err := json.Marshal(j)
	if err != nil {
		return err
	}
	return writeWhole(joiningFile(dir), text)
}

func dropJoining(dir string) error {
	if err := os.Remove(joiningFile(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncFolder(dir)
}

// ask leaves a request to join at a folder, under a code that another
// machine has shown or that this one will show.
func (c *core) ask(ctx context.Context, dir string, code peer.Code, name string, slot int) error {
	if err := c.mayJoin(ctx); err != nil {
		return err
	}
	r, err := c.beginJoining(code, name, slot, false)
	if err != nil {
		return err
	}
	return c.leaveRequest(ctx, dir, r)
}

// beginJoining notes that this machine wants into a library.
func (c *core) beginJoining(code peer.Code, name string, slot int, shown bool) (r joining, err error) {
	_, note, err := peer.NewRequest(code, &c.keys.Keys, name, slot)
	if err != nil {
		return r, err
	}
	before, err := readJoining(c.dir)
	if err == nil {
		err = c.noteUnasked(before) // it asks by this one now
	}
	if err == nil {
		err = c.askAgain(code)
	}
	if err != nil {
		return r, err
	}
	r = joining{Code: code, Note: note, Shown: shown}
	return r, r.save(c.dir)
}

// showCode draws a code for a kiosk or screen that belongs to no library,
// for an administrator to type.
func (c *core) showCode() error {
	j, err := readJoining(c.dir)
	if err != nil || j != nil || c.member() {
		return err
	}
	_, err = c.beginJoining(peer.NewCode(), hostName(), 0, true)
	return err
}

// member tells whether this machine was let into the library that it holds.
func (c *core) member() bool {
	_, ok := c.lib.Roster().Member(c.lib.Device())
	return ok
}

// leaveRequest leaves a request at a folder.
func (c *core) leaveRequest(ctx context.Context, dir string, j joining) error {
	asked, err := peer.ReadAsked(j.Note)
	if err != nil {
		return err
	}
	f, err := peer.OpenJoins(dir, c.lib.Device())
	if err != nil {
		return err
	}
	defer f.Close()
	return peer.Ask(ctx, f, asked.Request, j.Note)
}

// mayJoin: a library with something in it is not left by mistake.
func (c *core) mayJoin(ctx context.Context) error {
	if !c.member() {
		return nil
	}
	if err := c.mayLeave(); err != nil {
		return err
	}
	s, err := c.lib.Status(ctx)
	if err != nil {
		return err
	}
	if s.Published+s.Draft+s.Scheduled > 0 {
		return app.Fault(app.Conflict, "library_not_empty",
			"Máy này đã có bài. Xin sao lưu (bangtin backup TỆP) và dùng thư mục dữ liệu khác (--data) để vào thư viện kia",
			"There are articles on this machine. Please back them up (bangtin backup FILE) and use another data folder (--data) to join")
	}
	return nil
}

// mayLeave: other machines rely on a library that has them. What somebody
// wrote after they had asked is no reason to stay: it is kept aside.
func (c *core) mayLeave() error {
	if c.member() && len(c.lib.Roster().Members()) > 1 {
		return app.Fault(app.Conflict, "in_a_library", "Máy này đã thuộc một thư viện có nhiều máy. Xin dùng thư mục dữ liệu khác (--data) để vào thư viện khác, và hủy yêu cầu đã gửi",
			"This machine belongs to a library of several machines. Please use another data folder (--data) to join another library, and take back what was asked")
	}
	return nil
}

// unask takes the request of this machine back; one that was not made is no
// fault. It is removed from the sticks that are plugged in, and from others
// when they come by. Held while an exchange is under way.
func (c *core) unask(ctx context.Context) error {
	if !c.exchanging.TryLock() {
		return errMeeting
	}
	defer c.exchanging.Unlock()
	j, err := readJoining(c.dir)
	if err != nil {
		c.log.Warn("a request that cannot be read is taken back", "err", err)
	}
	if err := c.noteUnasked(j); err != nil {
		return err
	}
	if err := dropJoining(c.dir); err != nil {
		return err
	}
	c.moved.Store(false)
	for _, d := range drives() {
		if _, err := os.Stat(filepath.Join(d.Path, peer.FolderName)); err != nil {
			continue // nobody has met anybody there
		}
		if err := c.withdrawUnasked(ctx, d.Path); err != nil {
			c.log.Warn("a request stays where it lies", "err", err)
		}
	}
	if c.role != app.Kiosk && c.role != app.Screen {
		return nil
	}
	return c.showCode() // it has no other way in
}

// goOnJoining looks whether a request of this machine was answered. A store
// that belongs to no library becomes a member at once; one that was founded
// by mistake is moved aside when the program starts again.
func (c *core) goOnJoining(ctx context.Context, dir string, out *exchanged) error {
	if err := c.withdrawUnasked(ctx, dir); err != nil {
		return err
	}
	j, err := readJoining(c.dir)
	if err != nil {
		return err
	}
	if j == nil || j.Shown {
		taken, err := c.takeKit(ctx, dir, 0)
		if errors.Is(err, peer.ErrKits) {
			out.Refused = append(out.Refused, peer.Refusal{What: whereName(dir), Reason: peer.ErrKits.Msg, Key: peer.ErrKits.Key})
			err = nil // there is the code still
		}
		if taken || err != nil || j == nil {
			out.Waits = taken
			return err
		}
	}
	f, err := peer.OpenJoins(dir, c.lib.Device())
	if err != nil {
		return err
	}
	defer f.Close()
	asked, err := peer.ReadAsked(j.Note)
	if err != nil {
		return err
	}
	answer, secrets, found, err := peer.Answered(ctx, f, j.Code, &c.keys.Keys, j.Note)
	if peer.IsRefusal(err) {
		return errors.Join(err, c.giveUp(ctx, f, j, asked.Request))
	}
	if err != nil {
		return err
	}
	if !found {
		out.Waits = true
		if asked.Slot > 0 { // that kit may be over, full or ended: nobody will answer
			if taken, err := c.takeKit(ctx, dir, j.Until); err != nil && !errors.Is(err, peer.ErrKits) || taken {
				return errors.Join(err, peer.Withdraw(ctx, f, asked.Request))
			}
		}
		return peer.Ask(ctx, f, asked.Request, j.Note) // this may be another stick
	}
	out.Restart, err = c.follow(ctx, j, answer, secrets)
	if out.Restart {
		out.Aside = j.Aside
	}
	if fault := new(app.Error); errors.As(err, &fault) && fault.Code == app.Conflict {
		out.Refused = append(out.Refused, peer.Refusal{What: answer.Called, Reason: fault.Msg, Key: fault.Key})
		return nil // it still meets its own library there
	}
	if err != nil || out.Restart {
		return err
	}
	out.Joined = true
	if err := peer.Forget(ctx, f, asked.Request); err != nil {
		c.log.Warn("the answer to our request stays where it is", "err", err)
	}
	return nil
}

// giveUp ends a request that was refused. A kiosk or screen draws another code.
func (c *core) giveUp(ctx context.Context, f peer.Remote, j *joining, r peer.Request) error {
	if err := errors.Join(peer.Withdraw(ctx, f, r), c.noteUnasked(j), dropJoining(c.dir)); err != nil {
		return err
	}
	if j.Shown {
		return c.showCode()
	}
	return nil
}

// follow does what an answer says: the store becomes a member at once, or, if
// it was founded by mistake, when the program starts again.
func (c *core) follow(ctx context.Context, j *joining, answer peer.Answer, s peer.Secrets) (restart bool, err error) {
	if s.PIN != "" {
		is := c.panel()
		is.PIN = s.PIN
		if err := c.keepPanel(is); err != nil {
			return false, err
		}
	}
	if c.lib.Founded() && c.lib.Name() != answer.Library {
		if err := c.mayLeave(); err != nil {
			return false, err
		}
		j.Library, j.Staff = answer.Library, s.Staff
		j.Aside = "aside-" + time.Now().UTC().Format("20060102T150405Z")
		return true, j.save(c.dir)
	}
	if err := c.enter(ctx, answer.Library, s.Staff); err != nil {
		return false, err
	}
	return false, dropJoining(c.dir)
}

// isAddress tells the address of a machine from a folder.
func isAddress(place string) bool {
	if _, err := os.Stat(place); err == nil || strings.ContainsAny(place, `/\`) {
		return false
	}
	_, err := peer.CleanAddress(place)
	return err == nil && strings.ContainsAny(place, ".:")
}

// joinOverLan asks a machine of the network, which answers at once.
func (c *core) joinOverLan(ctx context.Context, address string, code peer.Code, name string) error {
	if err := c.mayJoin(ctx); err != nil {
		return err
	}
	j, err := c.beginJoining(code, name, 0, false)
	if err != nil {
		return err
	}
	answer, secrets, err := peer.AskOverLan(ctx, address, code, &c.keys.Keys, j.Note)
	if err != nil {
		return errors.Join(err, dropJoining(c.dir))
	}
	restart, err := c.follow(ctx, &j, answer, secrets)
	c.moved.Store(restart)
	return err
}

// enter makes this store a member of a library.
func (c *core) enter(ctx context.Context, library app.Hash, staff string) error {
	if staff != "" && c.keys.Staff != staff {
		c.keys.Staff = staff
		if err := c.keys.save(filepath.Join(c.dir, "keys.json")); err != nil {
			return err
		}
	}
	if c.lib.Founded() {
		return nil
	}
	return c.lib.Join(ctx, library)
}

// clearForJoining moves the store of a library that is left aside, before
// the data folder is opened. It may be cut off anywhere and goes on with the
// next start.
func clearForJoining(ctx context.Context, dir string, log *slog.Logger) error {
	j, err := readJoining(dir)
	if err != nil || j == nil || j.Aside == "" || j.Fresh {
		return err
	}
	aside := filepath.Join(dir, j.Aside)
	if _, err := os.Stat(filepath.Join(aside, "keys.json")); err != nil { // nothing was moved yet
		db, err := store.Open(ctx, store.Options{Dir: dir, Logger: log, Trial: onProbation(dir) != nil}) // nobody else may have it open
		if err == nil {
			err = db.Close()
		}
		if err != nil {
			return err
		}
	}
	if err := os.MkdirAll(aside, 0o700); err != nil {
		return err
	}
	keys, err := loadKeys(dir)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(aside, "keys.json")); errors.Is(err, fs.ErrNotExist) {
		if err := keys.save(filepath.Join(aside, "keys.json")); err != nil {
			return err
		}
	}
	for _, name := range []string{"bangtin.db", "own", "snapshots", "media", "journal", "search"} {
		err := os.Rename(filepath.Join(dir, name), filepath.Join(aside, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := store.Forget(dir); err != nil {
		return err
	}
	keys.Recovery, keys.Staff = "", j.Staff // those of the library that is left are kept aside
	if err := keys.save(filepath.Join(dir, "keys.json")); err != nil {
		return err
	}
	j.Fresh = true
	return j.save(dir)
}

// endJoining enters the library that the store was cleared for.
func (c *core) endJoining(ctx context.Context) error {
	j, err := readJoining(c.dir)
	if err != nil || j == nil || !j.Fresh {
		return err
	}
	if err := c.enter(ctx, j.Library, j.Staff); err != nil {
		return err
	}
	return dropJoining(c.dir)
}
