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
	Departments []TicketDepartment `json:"departments,omitempty"` // whom people may tell something
	Emblem      Hash               `json:"emblem,omitzero"`
	Picture     *Media             `json:"picture,omitempty"` // derivatives of the emblem
}

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
	if s.Picture != nil {
		return s.Picture.validate()
	}
	return nil
}

func (s Settings) validate() error { return s.Validate() }
