package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Slip is a passage of a text that a person should look at: text[At:] begins
// with Found. Wanted is what to write in its place, empty where only the
// person can tell.
type Slip struct {
	At     int
	Found  string
	Wanted string
}

// TonePlacement finds the words of a Vietnamese text whose tone is written
// in another style than the house's; none under a style it does not know.
func TonePlacement(text string, style ToneStyle) (out []Slip) {
	if style != ToneOld && style != ToneNew {
		return nil
	}
	for _, w := range Words(text) {
		word := text[w.From:w.To]
		if placed := PlaceTone(word, style); placed != word && IsSyllable(word) {
			out = append(out, Slip{w.From, word, placed})
		}
	}
	return out
}

var trueD = strings.NewReplacer("Ð", "Đ", "Ɖ", "Đ", "ð", "đ")

// StrayD finds words in which another letter stands for Đ or đ: Vietnamese
// syllables, as in Clean, and abbreviations such as BGDÐT, which Clean
// leaves alone. Icelandic names stay.
func StrayD(text string) (out []Slip) {
	if !strings.ContainsAny(text, "ÐƉð") {
		return nil
	}
	for _, w := range Words(text) {
		word := text[w.From:w.To]
		if right := trueD.Replace(word); right != word && (IsSyllable(right) || capitals(right) > 1) {
			out = append(out, Slip{w.From, word, right})
		}
	}
	return out
}

// wellKnown are abbreviations that every reader of a Vietnamese paper knows.
// It is meant to stay short: what only an office knows has to be spelt out.
var wellKnown = setOf(`
	UBND HĐND MTTQ UBMTTQ TP TX TT TW TƯ HCM TPHCM VN CP NĐ QĐ NQ CT KH
	THCS THPT ĐH CĐ GD ĐT GS PGS TS BS
	BHYT BHXH CCCD CMND CSGT HTX TNHH CLB HLV VĐV
	TTXVN VOV VTV PV BBT USD VND VNĐ
	ASEAN APEC EU WTO WHO UNESCO UNICEF NATO FIFA GDP
	COVID SARS HIV AIDS ADN AI ATM CEO IT LED PDF QR SIM SMS TV USB WC OCOP
`)

// Abbreviations finds the first use of each abbreviation (two capitals or
// more: TTTT, KT-XH, GD&ĐT) of a Vietnamese text that is neither well known
// nor spelt out there, in brackets before or behind: "Trung tâm Truyền
// thông (TTTT)" and "TTTT (Trung tâm Truyền thông)". Numbers of documents,
// addresses, Roman numerals and words set in capitals are none.
func Abbreviations(text string) (out []Slip) {
	known := map[string]bool{}
	for _, a := range abbreviations(text) {
		short := text[a.From:a.To]
		if known[short] || isKnown(short) {
			continue
		}
		known[short] = true
		if !inBrackets(text[:a.From]) && !strings.HasPrefix(strings.TrimLeft(text[a.To:], " \u00A0"), "(") {
			out = append(out, Slip{At: a.From, Found: short})
		}
	}
	return out
}

// abbreviations are the runs of capitals, joined over - and &.
func abbreviations(text string) (out []Word) {
	words := Words(text)
	for i := 0; i < len(words); {
		run := words[i]
		for i++; i < len(words) && (text[run.To:words[i].From] == "-" || text[run.To:words[i].From] == "&"); i++ {
			run.To = words[i].To
		}
		if capitals(text[run.From:run.To]) > 1 && !partOfNumber(text, run) {
			out = append(out, run)
		}
	}
	return out
}

// capitals counts the letters of a word that is of capitals alone, else 0.
// The signs that join abbreviations do not count.
func capitals(word string) (n int) {
	for _, r := range word {
		switch {
		case unicode.IsUpper(r):
			n++
		case r != '-' && r != '&':
			return 0
		}
	}
	return n
}

func isKnown(short string) bool {
	for part := range strings.FieldsFuncSeq(short, func(r rune) bool { return r == '-' || r == '&' }) {
		if utf8.RuneCountInString(part) > 1 && !wellKnown[part] && !IsSyllable(part) && strings.Trim(part, "IVXLCDM") != "" {
			return false
		}
	}
	return true
}

// partOfNumber tells whether a word stands in a number of a document or in
// an address: 19/KH-BGDĐT, 15/2024/NĐ-CP, WWW.VGP.VN, a@B.VN.
func partOfNumber(text string, w Word) bool {
	from := w.From
	for from > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:from])
		if unicode.IsSpace(r) || w.From-from > 64 {
			break
		}
		from -= size
	}
	to := w.To
	for to < len(text) {
		r, size := utf8.DecodeRuneInString(text[to:])
		if unicode.IsSpace(r) || to-w.To > 64 {
			break
		}
		to += size
	}
	run := text[from:to]
	return strings.Contains(run, "/") && strings.ContainsAny(run, "0123456789") || strings.ContainsRune(run, '@') ||
		strings.Contains(run, "://") || strings.HasPrefix(strings.ToLower(run), "www.")
}

// inBrackets tells whether a bracket is open at the end of a line.
func inBrackets(before string) bool {
	before = before[strings.LastIndexByte(before, '\n')+1:]
	if len(before) > 200 {
		before = before[len(before)-200:]
	}
	return strings.LastIndexByte(before, '(') > strings.LastIndexByte(before, ')')
}
