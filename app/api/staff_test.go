package api_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/convert"
	"bangtin/app/store"
)

// desk is what the handlers ask for, over the real store; a picture stands
// for its own derivative, since decoding is what thumb's tests are about.
func (s *site) desk() *api.Desk {
	return &api.Desk{
		Journal:  journal{s.db.Journal()},
		Develop:  s.develop,
		Edit:     s.edit,
		Darkroom: s.darkroom,
		Files:    s.db.Media(),
		Scratch:  s.scratch,
		Lan:      s.lan,
		Tables:   api.Tables{Read: convert.ReadProgramme, Write: convert.WriteProgramme},
		Sheet: func(w io.Writer, form, lang string, columns []string) (api.Sheet, error) {
			return convert.NewSheet(w, form, lang, columns)
		},

		ReadUnits: convert.Units, WriteUnits: func(d *app.Directory, _ string) ([]byte, error) { return convert.UnitsCSV(d), nil },
		WriteTickets: convert.WriteTickets,
	}
}

// darkroom makes what waits as soon as it hears of it, unless it is closed.
type darkroom struct {
	s      *site
	mu     sync.Mutex
	closed bool
	asked  []app.Hash // what waits, in the order in which it was asked for
}

func (d *darkroom) Keep(ctx context.Context, r io.Reader) (app.Developed, error) {
	made, err := d.s.picture(ctx, r)
	made.Sizes, made.Small = nil, true
	return made, err
}

func (d *darkroom) Small(original app.Hash) ([]byte, error) {
	f, err := d.s.db.Media().Open(original)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	return append([]byte("nhỏ "), text...), err
}

func (d *darkroom) Add(originals ...app.Hash) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, originals...)
	d.work()
}

func (d *darkroom) Want(originals ...app.Hash) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(originals, d.asked...)
	d.work()
}

func (d *darkroom) Await(ctx context.Context, originals ...app.Hash) error {
	d.open()
	d.Want(originals...)
	for _, h := range originals {
		if made, _, err := d.s.lib.Developed(ctx, h); err != nil || made.Fault != nil {
			return cmp.Or(err, error(app.Fault(app.Invalid, made.Fault.Key, made.Fault.Message.VI, made.Fault.Message.EN)))
		}
	}
	return nil
}

// open makes what has waited.
func (d *darkroom) open() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = false
	d.work()
}

// work makes everything, but of what ends in "nứt" nothing.
func (d *darkroom) work() {
	for !d.closed && len(d.asked) > 0 {
		ctx, h := context.Background(), d.asked[0]
		d.asked = d.asked[1:]
		f, err := d.s.db.Media().Open(h)
		if err != nil {
			continue
		}
		text, err := io.ReadAll(f)
		f.Close()
		if err == nil && bytes.HasSuffix(text, []byte("nứt")) {
			err = d.s.lib.FailPreview(ctx, h, app.Fault(app.Invalid, "photo_crashed", "Không xử lý được ảnh này. Xin lưu lại rồi thử lại", "This picture cannot be processed. Please save it again"))
		} else if err == nil {
			_, err = d.s.develop(ctx, bytes.NewReader(text))
		}
		if err != nil {
			d.s.t.Error(err)
		}
	}
}

func (s *site) develop(ctx context.Context, r io.Reader) (app.Developed, error) {
	d, err := s.picture(ctx, r)
	if err != nil {
		return d, err
	}
	return d, s.lib.SavePreview(ctx, d)
}

// picture refuses what ends in "hỏng" and finds the time of a picture
// behind the word "lúc".
func (s *site) picture(ctx context.Context, r io.Reader) (d app.Developed, err error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return d, err
	}
	if bytes.HasSuffix(text, []byte("hỏng")) {
		return d, app.Fault(app.Invalid, "photo_corrupt", "Tệp ảnh bị hỏng. Xin chép lại từ bản gốc", "The picture file is damaged. Please copy it again from the original")
	}
	sum, n, err := s.db.Media().Put(ctx, bytes.NewReader(text), 64<<20)
	if err != nil {
		return d, err
	}
	d = app.Developed{Original: sum, Bytes: n, Media: app.Media{Width: 32, Height: 20, Colour: "#334455", Sizes: []app.Size{{Hash: sum, Type: "image/jpeg", Width: 32, Height: 20, Bytes: n}}}}
	if _, after, ok := bytes.Cut(text, []byte("lúc ")); ok {
		d.Taken = string(after[:min(len(after), len("2006-01-02T15:04:05"))])
	}
	return d, nil
}

type journal struct{ *store.Journal }

func (j journal) ReadAt(ctx context.Context, name string, at time.Time) ([]byte, time.Time, error) {
	n, err := j.Journal.ReadAt(ctx, name, at)
	if err != nil || n == nil {
		return nil, time.Time{}, err
	}
	return n.Text, n.At, nil
}

const password = "mật khẩu dài"

// staff makes the first administrator and an account of every post, and
// gives a window for each, signed in; editor and publisher work from another
// machine.
func (s *site) staff() map[app.Post]*client {
	s.t.Helper()
	out := map[app.Post]*client{}
	admin := s.window(api.FaceDesk)
	out[app.Admin] = admin
	admin.ask("POST", "/api/desk/first", map[string]any{"login": "Quan.Tri", "name": "Phạm Minh Khuê", "password": password, "alone": false}, http.StatusOK, nil)
	for _, p := range []app.Post{app.Auditor, app.Writer, app.Editor, app.PublisherIn} {
		admin.ask("POST", "/api/desk/accounts", map[string]any{"login": string(p), "name": "Người " + string(p), "post": p, "password": password}, http.StatusOK, nil)
		c := s.windowNamed(api.FaceDesk, "of-"+string(p))
		if p == app.Editor || p == app.PublisherIn {
			c = s.colleague()
		}
		c.ask("POST", "/api/desk/sign-in", map[string]any{"login": string(p), "password": password}, http.StatusOK, nil)
		out[p] = c
	}
	return out
}

// ask sends JSON, wants a status and reads the answer into v unless nil.
func (c *client) ask(method, path string, body any, want int, v any) string {
	c.t.Helper()
	text := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		text = string(b)
	}
	r := c.do(method, path, text)
	if r.Code != want && !(want == http.StatusOK && r.Code == http.StatusNoContent) {
		c.t.Fatalf("%s %s: %d, want %d: %s", method, path, r.Code, want, r.Body)
	}
	if v != nil {
		if err := json.Unmarshal(r.Body.Bytes(), v); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, path, err, r.Body)
		}
	}
	return r.Body.String()
}

// draft is a complete document with a picture of its own.
func (c *client) draft(s *site, words string) map[string]any {
	c.t.Helper()
	var categories struct{ Categories []struct{ ID string } }
	c.ask("GET", "/api/desk/categories", nil, http.StatusOK, &categories)
	if len(categories.Categories) == 0 {
		c.t.Fatal("there is no category")
	}
	return map[string]any{
		"title": "Bài " + words, "lead": "Sapô " + words, "lang": "vi", "category": categories.Categories[0].ID,
		"body": map[string]any{"type": "doc", "content": []any{
			map[string]any{"type": "paragraph", "attrs": map[string]any{"id": "b1"}, "content": []any{map[string]any{"type": "text", "text": "Đoạn " + words}}},
		}},
	}
}

func (c *client) write(s *site, words string) (id string, saved api.SavedRevision) {
	c.t.Helper()
	var made struct{ ID string }
	c.ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	c.ask("POST", "/api/desk/articles/"+made.ID+"/revisions", map[string]any{"doc": c.draft(s, words), "base": []string{}}, http.StatusOK, &saved)
	return made.ID, saved
}

func (c *client) act(id string, act app.Act, more map[string]any, want int) string {
	c.t.Helper()
	body := map[string]any{"act": act, "revision": "", "reason": "", "note": ""}
	for k, v := range more {
		body[k] = v
	}
	return c.ask("POST", "/api/desk/articles/"+id+"/acts", body, want, nil)
}

// Nobody but a signed-in person at a desk gets anything of the desk, and
// whoever is not at one does not even learn that it exists.
func TestDeskIsForStaff(t *testing.T) {
	s := newSite(t)
	secrets := s.hidden()
	staff := s.staff()
	outside := map[string]*client{"public": s.public(), "kiosk": s.window(api.FaceKiosk), "screen": s.window(api.FaceScreen), "nobody yet": s.windowNamed(api.FaceDesk, "new")}
	asked := 0
	for name, c := range outside {
		for _, r := range s.server.Routes() {
			if r.Role != "staff" && r.Role != "desk" {
				continue
			}
			want := http.StatusNotFound
			if name == "nobody yet" {
				if r.Role == "desk" {
					continue
				}
				want = http.StatusForbidden
			}
			for _, path := range fill(r.Pattern, secrets[:4]) {
				got := c.do(method(r), path, "{}")
				asked++
				if body := text(got); got.Code != want && got.Code != http.StatusUnprocessableEntity || strings.Contains(body, secretWord) {
					t.Fatalf("%s at %s %s: %d %s", name, r.Method, path, got.Code, body)
				}
			}
		}
	}
	if asked < 200 {
		t.Errorf("only %d questions were asked", asked)
	}
	if got := staff[app.Writer].get("/api/desk/articles?limit=100"); !strings.Contains(text(got), secretWord) {
		t.Error("staff do not see drafts: the test proves nothing")
	}
}

// The one table, tried whole: every post, in every state, every act. What
// it allows is done, what it does not is refused with a sentence and leaves
// the state as it was; and readers never see more than they should.
func TestWorkflowTable(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	admin := staff[app.Admin]
	admin.ask("POST", "/api/desk/categories", map[string]any{"name": map[string]string{"vi": "Thời sự", "en": "News"}, "parent": ""}, http.StatusOK, nil)
	allowed, refused := 0, 0
	edit := admin.draft(s, "sửa lại")
	for _, state := range app.States {
		id := ""
		for _, post := range app.Posts {
			for _, act := range app.Acts {
				if id == "" { // what is refused leaves the article where it was
					id = s.bring(staff, state)
				}
				if before := admin.state(id); before != state {
					t.Fatalf("brought to %s, it is %s", state, before)
				}
				want := app.MayAct(post, state, act)
				code := staff[post].attempt(id, act, edit)
				// Beyond the table: there must be something on show to retract.
				if want && act == app.ActRetract && (state == app.Drafted || state == app.InReview || state == app.SentBack || state == app.Approved) {
					if code != http.StatusConflict {
						t.Errorf("%s retracts in %s with nothing on show: %d", post, state, code)
					}
					continue
				}
				switch {
				case want && code != http.StatusOK:
					t.Errorf("%s may %s in %s, and gets %d", post, act, state, code)
				case !want && code != http.StatusForbidden:
					t.Errorf("%s may not %s in %s, and gets %d", post, act, state, code)
				case !want && admin.state(id) != state:
					t.Errorf("a refused %s moved %s to %s", act, state, admin.state(id))
				}
				seen := state == app.Public
				if want {
					allowed++
					seen = act == app.ActPublish || seen && act != app.ActRetract
				} else {
					refused++
				}
				s.mustBeSeen(id, seen)
				if want {
					id = ""
				}
			}
		}
	}
	t.Logf("%d acts were allowed, %d refused", allowed, refused)
	if allowed < 80 || refused < 200 {
		t.Error("that is not the whole table")
	}
}

func (c *client) state(id string) app.State {
	c.t.Helper()
	var a api.DeskArticle
	c.ask("GET", "/api/desk/articles/"+id, nil, http.StatusOK, &a)
	return a.Row.V.State
}

// attempt does an act, or an edit, and gives the status.
func (c *client) attempt(id string, act app.Act, edit map[string]any) int {
	c.t.Helper()
	if act == app.ActEdit {
		b, err := json.Marshal(map[string]any{"doc": edit, "base": []string{}})
		if err != nil {
			c.t.Fatal(err)
		}
		return c.do("POST", "/api/desk/articles/"+id+"/revisions", string(b)).Code
	}
	if act == app.ActName {
		var a api.DeskArticle
		c.ask("GET", "/api/desk/articles/"+id, nil, http.StatusOK, &a)
		code := c.do("PUT", "/api/desk/articles/"+id+"/revisions/"+a.Revision+"/name", `{"name":"Bản đọc tại hội nghị"}`).Code
		if code == http.StatusNoContent {
			return http.StatusOK
		}
		return code
	}
	b, err := json.Marshal(map[string]any{"act": act, "revision": "", "reason": "có lý do", "note": ""})
	if err != nil {
		c.t.Fatal(err)
	}
	return c.do("POST", "/api/desk/articles/"+id+"/acts", string(b)).Code
}

// publishBriefly shows an article for as short as this machine can: an end
// that had passed when it was asked for is refused.
func (c *client) publishBriefly(id string) {
	c.t.Helper()
	for life := 20 * time.Millisecond; life < time.Minute; life *= 2 {
		body := map[string]any{"act": app.ActPublish, "revision": "", "reason": "", "note": "", "until": time.Now().Add(life)}
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		r := c.do("POST", "/api/desk/articles/"+id+"/acts", string(b))
		if r.Code == http.StatusOK || r.Code == http.StatusNoContent {
			return
		}
		if r.Code != http.StatusUnprocessableEntity {
			c.t.Fatalf("publishing for %v: %d %s", life, r.Code, r.Body)
		}
	}
	c.t.Fatal("it cannot be published for a short while")
}

// bring makes an article and leads it to a state, the straight way. The
// writer writes it, so that everybody else may approve.
func (s *site) bring(staff map[app.Post]*client, state app.State) string {
	s.t.Helper()
	writer, admin := staff[app.Writer], staff[app.Admin]
	id, _ := writer.write(s, "mới")
	steps := map[app.State][]app.Act{
		app.InReview: {app.ActSubmit}, app.SentBack: {app.ActSubmit, app.ActReturn}, app.Approved: {app.ActSubmit, app.ActApprove},
		app.Scheduled: {app.ActSubmit, app.ActApprove, "later"}, app.Public: {app.ActSubmit, app.ActApprove, app.ActPublish},
		app.Expired:   {app.ActSubmit, app.ActApprove, "short"},
		app.Withdrawn: {app.ActSubmit, app.ActApprove, app.ActPublish, app.ActRetract},
		app.Archived:  {app.ActArchive}, app.Trashed: {app.ActTrash},
	}
	for _, act := range steps[state] {
		switch act {
		case "later":
			admin.act(id, app.ActPublish, map[string]any{"from": time.Now().Add(time.Hour)}, http.StatusOK)
		case "short":
			admin.publishBriefly(id)
			s.waitFor("it to expire", func() bool {
				if err := s.lib.Tick(context.Background()); err != nil {
					s.t.Fatal(err)
				}
				return admin.state(id) == app.Expired
			})
		case app.ActReturn, app.ActRetract:
			admin.act(id, act, map[string]any{"reason": "có lý do"}, http.StatusOK)
		default:
			admin.act(id, act, nil, http.StatusOK)
		}
	}
	return id
}

func (s *site) waitFor(what string, ok func() bool) {
	s.t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); {
		if time.Now().After(end) {
			s.t.Fatalf("waited in vain for %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// mustBeSeen asks every public face for an article.
func (s *site) mustBeSeen(id string, seen bool) {
	s.t.Helper()
	want := http.StatusNotFound
	if seen {
		want = http.StatusOK
	}
	if got := s.public().get("/api/articles/" + id); got.Code != want {
		s.t.Errorf("readers get %d of an article, want %d", got.Code, want)
	}
	if list := text(s.public().get("/api/articles?limit=100")); strings.Contains(list, id) != seen {
		s.t.Errorf("the public list holds it: %v", !seen)
	}
}

// Approval names one exact revision, and is another's than the last
// editor's.
func TestApproval(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	admin, editor := staff[app.Admin], staff[app.Editor]
	admin.ask("POST", "/api/desk/categories", map[string]any{"name": map[string]string{"vi": "Thời sự", "en": "News"}, "parent": ""}, http.StatusOK, nil)
	id, _ := editor.write(s, "của biên tập viên")
	editor.act(id, app.ActSubmit, nil, http.StatusOK)
	if body := editor.act(id, app.ActApprove, nil, http.StatusForbidden); !strings.Contains(body, "own_approval") {
		t.Errorf("approving one's own: %s", body)
	}
	var a api.DeskArticle
	admin.ask("GET", "/api/desk/articles/"+id, nil, http.StatusOK, &a)
	seen := a.Revision
	editor.ask("POST", "/api/desk/articles/"+id+"/revisions", map[string]any{"doc": editor.draft(s, "sửa lén"), "base": []string{}}, http.StatusOK, nil)
	if body := admin.act(id, app.ActApprove, map[string]any{"revision": seen}, http.StatusConflict); !strings.Contains(body, "changed_meanwhile") {
		t.Errorf("approving what is not there any more: %s", body)
	}
	admin.act(id, app.ActApprove, nil, http.StatusOK)
	editor.ask("POST", "/api/desk/articles/"+id+"/revisions", map[string]any{"doc": editor.draft(s, "sửa sau khi duyệt"), "base": []string{}}, http.StatusOK, nil)
	if got := admin.state(id); got != app.InReview {
		t.Errorf("after an edit an approved article is %s", got)
	}
	admin.act(id, app.ActPublish, nil, http.StatusForbidden)
	s.mustBeSeen(id, false)
	// An office of one may switch that off, and the trail says so.
	admin.ask("PUT", "/api/desk/settings", map[string]any{"agency": "Thử", "parentAgency": "", "slogan": "", "responsible": "", "licence": "",
		"address": "", "phones": []string{}, "email": "", "website": "", "ownApproval": true}, http.StatusOK, nil)
	editor.act(id, app.ActApprove, nil, http.StatusOK)
	admin.act(id, app.ActPublish, nil, http.StatusOK)
	s.mustBeSeen(id, true)
	var trail api.Trail
	admin.ask("GET", "/api/desk/articles/"+id+"/history", nil, http.StatusOK, &trail)
	own := false
	for _, h := range trail.Happenings {
		own = own || h.What == "approve" && h.Own && h.Who == "Người editor"
	}
	if !own {
		t.Errorf("the history does not say who approved their own: %+v", trail.Happenings)
	}
	// What was changed between two versions is told by words.
	versions := []string{}
	for _, h := range trail.Happenings {
		if h.What == "revision" {
			versions = append(versions, h.Revision)
		}
	}
	var c api.Comparison
	editor.ask("GET", "/api/desk/articles/"+id+"/compare?from="+versions[len(versions)-1]+"&to="+versions[0], nil, http.StatusOK, &c)
	if !strings.Contains(string(c.Title), `"removed"`) || !strings.Contains(string(c.Blocks), `"changed"`) || len(c.Fields) != 0 {
		t.Errorf("comparison: %s %s %v", c.Title, c.Blocks, c.Fields)
	}
	// An edit of a published article leaves readers with what was approved.
	editor.ask("POST", "/api/desk/articles/"+id+"/revisions", map[string]any{"doc": editor.draft(s, secretWord), "base": []string{}}, http.StatusOK, nil)
	if got := text(s.public().get("/api/articles/" + id)); strings.Contains(got, secretWord) || !strings.Contains(got, "sửa sau khi duyệt") {
		t.Error("readers see what nobody approved, or nothing")
	}
	if body := editor.act(id, app.ActRetract, nil, http.StatusUnprocessableEntity); !strings.Contains(body, "reason_missing") {
		t.Errorf("retracting without a reason: %s", body)
	}
	editor.act(id, app.ActRetract, map[string]any{"reason": "gỡ khẩn cấp"}, http.StatusOK)
	s.mustBeSeen(id, false)
	if got := admin.state(id); got != app.Drafted {
		t.Errorf("the edit on its way is now %s", got)
	}
}

// What is being written is kept in the journal and given back, also to a
// window that comes later, and to nobody else.
func TestJournalOfAnArticle(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	writer := staff[app.Writer]
	var made struct{ ID string }
	writer.ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	path := "/api/desk/articles/" + made.ID
	doc := map[string]any{"title": "Đang viết dở", "lang": "vi", "category": "", "body": map[string]any{"type": "doc"}}
	var at api.Kept
	writer.ask("PUT", path+"/journal", map[string]any{"doc": doc, "base": []string{}, "from": 7, "to": 9}, http.StatusOK, &at)
	again := s.windowNamed(api.FaceDesk, "later")
	again.ask("POST", "/api/desk/sign-in", map[string]any{"login": "writer", "password": password}, http.StatusOK, nil)
	var a api.DeskArticle
	again.ask("GET", path, nil, http.StatusOK, &a)
	if a.Row.V != nil || a.Note.V == nil || !bytes.Contains(a.Note.V.Doc, []byte("Đang viết dở")) || a.Note.V.From != 7 || a.Note.V.To != 9 || a.Note.V.At != at.At {
		t.Errorf("what comes back: %+v", a)
	}
	staff[app.Editor].ask("GET", path, nil, http.StatusOK, &a)
	if a.Note.V != nil {
		t.Error("somebody else's unsaved text is shown")
	}
	var saved api.SavedRevision
	writer.ask("POST", path+"/revisions", map[string]any{"doc": doc, "base": []string{}}, http.StatusOK, &saved)
	if !saved.New || len(saved.Faults) == 0 || saved.Row.State != app.Drafted {
		t.Errorf("an incomplete article: %+v", saved)
	}
	a = api.DeskArticle{}
	again.ask("GET", path, nil, http.StatusOK, &a)
	if a.Note.V != nil || a.Row.V == nil {
		t.Errorf("after saving: %+v", a)
	}
	writer.ask("POST", path+"/revisions", map[string]any{"doc": doc, "base": []string{saved.Revision}}, http.StatusOK, &saved)
	if saved.New {
		t.Error("saving without a change makes a version")
	}
	staff[app.Auditor].ask("POST", "/api/desk/articles", nil, http.StatusForbidden, nil)
}

// Two people in one article: the second is told who has it.
func TestHold(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	at := time.Now()
	s.now = func() time.Time { return at }
	var made struct{ ID string }
	staff[app.Writer].ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	ask := func(p app.Post, over, free bool) (h api.Hold) {
		staff[p].ask("POST", "/api/desk/articles/"+made.ID+"/hold", map[string]any{"over": over, "free": free}, http.StatusOK, &h)
		return h
	}
	if h := ask(app.Writer, false, false); !h.Mine {
		t.Errorf("a free article: %+v", h)
	}
	if h := ask(app.Editor, false, false); h.Mine || h.Name != "Người writer" || !h.Take {
		t.Errorf("held by a writer, asked by an editor: %+v", h)
	}
	if h := ask(app.Editor, true, false); !h.Mine {
		t.Errorf("taken over: %+v", h)
	}
	if h := ask(app.Writer, true, false); h.Mine || h.Take || h.Name != "Người editor" {
		t.Errorf("a writer takes over from an editor: %+v", h)
	}
	at = at.Add(31 * time.Second)
	if h := ask(app.Writer, false, false); !h.Mine {
		t.Errorf("after the editor was not heard of: %+v", h)
	}
	ask(app.Writer, false, true)
	if h := ask(app.Editor, false, false); !h.Mine {
		t.Errorf("after letting go: %+v", h)
	}
	// Whoever comes back after a crash does not wait for themselves: not at
	// all where the window was started again, else until it has missed a word.
	again := s.windowNamed(api.FaceDesk, "another window")
	again.ask("POST", "/api/desk/sign-in", map[string]any{"login": "editor", "password": password}, http.StatusOK, nil)
	var h api.Hold
	try := func(c *client) bool {
		c.ask("POST", "/api/desk/articles/"+made.ID+"/hold", map[string]any{"over": false, "free": false}, http.StatusOK, &h)
		return h.Mine
	}
	if try(again) {
		t.Error("a second window of the same person takes the article from the first")
	}
	at = at.Add(13 * time.Second)
	if !try(again) {
		t.Errorf("after the first window was silent: %+v", h)
	}
	restarted := s.windowNamed(api.FaceDesk, "another window")
	restarted.ask("POST", "/api/desk/sign-in", map[string]any{"login": "editor", "password": password}, http.StatusOK, nil)
	if !try(restarted) {
		t.Errorf("a window that was started again waits for itself: %+v", h)
	}
}

// Whoever guesses passwords waits longer and longer; the right one after
// that wait still opens.
func TestGuessingTakesTime(t *testing.T) {
	s := newSite(t)
	s.staff()
	at := time.Now()
	s.now = func() time.Time { return at }
	c := s.windowNamed(api.FaceDesk, "guess")
	try := func(word string) (int, string) {
		b, err := json.Marshal(map[string]string{"login": "Writer ", "password": word})
		if err != nil {
			t.Fatal(err)
		}
		r := c.do("POST", "/api/desk/sign-in", string(b))
		return r.Code, r.Body.String()
	}
	for i := range 4 {
		if code, body := try(fmt.Sprint("sai rồi ", i)); code != http.StatusForbidden || !strings.Contains(body, "sign_in_refused") {
			t.Fatalf("guess %d: %d %s", i, code, body)
		}
	}
	if code, body := try(password); code != http.StatusServiceUnavailable || !strings.Contains(body, "giây") {
		t.Errorf("right after four wrong ones: %d %s", code, body)
	}
	at = at.Add(3 * time.Second)
	if code, body := try(password); code != http.StatusOK {
		t.Errorf("after the wait: %d %s", code, body)
	}
	if code, _ := try(password); code != http.StatusOK {
		t.Errorf("and again: %d", code)
	}
}

// Disabling, a new password and signing out everywhere end sessions at
// once; administrators cannot lock themselves out.
func TestSessionsEnd(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	admin, writer := staff[app.Admin], staff[app.Writer]
	var all api.DeskAccounts
	admin.ask("GET", "/api/desk/accounts", nil, http.StatusOK, &all)
	ids := map[app.Post]string{}
	for _, a := range all.Accounts {
		ids[a.Post] = a.ID
	}
	edit := func(c *client, id string, what map[string]any, want int) string {
		return c.ask("PATCH", "/api/desk/accounts/"+id, what, want, nil)
	}
	edit(writer, ids[app.Writer], map[string]any{"post": "administrator"}, http.StatusForbidden)
	edit(admin, ids[app.Writer], map[string]any{"signOut": true}, http.StatusOK)
	writer.ask("GET", "/api/desk/counts", nil, http.StatusForbidden, nil)
	writer.ask("POST", "/api/desk/sign-in", map[string]any{"login": "writer", "password": password}, http.StatusOK, nil)
	edit(admin, ids[app.Writer], map[string]any{"disabled": true}, http.StatusOK)
	writer.ask("GET", "/api/desk/counts", nil, http.StatusForbidden, nil)
	writer.ask("POST", "/api/desk/sign-in", map[string]any{"login": "writer", "password": password}, http.StatusForbidden, nil)
	if body := edit(admin, ids[app.Admin], map[string]any{"disabled": true}, http.StatusConflict); !strings.Contains(body, "own_account") {
		t.Errorf("an administrator disables themselves: %s", body)
	}
	edit(admin, ids[app.Editor], map[string]any{"login": "PUBLISHER"}, http.StatusConflict)
	edit(admin, ids[app.Editor], map[string]any{"login": "có dấu cách"}, http.StatusUnprocessableEntity)
	edit(admin, ids[app.Editor], map[string]any{"password": "ngắn"}, http.StatusUnprocessableEntity)
	admin.ask("POST", "/api/desk/first", map[string]any{"login": "khac", "name": "Kẻ khác", "password": password, "alone": false}, http.StatusConflict, nil)
	for _, a := range all.Accounts {
		if strings.Contains(fmt.Sprint(a), "argon2") {
			t.Error("a password's hash leaves the engine")
		}
	}
}

// A picture comes in, can be seen at the desk and by nobody else, and is
// published with its article.
func TestPictureOfADraft(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	admin := staff[app.Admin]
	admin.ask("POST", "/api/desk/categories", map[string]any{"name": map[string]string{"vi": "Thời sự", "en": ""}, "parent": ""}, http.StatusOK, nil)
	r := admin.do("POST", "/api/desk/pictures", "\xff\xd8\xff\xe0 một tấm ảnh")
	var added api.AddedPicture
	if err := json.Unmarshal(r.Body.Bytes(), &added); err != nil || r.Code != http.StatusOK {
		t.Fatalf("%d %s %v", r.Code, r.Body, err)
	}
	url := added.Picture.Sizes[0].URL
	if got := admin.get(url); got.Code != http.StatusOK || got.Header().Get("Content-Type") != "image/jpeg" {
		t.Errorf("at the desk: %d", got.Code)
	}
	for name, c := range map[string]*client{"public": s.public(), "kiosk": s.window(api.FaceKiosk)} {
		if got := c.get(url); got.Code != http.StatusNotFound {
			t.Errorf("%s gets %d", name, got.Code)
		}
		if got := c.get("/media/" + added.Media + "/32"); got.Code != http.StatusNotFound {
			t.Errorf("%s gets %d before it is published", name, got.Code)
		}
	}
	var made struct{ ID string }
	admin.ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	doc := admin.draft(s, "có ảnh")
	content := doc["body"].(map[string]any)
	content["content"] = append(content["content"].([]any), map[string]any{"type": "figure",
		"attrs": map[string]any{"id": "b2", "media": added.Media, "caption": "Quang cảnh", "credit": "Minh Khuê", "alt": "", "focusX": 500, "focusY": 500}})
	admin.ask("POST", "/api/desk/articles/"+made.ID+"/revisions", map[string]any{"doc": doc, "base": []string{}}, http.StatusOK, nil)
	staff[app.Writer].act(made.ID, app.ActSubmit, nil, http.StatusOK)
	staff[app.Editor].act(made.ID, app.ActApprove, nil, http.StatusOK)
	admin.act(made.ID, app.ActPublish, nil, http.StatusOK)
	if got := s.public().get("/media/" + added.Media + "/32"); got.Code != http.StatusOK {
		t.Errorf("published, readers get %d", got.Code)
	}
}

// Whoever signs in over what somebody else was writing can keep it for them:
// for who sat at this very window before, and for nobody else.
func TestTextIsKeptForWhoeverWroteIt(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	admin := staff[app.Admin]
	admin.ask("POST", "/api/desk/categories", map[string]any{"name": map[string]string{"vi": "Thời sự", "en": "News"}, "parent": ""}, http.StatusOK, nil)
	var all api.DeskAccounts
	admin.ask("GET", "/api/desk/accounts", nil, http.StatusOK, &all)
	ids := map[app.Post]string{}
	for _, a := range all.Accounts {
		ids[a.Post] = a.ID
	}
	window := staff[app.Writer]
	id, _ := window.write(s, "dở dang")
	path := "/api/desk/articles/" + id + "/journal"
	keep := func(c *client, words, account string, want int) {
		t.Helper()
		c.ask("PUT", path, map[string]any{"doc": c.draft(s, words), "base": []string{}, "from": 3, "to": 3, "for": account}, want, nil)
	}
	keep(window, "của chính mình", ids[app.Writer], http.StatusOK)
	keep(window, "trộm", ids[app.Editor], http.StatusForbidden)
	window.ask("POST", "/api/desk/sign-out", nil, http.StatusOK, nil)
	window.ask("POST", "/api/desk/sign-in", map[string]any{"login": "editor", "password": password}, http.StatusOK, nil)
	keep(window, "chữ cuối", ids[app.Writer], http.StatusOK)
	keep(window, "trộm", ids[app.Admin], http.StatusForbidden)
	keep(staff[app.PublisherIn], "trộm", ids[app.Writer], http.StatusForbidden)

	var a api.DeskArticle
	window.ask("GET", "/api/desk/articles/"+id, nil, http.StatusOK, &a)
	if a.Note.V != nil {
		t.Error("the text counts as that of whoever signed in")
	}
	writer := s.windowNamed(api.FaceDesk, "elsewhere")
	writer.ask("POST", "/api/desk/sign-in", map[string]any{"login": "writer", "password": password}, http.StatusOK, nil)
	writer.ask("GET", "/api/desk/articles/"+id, nil, http.StatusOK, &a)
	if a.Note.V == nil || !strings.Contains(string(a.Note.V.Doc), "chữ cuối") {
		t.Errorf("the writer finds %+v", a.Note.V)
	}
}
