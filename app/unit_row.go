package app

import (
	"fmt"
	"strconv"
	"strings"

	"bangtin/app/viet"
)

// dateOf reads a day; empty where it is none.
func dateOf(text string) string {
	t, _, err := viet.ParseDate(text)
	if err != nil {
		return ""
	}
	return t.In(viet.Zone()).Format(dayForm)
}

// fill writes the fields of a row into its unit, and validates it.
func (c *UnitChange) fill(r UnitRow) error {
	u := &c.Unit
	into := map[UnitField]*string{
		UnitCode: &u.Code, UnitName: &u.Name.VI, UnitNameEN: &u.Name.EN, UnitShort: &u.Short,
		UnitAddress: &u.Address, UnitEmail: &u.Email, UnitWebsite: &u.Website, UnitNote: &u.Note,
	}
	for f, text := range r.Fields {
		if at := into[f]; at != nil {
			*at = text
		}
	}
	if text, ok := r.Fields[UnitPhones]; ok {
		u.Phones = strings.FieldsFunc(text, func(c rune) bool { return c == ';' || c == '\n' })
	}
	if text, ok := r.Fields[UnitSort]; ok {
		kind, known := unitKind(text)
		if !known {
			return Fault(Invalid, "unit_kind_unknown", fmt.Sprintf("Không có loại đơn vị “%s”", viet.Line(text)), fmt.Sprintf("There is no kind of unit “%s”", viet.Line(text)))
		}
		u.Kind = kind
	}
	if text := strings.TrimSpace(r.Fields[UnitOrder]); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > maxUnitOrder {
			return Fault(Invalid, "unit_order_malformed", "Thứ tự là số từ 0 đến 99999", "The order is a number from 0 to 99999")
		}
		u.Order = n
	}
	for f, at := range map[UnitField]*string{UnitFrom: &u.From, UnitUntil: &u.Until} {
		if text, ok := r.Fields[f]; ok {
			if *at = dateOf(text); *at == "" && strings.TrimSpace(text) != "" {
				return Fault(Invalid, "unit_day_malformed", "Ngày viết như 26/11/2026 hoặc 2026-11-26", "Write a day as 26/11/2026 or 2026-11-26")
			}
		}
	}
	if next, ok := r.Fields[UnitNext]; ok && viet.Line(next) == "" {
		u.Next = ID{}
	}
	next := u.Next
	u.Next = ID{} // what follows is looked up when all rows are there
	*u = u.clean()
	err := u.validate()
	u.Next = next
	return err
}

// unitKind reads a kind by its word in either language; empty is none.
func unitKind(text string) (UnitKind, bool) {
	k, ok := unitKinds[viet.Fold(viet.Line(text))]
	return k, ok
}

var unitKinds = map[string]UnitKind{
	"":           "",
	"department": Department, "so, ban, nganh": Department, "so ban nganh": Department, "so nganh": Department, "so": Department, "ban": Department,
	"locality": Locality, "dia phuong": Locality, "huyen": Locality, "xa": Locality, "phuong": Locality, "huyen, xa": Locality, "huyen/xa": Locality, "xa, phuong": Locality,
	"society": Society, "hoi, doan the": Society, "hoi doan the": Society, "doan the": Society, "hoi": Society, "association": Society,
	"ministry": Ministry, "bo, nganh": Ministry, "bo nganh": Ministry, "trung uong": Ministry, "bo": Ministry,
	"institution": Institution, "don vi su nghiep": Institution, "truong": Institution, "benh vien": Institution,
}

// Row is a unit as a list holds it, its group and the one that follows by
// code or else by name.
func (d *Directory) Row(u *Unit) UnitRow {
	f := map[UnitField]string{
		UnitCode: u.Code, UnitName: u.Name.VI, UnitNameEN: u.Name.EN, UnitShort: u.Short, UnitSort: string(u.Kind), UnitAddress: u.Address,
		UnitPhones: strings.Join(u.Phones, "; "), UnitEmail: u.Email, UnitWebsite: u.Website, UnitNote: u.Note, UnitFrom: u.From, UnitUntil: u.Until,
		UnitOrder: "", UnitGroup: "", UnitNext: "",
	}
	if u.Order > 0 {
		f[UnitOrder] = strconv.Itoa(u.Order)
	}
	for field, o := range map[UnitField]*Unit{UnitGroup: d.Parent(u), UnitNext: d.units[u.Next]} {
		if o == nil {
			continue
		}
		if f[field] = o.Code; o.Code == "" {
			f[field] = o.Name.VI
		}
	}
	return UnitRow{Fields: f}
}
