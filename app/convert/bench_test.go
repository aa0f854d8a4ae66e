package convert_test

import (
	"testing"

	"bangtin/app/convert"
)

// BenchmarkPiece lays out one article of twelve paragraphs of Vietnamese.
func BenchmarkPiece(b *testing.B) {
	r := convert.Record{Title: "Tổ chức hội nghị chuyên đề", Lead: sentence, Category: "Đối ngoại", Published: "2024-07-03"}
	for range 12 {
		r.Body += sentence + sentence + "\n\n"
	}
	b.SetBytes(int64(len(r.Body)))
	for b.Loop() {
		if _, err := r.Piece("bai-1", missing); err != nil {
			b.Fatal(err)
		}
	}
}

const sentence = "Thông qua Hội nghị, các đại biểu được cung cấp nhiều thông tin quý báu về tình hình thế giới, khu vực thời gian gần đây. "
