package viet_test

import (
	"encoding/json"
	"os"
	"testing"

	"bangtin/app/viet"
)

func TestParseClock(t *testing.T) {
	text, err := os.ReadFile("testdata/clock.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text   string
		Minute int
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) < 30 {
		t.Fatalf("%d cases: %v", len(cases), err)
	}
	for _, c := range cases {
		minute, ok := viet.ParseClock(c.Text)
		if want := c.Minute >= 0; ok != want || ok && minute != c.Minute {
			t.Errorf("%q is %d, %t; want %d", c.Text, minute, ok, c.Minute)
		}
	}
}
