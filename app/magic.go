package app

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf8"
)

// What a file is by its bytes; its name and what a sender claims are never
// asked. Everything here reads little of a file, however large it is, and
// whatever it says of itself.

var (
	errFileEmpty = Fault(Invalid, "file_empty", "Tệp rỗng. Xin chép lại từ bản gốc", "The file is empty. Please copy it again from the original")
	errFileKind  = Fault(Invalid, "file_unsupported",
		"Không nhận loại tệp này. Xin dùng PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx) hoặc OpenDocument; phim MP4 hoặc WebM; âm thanh MP3, M4A, OGG hoặc WAV; phụ đề WebVTT (.vtt)",
		"This kind of file is not accepted. Please use PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx) or OpenDocument; MP4 or WebM films; MP3, M4A, OGG or WAV sound; WebVTT subtitles (.vtt)")
	errFileOld = Fault(Invalid, "file_old_office",
		"Đây là tệp Office kiểu cũ hoặc có mật khẩu. Xin mở ra, lưu lại thành .docx, .xlsx, .pptx hoặc PDF không có mật khẩu",
		"This is an old Office file, or one with a password. Please open it and save it as .docx, .xlsx, .pptx or PDF without a password")
	errFileMacros = Fault(Invalid, "file_macros",
		"Tệp Office này có macro. Xin lưu lại thành .docx, .xlsx, .pptx hoặc PDF không có macro",
		"This Office file has macros. Please save it as .docx, .xlsx, .pptx or PDF without macros")
	errFileMKV = Fault(Invalid, "file_matroska",
		"Phim MKV không mở được ở mọi máy. Xin xuất lại thành MP4 (H.264) hoặc WebM",
		"MKV films do not play on every machine. Please export it as MP4 (H.264) or WebM")
	errFileBroken = Fault(Invalid, "file_broken",
		"Tệp bị hỏng hoặc thiếu phần cuối. Xin chép lại từ bản gốc",
		"The file is damaged, or its end is missing. Please copy it again from the original")
)

// FileHead is how many bytes of a file FileClassOf wants to see.
const FileHead = 64

// FileClassOf tells from a file's first bytes what class it would be of,
// and so how large it may be. That it is, FileType finds out.
func FileClassOf(head []byte) (FileClass, error) {
	has := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	riff := has("RIFF") && len(head) >= 12
	switch {
	case len(head) == 0:
		return "", errFileEmpty
	case has("%PDF-"), has("PK\x03\x04"):
		return Paper, nil
	case has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return "", errFileOld
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		if brand := string(head[8:12]); brand == "M4A " || brand == "M4B " {
			return Sounding, nil
		}
		return Moving, nil
	case has("\x1a\x45\xdf\xa3"):
		return Moving, nil
	case has("ID3"), has("OggS"), riff && string(head[8:12]) == "WAVE", len(head) >= 4 && mp3Frame(head) > 0:
		return Sounding, nil
	case bytes.HasPrefix(bytes.TrimPrefix(head, []byte("\ufeff")), []byte("WEBVTT")):
		return Subtitles, nil
	}
	return "", errFileKind
}

// FileType tells what a whole file is, or why it is not taken.
func FileType(r io.ReaderAt, size int64) (string, error) {
	f := &seen{r, size, maxBoxes}
	head := f.part(0, FileHead)
	class, err := FileClassOf(head)
	if err != nil {
		return "", err
	}
	has := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	switch {
	case class == Subtitles:
		return f.subtitles()
	case has("%PDF-"):
		return f.pdf()
	case class == Paper:
		return f.office()
	case has("RIFF"):
		return f.wave()
	case has("OggS"):
		return f.ogg()
	case has("\x1a\x45\xdf\xa3"):
		return f.webm()
	case len(head) >= 8 && string(head[4:8]) == "ftyp":
		return f.mp4()
	}
	return f.mp3()
}

// seen is a file of which parts are looked at.
type seen struct {
	r     io.ReaderAt
	size  int64
	boxed int // how many more boxes are looked at
}

// part reads up to n bytes from an offset; fewer where the file ends.
func (f *seen) part(at int64, n int) []byte {
	if at < 0 || at >= f.size || n <= 0 {
		return nil
	}
	b := make([]byte, min(int64(n), f.size-at))
	k, _ := f.r.ReadAt(b, at) // what cannot be read is missing
	return b[:k]
}

func (f *seen) pdf() (string, error) {
	if !bytes.Contains(f.part(f.size-2048, 2048), []byte("%%EOF")) && !bytes.Contains(f.part(0, 2048), []byte("%%EOF")) {
		return "", errFileBroken // cut off on its way
	}
	return TypePDF, nil
}

func (f *seen) wave() (string, error) {
	if string(f.part(12, 4)) == "" {
		return "", errFileBroken
	}
	return typeWAV, nil
}

func (f *seen) ogg() (string, error) {
	head := f.part(0, 512)
	if bytes.Contains(head, []byte("OpusHead")) || bytes.Contains(head, []byte("\x01vorbis")) {
		return typeOGG, nil
	}
	return "", errFileKind
}

// webm looks for the DocType of an EBML head (RFC 8794).
func (f *seen) webm() (string, error) {
	head := f.part(0, 128)
	switch {
	case bytes.Contains(head, []byte("\x42\x82\x84webm")):
		return typeWebM, nil
	case bytes.Contains(head, []byte("\x42\x82\x88matroska")):
		return "", errFileMKV
	}
	return "", errFileKind
}

func (f *seen) subtitles() (string, error) {
	if f.size > MaxSubtitles {
		return "", ErrFileTooLarge(Subtitles)
	}
	text := f.part(0, MaxSubtitles)
	rest, ok := bytes.CutPrefix(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("WEBVTT"))
	if !ok || len(rest) > 0 && !strings.ContainsRune(" \t\r\n", rune(rest[0])) {
		return "", errFileKind
	}
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 || !bytes.Contains(text, []byte("-->")) {
		return "", errFileBroken
	}
	return typeVTT, nil
}

// mp3 wants two frames behind each other, behind a tag (ID3v2) if there is one.
func (f *seen) mp3() (string, error) {
	at := int64(0)
	if tag := f.part(0, 10); len(tag) == 10 && string(tag[:3]) == "ID3" {
		for _, b := range tag[6:10] {
			at = at<<7 | int64(b&0x7f)
		}
		at += 10
		if tag[5]&0x10 != 0 {
			at += 10 // a footer
		}
		pad := f.part(at, 4096)
		at += int64(len(pad) - len(bytes.TrimLeft(pad, "\x00")))
	}
	first := mp3Frame(f.part(at, 4))
	if first == 0 {
		return "", errFileKind
	}
	if mp3Frame(f.part(at+int64(first), 4)) == 0 {
		return "", errFileBroken
	}
	return typeMP3, nil
}

// mp3Rates are kilobits a second: of MPEG 1 layer III, then MPEG 2 and 2.5.
var mp3Rates = [2][15]int{
	{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
}

// mp3Frame is the length of a frame of layer III that begins here, 0 where
// none does.
func mp3Frame(b []byte) int {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe6 != 0xe2 {
		return 0
	}
	version, rate, hertz := b[1]>>3&3, int(b[2]>>4), int(b[2]>>2&3)
	if version == 1 || rate == 0 || rate == 15 || hertz == 3 {
		return 0
	}
	samples, table, hz := 1152, 0, [3]int{44100, 48000, 32000}[hertz]
	if version != 3 {
		samples, table, hz = 576, 1, hz/2
	}
	if version == 0 {
		hz /= 2
	}
	return samples/8*mp3Rates[table][rate]*1000/hz + int(b[2]>>1&1)
}

// mp4 goes through the boxes of an ISO base media file (ISO/IEC 14496-12)
// as far as it tells what its tracks are.
func (f *seen) mp4() (string, error) {
	head := f.part(0, FileHead)
	switch brand := string(head[8:12]); {
	case strings.HasPrefix(brand, "heic"), strings.HasPrefix(brand, "heix"), strings.HasPrefix(brand, "hev"),
		strings.HasPrefix(brand, "avi"), brand == "mif1", brand == "msf1":
		return "", errFileKind // a picture
	}
	tracks := ""
	for b := range f.boxes(0, f.size) {
		if b.kind != "moov" {
			continue
		}
		for t := range f.boxes(b.from, b.to) {
			if t.kind != "trak" || len(tracks) > 64 {
				continue
			}
			for m := range f.boxes(t.from, t.to) {
				if m.kind != "mdia" {
					continue
				}
				for h := range f.boxes(m.from, m.to) {
					if h.kind == "hdlr" {
						tracks += string(f.part(h.from+8, 4)) + " "
					}
				}
			}
		}
	}
	switch {
	case strings.Contains(tracks, "vide"):
		return typeMP4, nil
	case strings.Contains(tracks, "soun"):
		return typeM4A, nil
	}
	return "", errFileBroken // what tells the tracks often stands at the end
}

// box is what lies in a box of a file, from and to its end.
type box struct {
	kind     string
	from, to int64
}

// maxBoxes is how many boxes of a file are looked at: far more than films
// have before their tracks are told.
const maxBoxes = 10_000

func (f *seen) boxes(from, to int64) func(yield func(box) bool) {
	return func(yield func(box) bool) {
		for ; f.boxed > 0; f.boxed-- {
			head := f.part(from, 16)
			if len(head) < 8 || from+8 > to {
				return
			}
			size, start := int64(binary.BigEndian.Uint32(head)), int64(8)
			if size == 1 && len(head) == 16 {
				size, start = int64(binary.BigEndian.Uint64(head[8:])), 16
			}
			if size == 0 {
				size = to - from
			}
			if size < start || size > to-from {
				return
			}
			if !yield(box{string(head[4:8]), from + start, from + size}) {
				return
			}
			from += size
		}
	}
}

// office tells what a ZIP file holds by what its directory names
// (ISO/IEC 29500 and 26300).
func (f *seen) office() (string, error) {
	const mime = "mimetype"
	if head := f.part(0, 30+len(mime)+100); len(head) > 30+len(mime) && string(head[30:30+len(mime)]) == mime {
		rest := string(head[30+len(mime):])
		for name := range fileForms {
			if kind, ok := strings.CutPrefix(name, openDoc); ok && strings.HasPrefix(rest, name) && !strings.HasPrefix(rest, name+"-") {
				if _, err := f.directory(); err != nil { // its end is missing
					return "", err
				}
				return openDoc + kind, nil
			}
		}
		return "", errFileKind
	}
	names, err := f.directory()
	if err != nil {
		return "", err
	}
	kind := ""
	for _, n := range names {
		switch {
		case strings.HasSuffix(n, "vbaProject.bin"):
			return "", errFileMacros
		case n == "word/document.xml":
			kind = "wordprocessingml.document"
		case n == "xl/workbook.xml":
			kind = "spreadsheetml.sheet"
		case n == "ppt/presentation.xml":
			kind = "presentationml.presentation"
		}
	}
	if kind == "" {
		return "", errFileKind
	}
	return officeXML + kind, nil
}

// maxDirectory is how much of a ZIP file's directory is read: far more than
// documents have.
const maxDirectory = 4 << 20

// directory lists the names in a ZIP file, or fails where its end is missing.
func (f *seen) directory() (names []string, err error) {
	const entry, end = "PK\x01\x02", "PK\x05\x06"
	tail := f.part(max(0, f.size-(64<<10)-22), 64<<10+22)
	at := bytes.LastIndex(tail, []byte(end))
	if at < 0 || len(tail)-at < 22 {
		return nil, errFileBroken
	}
	size, from := binary.LittleEndian.Uint32(tail[at+12:]), binary.LittleEndian.Uint32(tail[at+16:])
	if size > maxDirectory || int64(from)+int64(size) > f.size {
		return nil, errFileBroken
	}
	list := f.part(int64(from), int(size))
	for len(list) >= 46 && string(list[:4]) == entry {
		name := int(binary.LittleEndian.Uint16(list[28:]))
		whole := 46 + name + int(binary.LittleEndian.Uint16(list[30:])) + int(binary.LittleEndian.Uint16(list[32:]))
		if whole > len(list) {
			return nil, errFileBroken
		}
		names = append(names, string(list[46:46+name]))
		list = list[whole:]
	}
	return names, nil
}
