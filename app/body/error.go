package body

import "strconv"

// Error is a broken rule of a document. Everything this package refuses is
// one.
type Error struct {
	Key    string // the rule, stable: "link_scheme"
	Path   string // where: "content[3].attrs.href"; empty for the whole
	Detail string // what stood there, in a few words; may be empty
	VI, EN string // the rule as a sentence to show
}

func (e *Error) Error() string {
	s := e.EN
	if e.Detail != "" {
		s += " (" + e.Detail + ")"
	}
	if e.Path != "" {
		s += " at " + e.Path
	}
	return s
}

// TooLarge tells limits of size, count and depth from other rules.
func (e *Error) TooLarge() bool {
	switch e.Key {
	case "body_size", "body_blocks", "body_depth", "json_size", "json_depth":
		return true
	}
	return false
}

// sentences holds every rule by its key, in Vietnamese and in English.
var sentences = map[string][2]string{
	"json_size":      {"Dữ liệu lớn hơn 4 MB", "The data is larger than 4 MB"},
	"json_syntax":    {"Dữ liệu không phải JSON đúng chuẩn", "The data is not well-formed JSON"},
	"json_utf8":      {"Dữ liệu có ký tự không phải UTF-8", "The data is not valid UTF-8"},
	"json_surrogate": {"Dữ liệu có nửa ký tự UTF-16 đứng một mình", "The data has one half of a UTF-16 pair alone"},
	"json_nul":       {"Dữ liệu có ký tự U+0000", "The data has the character U+0000"},
	"json_duplicate": {"Một tên được ghi hai lần trong cùng một đối tượng", "A name is given twice in one object"},
	"json_number":    {"Chỉ nhận số nguyên từ -(2^53-1) đến 2^53-1", "Only whole numbers from -(2^53-1) to 2^53-1 are accepted"},
	"json_depth":     {"Dữ liệu lồng nhau quá 64 tầng", "The data is nested more than 64 deep"},

	"body_size":   {"Nội dung bài lớn hơn 1 MB", "The document is larger than 1 MB"},
	"body_blocks": {"Nội dung bài có hơn 5.000 khối", "The document has more than 5,000 blocks"},
	"body_depth":  {"Nội dung bài lồng nhau quá 8 tầng", "The document is nested more than 8 deep"},
	"doc_type":    {"Nội dung bài phải là một đối tượng loại doc", "The document must be an object of type doc"},

	"node_form":  {"Khối không đúng cấu trúc", "The block is not built as a block must be"},
	"node_place": {"Khối loại này không được đứng ở đây", "A block of this type may not stand here"},
	"node_empty": {"Khối loại này không được để trống", "A block of this type may not be empty"},
	"text_empty": {"Đoạn chữ phải có ít nhất một ký tự", "A piece of text needs at least one character"},
	"text_place": {"Khối loại này không được chứa chữ trực tiếp", "A block of this type may not hold text directly"},

	"id_missing":   {"Khối ngoài cùng phải có mã", "A top-level block needs an id"},
	"id_form":      {"Mã khối gồm 1 đến 64 chữ cái không dấu, chữ số, gạch ngang và gạch dưới", "A block id has 1 to 64 letters a-z, digits, hyphens and underscores"},
	"id_duplicate": {"Hai khối có cùng một mã", "Two blocks have the same id"},

	"attr_missing": {"Thiếu một thuộc tính bắt buộc", "A needed attribute is missing"},
	"attr_form":    {"Thuộc tính sai kiểu hoặc ngoài giới hạn", "An attribute has the wrong type or is out of range"},
	"media_form":   {"Mã ảnh phải là SHA-256 viết bằng 64 chữ số thập lục phân thường", "A media name must be a SHA-256 in 64 lower-case hexadecimal digits"},

	"mark_form":      {"Định dạng chữ không đúng cấu trúc", "A mark is not built as a mark must be"},
	"mark_place":     {"Chỉ chữ mới được mang định dạng", "Only text may carry marks"},
	"mark_duplicate": {"Một định dạng được đặt hai lần trên cùng đoạn chữ", "A mark is set twice on the same text"},

	"link_scheme": {"Liên kết phải bắt đầu bằng http://, https://, mailto: hoặc tel:", "A link must begin with http://, https://, mailto: or tel:"},
	"link_length": {"Liên kết dài hơn 2.048 byte", "The link is longer than 2,048 bytes"},
}

func fault(key, detail string) *Error {
	s := sentences[key]
	return &Error{Key: key, Detail: clip(detail), VI: s[0], EN: s[1]}
}

// clip keeps a detail short: it comes from outside and ends in logs.
func clip(s string) string {
	n := 0
	for i := range s {
		if n == 40 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// in puts the name of a member before the path of an error on its way out.
func (e *Error) in(name string) *Error {
	switch {
	case e == nil:
		return nil
	case e.Path == "" || e.Path[0] == '[':
		e.Path = name + e.Path
	default:
		e.Path = name + "." + e.Path
	}
	return e
}

// at does the same for a place in a list.
func (e *Error) at(i int) *Error { return e.in("[" + strconv.Itoa(i) + "]") }
