package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"

	"bangtin/app/thumb"
)

// listName is the list of what was made of each drawing. The program
// carries that and not the drawings, so that the sample stands at once on
// its first start.
const listName = "pictures.json"

// picture is one entry of the list, by the name that articles use.
type picture struct {
	Original string `json:"original"` // SHA-256 of the drawing as JPEG
	Colour   string `json:"colour"`
	Sizes    []size `json:"sizes"`
}

type size struct {
	File   string `json:"file"`
	Type   string `json:"type"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// develop runs the photo pipeline on one drawing and keeps what it makes. A
// drawing that is a JPEG of the largest size already is kept as that size:
// to code it twice would only make it larger and worse.
func develop(folder, name string, drawing []byte) (picture, error) {
	made, err := thumb.Make(context.Background(), drawing)
	if err != nil {
		return picture{}, err
	}
	sum := sha256.Sum256(drawing)
	p := picture{Original: hex.EncodeToString(sum[:]), Colour: made.Colour}
	for _, d := range made.Derivatives {
		ext := ".jpg"
		if d.Type == "image/png" {
			ext = ".png"
		}
		data := d.Data
		if d.Type == "image/jpeg" && d.Edge == longEdge(drawing) {
			data = drawing
		}
		s := size{File: fmt.Sprintf("%s-%d%s", name, d.Edge, ext), Type: d.Type, Width: d.Width, Height: d.Height}
		if err := os.WriteFile(filepath.Join(folder, s.File), data, 0o644); err != nil {
			return p, err
		}
		p.Sizes = append(p.Sizes, s)
	}
	return p, nil
}

// readList reads the list as it stands; there may be none yet.
func readList(folder string) (map[string]picture, error) {
	list := map[string]picture{}
	text, err := os.ReadFile(filepath.Join(folder, listName))
	if errors.Is(err, fs.ErrNotExist) {
		return list, nil
	}
	if err != nil {
		return nil, err
	}
	return list, json.Unmarshal(text, &list)
}

func writeList(folder string, list map[string]picture) error {
	text, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, listName), append(text, '\n'), 0o644)
}

// longEdge is the longer side of a JPEG, 0 for anything else.
func longEdge(data []byte) int {
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return 0
	}
	return max(config.Width, config.Height)
}
