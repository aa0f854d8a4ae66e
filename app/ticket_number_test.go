package app_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

// The check characters are those of other programs: A12425GABC1234002M is
// the example of the Global Release Identifier, which uses the same standard.
func TestTicketNumbersAsTheyAreTyped(t *testing.T) {
	const want = "7F3A-261126-004-V"
	for _, typed := range []string{
		"7F3A-261126-004-V", "7f3a261126004v", " 7F3A 261126 004 V ", "7F3A–26II26–OO4–V", "7f3a.26ll26.oo4.v", "7F3A_261126_004_V",
	} {
		n, err := app.ParseTicketNumber(typed)
		if err != nil || n.String() != want {
			t.Errorf("%q is read as %q, %v", typed, n, err)
		}
	}
	for _, typed := range []string{
		"", "7F3A", "7F3A-261126-004", "7F3A-261126-004-W", "7F3A-261126-04-V", "7F3A-2611X6-004-V", "7F3U-261126-004-V",
		"7F3A-261126-004-V-1", "góp ý", strings.Repeat("0", 1000), "7F3A-261126-0000000001-V",
	} {
		if n, err := app.ParseTicketNumber(typed); app.CodeOf(err) != app.Invalid {
			t.Errorf("%q is read as %q, %v", typed, n, err)
		}
	}
}

// Numbers that the program gives out: one wrong character, or two neighbours
// that have changed places, are always found.
func TestSlipsInTicketNumbersAreFound(t *testing.T) {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	r := rand.New(rand.NewPCG(seed(t), 5))
	for range 40 * effort() {
		var device app.Key
		for i := range device {
			device[i] = byte(r.Uint32())
		}
		day := time.Date(2026, 11, 1+r.IntN(36_000), 12, 0, 0, 0, time.UTC)
		number, _ := app.NextTicketNumber(device, r.Uint64(), day, uint64(r.IntN(1200)))
		plain := strings.ReplaceAll(number.String(), "-", "")
		if n, err := app.ParseTicketNumber(number.String()); err != nil || n != number {
			t.Fatalf("%s is read as %s, %v", number, n, err)
		}
		for i := range plain {
			for _, c := range letters {
				if wrong := plain[:i] + string(c) + plain[i+1:]; wrong != plain {
					if _, err := app.ParseTicketNumber(wrong); err == nil {
						t.Fatalf("%s passes for %s", wrong, plain)
					}
				}
			}
			if i > 0 && plain[i] != plain[i-1] {
				wrong := plain[:i-1] + plain[i:i+1] + plain[i-1:i] + plain[i+1:]
				if _, err := app.ParseTicketNumber(wrong); err == nil {
					t.Fatalf("%s passes for %s", wrong, plain)
				}
			}
		}
	}
}

func FuzzTicketNumber(f *testing.F) {
	for _, s := range []string{"7F3A-261126-004-V", "7f3a 26l126 oo4 v", "-", "Ω", "7F3A-261126-1000-0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := app.ParseTicketNumber(s)
		if err != nil {
			return
		}
		if again, err := app.ParseTicketNumber(n.String()); err != nil || again != n {
			t.Errorf("%q is %s, which is read as %s, %v", s, n, again, err)
		}
		if again, err := app.ParseTicketNumber(fmt.Sprintf("\t%s ", strings.ToLower(string(n)))); err != nil || again != n {
			t.Errorf("%s in small letters is %s, %v", n, again, err)
		}
	})
}
