package thumb

import (
	"encoding/binary"
	"time"
)

// EXIF tags (CIPA DC-008 / JEITA CP-3451).
const (
	tagOrientation  = 0x0112
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
	if len(tiff) < 8 {
		return
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	if order.Uint16(tiff) != 0x4949 && order.Uint16(tiff) != 0x4d4d || order.Uint16(tiff[2:]) != 42 {
		return
	}
	d := exifDir{tiff, order}
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
