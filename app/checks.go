package app

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"bangtin/app/body"
	"bangtin/app/viet"

	"golang.org/x/text/language"
)

// maxSlips is the most passages that Checks names. Whoever gets so many has
// another document before them than an article.
const maxSlips = 200

// Checks are a document's Faults and what only its library can tell: names
// and titles that do not agree with the list of people, links that lead
// nowhere, and the house's way of writing. All of these only warn. Titles
// are judged by the date of the event, else by day (2026-11-26).
//
// What is about the Vietnamese language is looked for in Vietnamese alone.
func (l *Library) Checks(ctx context.Context, d *Document, day string) ([]DocumentFault, error) {
	out := d.Faults()
	doc, err := body.Parse(d.Body)
	if err != nil {
		return out, nil // Faults say so
	}
	var people []Person
	if err := l.store.View(ctx, func(tx Tx) error {
		people = l.view(tx).people()
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	p := proofOf(d, doc)
	p.names(people, cmp.Or(d.EventDate, day))
	if base, _ := language.Make(d.Lang).Base(); base.String() == "vi" {
		p.letters(people, l.Settings().Tone)
	}
	dead, err := l.deadLinks(ctx, doc)
	if err != nil {
		return nil, err
	}
	return append(append(out, dead...), p.faults()...), nil
}

// proof is a document as one text, and what was found in it.
type proof struct {
	text  string
	parts []part
	found []finding
}

// part is where a block begins in the text.
type part struct {
	at    int
	block string // or "title", "lead"
}

type finding struct {
	at            int
	key           string
	found, wanted string
	say           Text
}

func proofOf(d *Document, doc body.Doc) *proof {
	p := &proof{}
	p.add("title", d.Title)
	p.add("lead", d.Lead)
	for _, n := range doc.Content {
		p.add(n.ID(), strings.Join(body.Paragraphs(body.Doc{Content: []body.Node{n}}), "\n"))
	}
	return p
}

func (p *proof) add(block, text string) {
	p.parts = append(p.parts, part{len(p.text), block})
	p.text += text + "\n\n"
}

func (p *proof) note(at int, key, found, wanted, vi, en string) {
	p.found = append(p.found, finding{at, key, found, wanted, Text{VI: vi, EN: en}})
}

func (p *proof) names(people []Person, day string) {
	for _, n := range NamesNear(p.text, people) {
		p.note(n.At, "name_near", n.Found, n.Wanted,
			fmt.Sprintf("“%s”: có phải “%s”?", n.Found, n.Wanted), fmt.Sprintf("“%s”: is “%s” meant?", n.Found, n.Wanted))
	}
	that, _, err := viet.ParseDate(day)
	if err != nil {
		return
	}
	for _, w := range TitlesWrong(p.text, people, day) {
		vi, en := "không có chức danh nào trong danh sách", "no title in the list"
		if len(w.Holds) > 0 {
			vi = "là " + strings.Join(w.Holds, ", ")
			en = strings.Join(w.Holds, ", ")
		}
		p.note(w.At, "title_wrong", w.Found, w.Wanted,
			fmt.Sprintf("“%s”: %s %s", w.Found, viet.Prose(that), vi),
			fmt.Sprintf("“%s”: on %s it is: %s", w.Found, day, en))
	}
}

func (p *proof) letters(people []Person, style viet.ToneStyle) {
	for _, s := range viet.StrayD(p.text) {
		p.note(s.At, "letter_stray", s.Found, s.Wanted,
			fmt.Sprintf("“%s” có chữ lạ thay cho Đ", s.Found), fmt.Sprintf("“%s” has another letter in place of Đ", s.Found))
	}
	behindTitle := p.parts[1].at // a title has no room to spell out
	for _, s := range viet.Abbreviations(p.text[behindTitle:]) {
		p.note(behindTitle+s.At, "abbreviation", s.Found, "",
			fmt.Sprintf("“%s”: chữ viết tắt chưa được giải thích", s.Found), fmt.Sprintf("“%s” is used before it is spelt out", s.Found))
	}
	own := namesAsKept(p.text, people)
	for _, s := range viet.TonePlacement(p.text, style) {
		if !slices.ContainsFunc(own, func(w viet.Word) bool { return w.From <= s.At && s.At < w.To }) {
			p.note(s.At, "tone_place", s.Found, s.Wanted,
				fmt.Sprintf("“%s”: cơ quan viết “%s”", s.Found, s.Wanted), fmt.Sprintf("“%s”: the house writes “%s”", s.Found, s.Wanted))
		}
	}
}

// namesAsKept are the names in a text that stand there as in the list: how
// people write their own names is no matter of style.
func namesAsKept(text string, people []Person) (out []viet.Word) {
	w := wordsOf(text)
	for _, s := range w.names(people) {
		here := viet.Word{From: w.at[s.from].From, To: w.at[s.to-1].To}
		if slices.ContainsFunc(s.exact, func(i int) bool { return people[i].Name == text[here.From:here.To] }) {
			out = append(out, here)
		}
	}
	return out
}

// faults tells each thing once a block, in the order of the text.
func (p *proof) faults() (out []DocumentFault) {
	slices.SortStableFunc(p.found, func(a, b finding) int { return cmp.Compare(a.at, b.at) })
	type once struct{ block, key, found, wanted string }
	told := map[once]bool{}
	for _, f := range p.found {
		block := p.blockAt(f.at)
		this := once{block, f.key, f.found, f.wanted}
		if told[this] || len(out) == maxSlips {
			continue
		}
		told[this] = true
		fault := DocumentFault{Key: f.key, Text: f.say, Block: block, Warns: true}
		if block == "title" || block == "lead" {
			fault.Block = ""
		}
		if f.wanted != "" {
			fault.Fix = &Fix{Block: block, Found: f.found, Wanted: f.wanted}
		}
		out = append(out, fault)
	}
	return out
}

func (p *proof) blockAt(at int) string {
	i, here := slices.BinarySearchFunc(p.parts, at, func(x part, at int) int { return cmp.Compare(x.at, at) })
	if !here {
		i--
	}
	return p.parts[i].block
}

// deadLinks finds links that cannot lead anywhere for a reader: without a
// real host, to this machine alone, or to an article that is not on show.
func (l *Library) deadLinks(ctx context.Context, doc body.Doc) (out []DocumentFault, err error) {
	told := map[[2]string]bool{}
	for _, n := range doc.Content {
		for _, href := range linksIn(n) {
			this := [2]string{n.ID(), href}
			if told[this] || len(out) == maxSlips {
				continue
			}
			told[this] = true
			dead := deadAddress(href)
			if !dead {
				if dead, err = l.leadsToNothingShown(ctx, href); err != nil {
					return nil, err
				}
			}
			if dead {
				out = append(out, warns("link_dead", n.ID(), fmt.Sprintf("Liên kết không mở được: %s", viet.Truncate(href, 80)),
					fmt.Sprintf("A link leads nowhere: %s", viet.Truncate(href, 80))))
			}
		}
	}
	return out, nil
}

func linksIn(n body.Node) (out []string) {
	for _, m := range n.Marks {
		if href, ok := m.Attrs["href"].(string); ok && m.Type == "link" {
			out = append(out, href)
		}
	}
	for _, c := range n.Content {
		out = append(out, linksIn(c)...)
	}
	return out
}

// deadAddress tells whether an address cannot work for a reader, as far as
// can be told without a network.
func deadAddress(href string) bool {
	if body.CheckLink(href) != nil {
		return true
	}
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return true
	}
	switch u.Scheme {
	case "mailto":
		name, host, ok := strings.Cut(u.Opaque, "@")
		return !ok || name == "" || !strings.Contains(host, ".")
	case "tel":
		return !strings.ContainsAny(u.Opaque, "0123456789")
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsUnspecified()
	}
	labels := strings.Split(host, ".")
	return len(labels) < 2 || slices.Contains(labels, "") || strings.ContainsAny(host, " _%,;'\"")
}

// leadsToNothingShown tells whether an address is that of an article of
// ours (/bai/slug-id) that is not on show. On other sites than the office's
// own only articles that are known here are judged.
func (l *Library) leadsToNothingShown(ctx context.Context, href string) (bool, error) {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return false, nil
	}
	name, ok := strings.CutPrefix(u.Path, "/bai/")
	id, err := ParseID(name[strings.LastIndexByte(name, '-')+1:])
	if !ok || err != nil || id.IsZero() {
		return false, nil
	}
	if _, err = l.Article(ctx, id); CodeOf(err) != NotFound {
		return false, err
	}
	site, err := url.Parse(l.Settings().Website)
	ours := err == nil && site.Host != "" && strings.EqualFold(site.Hostname(), u.Hostname())
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		ours = ours || v.state(noun{Staff, nounArticle, string(id[:])}) != nil || v.state(noun{Open, nounPublication, string(id[:])}) != nil
		return nil
	})
	return ours, err
}
