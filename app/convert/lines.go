// Package convert reads other people's formats into ours.
//
// So far that is one: JSON lines, plain or packed with gzip, one article a
// line. A line is an object with these members, all but the title optional;
// others are ignored:
//
//	id         the source's own id: text or number
//	title      1 to 250 characters
//	lead       (or: summary)
//	body       plain text, paragraphs parted by blank lines
//	category   name of the main category
//	published  a date, with or without a time, as viet.ParseDate reads it
//	source     the paper or office it comes from
//	url        (or: link) its public address
//	byline     (or: author)
//	genre, topic
//	tags       list of texts, or one text with commas
//	lang       (or: language) a BCP 47 tag
//	figures    list of {file, caption, alt, credit, after}, or of file names;
//	           file is a path beside the file of lines, after the number of
//	           paragraphs before the picture
package convert

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"

	"bangtin/app"
	"bangtin/app/viet"
)

// Limits bounds what is read. Where a field is zero, the default counts.
type Limits struct {
	Line    int   // bytes of one line; 4 MB
	Total   int64 // bytes of all, unpacked; 4 GB
	Records int   // 1,000,000
}

func (l Limits) orDefaults() Limits {
	if l.Line == 0 {
		l.Line = 4 << 20
	}
	if l.Total == 0 {
		l.Total = 4 << 30
	}
	if l.Records == 0 {
		l.Records = 1_000_000
	}
	return l
}

// Line is one line that was not empty.
type Line struct {
	Number int // from 1, empty lines counted
	Record Record
	End    bool // with an error: what follows could not be read
}

// Lines reads records from r, one at a time. A line that cannot be taken
// comes with an *app.Error that says why, and reading goes on, unless
// Line.End is set: the stream is broken or over a limit.
//
// A byte order mark, CR LF, and empty lines do not matter. gzip is
// recognised by its first bytes.
func Lines(r io.Reader, l Limits) iter.Seq2[Line, error] {
	l = l.orDefaults()
	return func(yield func(Line, error) bool) {
		text, err := open(r, l.Total)
		if err != nil {
			yield(Line{Number: 1, End: true}, streamFault(err, l))
			return
		}
		records := 0
		for number := 1; ; number++ {
			raw, long, err := readLine(text, l.Line)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Line{Number: number, End: true}, streamFault(err, l))
				return
			}
			raw = bytes.TrimSpace(raw)
			empty := len(raw) == 0 && !long
			switch {
			case empty:
			case records == l.Records:
				yield(Line{Number: number, End: true}, tooMany(l.Records))
				return
			case !yield(take(number, raw, long, l.Line)):
				return
			default:
				records++
			}
			if err != nil {
				return
			}
		}
	}
}

func take(number int, raw []byte, long bool, limit int) (Line, error) {
	line := Line{Number: number}
	if long {
		return line, app.Fault(app.TooLarge, "import_line_long",
			fmt.Sprintf("Dòng dài hơn %s byte", viet.Int(int64(limit))),
			fmt.Sprintf("The line is longer than %s bytes", viet.IntEN(int64(limit))))
	}
	if !utf8.Valid(raw) {
		return line, app.Fault(app.Invalid, "import_utf8",
			"Dòng không phải UTF-8. Xin lưu lại tệp với mã UTF-8",
			"The line is not UTF-8. Please save the file as UTF-8")
	}
	var err error
	line.Record, err = decode(raw)
	return line, err
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

var (
	errTotal = errors.New("over the limit of unpacked bytes")
	errUTF16 = errors.New("text is UTF-16")
)

// open unpacks gzip and steps over a byte order mark.
func open(r io.Reader, total int64) (*bufio.Reader, error) {
	packed := bufio.NewReaderSize(r, 1<<16)
	magic, err := packed.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var plain io.Reader = packed
	if bytes.Equal(magic, []byte{0x1F, 0x8B}) {
		if plain, err = gzip.NewReader(packed); err != nil {
			return nil, err
		}
	}
	text := bufio.NewReaderSize(&bounded{r: plain, left: total}, 1<<16)
	start, err := text.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.Equal(start, byteOrderMark):
		_, err = text.Discard(len(byteOrderMark))
		return text, err
	case bytes.HasPrefix(start, []byte{0xFF, 0xFE}), bytes.HasPrefix(start, []byte{0xFE, 0xFF}):
		return nil, errUTF16
	}
	return text, nil
}

// bounded gives at most so many bytes, then errTotal.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p[:min(int64(len(p)), b.left+1)])
	if b.left -= int64(n); b.left < 0 {
		return 0, errTotal
	}
	return n, err
}

// readLine reads to the next line end. Of a line over the limit it keeps
// nothing and says so. At the end of the text the error is io.EOF, beside
// what stood on the last line.
func readLine(r *bufio.Reader, limit int) (line []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if !long {
			line = append(line, part...)
		}
		if len(bytes.TrimRight(line, "\r\n")) > limit {
			line, long = nil, true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, long, err
		}
	}
}

func tooMany(limit int) *app.Error {
	return app.Fault(app.TooLarge, "import_count",
		fmt.Sprintf("Tệp có hơn %s bài. Xin chia nhỏ tệp", viet.Int(int64(limit))),
		fmt.Sprintf("The file has more than %s articles. Please split it", viet.IntEN(int64(limit))))
}

func streamFault(err error, l Limits) *app.Error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, errTotal):
		return app.Fault(app.TooLarge, "import_unpacked",
			fmt.Sprintf("Tệp khi giải nén lớn hơn %s byte", viet.Int(l.Total)),
			fmt.Sprintf("Unpacked, the file is larger than %s bytes", viet.IntEN(l.Total)))
	case errors.Is(err, errUTF16):
		return app.Fault(app.Invalid, "import_utf16",
			"Tệp là UTF-16. Xin lưu lại với mã UTF-8",
			"The file is UTF-16. Please save it as UTF-8")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return app.Fault(app.Invalid, "import_gzip",
			"Tệp nén bị hỏng hoặc bị cắt cụt từ đây",
			"The packed file is damaged or cut short from here on").With(err)
	}
	return app.Fault(app.Unavailable, "import_read",
		"Không đọc tiếp được tệp", "The file cannot be read any further").With(err)
}
