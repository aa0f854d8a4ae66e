package app

// Media is an original picture as a publication shows it: never itself,
// only by the smaller pictures made from it, each named by its own hash.
type Media struct {
	Width  int    `json:"width"`  // upright, in pixels, of the largest derivative
	Height int    `json:"height"` //
	Colour string `json:"colour"` // dominant, "#rrggbb"
	Sizes  []Size `json:"sizes"`  // largest first
}

// Size is one derivative: truth, kept beside the originals and never made
// again under another hash.
type Size struct {
	Hash   Hash   `json:"sha256"`
	Type   string `json:"type"` // image/jpeg or image/png
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Bytes  int64  `json:"bytes"`
}

// Edge is the long edge in pixels.
func (s Size) Edge() int { return max(s.Width, s.Height) }

func (m Media) validate() error {
	if len(m.Sizes) == 0 || len(m.Sizes) > 8 || !isColour(m.Colour) {
		return errMalformed
	}
	for _, s := range m.Sizes {
		if s.Width < 1 || s.Height < 1 || s.Edge() > 1<<14 || s.Bytes < 1 || (s.Type != "image/jpeg" && s.Type != "image/png") {
			return errMalformed
		}
	}
	return nil
}

func isColour(s string) bool {
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	for _, c := range s[1:] {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
