// Package scene holds the sample library's pictures: an invented province as
// a set of travel posters. Each file is one picture or what several share.
package scene

import "bangtin/build/sample/paint"

// Picture is one illustration. It is painted on a larger canvas and cut, so
// that a landscape has the shape of the screens in the hall.
type Picture struct {
	Name   string // file name without its ending
	Width  int    // pixels
	Height int
	top    int // first row that is kept
	paint  func(*paint.Canvas)
}

// Draw paints a picture. The same picture comes out each time; a draft is
// quicker and rougher.
func (p Picture) Draw(draft bool) *paint.Canvas {
	w, h := 1920, 1280
	if p.Width < p.Height {
		w, h = h, w
	}
	c := paint.New(w, h, paper)
	c.Draft = draft
	p.paint(c)
	return c.Rows(p.top, p.top+p.Height)
}

// Pictures are all illustrations, in the order of the articles that first
// use them.
func Pictures() []Picture {
	return []Picture{
		{"hoi-truong", 1920, 1080, 100, hoiTruong},
		{"trung-tam", 1920, 1080, 130, trungTam},
		{"mom-en", 1920, 1080, 100, momEn},
		{"phong-tranh", 1920, 1080, 120, phongTranh},
		{"khe-vang", 1920, 1080, 90, kheVang},
		{"ruong-bac-thang", 1920, 1080, 120, ruongBacThang},
		{"ben-thuyen", 1920, 1080, 130, benThuyen},
		{"tau-khach", 1920, 1080, 110, tauKhach},
		{"pho-den-long", 1920, 1080, 100, phoDenLong},
		{"cua-van-dem", 1920, 1080, 100, cuaVanDem},
		{"tau-dien", 1920, 1080, 160, tauDien},
		{"ho-ta-luong", 1920, 1080, 90, hoTaLuong},
		{"cot-da", 1280, 1920, 0, cotDa},
		{"bien-may", 1280, 1920, 0, bienMay},
		{"cho-phien", 1920, 1080, 170, choPhien},
		{"mam-com", 1920, 1080, 160, mamCom},
		{"tu-dang", 1920, 1080, 60, tuDang},
		{"nha-san", 1920, 1080, 120, nhaSan},
		{"dien-gia", 1920, 1080, 120, dienGia},
		{"doi-che", 1920, 1080, 90, doiChe},
		{"so-do", 1920, 1280, 0, soDo},
		{"hai-dang", 1280, 1920, 0, haiDang},
	}
}

// The inks that all pictures share, so that they look like one set.
var (
	paper   = paint.Hex(0xfffdf7)
	ink     = paint.Hex(0x1b1a17)
	crimson = paint.Hex(0xa4161a)
	gold    = paint.Hex(0xffc15e)
	leaf    = paint.Hex(0x1d5138)
	sea     = paint.Hex(0x1c4a73)
)
