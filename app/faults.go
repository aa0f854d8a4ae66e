package app

import (
	"errors"
	"strings"

	"bangtin/app/body"
	"bangtin/app/viet"
)

// Fault of a document that keeps it from being published, or, where Warns
// is set, that a person should look at first.
type DocumentFault struct {
	Key   string `json:"key"`
	Text  Text   `json:"text"`
	Block string `json:"block,omitempty"` // id of the block that it is about
	Warns bool   `json:"warns,omitempty"`
	Fix   *Fix   `json:"fix,omitempty"`
}

// Fix is a correction that is offered and never made unasked: in a block,
// or in "title" or "lead", Wanted in place of Found.
type Fix struct {
	Block  string `json:"block"`
	Found  string `json:"found"`
	Wanted string `json:"wanted"`
}

// Keep holds a document to what every revision must obey: it can be read
// and is not too large. An incomplete article is kept as a draft; Faults
// lists what it lacks.
func (d *Document) Keep() error {
	if len(d.Title) > 4*maxLine*4 || len(d.Lead) > 1<<20 {
		return Fault(TooLarge, "text_too_long", "Tít hoặc sapô quá dài", "The title or the lead is far too long")
	}
	if len(d.Tags) > maxTags || len(d.Categories) > maxTags || len(d.Attached) > maxTags {
		return Fault(TooLarge, "too_many", "Quá 50 thẻ, chuyên mục hoặc tệp đính kèm", "More than 50 tags, categories or attachments")
	}
	if _, err := body.Parse(d.Body); err != nil {
		return bodyFault(err)
	}
	return nil
}

// Faults lists what stands between a document and its readers: first what
// forbids publishing, then what only warns. Library.Checks adds what only a
// library can tell.
func (d *Document) Faults() (out []DocumentFault) {
	doc, err := d.Validate()
	var fault *Error
	if errors.As(err, &fault) {
		out = append(out, DocumentFault{Key: fault.Key, Text: fault.Msg})
	}
	if doc.Content == nil {
		if doc, err = body.Parse(d.Body); err != nil {
			return out
		}
	}
	if strings.TrimSpace(d.Lead) == "" {
		out = append(out, warns("lead_missing", "", "Bài chưa có sapô", "The article has no lead"))
	}
	if n := viet.CountChars(d.Title); n > longTitle && n <= MaxTitle {
		out = append(out, warns("title_long", "", "Tít dài hơn 110 ký tự", "The title is longer than 110 characters"))
	}
	if f := d.Figure; f != nil {
		out = append(out, figureFaults(body.Figure{Caption: f.Caption, Credit: f.Credit, Alt: f.Alt})...)
	}
	for _, f := range body.Figures(doc) {
		out = append(out, figureFaults(f)...)
	}
	for _, f := range body.Films(doc) {
		out = append(out, filmFaults(f)...)
	}
	for _, a := range d.Attached {
		if viet.Blank(a.Name) {
			out = append(out, warns("attachment_name", "", "Tệp đính kèm chưa có tên", "An attachment has no name"))
		}
	}
	if words := body.Words(body.Text(doc)); words == 0 {
		out = append(out, warns("body_empty", "", "Bài chưa có nội dung", "The article has no text"))
	}
	if viet.Clean(d.Title) != d.Title || viet.Clean(d.Lead) != d.Lead {
		out = append(out, warns("letters_wrong", "", "Tít hoặc sapô có ký tự lạ (như Ð thay cho Đ)", "The title or the lead has stray characters, such as Ð for Đ"))
	}
	return out
}

func warns(key, block, vi, en string) DocumentFault {
	return DocumentFault{Key: key, Text: Text{VI: vi, EN: en}, Block: block, Warns: true}
}

// longTitle is what ninety-nine in a hundred titles of Vietnamese papers
// keep to.
const longTitle = 110

func figureFaults(f body.Figure) (out []DocumentFault) {
	if viet.Blank(f.Caption) {
		out = append(out, warns("caption_missing", f.Block, "Ảnh chưa có chú thích", "A picture has no caption"))
	}
	if viet.Blank(f.Credit) {
		out = append(out, warns("credit_missing", f.Block, "Ảnh chưa ghi người chụp", "A picture has no credit"))
	}
	if noAlt(f.Alt) && viet.Blank(f.Caption) { // the caption serves in its place
		out = append(out, warns("alt_missing", f.Block, "Ảnh chưa có lời tả cho người không nhìn thấy ảnh", "A picture has no description for those who cannot see it"))
	}
	return out
}

func filmFaults(f body.Film) (out []DocumentFault) {
	vi, en := "Phim", "A film"
	if f.Sound {
		vi, en = "Âm thanh", "A sound"
	}
	if viet.Blank(f.Caption) {
		out = append(out, warns("caption_missing", f.Block, vi+" chưa có chú thích", en+" has no caption"))
	}
	if f.Subtitles == "" && viet.Blank(f.Transcript) {
		out = append(out, warns("transcript_missing", f.Block, vi+" chưa có phụ đề hoặc bản chép lời cho người không nghe được",
			en+" has neither subtitles nor a transcript for those who cannot hear it"))
	}
	if !f.Sound && f.Poster == "" {
		out = append(out, warns("poster_missing", f.Block, "Phim chưa có ảnh bìa", "A film has no poster picture"))
	}
	return out
}
