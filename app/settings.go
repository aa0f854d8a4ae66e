package app

import "bangtin/app/viet"

// Settings are what a library says of itself in headers and footers; also
// the body of the change that writes them.
type Settings struct {
	Agency       string   `json:"agency"`
	ParentAgency string   `json:"parentAgency,omitempty"` // cơ quan chủ quản
	Slogan       string   `json:"slogan,omitempty"`
	Responsible  string   `json:"responsible,omitempty"` // người chịu trách nhiệm chính
	Licence      string   `json:"licence,omitempty"`     // giấy phép số
	Address      string   `json:"address,omitempty"`
	Phones       []string `json:"phones,omitempty"`
	Email        string   `json:"email,omitempty"`
	Website      string   `json:"website,omitempty"`
	OwnApproval  bool     `json:"ownApproval,omitempty"` // an office of one: the last editor may approve
	// Tone is where the house writes the tone of oa, oe and uy; empty where
	// it does not mind.
	Tone        viet.ToneStyle     `json:"tone,omitempty"`
	Counter     CounterPlace       `json:"counter,omitempty"`
	Views       bool               `json:"views,omitempty"` // readers see how often an article was opened
	Numbers     NumberStyle        `json:"numbers,omitempty"`
	Departments []TicketDepartment `json:"departments,omitempty"` // whom people may tell something
	Emblem      Hash               `json:"emblem,omitzero"`
	Picture     *Media             `json:"picture,omitempty"` // derivatives of the emblem
	Readers     Readers            `json:"readers,omitzero"`
}

// Readers is how the house deals with what readers write.
type Readers struct {
	AtOnce bool     `json:"atOnce,omitempty"` // comments are shown before anybody has looked, but for those that are held
	Words  []string `json:"words,omitempty"`  // a comment with one of them is held
	Months int      `json:"months,omitempty"` // how long what they tell of themselves is kept; 0: twelve
}

// Limits of what is said about readers.
const (
	MaxHeldWords  = 1000
	maxHeldWord   = 100
	maxKeepMonths = 120
)

// KeptMonths is how many months what readers tell of themselves is kept.
func (r Readers) KeptMonths() int {
	if r.Months <= 0 {
		return keepMonths
	}
	return r.Months
}

func (r Readers) validate() error {
	if len(r.Words) > MaxHeldWords {
		return Fault(TooLarge, "held_words_many", "Danh sách từ cần xem kỹ dài quá 1.000 mục", "The list of words has more than 1,000 entries")
	}
	for _, w := range r.Words {
		if viet.CountChars(w) > maxHeldWord {
			return Fault(TooLarge, "held_word_long", "Một mục trong danh sách từ dài quá 100 ký tự", "An entry of the list of words is longer than 100 characters")
		}
	}
	if r.Months < 0 || r.Months > maxKeepMonths {
		return Fault(Invalid, "keep_months", "Thời hạn giữ dữ liệu cá nhân phải từ 1 đến 120 tháng", "Personal data is kept for 1 to 120 months")
	}
	return nil
}

// CounterPlace is where readers see the counters of visits.
type CounterPlace string

// The places; the first is the one where nothing was chosen. A screen shows
// none.
const (
	CounterOffKiosks CounterPlace = ""       // in windows and browsers
	CounterAll       CounterPlace = "kiosks" // at kiosks as well
	CounterNone      CounterPlace = "none"
)

// NumberStyle is how numbers are written in Vietnamese pages.
type NumberStyle string

// The styles.
const (
	NumbersVietnamese NumberStyle = ""       // 53.206 and 4,7
	NumbersPortal     NumberStyle = "portal" // 53,206 and 4.7, as the portal of old wrote them
)

// Validate holds settings to their rules; the error names the first one
// that is broken.
func (s Settings) Validate() error {
	lines := append([]string{s.Agency, s.ParentAgency, s.Slogan, s.Responsible, s.Licence, s.Address, s.Email, s.Website}, s.Phones...)
	for _, l := range lines {
		if viet.CountChars(l) > maxLine {
			return Fault(TooLarge, "line_too_long", "Một mục dài quá 500 ký tự", "A field is longer than 500 characters")
		}
	}
	if len(s.Phones) > 20 {
		return Fault(TooLarge, "too_many", "Quá 20 số điện thoại", "More than 20 telephone numbers")
	}
	if s.Website != "" && !WebAddress(s.Website) {
		return Fault(Invalid, "address_malformed", "Địa chỉ trang web phải bắt đầu bằng https:// hoặc http://", "The web address must begin with https:// or http://")
	}
	if s.Tone != "" && s.Tone != viet.ToneOld && s.Tone != viet.ToneNew {
		return Fault(Invalid, "tone_unknown", "Kiểu bỏ dấu phải là kiểu cũ (hòa) hoặc kiểu mới (hoà)", "Tones are placed in the old style (hòa) or the new one (hoà)")
	}
	if err := validateDepartments(s.Departments); err != nil {
		return err
	}
	if s.Counter != CounterOffKiosks && s.Counter != CounterAll && s.Counter != CounterNone || s.Numbers != NumbersVietnamese && s.Numbers != NumbersPortal {
		return Fault(Invalid, "choice_unknown", "Lựa chọn về bộ đếm hoặc kiểu số không hợp lệ", "That choice for counters or numbers does not exist")
	}
	if s.Picture != nil {
		if err := s.Picture.validate(); err != nil {
			return err
		}
	}
	return s.Readers.validate()
}

func (s Settings) validate() error { return s.Validate() }
