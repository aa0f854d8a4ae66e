package convert

import "strings"

// separator is what parts most of the first line, outside quotes.
func separator(text []byte) rune {
	count := map[byte]int{}
	quoted := false
	for _, c := range text {
		if c == '"' {
			quoted = !quoted
		}
		if !quoted && c == '\n' {
			break
		}
		if !quoted {
			count[c]++
		}
	}
	best := ','
	for _, c := range ";\t" {
		if count[byte(c)] > count[byte(best)] {
			best = c
		}
	}
	return best
}

// plainCell takes away the apostrophe that keeps a spreadsheet from taking
// text for a formula.
func plainCell(s string) string {
	if rest := strings.TrimLeft(s, "'"); rest != s && rest != "" && strings.Contains(formula, rest[:1]) {
		return s[1:]
	}
	return s
}

// formula are the signs with which a cell begins that a spreadsheet takes
// for a formula.
const formula = "=+-@\t\r"

// safeCell writes a text so that no spreadsheet takes it for a formula, and
// plainCell reads it back.
func safeCell(s string) string {
	if s != "" && (strings.Contains(formula, s[:1]) || plainCell(s) != s) {
		return "'" + s
	}
	return s
}
