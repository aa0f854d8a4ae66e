package viet_test

import (
	"math"
	"testing"

	"bangtin/app/viet"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{viet.Int(53206), "53.206"},
		{viet.Int(24101277), "24.101.277"},
		{viet.Int(0), "0"},
		{viet.Int(999), "999"},
		{viet.Int(-1000), "-1.000"},
		{viet.Int(math.MinInt64), "-9.223.372.036.854.775.808"},
		{viet.IntEN(53206), "53,206"},
		{viet.Decimal(4.7, 1), "4,7"},
		{viet.Decimal(14.0/3, 1), "4,7"},
		{viet.Decimal(53206.5, 2), "53.206,50"},
		{viet.Decimal(-1234.5, 1), "-1.234,5"},
		{viet.Decimal(2, 0), "2"},
		{viet.Decimal(2, -1), "2"},
		{viet.Decimal(math.NaN(), 1), "NaN"},
		{viet.Decimal(math.Inf(1), 1), "+Inf"},
		{viet.DecimalEN(53206.55, 1), "53,206.6"},
		{viet.DecimalEN(4.7, 1), "4.7"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
