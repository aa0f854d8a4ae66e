//go:build !linux

package thumb_test

import "testing"

// checkPeaks needs what Linux tells of ended processes.
func checkPeaks(t *testing.T, _ *crew) { t.Log("peaks are not measured on this system") }
