package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// Statistics is what was counted in a period.
type Statistics struct {
	From       string          `json:"from" format:"date"`
	Until      string          `json:"until" format:"date"`
	Since      string          `json:"since" doc:"the first day that anything was counted on; empty if nothing was"`
	Visits     int             `json:"visits"`
	Opened     int             `json:"opened" doc:"how often articles were opened"`
	Days       []Counted       `json:"days" nullable:"false" doc:"each day of the period; none where they are too many"`
	Months     []Counted       `json:"months" nullable:"false" doc:"each month of the period"`
	Hours      []int           `json:"hours" nullable:"false" doc:"visits that began in each hour of the day"`
	Weekdays   []int           `json:"weekdays" nullable:"false" doc:"visits on each weekday, Monday first"`
	Devices    []CountedDevice `json:"devices" nullable:"false" doc:"most visits first"`
	Articles   []CountedTitle  `json:"articles" nullable:"false" doc:"the most read"`
	Categories []CountedTitle  `json:"categories" nullable:"false" doc:"the most read first"`
	Others     bool            `json:"others" doc:"what other machines counted is among it"`
}

// Counted is what was counted on a day or in a month.
type Counted struct {
	At     string `json:"at" doc:"2026-11-26, or 2026-11"`
	Visits int    `json:"visits"`
	Opened int    `json:"opened"`
}

// CountedDevice is what one machine has counted.
type CountedDevice struct {
	Name   string `json:"name" doc:"empty where the library does not know it"`
	Own    bool   `json:"own" doc:"this machine"`
	Visits int    `json:"visits"`
	Opened int    `json:"opened"`
}

// CountedTitle is how often an article, or those of a category, were opened.
type CountedTitle struct {
	ID    string   `json:"id"`
	Title app.Text `json:"title" doc:"empty where nothing is known of it any more"`
	Lang  string   `json:"lang" doc:"of an article"`
	N     int      `json:"n"`
}

var errNoStatistics = app.Fault(app.Denied, "not_for_post", "Chỉ biên tập viên trở lên và người kiểm tra xem được thống kê",
	"Only editors and above, and auditors, may see the statistics")

func (s *Server) statistics(ctx context.Context, in *struct {
	From  string `query:"from" required:"true" format:"date"`
	Until string `query:"until" required:"true" format:"date" doc:"the last day"`
}) (*struct{ Body Statistics }, error) {
	if err := s.mayCount(ctx); err != nil {
		return nil, err
	}
	from, until, err := readPeriod(in.From, in.Until)
	if err != nil {
		return nil, err
	}
	l := s.o.Real.Library
	found, err := l.Statistics(ctx, app.DayOf(from), app.DayOf(until))
	if err != nil {
		return nil, err
	}
	return &struct{ Body Statistics }{countedIn(l, &found, in.From, in.Until)}, nil
}

func (s *Server) mayCount(ctx context.Context) error {
	by, err := s.actor(ctx)
	if err == nil && !app.May(by.Post, app.ReadCounts) {
		err = errNoStatistics
	}
	return err
}

// readPeriod reads two days in Vietnam.
func readPeriod(from, until string) (a, b time.Time, err error) {
	if a, err = time.ParseInLocation(time.DateOnly, from, viet.Zone()); err == nil {
		b, err = time.ParseInLocation(time.DateOnly, until, viet.Zone())
	}
	if err != nil {
		err = app.Fault(app.Invalid, "day_malformed", "Ngày không đúng dạng năm-tháng-ngày", "A day is not written as year-month-day").With(err)
	}
	return a, b, err
}

func countedIn(l *app.Library, found *app.Statistics, from, until string) Statistics {
	out := Statistics{
		From: from, Until: until, Visits: found.Visits, Opened: found.Opened, Days: []Counted{}, Months: []Counted{}, Hours: found.Hours[:],
		Weekdays: append(append([]int{}, found.Weekdays[1:]...), found.Weekdays[0]), Devices: []CountedDevice{}, Articles: []CountedTitle{}, Categories: []CountedTitle{},
	}
	if found.Since > 0 {
		out.Since = app.DayStart(found.Since).Format(time.DateOnly)
	}
	for _, c := range found.Days {
		out.Days = append(out.Days, Counted{app.DayStart(c.At).Format(time.DateOnly), c.Visits, c.Opened})
	}
	for _, c := range found.Months {
		out.Months = append(out.Months, Counted{fmt.Sprintf("%04d-%02d", 1970+c.At/12, c.At%12+1), c.Visits, c.Opened})
	}
	roster := l.Roster()
	for _, d := range found.Devices {
		line := CountedDevice{Own: d.Device == l.Device(), Visits: d.Visits, Opened: d.Opened}
		if m, ok := roster.Member(d.Device); ok {
			line.Name = m.Name
		}
		out.Others = out.Others || !line.Own
		out.Devices = append(out.Devices, line)
	}
	for _, a := range found.Articles {
		line := CountedTitle{ID: a.ID.String(), N: a.N}
		if a.Card != nil {
			line.Title, line.Lang = app.Text{VI: a.Card.Title}, a.Card.Lang
		}
		out.Articles = append(out.Articles, line)
	}
	for _, c := range found.Categories {
		category, _ := l.Category(c.ID)
		out.Categories = append(out.Categories, CountedTitle{ID: c.ID.String(), Title: category.Name, N: c.N})
	}
	return out
}

// The columns of the report, and what it calls the states.
var (
	reportColumns = map[string][]string{
		"vi": {"Tên bài", "Tác giả", "Nguồn", "Chuyên mục", "Đăng lúc", "Trạng thái", "Lượt xem", "Tổng điểm", "Số đánh giá", "Điểm trung bình", "Ý kiến", "Mã bài"},
		"en": {"Title", "Author", "Source", "Category", "Published", "State", "Views", "Points", "Ratings", "Average", "Comments", "Article"},
	}
	reportStates = map[string]map[app.State]string{
		"vi": {app.Public: "Đã đăng", app.Scheduled: "Hẹn giờ đăng", app.Expired: "Hết hạn", app.Withdrawn: "Đã gỡ", app.Archived: "Lưu trữ"},
		"en": {app.Public: "Published", app.Scheduled: "Scheduled", app.Expired: "Expired", app.Withdrawn: "Withdrawn", app.Archived: "Archived"},
	}
	reportTypes = map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
)

// reportTime is how long a report may take to be fetched.
const reportTime = 10 * time.Minute

// report writes the articles that were published in a period as a table,
// row by row: none of it is kept in memory, and a client that reads slowly
// holds nothing back.
func (s *Server) report(w http.ResponseWriter, r *http.Request) {
	ctx, q := r.Context(), r.URL.Query()
	if err := s.mayCount(ctx); err != nil {
		writeProblem(w, err)
		return
	}
	from, until, err := readPeriod(q.Get("from"), q.Get("until"))
	filter := app.ReportFilter{From: from.UnixMilli(), Until: until.AddDate(0, 0, 1).UnixMilli(), Person: q.Get("person")}
	if category := q.Get("category"); err == nil && category != "" {
		filter.Category, err = app.ParseID(category)
	}
	form := q.Get("form")
	if err == nil && (reportTypes[form] == "" || len(filter.Person) > 500 || until.Before(from)) {
		err = app.Fault(app.Invalid, "report_malformed", "Xin chọn CSV hoặc XLSX và một khoảng ngày", "Please choose CSV or XLSX and a period")
	}
	if err != nil {
		writeProblem(w, err)
		return
	}
	lang, name := "vi", "bai-viet"
	if q.Get("lang") == "en" {
		lang, name = "en", "articles"
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", reportTypes[form])
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s-%s.%s"`, name, q.Get("from"), q.Get("until"), form))
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(reportTime))
	if err := s.writeReport(ctx, w, form, lang, filter); err != nil && ctx.Err() == nil {
		s.o.Log.Error("write the report", "err", err)
		panic(http.ErrAbortHandler) // what has gone out must not pass for a whole table
	}
}

func (s *Server) writeReport(ctx context.Context, w http.ResponseWriter, form, lang string, filter app.ReportFilter) error {
	sheet, err := s.o.Desk.Sheet(w, form, lang, reportColumns[lang])
	if err != nil {
		return err
	}
	l := s.o.Real.Library
	err = l.Report(ctx, filter, func(row app.ReportRow) error {
		c := row.Card
		category, _ := l.Category(c.Category)
		name := category.Name.VI
		if lang == "en" && category.Name.EN != "" {
			name = category.Name.EN
		}
		var average any
		if row.Rating.Count > 0 {
			average = float64(row.Rating.Tenths()) / 10
		}
		return sheet.Row(c.Title, c.Byline, c.Source, name, time.UnixMilli(c.Published.At), reportStates[lang][row.State], row.Views,
			row.Rating.Sum, row.Rating.Count, average, row.Comments, c.Article.String())
	})
	if err != nil {
		return err
	}
	return sheet.Close()
}
