package app

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"bangtin/app/body"
	"bangtin/app/viet"

	"golang.org/x/text/language"
)

// Limits of a document, in characters as a reader counts them.
const (
	MaxTitle = 250 // as on the model portal
	MaxLead  = 5000
	maxLine  = 500 // byline, source, caption and other single lines
	maxTags  = 50
)

// Document is what a person wrote: the part of an article that is hashed
// and so says nothing of times, devices or accounts. Written canonically
// it is RFC 8785 JSON; members this program does not know are kept.
type Document struct {
	Title      string          `json:"title"`
	Lead       string          `json:"lead,omitempty"`
	Body       json.RawMessage `json:"body"` // a body.Doc
	Byline     string          `json:"byline,omitempty"`
	Source     string          `json:"source,omitempty"`
	Genre      string          `json:"genre,omitempty"`
	EventDate  string          `json:"eventDate,omitempty"` // 2026-11-26
	Category   ID              `json:"category"`            // the main one
	Categories []ID            `json:"categories,omitempty"`
	Topic      string          `json:"topic,omitempty"`
	Series     string          `json:"series,omitempty"`
	Tags       []string        `json:"tags,omitempty"`
	Exhibit    string          `json:"exhibit,omitempty"`
	Lang       string          `json:"lang"`               // BCP 47
	VersionOf  ID              `json:"versionOf,omitzero"` // the article this is another language of
	Figure     *Figure         `json:"figure,omitempty"`   // lead figure; the first of the body if none
	Address    string          `json:"address,omitempty"`  // on the office's portal
	Attached   []Attachment    `json:"attachments,omitempty"`
	Ratings    bool            `json:"ratings,omitempty"`
	Comments   bool            `json:"comments,omitempty"`

	extra map[string]json.RawMessage
}

// Figure is a picture with its words. Focus is where the eye must land, in
// thousandths of width and height from the top left.
type Figure struct {
	Media   Hash   `json:"media"`
	Alt     string `json:"alt,omitempty"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
	FocusX  int    `json:"focusX"`
	FocusY  int    `json:"focusY"`
}

// Attachment is a file that goes with an article.
type Attachment struct {
	Media Hash   `json:"media"`
	Name  string `json:"name"`
	Type  string `json:"type"`
}

// Moment is a time that may be known to the day only.
type Moment struct {
	At       int64 `json:"at"` // milliseconds since 1970 UTC
	DateOnly bool  `json:"dateOnly,omitempty"`
}

// Time is the moment in UTC; of a date only, the day's first minute in
// Vietnam.
func (m Moment) Time() time.Time { return time.UnixMilli(m.At).UTC() }

// MomentOf makes a moment of a time.
func MomentOf(t time.Time, dateOnly bool) Moment {
	return Moment{At: t.UnixMilli(), DateOnly: dateOnly}
}

type plainDocument Document

// UnmarshalJSON keeps the members it does not know.
func (d *Document) UnmarshalJSON(b []byte) error {
	var p plainDocument
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	if err := json.Unmarshal(b, &p.extra); err != nil {
		return err
	}
	for _, known := range documentMembers {
		delete(p.extra, known)
	}
	*d = Document(p)
	return nil
}

// MarshalJSON writes the members it knows and those it kept.
func (d Document) MarshalJSON() ([]byte, error) {
	b, err := json.Marshal(plainDocument(d))
	if err != nil || len(d.extra) == 0 {
		return b, err
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	for k, v := range d.extra {
		all[k] = v
	}
	return json.Marshal(all)
}

var documentMembers = []string{"title", "lead", "body", "byline", "source", "genre", "eventDate", "category",
	"categories", "topic", "series", "tags", "exhibit", "lang", "versionOf", "figure", "address", "attachments",
	"ratings", "comments"}

// Validate holds a document to its rules and returns its parsed body. The
// error is Invalid or TooLarge and names the first rule that is broken.
func (d *Document) Validate() (body.Doc, error) {
	n := viet.CountChars(strings.TrimSpace(d.Title))
	switch {
	case n == 0:
		return body.Doc{}, Fault(Invalid, "title_missing", "Bài chưa có tít", "The article has no title")
	case n > MaxTitle:
		return body.Doc{}, Fault(Invalid, "title_too_long", "Tít dài quá 250 ký tự. Xin rút ngắn", "The title is longer than 250 characters. Please shorten it")
	case viet.CountChars(d.Lead) > MaxLead:
		return body.Doc{}, Fault(TooLarge, "lead_too_long", "Sapô dài quá 5.000 ký tự", "The lead is longer than 5,000 characters")
	case len(d.Tags) > maxTags || len(d.Categories) > maxTags || len(d.Attached) > maxTags:
		return body.Doc{}, Fault(TooLarge, "too_many", "Quá 50 thẻ, chuyên mục hoặc tệp đính kèm", "More than 50 tags, categories or attachments")
	case d.Category.IsZero():
		return body.Doc{}, Fault(Invalid, "category_missing", "Bài chưa có chuyên mục", "The article has no category")
	}
	for _, s := range append([]string{d.Byline, d.Source, d.Genre, d.Topic, d.Series, d.Exhibit}, d.Tags...) {
		if viet.CountChars(s) > maxLine {
			return body.Doc{}, Fault(TooLarge, "line_too_long", "Một mục dài quá 500 ký tự", "A field is longer than 500 characters")
		}
	}
	if _, err := language.Parse(d.Lang); err != nil {
		return body.Doc{}, Fault(Invalid, "language_unknown", "Không nhận ra ngôn ngữ của bài", "The article's language is not a BCP 47 tag").With(err)
	}
	if d.Address != "" && !WebAddress(d.Address) {
		return body.Doc{}, Fault(Invalid, "address_malformed", "Địa chỉ bài trên cổng phải bắt đầu bằng https:// hoặc http://", "The public address must begin with https:// or http://")
	}
	doc, err := body.Parse(d.Body)
	if err != nil {
		return doc, bodyFault(err)
	}
	return doc, nil
}

// WebAddress tells whether an address can stand as an article's or an
// agency's own: http or https with a host, at most 2,048 bytes.
func WebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && len(s) <= 2048 && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// LeadFigure is the figure that stands for the article: the one chosen,
// else the first of the body, else the poster of its first film, which is
// what lists and screens show of a film; else nil.
func (d *Document) LeadFigure(doc body.Doc) *Figure {
	if d.Figure != nil {
		return d.Figure
	}
	for _, f := range body.Figures(doc) {
		h, err := ParseHash(f.Media)
		if err == nil {
			return &Figure{Media: h, Alt: f.Alt, Caption: f.Caption, Credit: f.Credit, FocusX: f.FocusX, FocusY: f.FocusY}
		}
	}
	for _, f := range body.Films(doc) {
		if h, err := ParseHash(f.Poster); err == nil {
			return &Figure{Media: h, Caption: f.Caption, Credit: f.Credit, FocusX: 500, FocusY: 500}
		}
	}
	return nil
}

// Group is the article under which all language versions of this one meet.
func (d *Document) Group(article ID) ID {
	if d.VersionOf.IsZero() {
		return article
	}
	return d.VersionOf
}
