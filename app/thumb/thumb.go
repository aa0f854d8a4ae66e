// Package thumb makes smaller upright pictures of one picture that comes from outside.
//
// A picture may be hostile, and a decoder that runs out of memory ends its whole process: Go has no
// recovery from that. So the engine never decodes. It holds a [Pool] of worker processes, each running
// [Serve] under a memory limit, and hands them originals through a pipe; a worker that dies costs one
// picture and one [Error]. What a picture says of itself is read and judged first, by [ReadHeader],
// which allocates next to nothing.
//
// Derivatives carry pixels and, where it still fits them, the original's ICC profile (ICC.1:2022).
// Everything else, the place and time of the shot above all, stays behind in the original.
package thumb

// Limits on originals, checked before a single pixel is decoded. They follow the memory that decoding
// costs: Go's baseline JPEG decoder holds the planes only (3 bytes a pixel at most), a progressive JPEG
// its coefficients too (15), CMYK and the other kinds take 4 to 12.
const (
	// MaxBytes is the length of the longest original taken.
	MaxBytes int64 = 40 << 20
	// MaxSide is the longest side taken, in pixels.
	MaxSide = 16384
	// MaxBaselinePixels is the largest area of a baseline JPEG in colour or gray taken.
	MaxBaselinePixels = 50_000_000
	// MaxPixels is the largest area of every other picture taken, baseline CMYK among them. Progressive
	// CMYK and interlaced PNG of 16 bits may have half of this.
	MaxPixels = 25_000_000
	// MaxScans is how many scans a JPEG may have. Cameras write 1 to 3, progressive encoders about 10.
	MaxScans = 64
)

// Picture is what became of one original.
type Picture struct {
	Kind          Kind         // what the original is, by its bytes
	Width, Height int          // of the original in pixels, upright
	Colour        string       // its dominant colour, "#rrggbb"
	Taken         string       // EXIF DateTimeOriginal: "2006-01-02T15:04:05", with an offset "+07:00" if the camera knew it; or ""
	Derivatives   []Derivative // one to three, largest first
}

// Derivative is one smaller picture, upright and without metadata but the colour profile.
type Derivative struct {
	Edge          int    // the longer of Width and Height
	Width, Height int    // in pixels
	Type          string // "image/jpeg", or "image/png" where something is transparent
	Data          []byte // the file
}
