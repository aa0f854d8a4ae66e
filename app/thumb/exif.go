package thumb

import (
	"encoding/binary"
	"time"
)

// EXIF tags (CIPA DC-008 / JEITA CP-3451).
const (
	tagOrientation  = 0x0112
	tagThumbnail    = 0x0201 // JPEGInterchangeFormat, in the second directory
	tagThumbnailLen = 0x0202
	tagExifIFD      = 0x8769
	tagTaken        = 0x9003 // DateTimeOriginal
	tagTakenOffset  = 0x9011 // OffsetTimeOriginal
	typeASCII       = 2
	typeShort       = 3
	typeLong        = 4
	maxEXIFEntries  = 512 // of one directory; cameras write about 60
	exifTime        = "2006:01:02 15:04:05"
	exifTimeLength  = len(exifTime)
	exifOffsetBytes = len("+07:00")
)

// readEXIF reads orientation and time of the shot from an EXIF block, which is a TIFF file. Only the
// first directory and the EXIF directory it points to are looked at, each once, so loops lead nowhere.
// What is absent or makes no sense is orientation 1 and "".
func readEXIF(tiff []byte) (orientation int, taken string) {
	orientation = 1
	d, ok := openEXIF(tiff)
	if !ok {
		return
	}
	order := d.order
	sub := uint32(0)
	d.each(order.Uint32(tiff[4:]), func(tag, kind uint16, count uint32, value []byte) {
		switch {
		case tag == tagOrientation && kind == typeShort && count == 1:
			if o := int(order.Uint16(value)); o >= 1 && o <= 8 {
				orientation = o
			}
		case tag == tagExifIFD && kind == typeLong && count == 1:
			sub = order.Uint32(value)
		}
	})
	var at, offset string
	d.each(sub, func(tag, kind uint16, count uint32, value []byte) {
		switch {
		case tag == tagTaken && kind == typeASCII:
			at = d.text(count, value, exifTimeLength)
		case tag == tagTakenOffset && kind == typeASCII:
			offset = d.text(count, value, exifOffsetBytes)
		}
	})
	return orientation, takenAt(at, offset)
}

// openEXIF reads the head of a TIFF file.
func openEXIF(tiff []byte) (d exifDir, ok bool) {
	if len(tiff) < 8 {
		return d, false
	}
	d = exifDir{tiff, binary.BigEndian}
	if tiff[0] == 'I' {
		d.order = binary.LittleEndian
	}
	mark := d.order.Uint16(tiff)
	return d, (mark == 0x4949 || mark == 0x4d4d) && d.order.Uint16(tiff[2:]) == 42
}

// exifThumbnail gives the JPEG file that the second directory of an EXIF block points to; nil where there is
// none inside the block.
func exifThumbnail(tiff []byte) []byte {
	d, ok := openEXIF(tiff)
	if !ok {
		return nil
	}
	first := d.order.Uint32(tiff[4:])
	if first < 8 || uint64(first)+2 > uint64(len(tiff)) {
		return nil
	}
	link := uint64(first) + 2 + 12*uint64(d.order.Uint16(tiff[first:]))
	if link+4 > uint64(len(tiff)) {
		return nil
	}
	var at, n uint32
	d.each(d.order.Uint32(tiff[link:]), func(tag, kind uint16, count uint32, value []byte) {
		switch {
		case tag == tagThumbnail && kind == typeLong && count == 1:
			at = d.order.Uint32(value)
		case tag == tagThumbnailLen && kind == typeLong && count == 1:
			n = d.order.Uint32(value)
		}
	})
	if at == 0 || n == 0 || uint64(at)+uint64(n) > uint64(len(tiff)) {
		return nil
	}
	return tiff[at : at+n]
}

type exifDir struct {
	tiff  []byte
	order binary.ByteOrder
}

// each calls f with the entries of the directory at that offset, as far as they lie inside the block.
func (d exifDir) each(at uint32, f func(tag, kind uint16, count uint32, value []byte)) {
	if at < 8 || uint64(at)+2 > uint64(len(d.tiff)) {
		return
	}
	n := int(d.order.Uint16(d.tiff[at:]))
	entries := d.tiff[at+2:]
	for range min(n, maxEXIFEntries) {
		if len(entries) < 12 {
			return
		}
		e := entries[:12]
		f(d.order.Uint16(e), d.order.Uint16(e[2:]), d.order.Uint32(e[4:]), e[8:])
		entries = entries[12:]
	}
}

// text gives the first n bytes of a string value that lies outside its entry, or "".
func (d exifDir) text(count uint32, value []byte, n int) string {
	at := d.order.Uint32(value)
	if count < uint32(n) || uint64(at)+uint64(n) > uint64(len(d.tiff)) {
		return ""
	}
	return string(d.tiff[at : int(at)+n])
}

// takenAt brings EXIF's time and offset into the form of Picture.Taken; "" if it is no time.
func takenAt(at, offset string) string {
	t, err := time.Parse(exifTime, at)
	if err != nil || t.Year() < 1 {
		return ""
	}
	s := t.Format("2006-01-02T15:04:05")
	if _, err := time.Parse("-07:00", offset); err == nil {
		s += offset
	}
	return s
}
