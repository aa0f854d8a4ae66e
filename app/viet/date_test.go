package viet_test

import (
	"testing"
	"time"

	"bangtin/app/viet"
)

func at(year, month, day, hour, minute int) time.Time {
	return time.Date(year, time.Month(month), day, hour, minute, 0, 0, viet.Zone())
}

func TestDateline(t *testing.T) {
	model := at(2024, 7, 3, 17, 59)
	for _, c := range []struct{ got, want string }{
		{viet.Dateline(model, false), "Thứ tư - 03/07/2024 17:59"},
		{viet.Dateline(model, true), "Thứ tư - 03/07/2024"},
		{viet.DatelineEN(model, false), "Wednesday, 3 July 2024, 17:59"},
		{viet.DatelineEN(model, true), "Wednesday, 3 July 2024"},
		{viet.Dateline(time.Date(2024, 7, 6, 17, 30, 0, 0, time.UTC), false), "Chủ nhật - 07/07/2024 00:30"},
		{viet.DatelineEN(time.Date(2024, 7, 6, 17, 30, 0, 0, time.UTC), false), "Sunday, 7 July 2024, 00:30"},
		{viet.Dateline(at(2024, 7, 1, 0, 0), true), "Thứ hai - 01/07/2024"},
		{viet.Dateline(at(2024, 7, 2, 0, 0), true), "Thứ ba - 02/07/2024"},
		{viet.Dateline(at(2024, 7, 4, 0, 0), true), "Thứ năm - 04/07/2024"},
		{viet.Dateline(at(2024, 7, 5, 0, 0), true), "Thứ sáu - 05/07/2024"},
		{viet.Dateline(at(2024, 7, 6, 0, 0), true), "Thứ bảy - 06/07/2024"},
		{viet.Prose(model), "ngày 03/7/2024"},
		{viet.Prose(at(2024, 1, 9, 0, 0)), "ngày 09/01/2024"},
		{viet.Prose(at(2024, 2, 28, 0, 0)), "ngày 28/02/2024"},
		{viet.Prose(at(2026, 11, 5, 0, 0)), "ngày 05/11/2026"},
		{viet.Prose(time.Date(2024, 7, 2, 18, 0, 0, 0, time.UTC)), "ngày 03/7/2024"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestParseDate(t *testing.T) {
	day, minute := at(2024, 7, 3, 0, 0), at(2024, 7, 3, 17, 59)
	utc := time.Date(2024, 7, 3, 17, 59, 30, 0, time.UTC)
	for s, want := range map[string]struct {
		t        time.Time
		dateOnly bool
	}{
		"2024-07-03":                                  {day, true},
		" 2024-07-03\n":                               {day, true},
		"2024-07-03T17:59":                            {minute, false},
		"2024-07-03 17:59:00":                         {minute, false},
		"2024-07-03T17:59:30Z":                        {utc, false},
		"2024-07-03T17:59:30.123456+00:00":            {utc.Add(123456 * time.Microsecond), false},
		"2024-07-03T17:59:00+07:00":                   {minute, false},
		"2024-07-03T17:59:00+0700":                    {minute, false},
		"2024-07-03T17:59:00+07":                      {minute, false},
		"2024-07-03 10:59:00 -00:00":                  {minute, false},
		"2024-07-03T06:59:00-0400":                    {minute, false},
		"03/07/2024":                                  {day, true},
		"3-7-2024":                                    {day, true},
		"3.7.2024":                                    {day, true},
		"3/7/2024 17:59":                              {minute, false},
		"03/07/2024, 17h59":                           {minute, false},
		"03/07/2024 | 17:59":                          {minute, false},
		"03/07/2024 lúc 17 giờ 59 phút":               {minute, false},
		"17:59 03/07/2024":                            {minute, false},
		"17h59, thứ tư, ngày 3/7/2024":                {minute, false},
		"17h 3/7/2024":                                {at(2024, 7, 3, 17, 0), false},
		"Thứ tư - 03/07/2024 17:59":                   {minute, false},
		"THỨ TƯ - 03/07/2024":                         {day, true},
		"Thu\u031b\u0301 tu\u031b - 03/07/2024 17:59": {minute, false},
		"Thứ Tư, 3/7/2024, 17:59 (GMT+7)":             {minute, false},
		"Thứ 4, 03/07/2024 17:59":                     {minute, false},
		"Chủ nhật - 07/07/2024 00:30":                 {at(2024, 7, 7, 0, 30), false},
		"ngày 03/7/2024":                              {day, true},
		"ngày 3 tháng 7 năm 2024":                     {day, true},
		"Ngày 03 tháng 07 năm 2024, 17:59":            {minute, false},
		"3 tháng 7, 2024":                             {day, true},
		"Wed, 03 Jul 2024 17:59:00 +0700":             {minute, false},
		"Wed, 3 Jul 2024 10:59:00 GMT":                {minute, false},
		"2024-02-29":                                  {at(2024, 2, 29, 0, 0), true},
		"1945-09-02":                                  {at(1945, 9, 2, 0, 0), true},
	} {
		got, dateOnly, err := viet.ParseDate(s)
		if err != nil || !got.Equal(want.t) || dateOnly != want.dateOnly {
			t.Errorf("%q: %v, %v, %v; want %v, %v", s, got, dateOnly, err, want.t, want.dateOnly)
		}
	}
	for _, s := range []string{
		"", "hôm qua", "2024", "07/2024", "03/07", "03/07/24", "31/02/2024", "2023-02-29", "2024-13-01", "00/07/2024", "2024-07-00",
		"2024-07-03T24:00", "2024-07-03T17:60", "2024-07-03T17:59:60", "2024-07-03T17:59:00+25:00", "0999-01-01",
		"03/07/2024 17:59 0", "03/07/20245", "1720000000", "2024-07-03T", "thứ tư", "99:99 03/07/2024", "03/07/2024\x00",
	} {
		if got, _, err := viet.ParseDate(s); err == nil {
			t.Errorf("%q is read as %v", s, got)
		}
	}
}

// What is shown can be read again.
func TestDatesComeBack(t *testing.T) {
	for d := range 800 {
		want := at(2023, 1, 1, 17, 59).AddDate(0, 0, d)
		for _, s := range []string{viet.Dateline(want, false), want.Format(time.RFC3339), want.UTC().Format(time.RFC3339)} {
			if got, dateOnly, err := viet.ParseDate(s); err != nil || dateOnly || !got.Equal(want) {
				t.Fatalf("%q: %v, %v", s, got, err)
			}
		}
		for _, s := range []string{viet.Dateline(want, true), viet.Prose(want)} {
			got, dateOnly, err := viet.ParseDate(s)
			if err != nil || !dateOnly || got.Format("20060102") != want.Format("20060102") {
				t.Fatalf("%q: %v, %v", s, got, err)
			}
		}
	}
}
