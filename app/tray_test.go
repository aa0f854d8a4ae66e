package app_test

import (
	"testing"
	"time"

	"bangtin/app"
)

func TestTakenAt(t *testing.T) {
	written := time.Date(2024, 7, 5, 1, 2, 3, 0, time.UTC).UnixMilli()
	for name, c := range map[string]struct {
		camera, file string
		written      int64
		want, by     string
	}{
		"the camera before all":     {"2024-07-03T17:59:08", "IMG_20240101_000000.jpg", written, "2024-07-03T10:59:08Z", app.TakenCamera},
		"the camera knew its zone":  {"2024-07-03T17:59:08+09:00", "", 0, "2024-07-03T08:59:08Z", app.TakenCamera},
		"a camera never set":        {"1980-01-01T00:00:00", "a.jpg", written, "2024-07-05T01:02:03Z", app.TakenFile},
		"a camera that says zeros":  {"0000-00-00T00:00:00", "a.jpg", 0, "", ""},
		"Android":                   {"", "IMG_20240703_175908.jpg", written, "2024-07-03T10:59:08Z", app.TakenName},
		"Android, a burst":          {"", "IMG_20240703_175908_1.jpg", written, "2024-07-03T10:59:08Z", app.TakenName},
		"Samsung":                   {"", "20240703_175908.heic", written, "2024-07-03T10:59:08Z", app.TakenName},
		"Pixel, in UTC":             {"", "PXL_20240703_105908123.jpg", written, "2024-07-03T10:59:08Z", app.TakenName},
		"a screenshot":              {"", "Screenshot_2024-07-03-17-59-08.png", written, "2024-07-03T10:59:08Z", app.TakenName},
		"WhatsApp":                  {"", "WhatsApp Image 2024-07-03 at 17.59.08.jpeg", written, "2024-07-03T10:59:08Z", app.TakenName},
		"a day without a time":      {"", "IMG-20240703-WA0001.jpg", written, "2024-07-05T01:02:03Z", app.TakenFile},
		"a number that is no time":  {"", "z5601234567890_20249999_999999.jpg", written, "2024-07-05T01:02:03Z", app.TakenFile},
		"an iPhone's name":          {"", "IMG_4711.HEIC", written, "2024-07-05T01:02:03Z", app.TakenFile},
		"nobody knows":              {"", "anh.jpg", 0, "", ""},
		"written before all photos": {"", "anh.jpg", 1000, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			ms, by := app.TakenAt(c.camera, c.file, c.written)
			got := ""
			if ms != 0 {
				got = time.UnixMilli(ms).UTC().Format(time.RFC3339)
			}
			if got != c.want || by != c.by {
				t.Errorf("%s by %q, want %s by %q", got, by, c.want, c.by)
			}
		})
	}
}

func TestTrayName(t *testing.T) {
	for in, want := range map[string]string{
		"/a/b/c.jpg": "c.jpg", `C:\a\c.jpg`: "c.jpg", "a/": "", "  hai   chữ.jpg ": "hai chữ.jpg", "e\u0302.jpg": "ê.jpg",
		"\u202egpj.exe": "gpj.exe", "a\x7fb\x00": "ab", "\xff.jpg": "\uFFFD.jpg", "..": "..",
	} {
		if got := app.TrayName(in); got != want {
			t.Errorf("%q is called %q, want %q", in, got, want)
		}
	}
}
