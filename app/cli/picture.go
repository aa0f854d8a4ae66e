package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"bangtin/app"
	"bangtin/app/store"
	"bangtin/app/thumb"
)

// darkroom turns an original into what a publication lists of it. What was
// made once is looked up again by the hash of the original.
type darkroom struct {
	pool  *thumb.Pool
	media *store.Media
	lib   *app.Library
}

func (c *core) darkroom() *darkroom {
	return &darkroom{pool: c.pool, media: c.db.Media(), lib: c.lib}
}

// develop keeps an original and makes its derivatives. The original is
// safe on the disk before anything is made of it, and the derivatives are
// before anybody can name them.
func (d *darkroom) develop(ctx context.Context, f *os.File) (app.Developed, error) {
	sum, size, err := d.media.Put(ctx, f, thumb.MaxBytes)
	out := app.Developed{Original: sum, Bytes: size}
	if err != nil {
		if app.CodeOf(err) == app.TooLarge {
			err = photoFault(&thumb.Error{Code: thumb.TooLarge})
		}
		return out, err
	}
	if known, ok, err := d.lib.Developed(ctx, sum); err != nil || ok && known.Made() {
		known.Bytes = size
		return known, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return out, err
	}
	return d.print(ctx, f, out)
}

// keep keeps an original of which nothing says that it is no picture, and
// tells what it says of itself. Nothing is made of it yet, and nothing
// noted.
func (d *darkroom) keep(ctx context.Context, f *os.File) (out app.Developed, err error) {
	original, err := io.ReadAll(io.LimitReader(f, thumb.MaxBytes+1))
	if err != nil {
		return out, err
	}
	look, err := thumb.Glance(original)
	if err != nil {
		return out, photoFault(err)
	}
	sum, size, err := d.media.Put(ctx, bytes.NewReader(original), thumb.MaxBytes)
	if err != nil {
		return out, err
	}
	known, ok, err := d.lib.Developed(ctx, sum)
	if err != nil || ok && known.Made() {
		known.Bytes = size
		return known, err
	}
	out = app.Developed{Original: sum, Bytes: size, Taken: look.Taken, Small: look.Small}
	out.Width, out.Height = look.Width, look.Height
	return out, nil
}

// again makes the derivatives of an original that is kept. One that is not
// what its name says fails as such, whatever the decoder thinks of it.
func (d *darkroom) again(ctx context.Context, original app.Hash) error {
	f, err := d.media.Open(original)
	if app.CodeOf(err) == app.NotFound {
		return errOriginalMissing.With(err)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	out, _, err := d.lib.Developed(ctx, original)
	if err != nil {
		return err
	}
	out.Fault, out.Bytes = nil, info.Size()
	_, err = d.print(ctx, f, out)
	if theirs(err) {
		if bad := d.media.Verify(ctx, original); app.CodeOf(bad) == app.Damaged {
			return errOriginalDamaged.With(bad)
		}
	}
	return err
}

// restore looks at an original and at what was made of it, and makes again
// what lacks. The derivatives that are sound are noted; made again they are
// the same files. An original of which nothing can be made any more is
// named in the trays that hold it; one that is lost while what was made of
// it is there goes on being shown.
func (d *darkroom) restore(ctx context.Context, original app.Hash, sound map[app.Hash]bool) (made bool, err error) {
	lost := d.media.Verify(ctx, original)
	switch app.CodeOf(lost) {
	case "":
	case app.NotFound:
		lost = errOriginalMissing.With(lost)
	case app.Damaged:
		lost = errOriginalDamaged.With(lost)
	default:
		return false, lost
	}
	known, noted, err := d.lib.Developed(ctx, original)
	if err != nil {
		return false, err
	}
	whole := known.Made()
	for _, s := range known.Sizes {
		if sound[s.Hash] = d.media.Verify(ctx, s.Hash) == nil; !sound[s.Hash] {
			whole = false
		}
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if whole {
		return false, lost
	}
	if lost == nil {
		if lost = d.again(ctx, original); lost == nil {
			return true, nil
		}
	}
	if noted && theirs(lost) {
		if err := d.lib.FailPreview(ctx, original, lost); err != nil {
			return false, err
		}
	}
	return false, lost
}

var errOriginalMissing = app.Fault(app.NotFound, "media_missing",
	"Thiếu tệp ảnh gốc trên đĩa. Xin đưa lại tệp này vào, hoặc chép từ bản sao lưu",
	"The original picture is missing on the disk. Add the file again, or copy it from a backup")

// errOriginalDamaged is no fault of the store, which would be restored.
var errOriginalDamaged = app.Fault(app.Invalid, "media_damaged",
	"Tệp ảnh gốc trên đĩa bị hỏng. Xin đưa lại tệp này vào, hoặc chép từ bản sao lưu",
	"The original picture on the disk is damaged. Add the file again, or copy it from a backup")

// print makes the derivatives of an original and notes them.
func (d *darkroom) print(ctx context.Context, f *os.File, out app.Developed) (app.Developed, error) {
	p, err := d.pool.Make(ctx, f, out.Bytes)
	if err != nil {
		return out, photoFault(err)
	}
	out.Sizes = nil
	out.Taken, out.Colour, out.Across, out.Down = p.Taken, p.Colour, p.Width, p.Height
	for _, x := range p.Derivatives {
		h, n, err := d.media.Put(ctx, bytes.NewReader(x.Data), int64(len(x.Data)))
		if err != nil {
			return out, fmt.Errorf("keep a derivative: %w", err)
		}
		out.Sizes = append(out.Sizes, app.Size{Hash: h, Type: x.Type, Width: x.Width, Height: x.Height, Bytes: n})
	}
	out.Width, out.Height = out.Sizes[0].Width, out.Sizes[0].Height
	return out, d.lib.SavePreview(ctx, out)
}

// photoFault puts what went wrong with a picture into a sentence that says
// what to do next.
func photoFault(err error) error {
	var e *thumb.Error
	if !errors.As(err, &e) {
		return err
	}
	s, ok := photoSentences[e.Code]
	if !ok {
		return err
	}
	return app.Fault(s.code, "photo_"+string(e.Code), s.VI, s.EN).With(err)
}

type photoSentence struct {
	code app.Code
	app.Text
}

var photoSentences = map[thumb.Code]photoSentence{
	thumb.Empty:         {app.Invalid, app.Text{VI: "Tệp ảnh rỗng. Xin chép lại từ máy ảnh hoặc điện thoại", EN: "The picture file is empty. Please copy it again from the camera or phone"}},
	thumb.TooLarge:      {app.TooLarge, app.Text{VI: "Ảnh lớn hơn 40 MB. Xin xuất lại ảnh nhỏ hơn", EN: "The picture is larger than 40 MB. Please export a smaller one"}},
	thumb.TooManyPixels: {app.TooLarge, app.Text{VI: "Ảnh có quá nhiều điểm ảnh. Xin thu nhỏ còn dưới 25 megapixel rồi thử lại", EN: "The picture has too many pixels. Please make it smaller than 25 megapixels and try again"}},
	thumb.TooManyScans:  {app.Invalid, app.Text{VI: "Ảnh JPEG được mã hóa bất thường. Xin mở bằng phần mềm ảnh rồi lưu lại", EN: "The JPEG is encoded in an unusual way. Please open it in a photo program and save it again"}},
	thumb.Unsupported:   {app.Invalid, app.Text{VI: "Không đọc được loại tệp này. Xin dùng ảnh JPEG, PNG, WebP hoặc GIF", EN: "This kind of file is not accepted. Please use JPEG, PNG, WebP or GIF"}},
	thumb.NeedsHEIC:     {app.Invalid, app.Text{VI: "Máy này chưa đọc được ảnh HEIC. Trên iPhone: Cài đặt → Camera → Định dạng → Tương thích nhất, rồi chụp hoặc gửi lại", EN: "This machine cannot read HEIC. On the iPhone: Settings → Camera → Formats → Most Compatible, then take or send it again"}},
	thumb.Incomplete:    {app.Invalid, app.Text{VI: "Tệp ảnh bị thiếu phần cuối. Xin chép lại", EN: "The file ends in the middle. Please copy it again"}},
	thumb.Corrupt:       {app.Invalid, app.Text{VI: "Tệp ảnh bị hỏng. Xin chép lại từ bản gốc", EN: "The picture file is damaged. Please copy it again from the original"}},
	thumb.TimedOut:      {app.Invalid, app.Text{VI: "Ảnh này xử lý quá lâu nên đã dừng. Xin lưu lại ảnh bằng phần mềm ảnh rồi thử lại", EN: "This picture took too long and was stopped. Please save it again in a photo program and try once more"}},
	thumb.OutOfMemory:   {app.Invalid, app.Text{VI: "Ảnh này cần quá nhiều bộ nhớ. Xin thu nhỏ ảnh rồi thử lại", EN: "This picture needs too much memory. Please make it smaller and try again"}},
	thumb.Crashed:       {app.Invalid, app.Text{VI: "Không xử lý được ảnh này. Xin mở bằng phần mềm ảnh, lưu lại rồi thử lại", EN: "This picture cannot be processed. Please open it in a photo program, save it again and try once more"}},
	thumb.Unavailable:   {app.Unavailable, app.Text{VI: "Bộ xử lý ảnh chưa sẵn sàng. Xin thử lại sau ít phút", EN: "The photo worker is not ready. Please try again in a few minutes"}},
}
