package thumb

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
)

func BenchmarkZZ(b *testing.B) {
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(gcPercent)
	d, _ := os.ReadFile(os.Getenv("F"))
	for b.Loop() {
		if _, err := Make(context.Background(), d); err != nil {
			b.Fatal(err)
		}
	}
}
