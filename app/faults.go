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
// forbids publishing, then what only warns.
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
	for _, n := range doc.Content {
		out = append(out, figureFaults(n)...)
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

func figureFaults(n body.Node) (out []DocumentFault) {
	figures := []body.Node{n}
	if n.Type == "gallery" {
		figures = n.Content
	}
	for _, f := range figures {
		if f.Type != "figure" {
			continue
		}
		if viet.Blank(f.String("caption")) {
			out = append(out, warns("caption_missing", n.ID(), "Ảnh chưa có chú thích", "A picture has no caption"))
		}
		if viet.Blank(f.String("credit")) {
			out = append(out, warns("credit_missing", n.ID(), "Ảnh chưa ghi người chụp", "A picture has no credit"))
		}
	}
	return out
}
