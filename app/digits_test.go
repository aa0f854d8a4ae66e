package app_test

import (
	"math/rand/v2"
	"testing"

	"bangtin/app"
)

// The digits are part of what two versions of the program say to each
// other: they do not change.
func TestDigitsAreFixed(t *testing.T) {
	var caller, server app.Nonce
	for i := range caller {
		caller[i], server[i] = byte(i), byte(255-i)
	}
	key := app.Sum([]byte("a public key"))
	if got, want := app.Commit(caller).String(), "c9cd3cbac8311efd252414e313d3d0005aa2bf13659443c57eac865a13b98b53"; got != want {
		t.Errorf("the commitment is %s, want %s", got, want)
	}
	if got, want := app.Digits(key, caller, server), "671802"; got != want {
		t.Errorf("the digits are %s, want %s", got, want)
	}
}

// Whatever of the three differs, the digits do too, and they are spread
// evenly: somebody in the middle has no better way than luck.
func TestDigitsDiffer(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	draw := func() (n app.Nonce) {
		for i := range n {
			n[i] = byte(random.Uint32())
		}
		return n
	}
	key, caller, server := app.Hash(draw()), draw(), draw()
	own := app.Digits(key, caller, server)
	same := 0
	var first [10]int
	const rounds = 20_000
	for range rounds {
		for _, d := range []string{app.Digits(app.Hash(draw()), caller, server), app.Digits(key, draw(), server), app.Digits(key, caller, draw())} {
			if len(d) != 6 {
				t.Fatalf("%q are not six digits", d)
			}
			if d == own {
				same++
			}
			first[d[0]-'0']++
		}
	}
	if same > 3 { // 0.06 are to be expected
		t.Errorf("%d of %d were the same by chance", same, 3*rounds)
	}
	for d, n := range first {
		if n < 3*rounds/10*9/10 || n > 3*rounds/10*11/10 {
			t.Errorf("%d of %d begin with %d", n, 3*rounds, d)
		}
	}
}
