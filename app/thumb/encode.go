package thumb

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"

	"github.com/disintegration/imaging"
)

// quality of JPEG derivatives: at 90 they would be half as large again for no visible gain.
const quality = 82

// profilePartBytes is how much of a profile fits a JPEG segment beside its tag and numbering.
const profilePartBytes = 0xffff - 2 - len(iccTag) - 2

// encode writes one derivative: PNG if the picture has transparency, else JPEG. A profile is put in
// where it describes such pixels; quality is that of a JPEG. Nothing else of the original is in it.
func encode(img *image.NRGBA, h *Header, transparent bool, quality int) (Derivative, error) {
	d := Derivative{Width: img.Rect.Dx(), Height: img.Rect.Dy(), Edge: max(img.Rect.Dx(), img.Rect.Dy())}
	var buf bytes.Buffer
	if transparent {
		d.Type = "image/png"
		err := imaging.Encode(&buf, img, imaging.PNG)
		d.Data = buf.Bytes()
		if err == nil && profileFits(h.Profile, false) {
			d.Data, err = pngWithProfile(d.Data, h.Profile)
		}
		return d, err
	}
	d.Type = "image/jpeg"
	var pixels image.Image = img
	if h.Gray {
		pixels = gray(img)
	}
	err := imaging.Encode(&buf, pixels, imaging.JPEG, imaging.JPEGQuality(quality))
	d.Data = buf.Bytes()
	if err == nil && profileFits(h.Profile, h.Gray) {
		d.Data = jpegWithProfile(d.Data, h.Profile)
	}
	return d, err
}

// gray keeps one channel of a picture whose channels are equal.
func gray(img *image.NRGBA) *image.Gray {
	g := image.NewGray(img.Rect)
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:]
		for x := range img.Rect.Dx() {
			g.Pix[y*g.Stride+x] = row[4*x]
		}
	}
	return g
}

// jpegWithProfile puts APP2 segments with the profile right behind SOI (ICC.1:2022, B.4).
func jpegWithProfile(file, profile []byte) []byte {
	count := (len(profile) + profilePartBytes - 1) / profilePartBytes
	out := make([]byte, 0, len(file)+len(profile)+count*32)
	out = append(out, file[:2]...)
	for i := range count {
		part := profile[i*profilePartBytes : min(len(profile), (i+1)*profilePartBytes)]
		out = append(out, 0xff, mAPP2)
		out = binary.BigEndian.AppendUint16(out, uint16(2+len(iccTag)+2+len(part)))
		out = append(out, iccTag...)
		out = append(out, byte(i+1), byte(count))
		out = append(out, part...)
	}
	return append(out, file[2:]...)
}

// pngWithProfile puts an iCCP chunk right behind IHDR (W3C PNG, 11.3.2.3).
func pngWithProfile(file, profile []byte) ([]byte, error) {
	const behindIHDR = 8 + 12 + 13
	chunk := bytes.NewBufferString("iCCPicc\x00\x00")
	z := zlib.NewWriter(chunk)
	if _, err := z.Write(profile); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	c := chunk.Bytes()
	out := make([]byte, 0, len(file)+len(c)+8)
	out = append(out, file[:behindIHDR]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(c)-4))
	out = append(out, c...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(c))
	return append(out, file[behindIHDR:]...), nil
}
