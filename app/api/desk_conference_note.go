package api

import (
	"context"
	"encoding/json"
	"time"

	"bangtin/app"
)

// conferenceNote is how the journal names what somebody has typed into the
// programme's table and the programme has not taken: cells with a fault, or
// half a word. It stays on this machine and is theirs alone.
func conferenceNote(by app.Actor) string { return "programme-" + by.Account.String() }

func (s *Server) readConferenceNote(ctx context.Context, by app.Actor) (json.RawMessage, error) {
	text, _, err := s.o.Desk.Journal.ReadAt(ctx, conferenceNote(by), time.Time{})
	return text, err
}

// writeConferenceNote keeps what the programme has not taken; null lets go
// of it.
func (s *Server) writeConferenceNote(ctx context.Context, in *struct {
	Body struct {
		Note json.RawMessage `json:"note" doc:"as the page wrote it; null: everything was taken"`
	}
}) (*none, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	if !app.May(by.Post, app.SetProgramme) {
		return nil, app.ErrMayNotProgramme
	}
	if string(in.Body.Note) == "null" {
		return nil, s.o.Desk.Journal.Remove(ctx, conferenceNote(by))
	}
	_, err = s.o.Desk.Journal.Write(ctx, conferenceNote(by), in.Body.Note)
	return nil, err
}
