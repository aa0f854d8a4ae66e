package app_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"bangtin/app"
)

// everyWord is the list, read off the words of seeds that count through it.
func everyWord() []string {
	out := make([]string, 2048)
	for n := range out {
		out[n] = app.RecoveryWords([32]byte{byte(n >> 3), byte(n << 5)})[0]
	}
	return out
}

// The list is on papers in safes: it can never change.
func TestRecoveryListNeverChanges(t *testing.T) {
	list := everyWord()
	seen := map[string]bool{}
	for n, w := range list {
		if seen[w] || len(w) < 2 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("word %d, %q, is there twice or no word of small letters", n, w)
		}
		seen[w] = true
	}
	sum := sha256.Sum256([]byte(strings.Join(list, "\n")))
	const want = "97063c49b88cafc311f01cc867533d22d1a17d6d8fd3d0355ed460922f4b72fd"
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("the list has the sum %s, and had %s", got, want)
	}
}

// What 24 words say, byte for byte.
func TestRecoveryWordsOfAKnownSeed(t *testing.T) {
	var seed [32]byte
	for i := range seed {
		seed[i] = byte(i * 7)
	}
	const want = "an mieng nghiet lieng ghiem nhen voach tuou vap ngoat truay thoay nhao sep sanh nu nhoan pham rinh mum goac roc giap khun"
	if got := strings.Join(app.RecoveryWords(seed), " "); got != want {
		t.Errorf("words\n got %s\nwant %s", got, want)
	}
}

func TestRecoveryWordsAreReadAsPeopleWriteThem(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 3))
	for range 200 {
		var key [32]byte
		for i := range key {
			key[i] = byte(r.Uint32())
		}
		words := app.RecoveryWords(key)
		numbered := ""
		for i, w := range words {
			numbered += fmt.Sprintf("%2d. %s,\r\n", i+1, strings.ToUpper(w[:1])+w[1:])
		}
		marked := strings.NewReplacer("a", "ạ", "o", "ớ", "e", "ễ", "d", "đ", "u", "ư").Replace(strings.Join(words, "\t"))
		for _, text := range []string{strings.Join(words, " "), strings.ToUpper(strings.Join(words, ";")), numbered, marked} {
			got, err := app.ReadRecoveryWords(text)
			if err != nil || got != key {
				t.Fatalf("%q: %v", text, err)
			}
		}
	}
}

func TestWrongRecoveryWordsAreNamed(t *testing.T) {
	words := app.RecoveryWords([32]byte(bytes.Repeat([]byte{0x5a}, 32)))
	with := func(place int, word string) string {
		out := append([]string{}, words...)
		out[place-1] = word
		return strings.Join(out, " ")
	}
	swapped := append([]string{}, words...)
	swapped[2], swapped[8] = words[8], words[2]
	for _, c := range []struct {
		name, text, key string
		says            []string
	}{
		{"nothing", "", "recovery_words_count", []string{"24"}},
		{"23 words", strings.Join(words[:23], " "), "recovery_words_count", []string{"23"}},
		{"25 words", strings.Join(words, " ") + " " + words[0], "recovery_words_count", []string{"25"}},
		{"a slip of the pen", with(5, "nghw"), "recovery_word_unknown", []string{"5", "nghw", "nghe"}},
		{"no such word", with(24, "bangtin"), "recovery_word_unknown", []string{"24", "bangtin"}},
		{"a very long word", with(1, strings.Repeat("w", 300)), "recovery_word_unknown", []string{"1"}},
		{"two that changed places", strings.Join(swapped, " "), "recovery_words_sum", nil},
		{"a book", strings.Repeat("ba ", 5000), "recovery_words_long", nil},
	} {
		_, err := app.ReadRecoveryWords(c.text)
		var fault *app.Error
		if !errors.As(err, &fault) || fault.Key != c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
			continue
		}
		for _, s := range c.says {
			if !strings.Contains(fault.Msg.VI, s) || !strings.Contains(fault.Msg.EN, s) {
				t.Errorf("%s: %q and %q do not name %q", c.name, fault.Msg.VI, fault.Msg.EN, s)
			}
		}
	}
}

func TestTwoWordsShowThatThePaperExists(t *testing.T) {
	key := [32]byte(bytes.Repeat([]byte{9}, 32))
	words, asked := app.RecoveryWords(key), app.RecoveryAsked(key)
	first, second := words[asked[0]-1], words[asked[1]-1]
	if asked[0] == asked[1] {
		t.Errorf("it asks for word %d twice", asked[0])
	}
	if !app.AnswersRecovery(key, " "+strings.ToUpper(first)+", "+second) {
		t.Error("the right words are refused")
	}
	for _, text := range []string{"", first, second + " " + first, first + " " + second + " " + second} {
		if app.AnswersRecovery(key, text) {
			t.Errorf("%q passes", text)
		}
	}
}

// What is read is what would be written, whatever the text.
func FuzzReadRecoveryWords(f *testing.F) {
	f.Add(strings.Join(app.RecoveryWords([32]byte{1, 2, 3}), " "))
	f.Add("1. ba 2. bốn")
	f.Add("đ\xff ﬃ ǆ")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := app.ReadRecoveryWords(text)
		if err != nil {
			var fault *app.Error
			if !errors.As(err, &fault) {
				t.Fatalf("%q: %v tells a user nothing", text, err)
			}
			return
		}
		again, err := app.ReadRecoveryWords(strings.Join(app.RecoveryWords(key), " "))
		if err != nil || again != key {
			t.Fatalf("%x is read back as %x, %v", key, again, err)
		}
		_ = ed25519.NewKeyFromSeed(key[:])
	})
}
