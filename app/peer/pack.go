package peer

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"bangtin/app"
)

// A pack is one file with things of one audience of one library, numbers
// big-endian:
//
//	"bangtin pack 1\n"
//	then for each thing:
//	  4  length of its description
//	     its description, Thing in JSON
//	     Size bytes
//	 32  SHA-256 of the bytes
//	then the index, in JSON: packIndex
//	  4  length of the index
//	    "bangtin pack end\n"
//
// Its name is the first half of the SHA-256 of the index, and ".pack"; a later
// format has another end, or another name. The index says everything once more, so that a list is made without reading
// the things; where it is lost with the end of the file, the things before
// the cut are found by walking from the start.
const (
	packHead = "bangtin pack 1\n"
	packTail = "bangtin pack end\n"
	packName = "bangtin pack " // of any format

	maxDescription = 256 << 10
	maxIndex       = 16 << 20
	// maxPack is where a new pack begins. One thing may be larger.
	maxPack = 48 << 20
	// maxChanges is the most that a run or a list of loose changes may
	// take up: a run's worth, one change of the largest size, and the seal.
	maxChanges = 4 << 20
	maxLoose   = 2000 // ids in one thing
)

// packIndex is the end of a pack.
type packIndex struct {
	Library  app.Hash     `json:"library"`
	Audience app.Audience `json:"audience"`
	Writer   app.Key      `json:"writer"` // who made it; nothing depends on it
	Things   []packed     `json:"things"`
}

// packed is a thing at its place in a pack.
type packed struct {
	Thing
	Offset int64    `json:"offset"`
	Sum    app.Hash `json:"sum"`
}

var (
	errPackNewer = app.Fault(app.Unavailable, "pack_newer",
		"Gói do phiên bản mới hơn ghi. Xin cập nhật chương trình trên máy này",
		"A newer version wrote this pack. Please update the program on this machine")
	errPackBroken = app.Fault(app.Damaged, "pack_broken",
		"Gói bị hỏng hoặc bị cắt ngang, có thể do rút USB quá sớm. Phần còn tốt đã được dùng; lần gặp sau sẽ bổ sung phần thiếu",
		"The pack is damaged or was cut off, perhaps because the stick was pulled out too early. Its good part was used; the next meeting brings the rest")
	errPackUnfinished = app.Fault(app.Unavailable, "pack_unfinished",
		"Gói này chưa chép xong hoặc vừa bị cắt ngang. Phần còn tốt đã được dùng, gói được để nguyên tại chỗ. Xin đợi chép xong rồi trao đổi lại",
		"This pack is not fully copied yet, or was cut off just now. Its good part was used and it was left as it is. Please wait until the copying ends, then exchange again")
	errPackUnread = app.Fault(app.Unavailable, "pack_unread",
		"Không đọc được gói này: USB có thể bị hỏng hoặc đã rút ra. Gói được để nguyên tại chỗ",
		"This pack cannot be read: the stick may be failing or was pulled out. It was left as it is")
	errPackMoved = app.Fault(app.Unavailable, "pack_moved",
		"Gói này vừa được máy khác ghi lại hoặc gộp với gói khác. Lần trao đổi sau sẽ nhận",
		"Another machine has just left this pack anew or put it together with others. The next exchange takes it")
	errPackMany = app.Fault(app.TooLarge, "pack_too_many",
		"Trên USB hoặc thư mục này có quá nhiều mục nên phần này chưa được xem tới",
		"There is too much on this stick or folder; this part was not looked at")
	errPackForeign = app.Fault(app.Denied, "pack_foreign", "Gói thuộc một thư viện khác", "The pack belongs to another library")
)

// valid holds a description to its limits.
func (t *Thing) valid(a app.Audience) bool {
	switch t.Kind {
	case KindRun:
		return t.Run != nil && t.Run.Audience == a && t.Run.From > 0 && t.Run.To >= t.Run.From &&
			t.Run.To-t.Run.From < app.MaxRun && t.Size > 0 && t.Size <= maxChanges
	case KindLoose:
		return len(t.IDs) > 0 && len(t.IDs) <= maxLoose && t.Size > 0 && t.Size <= maxChanges
	case KindFile:
		return !t.File.IsZero() && t.Size >= 0
	}
	return t.Size >= 0 // something newer: it is passed over
}

// listed is no less than what the description takes in an index.
func (t *Thing) listed() int { return 600 + 70*len(t.IDs) }

// packWriter writes one pack.
type packWriter struct {
	w     io.Writer
	index packIndex
	at    int64
}

func newPackWriter(w io.Writer, index packIndex) (*packWriter, error) {
	_, err := io.WriteString(w, packHead)
	return &packWriter{w: w, index: index, at: int64(len(packHead))}, err
}

func (p *packWriter) add(t Thing, write func(io.Writer) error) error {
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	if len(text) > maxDescription || !t.valid(p.index.Audience) {
		return fmt.Errorf("pack a %s of %d bytes: over its limits", t.Kind, t.Size)
	}
	if _, err := p.w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...)); err != nil {
		return err
	}
	h := sha256.New()
	out := &counted{w: io.MultiWriter(p.w, h)}
	if err := write(out); err != nil {
		return err
	}
	if out.n != t.Size {
		return fmt.Errorf("pack a %s: it has %d bytes, not %d", t.Kind, out.n, t.Size)
	}
	sum := app.Hash(h.Sum(nil))
	if _, err := p.w.Write(sum[:]); err != nil {
		return err
	}
	offset := p.at + 4 + int64(len(text))
	p.index.Things = append(p.index.Things, packed{t, offset, sum})
	p.at = offset + t.Size + int64(len(sum))
	return nil
}

// end writes the index and gives the name of the pack.
func (p *packWriter) end() (name string, err error) {
	text, err := json.Marshal(p.index)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	b.Write(text)
	_ = binary.Write(&b, binary.BigEndian, uint32(len(text))) // a Buffer takes all
	b.WriteString(packTail)
	_, err = p.w.Write(b.Bytes())
	return nameOfPack(text), err
}

func nameOfPack(index []byte) string {
	sum := sha256.Sum256(index)
	return fmt.Sprintf("%x.pack", sum[:16])
}

type counted struct {
	w io.Writer
	n int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

// readPack lists what is in a pack. Where the end is lost the things before
// the cut come with errPackBroken; an error that is none of ours is of the
// disk. The library is not checked where the index is lost: each change
// names its own.
func readPack(f io.ReaderAt, size int64, name string, library app.Hash, a app.Audience) ([]Offer, error) {
	rest := []Offer{{Audience: a, Part: true, pack: name, lost: size > int64(len(packHead))}}
	head := make([]byte, len(packHead))
	if _, err := f.ReadAt(head, 0); err != nil && !cutOff(err) {
		return nil, err
	} else if err != nil {
		return rest, errPackBroken.With(err)
	}
	text, err := readIndex(f, size)
	if err != nil && !cutOff(err) {
		return nil, err
	}
	ours := err == nil && strings.EqualFold(nameOfPack(text), packExtOf(name))
	if string(head) != packHead && !ours {
		if format := head[len(packName)]; bytes.HasPrefix(head, []byte(packName)) && format > '1' && format <= '9' {
			return nil, errPackNewer
		}
		return rest, errPackBroken
	}
	var index packIndex
	if !ours || json.Unmarshal(text, &index) != nil {
		return scanPack(f, size, name, a)
	}
	if index.Library != library || index.Audience != a {
		return nil, errPackForeign
	}
	var out []Offer
	end := int64(len(packHead)) // things lie one behind the other: no byte belongs to two
	for _, p := range index.Things {
		if !p.valid(a) || p.Offset < end || p.Offset > size || p.Size > size-p.Offset {
			return append(out, rest...), errPackBroken
		}
		end = p.Offset + p.Size
		out = append(out, Offer{Thing: p.Thing, Audience: a, pack: name, writer: index.Writer, offset: p.Offset, sum: p.Sum})
	}
	if string(head) != packHead {
		return append(out, rest...), errPackBroken
	}
	return out, nil
}

func readIndex(f io.ReaderAt, size int64) ([]byte, error) {
	tail := make([]byte, 4+len(packTail))
	at := size - int64(len(tail))
	if at < int64(len(packHead)) {
		return nil, io.ErrUnexpectedEOF
	}
	if _, err := f.ReadAt(tail, at); err != nil {
		return nil, err
	}
	n := int64(binary.BigEndian.Uint32(tail))
	if string(tail[4:]) != packTail || n > maxIndex || n > at-int64(len(packHead)) {
		return nil, io.ErrUnexpectedEOF
	}
	text := make([]byte, n)
	_, err := f.ReadAt(text, at-n)
	return text, err
}

// scanPack walks the things of a pack whose index cannot be used. The last
// offer is what is left of it: part of a thing, or of nothing.
func scanPack(f io.ReaderAt, size int64, name string, a app.Audience) (out []Offer, err error) {
	for at := int64(len(packHead)); ; {
		o, next, err := scanThing(f, size, at)
		o.Audience, o.pack = a, name
		if err != nil && !cutOff(err) {
			return nil, err
		}
		if err != nil || !o.valid(a) {
			o.Part = true
			if !o.valid(a) || o.Kind == "" {
				o = Offer{Audience: a, Part: true, pack: name, offset: at}
				o.lost = hasBytes(io.NewSectionReader(f, at, size-at))
			}
			return append(out, o), errPackBroken.With(err)
		}
		out = append(out, o)
		at = next
	}
}

// hasBytes tells whether there is anything but zeros.
func hasBytes(r io.Reader) bool {
	b := make([]byte, 64<<10)
	for {
		n, err := r.Read(b)
		if len(bytes.Trim(b[:n], "\x00")) > 0 {
			return true
		}
		if err != nil {
			return !cutOff(err)
		}
	}
}

// scanThing reads the description of the thing at a place. Where only part
// of its bytes is there it is given together with an error.
func scanThing(f io.ReaderAt, size, at int64) (o Offer, next int64, err error) {
	var length [4]byte
	if _, err := f.ReadAt(length[:], at); err != nil {
		return o, 0, noEOF(err)
	}
	n := int64(binary.BigEndian.Uint32(length[:]))
	if n > maxDescription || n > size-at-4 {
		return o, 0, io.ErrUnexpectedEOF
	}
	text := make([]byte, n)
	if _, err := f.ReadAt(text, at+4); err != nil {
		return o, 0, noEOF(err)
	}
	if json.Unmarshal(text, &o.Thing) != nil {
		return Offer{}, 0, io.ErrUnexpectedEOF
	}
	o.offset = at + 4 + n
	if o.Size < 0 || o.Size > size-o.offset-int64(len(o.sum)) {
		return o, 0, io.ErrUnexpectedEOF
	}
	if _, err := f.ReadAt(o.sum[:], o.offset+o.Size); err != nil {
		return o, 0, noEOF(err)
	}
	return o, o.offset + o.Size + int64(len(o.sum)), nil
}

// cutOff tells the end of a file that came too soon from a disk that fails.
func cutOff(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// thingReader reads the bytes of a thing and holds them to their sum at the
// end, unless who reads them sums them anyway. Of a part there is no sum.
type thingReader struct {
	io.Closer
	r    io.Reader
	left int64
	hash hash.Hash
	sum  app.Hash
	part bool
	bare bool       // without looking at the sum
	bad  *app.Error // where they are others
}

func openThing(f io.ReaderAt, c io.Closer, o Offer) io.ReadCloser {
	return &thingReader{Closer: c, r: io.NewSectionReader(f, o.offset, o.Size), left: o.Size, hash: sha256.New(), sum: o.sum, part: o.Part, bare: o.summed, bad: o.damage()}
}

// damage is what is said where other bytes stand there than ought to.
func (o Offer) damage() *app.Error {
	if o.fresh {
		return errPackUnfinished
	}
	return errPackBroken
}

func (t *thingReader) Read(b []byte) (int, error) {
	n, err := t.r.Read(b)
	if !t.bare {
		t.hash.Write(b[:n])
	}
	t.left -= int64(n)
	if err == io.EOF && !t.part && (t.left != 0 || !t.bare && app.Hash(t.hash.Sum(nil)) != t.sum) {
		return n, t.bad
	}
	return n, err
}
