package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
)

// readJSON reads a report that a test runner of the front end wrote.
func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// readVitest reads the report of `vitest --reporter=json`.
func readVitest(path string) ([]result, error) {
	var report struct {
		TestResults []struct {
			Name             string
			Status           string
			AssertionResults []struct {
				FullName string
				Status   string
				Duration float64 // milliseconds
			}
		}
	}
	if err := readJSON(path, &report); err != nil {
		return nil, err
	}
	var out []result
	for _, file := range report.TestResults {
		if len(file.AssertionResults) == 0 && file.Status == "failed" {
			out = append(out, result{name: file.Name, outcome: failed})
		}
		for _, t := range file.AssertionResults {
			r := result{name: t.FullName, seconds: t.Duration / 1000, outcome: failed}
			switch t.Status {
			case "passed":
				r.outcome = passed
			case "pending", "skipped", "todo", "disabled":
				r.outcome = skipped
			}
			out = append(out, r)
		}
	}
	return out, nil
}

// A suite is a file or a group in a report of Playwright.
type suite struct {
	Title  string
	Suites []suite
	Specs  []struct {
		Title string
		Tests []struct {
			ProjectName string
			Status      string // expected, unexpected, flaky, skipped
			Annotations []struct{ Type, Description string }
			Results     []struct {
				Duration float64 // milliseconds
			}
		}
	}
}

// readPlaywright reads the report of `playwright test --reporter=json`. A
// test that passed only when tried again has failed.
func readPlaywright(path string) ([]result, error) {
	var report struct {
		Suites []suite
		Errors []struct{ Message string }
	}
	if err := readJSON(path, &report); err != nil {
		return nil, err
	}
	var out []result
	for _, e := range report.Errors {
		out = append(out, result{name: "playwright: " + e.Message, outcome: failed})
	}
	for _, s := range report.Suites {
		out = append(out, s.results("")...)
	}
	return out, nil
}

func (s suite) results(above string) []result {
	prefix := above + s.Title + " › "
	var out []result
	for _, spec := range s.Specs {
		for _, t := range spec.Tests {
			r := result{name: prefix + spec.Title, outcome: failed}
			if t.ProjectName != "" {
				r.name += " [" + t.ProjectName + "]"
			}
			for _, run := range t.Results {
				r.seconds += run.Duration / 1000
			}
			switch t.Status {
			case "expected":
				r.outcome = passed
			case "skipped":
				r.outcome = skipped
				for _, a := range t.Annotations {
					if a.Type == "skip" || a.Type == "fixme" {
						r.reason = cmp.Or(a.Description, r.reason)
					}
				}
			}
			out = append(out, r)
		}
	}
	for _, child := range s.Suites {
		out = append(out, child.results(prefix)...)
	}
	return out
}
