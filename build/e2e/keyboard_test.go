package e2e_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"bangtin/app/viet"
	"bangtin/build/e2e/rig"
)

// toneKeys are the names of the keys that set a tone.
var toneKeys = map[rune]string{
	'\u0300': "dấu huyền", '\u0301': "dấu sắc", '\u0303': "dấu ngã", '\u0309': "dấu hỏi", '\u0323': "dấu nặng",
}

// tapped are the names of the keys that write a title with keys of their own
// for letters and tones. It fails where a letter has no key, or where a key
// comes twice in a row: a second touch that soon is a trembling hand's.
func tapped(title string) (keys []string, ok bool) {
	for i, word := range strings.Fields(title) {
		if !viet.IsSyllable(word) {
			return nil, false
		}
		if i > 0 {
			keys = append(keys, "dấu cách")
		}
		tone := ""
		for _, letter := range norm.NFC.String(word) {
			shape := strings.Map(func(r rune) rune {
				if name, found := toneKeys[r]; found {
					tone = name
					return -1
				}
				return r
			}, norm.NFD.String(string(letter)))
			if unicode.IsUpper(letter) {
				keys = append(keys, "Chữ hoa")
			}
			keys = append(keys, norm.NFC.String(shape))
		}
		if tone != "" {
			keys = append(keys, tone)
		}
	}
	for i := 1; i < len(keys); i++ {
		if strings.EqualFold(keys[i], keys[i-1]) {
			return nil, false
		}
	}
	return keys, true
}

// bareTones is a text without its tones, and then these: hòa and hoà are one.
func bareTones(text string) string {
	tones := ""
	bare := strings.Map(func(r rune) rune {
		if _, found := toneKeys[r]; found {
			tones += string(r)
			return -1
		}
		return r
	}, norm.NFD.String(text))
	return bare + " " + tones
}

// Real titles are written by touching the keyboard of a kiosk in the engine
// of its window.
func TestKeyboardOfTheScreenInWebKit(t *testing.T) {
	t.Parallel()
	file, err := os.Open(sample(t, "articles/dev.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // only read
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	want, longest := 10*effort(), 40
	if effort() > 1 { // there are not so many short ones
		longest = 90
	}
	chosen := map[string][]string{}
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(nil, 1<<22)
	quoted := regexp.MustCompile(`["“”]`)
	for lines.Scan() && len(chosen) < want {
		var article struct{ Title string }
		if err := json.Unmarshal(lines.Bytes(), &article); err != nil {
			t.Fatal(err)
		}
		title := strings.TrimSpace(quoted.ReplaceAllString(article.Title, ""))
		if keys, ok := tapped(title); ok && len(keys) < longest {
			chosen[title] = keys
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(chosen) == 0 {
		t.Fatal("no title can be written")
	}
	e := serve(t, program(t))
	ctx := within(t, time.Duration(effort())*3*time.Minute)
	b := openWebKit(t, 1080, 1000)
	if err := b.Resize(ctx, 1080, 1000); err != nil {
		t.Fatal(err)
	}
	if err := b.Open(ctx, e.URL+"/kiosk/tim"); err != nil {
		t.Fatal(err)
	}
	value := func() string {
		var text string
		if err := b.Eval(ctx, &text, `return document.querySelector("[role=combobox]")?.value ?? ""`); err != nil {
			t.Fatal(err)
		}
		return text
	}
	err = rig.Wait(ctx, "the field", func() (bool, error) {
		var there bool
		err := b.Eval(ctx, &there, `return document.querySelector("[role=combobox]") !== null`)
		return there, err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Click(ctx, "[role=combobox]"); err != nil {
		t.Fatal(err)
	}
	err = rig.Wait(within(t, 20*time.Second), "the keyboard", func() (bool, error) {
		var there bool
		err := b.Eval(ctx, &there, `return document.querySelector("[data-keyboard] button") !== null`)
		return there, err
	})
	if err != nil {
		t.Fatal(err)
	}
	for title, keys := range chosen {
		for _, key := range keys {
			if err := b.Click(ctx, fmt.Sprintf(`[data-keyboard] button[aria-label=%q]`, key)); err != nil {
				t.Fatalf("%s of %q: %v", key, title, err)
			}
		}
		err := rig.Wait(within(t, 10*time.Second), "the title", func() (bool, error) {
			return bareTones(value()) == bareTones(title), nil
		})
		if err != nil {
			t.Errorf("%q is written as %q", title, value())
		}
		// A tap within half a second of the one before, whether that counted
		// or not, counts for none; a short title is written sooner than that.
		var tapped time.Time
		err = rig.Wait(within(t, 10*time.Second), "an empty field", func() (bool, error) {
			if value() == "" {
				return true, nil
			}
			if time.Since(tapped) < 700*time.Millisecond {
				return false, nil
			}
			tapped = time.Now()
			return false, b.Click(ctx, ".clear")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d titles", len(chosen))
}
