package window

// Place is where a desk's window stands, in CSS pixels of the whole desktop:
// the corner of its frame and the size of what is inside.
type Place struct {
	X         int  `json:"x"`
	Y         int  `json:"y"`
	Width     int  `json:"width"`
	Height    int  `json:"height"`
	Maximised bool `json:"maximised,omitempty"` // the rest is where it goes when it no longer is
}

// Area is a part of the desktop that windows may cover: one screen without
// its bars.
type Area struct{ X, Y, Width, Height int }

// The least that a desk is of use in.
const leastWidth, leastHeight = 390, 600

// The most that a window manager's frame takes of a screen: its two sides,
// and its title with the lower edge.
const sides, title = 8, 40

// Fit moves a place onto a screen that is there, and makes it smaller where
// it has to: onto the screen that it covers most of, or, if that screen was
// taken away, onto the first. Without screens it returns the place as it is.
func (p Place) Fit(screens []Area) Place {
	p.Width, p.Height = max(p.Width, leastWidth), max(p.Height, leastHeight)
	if len(screens) == 0 {
		return p
	}
	on, most := screens[0], 0
	for _, s := range screens {
		if n := p.covers(s); n > most {
			on, most = s, n
		}
	}
	p.Width, p.Height = min(p.Width, on.Width-sides), min(p.Height, on.Height-title)
	p.X = min(max(p.X, on.X), on.X+on.Width-sides-p.Width)
	p.Y = min(max(p.Y, on.Y), on.Y+on.Height-title-p.Height)
	return p
}

// covers is how many pixels of a screen the place covers.
func (p Place) covers(s Area) int {
	width := min(p.X+p.Width, s.X+s.Width) - max(p.X, s.X)
	height := min(p.Y+p.Height, s.Y+s.Height) - max(p.Y, s.Y)
	return max(width, 0) * max(height, 0)
}

// Sound says whether a place that was read from a file can be one.
func (p Place) Sound() bool {
	const far = 1 << 16 // what an X server can address
	return p.Width > 0 && p.Width < far && p.Height > 0 && p.Height < far &&
		p.X > -far && p.X < far && p.Y > -far && p.Y < far
}
