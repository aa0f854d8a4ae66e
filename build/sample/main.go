// Command sample makes the sample library out of its sources: the records
// from build/sample/articles, and the pictures, which it draws.
//
//	go run ./build/sample              everything
//	go run ./build/sample -only NAME   one picture, and no text
//
// The same sources give the same bytes each time: no clock, no randomness.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"bangtin/build/sample/story"
)

func main() {
	root := flag.String("root", ".", "the checkout")
	only := flag.String("only", "", "draw this picture alone")
	flag.Parse()
	if err := run(*root, *only); err != nil {
		fmt.Fprintln(os.Stderr, "sample:", err)
		os.Exit(1)
	}
}

func run(root, only string) error {
	folder := filepath.Join(root, "app", "cli", "sample")
	if only != "" {
		return nil
	}
	articles, err := story.Read(filepath.Join(root, "build", "sample", "articles"))
	if err != nil {
		return err
	}
	lines, err := story.Lines(articles)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "articles.jsonl"), lines, 0o644)
}
