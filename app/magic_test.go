package app_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"bangtin/app"
)

// zipOf makes a ZIP file with these names; a name with "=" has what follows in it.
func zipOf(names ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, n := range names {
		name, text, _ := strings.Cut(n, "=")
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// boxOf makes a box of an ISO base media file.
func boxOf(kind string, parts ...string) string {
	inner := strings.Join(parts, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(inner)))) + kind + inner
}

func trackOf(handler string) string {
	return boxOf("trak", boxOf("tkhd", "x"), boxOf("mdia", boxOf("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00"+handler+"rest")))
}

// frames are two frames of MPEG 1 layer III, 32 kbit/s, 44.1 kHz.
var frames = strings.Repeat("\xff\xfb\x10\xc0"+strings.Repeat("\x00", 100), 2)

const oldOffice = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Word of 1997"

// whatFilesAre are files as short as they can be, with the type or the key
// of the refusal.
var whatFilesAre = []struct{ name, want, file string }{
	{"a PDF", "application/pdf", "%PDF-1.7\n1 0 obj\n%%EOF\n"},
	{"a PDF cut off", "file_broken", "%PDF-1.7\n1 0 obj\n"},
	{"Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", zipOf("[Content_Types].xml", "word/document.xml")},
	{"Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", zipOf("[Content_Types].xml", "xl/workbook.xml")},
	{"PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation", zipOf("[Content_Types].xml", "ppt/presentation.xml")},
	{"Word cut off", "file_broken", zipOf("[Content_Types].xml", "word/document.xml")[:80]},
	{"Word with macros", "file_macros", zipOf("word/document.xml", "word/vbaProject.bin")},
	{"Word of old", "file_old_office", oldOffice},
	{"OpenDocument text", "application/vnd.oasis.opendocument.text", zipOf("mimetype=application/vnd.oasis.opendocument.text", "content.xml")},
	{"OpenDocument sheet", "application/vnd.oasis.opendocument.spreadsheet", zipOf("mimetype=application/vnd.oasis.opendocument.spreadsheet")},
	{"an OpenDocument template", "file_unsupported", zipOf("mimetype=application/vnd.oasis.opendocument.text-template")},
	{"OpenDocument cut off", "file_broken", zipOf("mimetype=application/vnd.oasis.opendocument.text")[:90]},
	{"a book", "file_unsupported", zipOf("mimetype=application/epub+zip")},
	{"a ZIP file", "file_unsupported", zipOf("setup.exe")},
	{"MP4", "video/mp4", boxOf("ftyp", "isom\x00\x00\x02\x00") + boxOf("mdat", "0123") + boxOf("moov", boxOf("mvhd", "x"), trackOf("soun"), trackOf("vide"))},
	{"MP4 with a box of 64 bits", "video/mp4", boxOf("ftyp", "isom") + "\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x14abcd" + boxOf("moov", trackOf("vide"))},
	{"a voice recorder's MP4", "audio/mp4", boxOf("ftyp", "mp42\x00\x00\x00\x00") + boxOf("moov", trackOf("soun"))},
	{"M4A", "audio/mp4", boxOf("ftyp", "M4A \x00\x00\x00\x00") + boxOf("moov", trackOf("soun"))},
	{"MP4 cut off", "file_broken", boxOf("ftyp", "isom\x00\x00\x02\x00") + "\x00\x00\xff\xffmdat"},
	{"a box of no size", "file_broken", boxOf("ftyp", "isom\x00\x00\x02\x00") + "\x00\x00\x00\x03moov"},
	{"HEIC", "file_unsupported", boxOf("ftyp", "heic\x00\x00\x00\x00")},
	{"WebM", "video/webm", "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm"},
	{"Matroska", "file_matroska", "\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska"},
	{"MP3", "audio/mpeg", frames},
	{"MP3 behind a tag", "audio/mpeg", "ID3\x04\x00\x00\x00\x00\x00\x04abcd" + frames},
	{"a tag of something else", "file_unsupported", "ID3\x04\x00\x00\x00\x00\x00\x04abcdfLaC"},
	{"the beginning of a tag", "file_unsupported", "ID3"},
	{"one frame of MP3", "file_broken", frames[:104]},
	{"Opus", "audio/ogg", "OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead"},
	{"Theora", "file_unsupported", "OggS\x00\x02" + strings.Repeat("\x00", 22) + "\x80theora"},
	{"WAV", "audio/wav", "RIFF\x24\x00\x00\x00WAVEfmt "},
	{"WAV cut off", "file_broken", "RIFF\x24\x00\x00\x00WAVE"},
	{"WebP", "file_unsupported", "RIFF\x24\x00\x00\x00WEBPVP8 "},
	{"subtitles", "text/vtt", "\ufeffWEBVTT\n\n00:00.000 --> 00:01.000\nKính chào quý vị\n"},
	{"subtitles without a line", "file_broken", "WEBVTT\n"},
	{"subtitles in another encoding", "file_broken", "WEBVTT\n\n00:00.000 --> 00:01.000\nK\xdd\n"},
	{"a word that begins so", "file_unsupported", "WEBVTTX\n\n00:00.000 --> 00:01.000\n"},
	{"a JPEG", "file_unsupported", "\xff\xd8\xff\xe0 xxxx"},
	{"a page", "file_unsupported", "<!doctype html><script>alert(1)</script>"},
	{"a drawing", "file_unsupported", `<svg xmlns="http://www.w3.org/2000/svg"/>`},
	{"a program", "file_unsupported", "MZ\x90\x00"},
	{"text", "file_unsupported", "Kính gửi"},
	{"nothing", "file_empty", ""},
}

func TestFilesAreKnownByTheirBytes(t *testing.T) {
	for _, c := range whatFilesAre {
		got, err := app.FileType(strings.NewReader(c.file), int64(len(c.file)))
		if err != nil {
			var e *app.Error
			if !errors.As(err, &e) {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			got = e.Key
			if e.Msg.VI == "" || e.Msg.EN == "" {
				t.Errorf("%s: refused without a sentence", c.name)
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestNamesUnderWhichFilesAreTakenAway(t *testing.T) {
	pdf, word := app.File{Type: "application/pdf"}, app.File{Type: "application/vnd.oasis.opendocument.text"}
	for _, c := range []struct {
		file       app.File
		name, want string
	}{
		{pdf, "Quyết định số 12/QĐ-UBND.pdf", "quyet-dinh-so-12-qd-ubnd.pdf"},
		{pdf, `../../.bashrc`, "bashrc.pdf"},
		{pdf, "bao-cao.exe", "bao-cao.pdf"},
		{word, "a\"b\r\nX: y.html", "a-b-x-y.odt"},
		{word, "", "tep.odt"},
		{pdf, strings.Repeat("dài ", 200), strings.TrimSuffix(strings.Repeat("dai-", 20), "-") + ".pdf"},
	} {
		if got := c.file.SafeName(c.name); got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
}

// Whatever a file says of itself, looking at it ends and reads little.
func FuzzFileType(f *testing.F) {
	for _, c := range whatFilesAre {
		f.Add([]byte(c.file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r := &counted{r: bytes.NewReader(file)}
		kind, err := app.FileType(r, int64(len(file)))
		if (kind == "") != (err != nil) {
			t.Fatalf("%q and %v", kind, err)
		}
		if err != nil && app.CodeOf(err) != app.Invalid && app.CodeOf(err) != app.TooLarge {
			t.Fatalf("a file is refused as if it were our fault: %v", err)
		}
		if class, early := app.FileClassOf(file[:min(len(file), app.FileHead)]); err == nil && (early != nil || class == "") {
			t.Fatalf("%s is refused by its first bytes: %v", kind, early)
		}
		if r.calls > 100_000 || r.bytes > 32<<20 {
			t.Fatalf("%d reads of %d bytes", r.calls, r.bytes)
		}
		if (app.File{Type: kind}).Class() == "" && err == nil {
			t.Fatalf("%q is no type that is taken", kind)
		}
	})
}

type counted struct {
	r            *bytes.Reader
	calls, bytes int
}

func (c *counted) ReadAt(b []byte, at int64) (int, error) {
	c.calls++
	c.bytes += len(b)
	return c.r.ReadAt(b, at)
}
