package api

import (
	"context"

	"bangtin/app"
)

// Differs is one document that is not the same on two machines.
type Differs struct {
	Noun  string `json:"noun" enum:"article,category,person,part,unit,settings,face,account,comment,ticket"`
	ID    string `json:"id" doc:"empty where it has none that a page knows"`
	Title string `json:"title" doc:"empty where it has none"`
	Side  string `json:"side" enum:"here,there,both,only_here,only_there" doc:"where what of it is newer, or on which side only it is"`
}

// Differing is what is not the same on this machine and another.
type Differing struct {
	Documents   []Differs `json:"documents" nullable:"false" doc:"at most 50"`
	Count       int       `json:"count" doc:"of all documents found to differ"`
	Partial     bool      `json:"partial" doc:"there is more than was looked at"`
	Others      int       `json:"others" doc:"changes here that are no document's: votes, visits, receipts, machines"`
	Unnamed     int       `json:"unnamed" doc:"changes there whose documents are not told"`
	Inside      int       `json:"inside" doc:"changes there that only desks read"`
	Unknown     int       `json:"unknown" doc:"changes there by machines that are not admitted here yet"`
	Newer       int       `json:"newer" doc:"changes here that this program is too old for"`
	NewerThere  bool      `json:"newerThere" doc:"the other machine has changes that its program is too old for"`
	Older       bool      `json:"older" doc:"the two programs fold differently"`
	Unexplained bool      `json:"unexplained" doc:"both hold the same changes and differ all the same"`
}

func (s *Server) differing(ctx context.Context, in *struct {
	Device string `path:"device" maxLength:"64"`
}) (*struct{ Body Differing }, error) {
	x, err := s.exchanger(ctx, app.Exchange, false)
	if err != nil {
		return nil, err
	}
	d, err := x.Differing(ctx, in.Device)
	return &struct{ Body Differing }{d}, err
}
