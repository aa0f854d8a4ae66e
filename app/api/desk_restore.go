package api

import (
	"context"

	"bangtin/app"
)

// Restores bring a backup back in the place of the data that is here.
type Restores interface {
	// State tells what is going on, what is ready, and which backups were
	// found; it may take a moment.
	State(ctx context.Context) (RestoreState, error)
	// Begin begins to read a backup beside the data that is here, which stays
	// as it is. Without words the key on this machine has to open it.
	// Conflict where another is being read.
	Begin(file, words string) error
	// Drop ends what is under way, or forgets what is ready.
	Drop() error
	// Swap lets what is ready take the place of the data that is here: the
	// program ends and begins again. NotFound where nothing is ready.
	Swap() error
}

// RestoreState is what whoever brings a backup back has to know.
type RestoreState struct {
	Found   []BackupFile          `json:"found" nullable:"false" doc:"backups on the drives and in the user's folders, the latest first"`
	Running Maybe[RestoreRunning] `json:"running"`
	Ready   Maybe[RestoreReady]   `json:"ready" doc:"it was read whole and is right; nothing has changed yet"`
	Failed  Maybe[app.Text]       `json:"failed" doc:"why the last one came to nothing"`
	Done    Maybe[RestoreDone]    `json:"done" doc:"the program began with it"`
	Words   bool                  `json:"words" doc:"the 24 words are needed: this machine has nothing that could open one"`
}

// BackupFile is a file that has the name of a backup.
type BackupFile struct {
	Path  string `json:"path"`
	Name  string `json:"name"`
	On    string `json:"on" doc:"name of the drive; empty for a disk of this machine"`
	Bytes int64  `json:"bytes"`
	At    string `json:"at" format:"date-time" doc:"when it was last written to"`
}

// RestoreRunning is how far one is.
type RestoreRunning struct {
	Checking bool  `json:"checking" doc:"it was read, and all that is in it is looked at"`
	Done     int64 `json:"done"`
	Total    int64 `json:"total"`
}

// RestoreReady is what one holds.
type RestoreReady struct {
	File          string `json:"file"`
	Name          string `json:"name" doc:"of the library"`
	Made          string `json:"made" format:"date-time"`
	Articles      int    `json:"articles" doc:"that are published"`
	Media         int    `json:"media"`
	Administrator bool   `json:"administrator" doc:"this machine becomes one; otherwise one has to admit it"`
}

// RestoreDone is what came back.
type RestoreDone struct {
	Made          string `json:"made" format:"date-time"`
	Articles      int    `json:"articles"`
	Media         int    `json:"media"`
	Administrator bool   `json:"administrator"`
	Aside         string `json:"aside" doc:"the folder that what was here before is kept in"`
}

var errRestoreWords = app.Fault(app.Invalid, "restore_words", "Xin nhập 24 từ khôi phục trên tờ giấy", "Please type the 24 recovery words from the paper")

// bringsBack is who may: an administrator, or whoever sits at a machine
// that nobody has taken charge of yet. Both at the machine itself.
func (s *Server) bringsBack(ctx context.Context) (by app.Actor, r Restores, fresh bool, err error) {
	all, err := s.o.Real.Library.Accounts(ctx)
	if err != nil {
		return by, nil, false, err
	}
	if fresh = len(all) == 0; !fresh {
		by, _, err = s.keeper(ctx)
	}
	switch {
	case err != nil:
	case who(ctx).away:
		err = errBackupAway
	case s.o.Desk.Restores == nil:
		err = errNoBackups
	}
	return by, s.o.Desk.Restores, fresh, err
}

type restoreOut struct{ Body RestoreState }

func (s *Server) restoreState(ctx context.Context, _ *none) (*restoreOut, error) {
	_, r, fresh, err := s.bringsBack(ctx)
	if err != nil {
		return nil, err
	}
	state, err := r.State(ctx)
	state.Words = fresh
	return &restoreOut{state}, err
}

func (s *Server) beginRestore(ctx context.Context, in *struct {
	Body struct {
		File  string `json:"file" maxLength:"4000" doc:"its whole path"`
		Words string `json:"words" maxLength:"4000" doc:"the 24 recovery words as people write them; without, the key on this machine has to open it"`
	}
}) (*restoreOut, error) {
	_, r, fresh, err := s.bringsBack(ctx)
	if err != nil {
		return nil, err
	}
	if fresh && in.Body.Words == "" {
		return nil, errRestoreWords
	}
	if err := r.Begin(in.Body.File, in.Body.Words); err != nil {
		return nil, err
	}
	return s.restoreState(ctx, nil)
}

func (s *Server) dropRestore(ctx context.Context, _ *none) (*restoreOut, error) {
	_, r, _, err := s.bringsBack(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.Drop(); err != nil {
		return nil, err
	}
	return s.restoreState(ctx, nil)
}

// swapRestore takes the password of whoever is in charge again: a desk that
// was left open must not lose what was written since the backup.
func (s *Server) swapRestore(ctx context.Context, in *struct {
	Body struct {
		Password string `json:"password,omitempty" maxLength:"1000" doc:"of whoever asks; nobody's where nobody is in charge yet"`
	}
}) (*none, error) {
	by, r, fresh, err := s.bringsBack(ctx)
	if err == nil && !fresh {
		err = s.passwordAgain(ctx, by, in.Body.Password)
	}
	if err != nil {
		return nil, err
	}
	return nil, r.Swap()
}
