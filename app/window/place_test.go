package window_test

import (
	"testing"

	"bangtin/app/window"
)

func TestPlaceFits(t *testing.T) {
	laptop := window.Area{Width: 1366, Height: 768}
	beside := window.Area{X: 1366, Width: 1920, Height: 1080}
	bar := window.Area{X: 0, Y: 27, Width: 1366, Height: 741}
	for _, c := range []struct {
		name    string
		place   window.Place
		screens []window.Area
		want    window.Place
	}{
		{"as it was", window.Place{X: 100, Y: 50, Width: 900, Height: 650}, []window.Area{laptop},
			window.Place{X: 100, Y: 50, Width: 900, Height: 650}},
		{"on the second screen", window.Place{X: 1500, Y: 90, Width: 1400, Height: 900}, []window.Area{laptop, beside},
			window.Place{X: 1500, Y: 90, Width: 1400, Height: 900}},
		{"the second screen is gone", window.Place{X: 1500, Y: 90, Width: 1400, Height: 900}, []window.Area{laptop},
			window.Place{X: 0, Y: 0, Width: 1358, Height: 728}},
		{"mostly on the second screen", window.Place{X: 1200, Y: 90, Width: 800, Height: 650}, []window.Area{laptop, beside},
			window.Place{X: 1366, Y: 90, Width: 800, Height: 650}},
		{"beyond the right and lower edge", window.Place{X: 1300, Y: 700, Width: 900, Height: 650}, []window.Area{laptop},
			window.Place{X: 458, Y: 78, Width: 900, Height: 650}},
		{"beyond the left and upper edge", window.Place{X: -300, Y: -20, Width: 900, Height: 650}, []window.Area{laptop},
			window.Place{X: 0, Y: 0, Width: 900, Height: 650}},
		{"under the desktop's bar", window.Place{X: 10, Y: 0, Width: 900, Height: 650}, []window.Area{bar},
			window.Place{X: 10, Y: 27, Width: 900, Height: 650}},
		{"too large", window.Place{Width: 3840, Height: 2160}, []window.Area{bar},
			window.Place{X: 0, Y: 27, Width: 1358, Height: 701}},
		{"smaller than a window can be", window.Place{X: 10, Y: 10, Width: 5, Height: 5}, []window.Area{laptop},
			window.Place{X: 10, Y: 10, Width: 390, Height: 600}},
		{"maximised", window.Place{X: 1500, Y: 90, Width: 900, Height: 650, Maximised: true}, []window.Area{laptop},
			window.Place{X: 458, Y: 78, Width: 900, Height: 650, Maximised: true}},
		{"nothing known of the screens", window.Place{X: 5000, Y: 90, Width: 900, Height: 650}, nil,
			window.Place{X: 5000, Y: 90, Width: 900, Height: 650}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.place.Fit(c.screens); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestPlaceIsSound(t *testing.T) {
	for p, want := range map[window.Place]bool{
		{X: -40, Y: 0, Width: 900, Height: 600}:       true,
		{}:                                            false,
		{Width: 900, Height: -1}:                      false,
		{Width: 1 << 20, Height: 600}:                 false,
		{X: 1 << 20, Width: 900, Height: 600}:         false,
		{X: 0, Y: -(1 << 20), Width: 900, Height: 60}: false,
	} {
		if got := p.Sound(); got != want {
			t.Errorf("%+v is sound: %v, want %v", p, got, want)
		}
	}
}
