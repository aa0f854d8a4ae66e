package app

// PictureEdit is what a person did to a picture: turned it by quarters
// clockwise, then cut something out of it, in parts of 10,000 of the turned
// picture's width and height.
type PictureEdit struct {
	Turn                int
	X, Y, Width, Height int
}

// pictureWhole is what the parts of an edit are counted in.
const pictureWhole = 10_000

// Validate refuses an edit that is none of a picture.
func (e PictureEdit) Validate() error {
	inside := func(from, size int) bool {
		return from >= 0 && size >= 1 && from <= pictureWhole && size <= pictureWhole-from
	}
	if e.Turn < 0 || e.Turn > 3 || !inside(e.X, e.Width) || !inside(e.Y, e.Height) {
		return Fault(Invalid, "edit_malformed", "Phần ảnh được chọn nằm ngoài ảnh. Xin chọn lại", "The part that was chosen is not in the picture. Please choose again")
	}
	return nil
}

// ErrNoPicture is for a picture that nobody has sent to this library.
var ErrNoPicture = Fault(NotFound, "no_picture", "Máy này không có ảnh gốc đó", "This machine does not have that picture")
