package app

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"bangtin/app/viet"
)

// The seed of the recovery key on paper: 24 words for its 32 bytes and one
// byte more, the first of their SHA-256, each word for 11 bits, the first bit
// first. That is the way of BIP-39; the words are our own, Vietnamese
// syllables without marks. Word number n of the list is made of onset and
// rime as recoveryList does it. The list never changes: papers lie in safes.
const (
	recoveryWords = 24
	recoveryCount = 2048
	// maxRecoveryText is more than anybody writes around 24 words.
	maxRecoveryText = 4096
)

// The onsets and rimes that the list is made of, the most usual rimes first.
// Before e and i the onsets c, g and ng are written k, gh and ngh, as they
// always are; gi stands before no i, and qu only before a, e and it. Words
// that would be coarse without their marks are left out.
var (
	recoveryOnsets = strings.Fields("- b c ch d g gi h kh l m n ng nh ph qu r s t th tr v x")
	recoveryRimes  = strings.Fields("an ang ao ai am at ac anh en ong on oi ui un ung inh in ieu iem ien ieng " +
		"uong uoi uon uoc ay au ap ach em eo et ec op ot om oc ut uc um ua ia ich im it ip iu iec iet iep " +
		"a e o u i oa oan oang oai oat uan uat uy uyen uyet ue ech enh eu ep eng uom uot up uu oe oay oanh uay " +
		"uynh oac oach oet uop uou uya uo uyt oam oen oeo uych uang uech oap uyu")
	recoveryCoarse = strings.Fields("cac cut deo dit du ia lon")
)

// recoveryList makes the list: rime by rime, under each the onsets in order,
// until there are 2,048. One letter is no word.
func recoveryList() []string {
	out := make([]string, 0, recoveryCount)
	for _, rime := range recoveryRimes {
		for _, onset := range recoveryOnsets {
			word := syllable(onset, rime)
			if len(word) > 1 && len(out) < recoveryCount && !slices.Contains(recoveryCoarse, word) {
				out = append(out, word)
			}
		}
	}
	return out
}

func syllable(onset, rime string) string {
	thin := rime[0] == 'e' || rime[0] == 'i'
	switch {
	case onset == "-":
		return rime
	case onset == "gi" && rime[0] == 'i', onset == "qu" && rime[0] != 'a' && rime[0] != 'e' && rime != "it":
		return ""
	case thin && onset == "c":
		return "k" + rime
	case thin && (onset == "g" || onset == "ng"):
		return onset + "h" + rime
	}
	return onset + rime
}

// RecoveryWords writes the seed of a recovery key as 24 words.
func RecoveryWords(seed [ed25519.SeedSize]byte) []string {
	sum := sha256.Sum256(seed[:])
	list, out := recoveryList(), make([]string, 0, recoveryWords)
	bits, held := 0, 0
	for _, b := range append(seed[:], sum[0]) {
		bits, held = bits<<8|int(b), held+8
		if held >= 11 {
			held -= 11
			out = append(out, list[bits>>held])
			bits &= 1<<held - 1
		}
	}
	return out
}

// ReadRecoveryWords reads the 24 words back as people write them: with
// marks, capitals, numbers, commas and line breaks. A word that is not in the
// list is named with its place and what it may have been; words that do not
// fit each other are refused, for one of them is another or two changed
// places.
func ReadRecoveryWords(text string) (seed [ed25519.SeedSize]byte, err error) {
	if len(text) > maxRecoveryText {
		return seed, Fault(TooLarge, "recovery_words_long", "Văn bản dài quá, chỉ cần 24 từ khôi phục", "The text is too long: only the 24 recovery words are needed")
	}
	words := splitRecovery(text)
	list := recoveryList()
	at := make(map[string]int, len(list))
	for i, w := range list {
		at[w] = i
	}
	bits, held, b := 0, 0, make([]byte, 0, ed25519.SeedSize+1)
	for i, w := range words {
		n, ok := at[w]
		if !ok {
			return seed, wordFault(list, i+1, w)
		}
		bits, held = bits<<11|n, held+11
		for held >= 8 {
			held -= 8
			b = append(b, byte(bits>>held))
			bits &= 1<<held - 1
		}
	}
	if len(words) != recoveryWords {
		return seed, Fault(Invalid, "recovery_words_count",
			fmt.Sprintf("Cần đủ %d từ khôi phục, ở đây có %d từ", recoveryWords, len(words)),
			fmt.Sprintf("%d recovery words are needed, here are %d", recoveryWords, len(words)))
	}
	copy(seed[:], b)
	if sum := sha256.Sum256(seed[:]); sum[0] != b[ed25519.SeedSize] {
		return [ed25519.SeedSize]byte{}, Fault(Invalid, "recovery_words_sum",
			"Từng từ đều có trong danh sách nhưng không khớp nhau: có từ chép sai hoặc đổi chỗ. Xin so lại với tờ giấy",
			"Each word is in the list, but they do not fit each other: one is wrong or two changed places. Please compare with the paper")
	}
	return seed, nil
}

// splitRecovery gives the words without marks, capitals and numbers.
func splitRecovery(text string) []string {
	return strings.FieldsFunc(strings.ToLower(viet.Fold(text)), func(r rune) bool { return !unicode.IsLetter(r) })
}

// wordFault names a word that is not in the list and the nearest that are.
func wordFault(list []string, place int, word string) error {
	word = viet.Truncate(word, 30)
	near, best := []string{}, 3
	for _, w := range list {
		switch d := slips(word, w); {
		case d < best:
			near, best = []string{w}, d
		case d == best && best < 3:
			near = append(near, w)
		}
	}
	vi := fmt.Sprintf("Từ thứ %d, “%s”, không có trong danh sách", place, word)
	en := fmt.Sprintf("Word %d, “%s”, is not in the list", place, word)
	if len(near) > 0 {
		near = near[:min(len(near), 5)]
		vi += ". Có phải: " + strings.Join(near, ", ")
		en += ". Perhaps: " + strings.Join(near, ", ")
	}
	return Fault(Invalid, "recovery_word_unknown", vi, en)
}

// slips counts the letters that are missing, too many or others in one of
// two words (Levenshtein's distance).
func slips(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := before
			if a[i] != b[j] {
				d = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}

// RecoveryAsked are the places, from 1, of the two words that a person types
// back to show that the paper exists. A seed always asks for the same two.
func RecoveryAsked(seed [ed25519.SeedSize]byte) (places [2]int) {
	sum := sha256.Sum256(append([]byte("bangtin recovery asks 1\n"), seed[:]...))
	places[0] = 1 + int(sum[0])%(recoveryWords/2)
	places[1] = 1 + recoveryWords/2 + int(sum[1])%(recoveryWords/2)
	return places
}

// AnswersRecovery tells whether a text holds the two words that were asked
// for, in their order.
func AnswersRecovery(seed [ed25519.SeedSize]byte, text string) bool {
	words, asked := RecoveryWords(seed), RecoveryAsked(seed)
	return len(text) <= maxRecoveryText && slices.Equal(splitRecovery(text), []string{words[asked[0]-1], words[asked[1]-1]})
}
