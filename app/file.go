package app

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"bangtin/app/body"
	"bangtin/app/viet"
)

// File is a file that goes with an article as it came: a document, a film, a
// sound or subtitles. Unlike a picture it is shown to readers itself, under
// the hash of its bytes, while a publication lists it.
type File struct {
	Type  string `json:"type"` // one of fileForms; see FileType
	Bytes int64  `json:"bytes"`
}

// FileClass is what can be done with a file.
type FileClass string

// The classes. Documents other than PDF are only taken away.
const (
	Paper     FileClass = "paper" // a document
	Moving    FileClass = "film"
	Sounding  FileClass = "sound"
	Subtitles FileClass = "subtitles"
)

// Limits of files, in bytes.
const (
	MaxPaper     = 50 << 20
	MaxFilm      = 2 << 30
	MaxSound     = 200 << 20
	MaxSubtitles = 1 << 20
)

const (
	TypePDF = "application/pdf"

	typeMP4  = "video/mp4"
	typeWebM = "video/webm"
	typeMP3  = "audio/mpeg"
	typeM4A  = "audio/mp4"
	typeOGG  = "audio/ogg"
	typeWAV  = "audio/wav"
	typeVTT  = "text/vtt"

	officeXML = "application/vnd.openxmlformats-officedocument."
	openDoc   = "application/vnd.oasis.opendocument."
)

// fileForm is a kind of file that is taken.
type fileForm struct {
	class FileClass
	kind  string // what readers are told that it is
	end   string // of the name of a file that is taken away
}

var fileForms = map[string]fileForm{
	TypePDF:                                   {Paper, "pdf", ".pdf"},
	officeXML + "wordprocessingml.document":   {Paper, "text", ".docx"},
	officeXML + "spreadsheetml.sheet":         {Paper, "table", ".xlsx"},
	officeXML + "presentationml.presentation": {Paper, "slides", ".pptx"},
	openDoc + "text":                          {Paper, "text", ".odt"},
	openDoc + "spreadsheet":                   {Paper, "table", ".ods"},
	openDoc + "presentation":                  {Paper, "slides", ".odp"},

	typeMP4:  {Moving, "film", ".mp4"},
	typeWebM: {Moving, "film", ".webm"},
	typeMP3:  {Sounding, "sound", ".mp3"},
	typeM4A:  {Sounding, "sound", ".m4a"},
	typeOGG:  {Sounding, "sound", ".ogg"},
	typeWAV:  {Sounding, "sound", ".wav"},
	typeVTT:  {Subtitles, "subtitles", ".vtt"},
}

var fileLimits = map[FileClass]int64{Paper: MaxPaper, Moving: MaxFilm, Sounding: MaxSound, Subtitles: MaxSubtitles}

// Class is what can be done with the file, "" where it is none that is taken.
func (f File) Class() FileClass { return fileForms[f.Type].class }

// Kind is what readers are told that it is: pdf, text, table, slides, film,
// sound or subtitles.
func (f File) Kind() string { return fileForms[f.Type].kind }

func (f File) validate() error {
	if f.Class() == "" || f.Bytes < 1 || f.Bytes > fileLimits[f.Class()] {
		return errMalformed
	}
	return nil
}

// SafeName is a name under which the file can be kept on any machine: of
// the words of a name only letters without marks and digits, and the end
// that the file's kind has.
func (f File) SafeName(name string) string {
	end := fileForms[f.Type].end
	if at := strings.LastIndexByte(name, '.'); at > 0 && len(name)-at <= 6 {
		name = name[:at]
	}
	if viet.Blank(name) {
		return "tep" + end
	}
	return viet.Slug(name, 80) + end
}

// FileLimit is how many bytes a file of a class may have.
func FileLimit(c FileClass) int64 { return fileLimits[c] }

// ErrFileTooLarge tells how large a file of a class may be.
func ErrFileTooLarge(c FileClass) error {
	most := fmt.Sprintf("%d MB", fileLimits[c]>>20)
	if c == Moving {
		most = "2 GB"
	}
	return Fault(TooLarge, "file_too_large", "Tệp lớn hơn "+most+". Xin giảm dung lượng rồi thử lại",
		"The file is larger than "+most+". Please make it smaller and try again")
}

// Files are the files, other than pictures, that a document names, each
// once, with the class that each has to be of: "" where any will do.
func (d *Document) Files() []NamedFile {
	var out []NamedFile
	seen := map[Hash]bool{}
	add := func(f NamedFile) {
		if !f.Media.IsZero() && !seen[f.Media] {
			seen[f.Media] = true
			out = append(out, f)
		}
	}
	for _, a := range d.Attached {
		add(NamedFile{Media: a.Media, Name: a.Name})
	}
	doc, err := body.Parse(d.Body)
	if err != nil {
		return out
	}
	for _, f := range body.Films(doc) {
		class := Moving
		if f.Sound {
			class = Sounding
		}
		if h, err := ParseHash(f.Media); err == nil {
			add(NamedFile{h, f.Caption, class})
		}
		if h, err := ParseHash(f.Subtitles); err == nil {
			add(NamedFile{h, f.Caption, Subtitles})
		}
	}
	return out
}

// NamedFile is a file where a document names it.
type NamedFile struct {
	Media Hash
	Name  string
	Class FileClass
}

// filesFor finds what is known of a document's files: what the last
// publication lists, else what was noted when they came to this machine, else
// what another desk has told of them.
func (l *Library) filesFor(v view, d *Document, card *Card) map[Hash]File {
	out := map[Hash]File{}
	var listed map[Hash]File
	if card != nil && !card.Act.IsZero() {
		listed = l.begin(v.tx, v.gen).lists(card).Files
	}
	for _, f := range d.Files() {
		if file, ok := listed[f.Media]; ok {
			out[f.Media] = file
		} else if note, ok := pictureNote(v.tx, f.Media); ok && note.Type != "" {
			out[f.Media] = File{note.Type, note.Bytes}
		} else if told, ok := v.toldMaterial(f.Media); ok && told.File != nil {
			out[f.Media] = *told.File
		}
	}
	return out
}

// NoteFile puts a file that is kept into the list of what came to this
// machine, under the name that it came in.
func (l *Library) NoteFile(ctx context.Context, name Hash, f File, called string) error {
	now, _ := l.clock.Now()
	return l.store.Update(ctx, func(tx Tx) error {
		if err := notePicture(tx, name, PictureNote{Added: now.UnixMilli(), Bytes: f.Bytes, Type: f.Type}); err != nil {
			return err
		}
		return namePicture(tx, name, TrayName(called))
	})
}

// NotedFile is what is known of a file that came to this machine or is on
// show, for staff.
func (l *Library) NotedFile(ctx context.Context, name Hash) (f File, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		if note, ok := pictureNote(tx, name); ok && note.Type != "" {
			f = File{note.Type, note.Bytes}
			return nil
		}
		if told, ok := l.view(tx).toldMaterial(name); ok && told.File != nil {
			f = *told.File
			return nil
		}
		return ErrNoFile
	})
	if err != nil {
		return l.File(ctx, name)
	}
	return f, nil
}

// mustHave refuses a document that names a file that is not here, or one of
// another kind than its place asks for.
func (d *Document) mustHave(files map[Hash]File) error {
	for _, f := range d.Files() {
		file, ok := files[f.Media]
		name := cmp.Or(viet.Truncate(f.Name, 60), f.Media.String()[:8])
		switch {
		case !ok:
			return Fault(Invalid, "file_missing", "Máy này không có tệp “"+name+"” của bài. Xin đưa lại tệp vào bài",
				"The article's file “"+name+"” is not on this machine. Please add it to the article again")
		case f.Class != "" && file.Class() != f.Class, f.Class == "" && file.Class() == Subtitles:
			return Fault(Invalid, "file_place", "Tệp “"+name+"” không đúng loại ở chỗ của nó trong bài. Xin bỏ ra và chèn lại",
				"The file “"+name+"” is of another kind than its place in the article asks for. Please take it out and add it again")
		}
	}
	return nil
}
