// Package sample holds the sample library: articles about an invented
// province, settings, and what the photo pipeline made of the pictures that
// build/sample draws (pictures.json).
package sample

import "embed"

// Files are articles.jsonl, settings.json, conference.json, pictures.json and
// the pictures that it names.
//
//go:embed *.jsonl *.json *.jpg
var Files embed.FS
