package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"bangtin/app"
	"bangtin/app/viet"

	"github.com/spf13/cobra"
)

func (p *program) searchCommand() *cobra.Command {
	a := searchArgs{Limit: 10}
	c := &cobra.Command{
		Use: "search WORDS…", Short: "Tìm bài đã đăng (search what is published)", Args: cobra.MinimumNArgs(1),
		Long: `Tìm trong các bài đang được đăng, có dấu hay không dấu đều được. Cụm từ đặt trong ngoặc kép; ngày viết cách nào cũng
được: 3/7/2024, "tháng 7/2024"; số hiệu văn bản: 19/KH-BGDĐT.

Searches the articles on show, with or without marks. Phrases stand in quotes, dates may be written in any form, as may
the numbers of documents.`,
		RunE: func(c *cobra.Command, words []string) error {
			a.Words = strings.Join(words, " ")
			var r searchResult
			if err := p.run(c.Context(), "search", a, &r); err != nil {
				return err
			}
			return p.print(r, r.text())
		},
	}
	c.Flags().IntVar(&a.Limit, "limit", a.Limit, "số bài, nhiều nhất 50 (how many, 50 at most)")
	c.Flags().BoolVar(&a.Newest, "newest", false, "mới nhất trước (newest first)")
	return c
}

type searchArgs struct {
	Words  string `json:"words"`
	Limit  int    `json:"limit"`
	Newest bool   `json:"newest"`
}

type searchResult struct {
	Total    int         `json:"total"`
	Hits     []searchHit `json:"hits"`
	Spelling string      `json:"spelling,omitempty"` // what was searched instead, where the words themselves gave nothing
}

type searchHit struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Published string `json:"published"`
	Snippet   string `json:"snippet"`
}

func (r *searchResult) text() string {
	var b strings.Builder
	if r.Spelling != "" {
		fmt.Fprintf(&b, "Kết quả cho / results for: %s\n", r.Spelling)
	}
	fmt.Fprintf(&b, "%d bài / articles\n", r.Total)
	for _, h := range r.Hits {
		fmt.Fprintf(&b, "\n%s\n%s  %s\n%s\n", h.Title, h.ID, h.Published, h.Snippet)
	}
	return b.String()
}

func searchJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a searchArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	f := c.search(ctx)
	if err := c.indexed(ctx, report); err != nil && (app.CodeOf(err) == app.Damaged || errors.Is(err, context.Canceled)) {
		return err
	} else if err != nil { // there is an older index, or none: the search says so
		c.log.Warn("bring the index up to date", "err", err)
	}
	found, err := f.Search(ctx, app.Search{Words: a.Words, Limit: a.Limit, Newest: a.Newest})
	if err != nil {
		return err
	}
	r := searchResult{Total: found.Total, Hits: []searchHit{}, Spelling: found.Spelling}
	for _, h := range found.Hits {
		hit := searchHit{ID: h.Card.Article.String(), Title: h.Card.Title, Published: viet.Dateline(h.Card.Published.Time(), h.Card.Published.DateOnly)}
		for _, s := range h.Snippet {
			hit.Snippet += s.Text
		}
		r.Hits = append(r.Hits, hit)
	}
	l, err := result(r)
	report(l)
	return err
}
