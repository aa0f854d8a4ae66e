// Command sample makes the sample library out of its sources: the records
// from build/sample/articles, and the pictures, which it draws.
//
//	go run ./build/sample              everything
//	go run ./build/sample -only NAME   one picture and the texts
//	go run ./build/sample -texts       the texts, and no picture
//	go run ./build/sample -from DIR    with the drawings that -to DIR kept
//
// The same sources give the same bytes each time: no clock, no randomness.
// The program carries what its photo pipeline makes of the drawings.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"bangtin/build/sample/paint"
	"bangtin/build/sample/scene"
	"bangtin/build/sample/story"
)

// limit keeps a picture small enough to be carried inside the program.
const limit = 235 << 10 // bytes

func main() {
	root := flag.String("root", ".", "the checkout")
	only := flag.String("only", "", "draw this picture alone")
	draft := flag.String("draft", "", "with -only: draw quickly, into this file")
	texts := flag.Bool("texts", false, "make the texts alone")
	keep := flag.String("to", "", "keep the drawings themselves in this folder")
	from := flag.String("from", "", "take the drawings from this folder")
	flag.Parse()
	err := writeTexts(*root)
	if !*texts && err == nil {
		err = drawAll(*root, *only, *draft, *keep, *from)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sample:", err)
		os.Exit(1)
	}
}

func drawAll(root, only, draft, keep, from string) error {
	folder := filepath.Join(root, "app", "cli", "sample")
	list, err := readList(folder)
	if err != nil {
		return err
	}
	for _, picture := range scene.Pictures() {
		if only != "" && only != picture.Name {
			continue
		}
		data, err := drawing(picture, draft != "", from)
		if err != nil {
			return fmt.Errorf("draw %s: %w", picture.Name, err)
		}
		if draft != "" {
			return os.WriteFile(draft, data, 0o644)
		}
		if keep != "" {
			if err := os.WriteFile(filepath.Join(keep, picture.Name+".jpg"), data, 0o644); err != nil {
				return err
			}
		}
		if list[picture.Name+".jpg"], err = develop(folder, picture.Name, data); err != nil {
			return fmt.Errorf("develop %s: %w", picture.Name, err)
		}
		fmt.Printf("%-20s %4d × %-4d %4d KB\n", picture.Name, picture.Width, picture.Height, len(data)>>10)
	}
	if only != "" {
		return writeList(folder, list)
	}
	emblem, err := encodePNG(scene.Emblem(512))
	if err != nil {
		return err
	}
	if list["emblem.png"], err = develop(folder, "emblem", emblem); err != nil {
		return fmt.Errorf("develop the emblem: %w", err)
	}
	icon, err := encodePNG(scene.Icon(1024))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(root, "build", "appicon.png"), icon, 0o644); err != nil {
		return err
	}
	return writeList(folder, list)
}

func writeTexts(root string) error {
	articles, err := story.Read(filepath.Join(root, "build", "sample", "articles"))
	if err != nil {
		return err
	}
	lines, err := story.Lines(articles)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, "app", "cli", "sample", "articles.jsonl"), lines, 0o644)
}

// drawing draws a picture, or takes it from a folder where it was kept.
func drawing(p scene.Picture, draft bool, from string) ([]byte, error) {
	if from != "" {
		return os.ReadFile(filepath.Join(from, p.Name+".jpg"))
	}
	return p.Draw(draft).JPEG(limit)
}

func encodePNG(canvas *paint.Canvas) ([]byte, error) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err := encoder.Encode(&out, canvas.Image())
	return out.Bytes(), err
}
