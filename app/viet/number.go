package viet

import (
	"strconv"
	"strings"
)

// Int writes a whole number as in Vietnamese: 53.206.
func Int(n int64) string { return grouped(strconv.FormatInt(n, 10), ".") }

// IntEN writes a whole number as in English: 53,206.
func IntEN(n int64) string { return grouped(strconv.FormatInt(n, 10), ",") }

// Decimal writes a number with the given count of digits after the comma:
// 4,7.
func Decimal(f float64, digits int) string { return decimal(f, digits, ".", ",") }

// DecimalEN writes a number with the given count of digits after the point:
// 4.7.
func DecimalEN(f float64, digits int) string { return decimal(f, digits, ",", ".") }

func decimal(f float64, digits int, group, mark string) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(f, 'f', max(digits, 0), 64), ".")
	if part == "" {
		return grouped(whole, group)
	}
	return grouped(whole, group) + mark + part
}

func grouped(digits, mark string) string {
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	if digits[0] < '0' || digits[0] > '9' { // NaN, +Inf
		return sign + digits
	}
	out := digits[:(len(digits)-1)%3+1]
	for rest := digits[len(out):]; rest != ""; rest = rest[3:] {
		out += mark + rest[:3]
	}
	return sign + out
}
