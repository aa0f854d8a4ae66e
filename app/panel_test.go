package app_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

func TestHours(t *testing.T) {
	for in, want := range map[string]string{
		"07:30-17:00":            "07:30-17:00",
		"7:30-17:00 T2-T6":       "07:30-17:00 T2,T3,T4,T5,T6",
		"08:00–24:00 sat,CN,sat": "08:00-24:00 T7,CN",
		"00:00-00:01 mon-mon":    "00:00-00:01 T2",
		"17:00-07:30":            "",
		"07:30-07:30":            "",
		"07:60-08:00":            "",
		"07:30-24:01":            "",
		"-1:30-08:00":            "",
		"07:30":                  "",
		"07:30-17:00 T6-T2":      "",
		"07:30-17:00 T8":         "",
		"07:30-17:00 T2 T3":      "",
		"07:30x-17:00":           "",
	} {
		h, err := app.ParseHours(in)
		if want == "" {
			if app.CodeOf(err) != app.Invalid {
				t.Errorf("%q: %v, %v", in, h, err)
			}
			continue
		}
		if err != nil || h.String() != want {
			t.Errorf("%q is %v, %v; want %q", in, h, err, want)
			continue
		}
		if again, err := app.ParseHours(h.String()); err != nil || again.String() != want {
			t.Errorf("%q read again: %v, %v", want, again, err)
		}
	}
	if h, err := app.ParseHours(" "); h != nil || err != nil {
		t.Errorf("no hours: %v, %v", h, err)
	}
	h, err := app.ParseHours("07:30-17:00 T2-T6")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]bool{ // 26 November 2026 is a Thursday
		"2026-11-26T00:29:00Z": false, "2026-11-26T00:30:00Z": true, "2026-11-26T09:59:59Z": true, "2026-11-26T10:00:00Z": false,
		"2026-11-28T03:00:00Z": false, "2026-11-29T23:00:00Z": false, "2026-11-30T00:30:00Z": true,
	} {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if h.Open(when) != want {
			t.Errorf("open at %s: %v", at, !want)
		}
	}
}

func TestPanel(t *testing.T) {
	pin, err := app.HashPIN(rand.Reader, "204816")
	if err != nil {
		t.Fatal(err)
	}
	if !app.CheckPassword(pin, "204816") || app.CheckPassword(pin, "204817") || strings.Contains(pin, "204816") {
		t.Error("the hash of a PIN does not tell it from another")
	}
	for _, bad := range []string{"", "123", "1234567890123", "12a4", "１２３４", " 1234"} {
		if _, err := app.HashPIN(rand.Reader, bad); app.CodeOf(err) != app.Invalid {
			t.Errorf("the PIN %q: %v", bad, err)
		}
	}
	for name, p := range map[string]app.Panel{
		"turn":       {Turn: "upside-down"},
		"clear PIN":  {PIN: "204816"},
		"costly PIN": {PIN: strings.Replace(pin, "m=19456", "m=99999999", 1)},
		"hours":      {Hours: &app.Hours{From: 600, Until: 500}},
		"day":        {Hours: &app.Hours{From: 0, Until: 500, Days: []int{0, 8}}},
		"twice":      {Hours: &app.Hours{From: 0, Until: 500, Days: []int{3, 3}}},
	} {
		if err := p.Validate(); app.CodeOf(err) != app.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := app.Panel{Turn: app.TurnPortraitLeft, PIN: pin, Hours: &app.Hours{From: 450, Until: 1020, Days: []int{1, 7}}}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
}
