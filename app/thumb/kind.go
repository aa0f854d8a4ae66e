package thumb

import (
	"bytes"
	"strings"
)

// Kind is what a file is by its first bytes; its name and what a sender claims are never asked.
type Kind string

// The kinds that are taken. WebP and GIF give their first frame.
const (
	JPEG Kind = "jpeg"
	PNG  Kind = "png"
	WebP Kind = "webp"
	GIF  Kind = "gif"
	HEIC Kind = "heic"
)

// The kinds that are known and refused, so that the refusal can name them.
const (
	AVIF    Kind = "avif"
	TIFF    Kind = "tiff" // and most cameras' raw files, which are TIFF by their bytes
	BMP     Kind = "bmp"
	JXL     Kind = "jxl"
	PSD     Kind = "psd"
	SVG     Kind = "svg"
	HTML    Kind = "html"
	PDF     Kind = "pdf"
	Video   Kind = "video"
	Archive Kind = "archive" // a ZIP, which Word files are too
	Unknown Kind = "unknown"
)

// signatures are the fixed first bytes of a kind.
var signatures = []struct {
	head string
	kind Kind
}{
	{"\xff\xd8\xff", JPEG},
	{"\x89PNG\r\n\x1a\n", PNG},
	{"GIF87a", GIF},
	{"GIF89a", GIF},
	{"II*\x00", TIFF},
	{"MM\x00*", TIFF},
	{"II+\x00", TIFF},
	{"MM\x00+", TIFF},
	{"\xff\x0a", JXL},
	{"\x00\x00\x00\x0cJXL \r\n\x87\n", JXL},
	{"8BPS", PSD},
	{"%PDF-", PDF},
	{"PK\x03\x04", Archive},
	{"\x1a\x45\xdf\xa3", Video},
	{"BM", BMP},
}

// brands are the major and compatible brands of an ISO base media file (ISO/IEC 14496-12, 23008-12)
// that tell its kind. Of several the first in this order wins: mif1 alone says nothing of the codec,
// and phones that write only it mean HEVC.
var brands = []struct {
	brand string
	kind  Kind
}{
	{"avif", AVIF}, {"avis", AVIF},
	{"heic", HEIC}, {"heix", HEIC}, {"heim", HEIC}, {"heis", HEIC}, {"hevc", HEIC}, {"hevx", HEIC},
	{"mif1", HEIC}, {"msf1", HEIC},
}

// sniffed is how much of a file its kind is read from.
const sniffed = 512

// Sniff tells the kind of a file from its beginning; 512 bytes are enough, more are not looked at.
func Sniff(head []byte) Kind {
	head = head[:min(len(head), sniffed)]
	if len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP" {
		return WebP
	}
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		return sniffBrands(head)
	}
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.head)) {
			return s.kind
		}
	}
	return sniffText(head)
}

func sniffBrands(head []byte) Kind {
	size := int(be32(head))
	box := head[8:max(12, min(len(head), size))]
	for _, b := range brands {
		for i := 0; i+4 <= len(box); i += 4 {
			if i != 4 && string(box[i:i+4]) == b.brand { // the second word is a version
				return b.kind
			}
		}
	}
	return Video
}

func sniffText(head []byte) Kind {
	text := strings.ToLower(strings.TrimLeft(string(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))), " \t\r\n"))
	switch {
	case !strings.HasPrefix(text, "<"):
		return Unknown
	case strings.Contains(text, "<html"), strings.HasPrefix(text, "<!doctype html"):
		return HTML
	case strings.Contains(text, "<svg"):
		return SVG
	}
	return Unknown
}

func be32(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

func be16(b []byte) int { return int(b[0])<<8 | int(b[1]) }
