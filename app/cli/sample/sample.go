// Package sample holds the sample library: articles about an invented
// province, their pictures drawn by build/sample, and settings.
package sample

import "embed"

// Files are articles.jsonl, settings.json and the pictures they name.
//
//go:embed articles.jsonl settings.json *.jpg
var Files embed.FS
