package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestPageReports(t *testing.T) {
	tests := []struct {
		name string
		read func(string) ([]result, error)
		text string
		want []result
		err  bool
	}{
		{
			name: "vitest", read: readVitest,
			text: `{"success":false,"testResults":[
				{"name":"tests/unit/dates.test.ts","status":"failed","assertionResults":[
					{"fullName":"dates weekday","status":"passed","duration":1500},
					{"fullName":"dates zero","status":"failed","duration":2},
					{"fullName":"dates later","status":"skipped"}]},
				{"name":"tests/unit/broken.test.ts","status":"failed","message":"no such module","assertionResults":[]}]}`,
			want: []result{
				{name: "dates weekday", outcome: passed, seconds: 1.5},
				{name: "dates zero", outcome: failed, seconds: 0.002},
				{name: "dates later", outcome: skipped},
				{name: "tests/unit/broken.test.ts", outcome: failed},
			},
		},
		{
			name: "playwright", read: readPlaywright,
			text: `{"suites":[{"title":"kiosk.spec.ts","specs":[
					{"title":"opens","tests":[{"projectName":"portrait","status":"expected","results":[{"duration":1000},{"duration":500}]}]}],
				"suites":[{"title":"idle","specs":[
					{"title":"counts","tests":[{"projectName":"","status":"unexpected","results":[{"duration":10}]}]},
					{"title":"sometimes","tests":[{"status":"flaky","results":[]}]},
					{"title":"film","tests":[{"status":"skipped","annotations":[{"type":"skip","description":"no codec"}],"results":[]}]}]}]}],
				"errors":[{"message":"no browser"}]}`,
			want: []result{
				{name: "playwright: no browser", outcome: failed},
				{name: "kiosk.spec.ts › opens [portrait]", outcome: passed, seconds: 1.5},
				{name: "kiosk.spec.ts › idle › counts", outcome: failed, seconds: 0.01},
				{name: "kiosk.spec.ts › idle › sometimes", outcome: failed},
				{name: "kiosk.spec.ts › idle › film", outcome: skipped, reason: "no codec"},
			},
		},
		{name: "vitest wrote nonsense", read: readVitest, text: "Killed", err: true},
		{name: "playwright wrote nonsense", read: readPlaywright, text: "", err: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "report.json")
			if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
				t.Fatal(err)
			}
			got, err := tt.read(path)
			if (err != nil) != tt.err {
				t.Fatalf("err = %v, want one: %v", err, tt.err)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("results = %+v\nwant      %+v", got, tt.want)
			}
		})
	}
	t.Run("no report at all", func(t *testing.T) {
		if _, err := readVitest(filepath.Join(t.TempDir(), "none")); err == nil {
			t.Error("no error")
		}
	})
}
