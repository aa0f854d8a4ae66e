package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// listener names a route table.
type listener uint8

const (
	windowListener listener = 1 << iota
	publicListener
	phoneListener
	staffListener
)

// A role is whom a route answers.
type role uint8

const (
	reader  role = 1 << iota // anybody who may read: every face and the public
	window                   // the page of a window, whatever its face
	program                  // a command of ours that holds the control token
	desk                     // the page of a desk's window, before anybody has signed in
	staff                    // somebody who has signed in at a desk
	phone                    // a phone with a link, for as long as that lives
	caller                   // a machine that calls a colleague's desk for the first time
)

func (r role) String() string {
	switch r {
	case reader:
		return "reader"
	case window:
		return "window"
	case program:
		return "program"
	case desk:
		return "desk"
	case staff:
		return "staff"
	case phone:
		return "phone"
	case caller:
		return "caller"
	}
	return "nobody"
}

// listeners tells at which listeners a role is answered at all.
func (r role) listeners() listener {
	switch r {
	case reader:
		return windowListener | publicListener | staffListener
	case phone:
		return phoneListener
	case window, desk, staff:
		return windowListener | staffListener
	case caller:
		return staffListener
	}
	return windowListener
}

const controlPrefix = "/api/control/"

// Route is one row of the table, as tests and the documentation see it.
type Route struct {
	Method  string
	Pattern string
	Role    string
	Public  bool
}

type route struct {
	method  string
	pattern string
	role    role
	add     func(t *tableau, r route)
}

// routes is the one table, read top to bottom. A route that is not here
// does not exist.
func (s *Server) routes() []route {
	return []route{
		{"GET", "/api/health", reader, typed(s.health)},
		{"GET", "/api/site", reader, typed(s.site)},
		{"GET", "/api/front", reader, typed(s.front)},
		{"GET", "/api/articles", reader, typed(s.list)},
		{"GET", "/api/articles/{id}", reader, typed(s.article)},
		{"GET", "/api/articles/{id}/related", reader, typed(s.related)},
		{"GET", "/api/articles/{id}/take", reader, typed(s.takeAlong)},
		{"GET", "/api/articles/{id}/file", reader, raw(s.file)},
		{"POST", "/api/articles/{id}/opened", reader, typed(s.opened)},
		{"GET", "/api/articles/{id}/rating", reader, typed(s.rating)},
		{"POST", "/api/articles/{id}/rating", reader, typed(s.vote)},
		{"GET", "/api/articles/{id}/comments", reader, typed(s.talk)},
		{"POST", "/api/articles/{id}/comments", reader, typed(s.sendComment)},
		{"GET", "/api/feedback", reader, typed(s.feedback)},
		{"POST", "/api/feedback", reader, typed(s.sendTicket)},
		{"POST", "/api/feedback/lookup", reader, typed(s.lookUpTicket)},
		{"GET", "/api/feedback/phone", reader, typed(s.ticketPhotos)},
		{"POST", "/api/feedback/phone", reader, typed(s.openTicketPhone)},
		{"GET", "/api/most-read", reader, typed(s.mostRead)},
		{"GET", "/api/counters", reader, typed(s.counters)},
		{"POST", "/api/visits", reader, typed(s.visit)},
		{"GET", "/api/categories/{category}", reader, typed(s.category)},
		{"GET", "/api/slides", reader, typed(s.slides)},
		{"GET", "/api/suggest", reader, typed(s.suggest)},
		{"GET", "/api/search", reader, typed(s.search)},
		{"GET", "/api/programme", reader, typed(s.programme)},
		{"GET", "/api/hall", reader, typed(s.hall)},
		{"GET", "/api/exhibits", reader, typed(s.exhibits)},
		{"GET", "/api/exhibits/{number}", reader, typed(s.exhibit)},
		{"GET", "/api/units", reader, typed(s.units)},
		{"GET", "/api/units/{unit}", reader, typed(s.unitCard)},
		{"POST", "/api/units/{unit}/opens", reader, typed(s.openUnit)},
		{"POST", "/api/units/{unit}/reports", reader, typed(s.reportUnit)},
		{"POST", "/api/units/{unit}/browse", window, typed(s.browseUnit)},
		{"GET", "/api/events", reader, raw(s.events)},
		{"GET", "/media/{sha256}/{edge}", reader, raw(s.media)},
		{"GET", "/media/{sha256}", reader, raw(s.publicFile)},
		{"POST", "/api/articles/{id}/attachments/{media}/open", window, typed(s.openFile)},

		{"POST", "/api/beat", window, typed(s.beat)},
		{"GET", "/api/joining", window, typed(s.joining)},
		{"GET", "/joining/{file}", window, raw(s.joiningFile)},
		{"POST", "/api/plays", window, typed(s.plays)},
		{"POST", "/api/panel", window, typed(s.openPanel)},
		{"POST", "/api/panel/clock", window, typed(s.panelClock)},
		{"GET", "/turned", window, raw(s.turned)},
		{"GET", "/turned/style.css", window, raw(s.turnedStyle)},

		{"GET", "/api/desk/me", desk, typed(s.me)},
		{"POST", "/api/desk/first", desk, typed(s.first)},
		{"POST", "/api/desk/sign-in", desk, typed(s.signIn)},
		{"POST", "/api/desk/sign-out", desk, typed(s.signOut)},
		{"POST", "/api/desk/password", staff, typed(s.changePassword)},
		{"GET", "/api/desk/accounts", staff, typed(s.accounts)},
		{"POST", "/api/desk/accounts", staff, typed(s.addAccount)},
		{"PATCH", "/api/desk/accounts/{account}", staff, typed(s.editAccount)},
		{"GET", "/api/desk/settings", staff, typed(s.deskSettings)},
		{"PUT", "/api/desk/settings", staff, typed(s.saveSettings)},
		{"PUT", "/api/desk/solemn", staff, typed(s.setSolemn)},
		{"GET", "/api/desk/unheard", staff, typed(s.unheard)},
		{"GET", "/api/desk/unheard/file", staff, raw(s.unheardFile)},
		{"GET", "/api/desk/clock", staff, typed(s.deskClock)},
		{"PUT", "/api/desk/clock", staff, typed(s.confirmClock)},
		{"GET", "/api/desk/categories", staff, typed(s.deskCategories)},
		{"POST", "/api/desk/categories", staff, typed(s.addCategory)},
		{"GET", "/api/desk/people", staff, typed(s.people)},
		{"POST", "/api/desk/people", staff, large(s.addPerson)},
		{"PUT", "/api/desk/people/{person}", staff, large(s.editPerson)},
		{"GET", "/api/desk/people/mention", staff, typed(s.mention)},
		{"GET", "/api/desk/conference", staff, typed(s.conference)},
		{"POST", "/api/desk/conference", staff, large(s.editConference)},
		{"PUT", "/api/desk/conference/note", staff, large(s.writeConferenceNote)},
		{"PUT", "/api/desk/conference/here", staff, typed(s.setHere)},
		{"GET", "/api/desk/conference/table", staff, raw(s.exportProgramme)},
		{"POST", "/api/desk/conference/table", staff, raw(s.importProgramme)},
		{"GET", "/api/desk/labels", staff, typed(s.labels)},
		{"GET", "/api/desk/units", staff, typed(s.deskUnits)},
		{"POST", "/api/desk/units", staff, typed(s.addUnit)},
		{"PUT", "/api/desk/units/{unit}", staff, typed(s.editUnit)},
		{"PUT", "/api/desk/units/{unit}/reports", staff, typed(s.settleUnit)},
		{"POST", "/api/desk/units/order", staff, large(s.orderUnits)},
		{"POST", "/api/desk/units/import", staff, sized(5<<20, s.importUnits)},
		{"GET", "/api/desk/units/export", staff, typed(s.exportUnits)},
		{"GET", "/api/desk/comments", staff, typed(s.commentQueue)},
		{"POST", "/api/desk/comments", staff, typed(s.judgeComments)},
		{"GET", "/api/desk/statistics", staff, typed(s.statistics)},
		{"GET", "/api/desk/statistics/articles", staff, raw(s.report)},
		{"GET", "/api/desk/tickets", staff, typed(s.tickets)},
		{"GET", "/api/desk/tickets/table", staff, raw(s.exportTickets)},
		{"GET", "/api/desk/tickets/{ticket}", staff, typed(s.ticket)},
		{"GET", "/api/desk/tickets/{ticket}/photos/{photo}", staff, raw(s.ticketPhoto)},
		{"POST", "/api/desk/tickets/{ticket}/steps", staff, typed(s.stepTicket)},
		{"POST", "/api/desk/tickets/{ticket}/forget", staff, typed(s.forgetTicket)},
		{"GET", "/api/desk/departments", staff, typed(s.deskDepartments)},
		{"PUT", "/api/desk/departments", staff, typed(s.saveDepartments)},
		{"GET", "/api/desk/counts", staff, typed(s.deskCounts)},
		{"GET", "/api/desk/trail", staff, typed(s.trail)},
		{"GET", "/api/desk/search", staff, typed(s.deskSearch)},
		{"GET", "/api/desk/articles", staff, typed(s.deskList)},
		{"POST", "/api/desk/articles", staff, typed(s.newArticle)},
		{"GET", "/api/desk/articles/{id}", staff, typed(s.deskArticle)},
		{"PUT", "/api/desk/articles/{id}/journal", staff, large(s.writeJournal)},
		{"PATCH", "/api/desk/articles/{id}/journal", staff, typed(s.editJournal)},
		{"DELETE", "/api/desk/articles/{id}/journal", staff, typed(s.dropJournal)},
		{"POST", "/api/desk/articles/{id}/hold", staff, typed(s.hold)},
		{"POST", "/api/desk/articles/{id}/revisions", staff, large(s.saveRevision)},
		{"POST", "/api/desk/articles/{id}/acts", staff, typed(s.act)},
		{"GET", "/api/desk/articles/{id}/history", staff, typed(s.history)},
		{"GET", "/api/desk/articles/{id}/revisions/{revision}", staff, typed(s.revision)},
		{"PUT", "/api/desk/articles/{id}/revisions/{revision}/name", staff, typed(s.nameVersion)},
		{"GET", "/api/desk/articles/{id}/compare", staff, typed(s.compare)},
		{"GET", "/api/desk/articles/{id}/merging", staff, typed(s.merging)},
		{"GET", "/api/desk/articles/{id}/tray", staff, typed(s.tray)},
		{"POST", "/api/desk/articles/{id}/tray", staff, raw(s.addToTray)},
		{"DELETE", "/api/desk/articles/{id}/tray", staff, typed(s.clearTray)},
		{"DELETE", "/api/desk/articles/{id}/tray/{media}", staff, typed(s.removeFromTray)},
		{"POST", "/api/desk/articles/{id}/phone", staff, typed(s.openPhone)},
		{"DELETE", "/api/desk/articles/{id}/phone", staff, typed(s.closePhone)},
		{"GET", "/api/desk/colleagues", staff, typed(s.colleagues)},
		{"PUT", "/api/desk/colleagues", staff, typed(s.openColleagues)},
		{"GET", "/api/desk/exchange", desk, typed(s.exchangeView)},
		{"POST", "/api/desk/exchange", staff, typed(s.meet)},
		{"DELETE", "/api/desk/exchange", staff, typed(s.leaveExchange)},
		{"PUT", "/api/desk/exchange/settings", staff, typed(s.configureExchange)},
		{"POST", "/api/desk/exchange/join", desk, typed(s.join)},
		{"DELETE", "/api/desk/exchange/join", desk, typed(s.unask)},
		{"GET", "/api/desk/devices", staff, typed(s.devices)},
		{"POST", "/api/desk/devices/invites", staff, typed(s.inviteDevice)},
		{"DELETE", "/api/desk/devices/invites/{invite}", staff, typed(s.dropInvite)},
		{"POST", "/api/desk/devices/kits", staff, typed(s.makeKit)},
		{"GET", "/api/desk/devices/{device}/differences", staff, typed(s.differing)},
		{"POST", "/api/desk/devices/{device}/revoke", staff, typed(s.revokeDevice)},
		{"GET", "/api/desk/programs", staff, typed(s.programs)},
		{"POST", "/api/desk/programs", staff, typed(s.issueProgram)},
		{"DELETE", "/api/desk/programs/{sum}", staff, typed(s.withdrawProgram)},
		{"POST", "/api/desk/programs/restart", staff, typed(s.takeOver)},
		{"POST", "/api/desk/devices/{device}/blink", staff, typed(s.blinkDevice)},
		{"GET", "/api/desk/backup", staff, typed(s.backupState)},
		{"POST", "/api/desk/backup", staff, typed(s.beginBackup)},
		{"DELETE", "/api/desk/backup", staff, typed(s.cancelBackup)},
		{"GET", "/api/desk/restore", desk, typed(s.restoreState)},
		{"POST", "/api/desk/restore", desk, typed(s.beginRestore)},
		{"DELETE", "/api/desk/restore", desk, typed(s.dropRestore)},
		{"POST", "/api/desk/restore/swap", desk, typed(s.swapRestore)},
		{"POST", "/api/desk/recovery", staff, typed(s.recoveryWords)},
		{"POST", "/api/desk/recovery/forget", staff, typed(s.forgetRecovery)},
		{"POST", "/api/desk/files", staff, raw(s.addFile)},
		{"POST", "/api/desk/pictures", staff, raw(s.addPicture)},
		{"GET", "/api/desk/pictures", staff, typed(s.pictures)},
		{"GET", "/api/desk/pictures/{media}", staff, typed(s.picture)},
		{"POST", "/api/desk/pictures/{media}/edits", staff, typed(s.editPicture)},
		{"POST", "/api/desk/pictures/wanted", staff, typed(s.wanted)},
		{"GET", "/desk-media/{sha256}", staff, raw(s.deskMedia)},
		{"GET", "/desk-media/{sha256}/small", staff, raw(s.deskSmall)},

		{"GET", "/api/control/status", program, typed(s.controlStatus)},
		{"POST", "/api/control/invite", program, typed(s.invite)},
		{"POST", "/api/control/windows", program, typed(s.addWindow)},
		{"GET", "/api/control/windows/{window}", program, typed(s.windowState)},
		{"DELETE", "/api/control/windows/{window}", program, typed(s.closeWindow)},
		{"POST", "/api/control/run/{command}", program, raw(s.runCommand)},
		{"POST", "/api/control/stop", program, typed(s.stop)},

		{"POST", "/api/meetings", caller, typed(s.beginMeeting)},
		{"PUT", "/api/meetings/{meeting}", caller, typed(s.showMeeting)},
		{"POST", "/api/joins", caller, typed(s.answerJoin)},

		{"GET", "/gui-anh/{token}", phone, raw(s.phonePage)},
		{"GET", "/gui-anh/assets/{path...}", phone, raw(s.pages.phoneAsset)},
		{"GET", "/api/phone/{token}", phone, typed(s.phoneState)},
		{"GET", "/api/phone/{token}/files/{file}", phone, typed(s.phoneFile)},
		{"PUT", "/api/phone/{token}/files/{file}", phone, raw(s.putPhoneFile)},

		{"GET", "/assets/{path...}", reader, raw(s.pages.asset)},
		{"", "/", reader, raw(s.page)},
	}
}

// Routes lists the table.
func (s *Server) Routes() (out []Route) {
	for _, r := range s.routes() {
		out = append(out, Route{r.method, r.pattern, r.role.String(), r.role.listeners()&publicListener != 0})
	}
	return out
}

// tableau is the table of one listener while it is built.
type tableau struct {
	server *Server
	mux    *http.ServeMux
	api    huma.API
}

func (s *Server) table(l listener) *http.ServeMux {
	mux := http.NewServeMux()
	c := config(s.o.Version)
	if l == phoneListener {
		c.OpenAPIPath = "" // what the program can do is none of a phone's business
	}
	t := &tableau{server: s, mux: mux, api: humago.New(mux, c)}
	for _, r := range s.routes() {
		if r.role.listeners()&l != 0 {
			r.add(t, r)
		}
	}
	return mux
}

// OpenAPI is the description of all typed routes (OpenAPI 3.1, JSON), from
// which the interface's client is generated.
func (s *Server) OpenAPI() ([]byte, error) {
	t := &tableau{server: s, mux: http.NewServeMux()}
	t.api = humago.New(t.mux, config(s.o.Version))
	for _, r := range s.routes() {
		r.add(t, r)
	}
	return t.api.OpenAPI().MarshalJSON()
}

func config(version string) huma.Config {
	c := huma.DefaultConfig("Bảng Tin", version)
	c.DocsPath, c.SchemasPath = "", "" // the documentation page would come from the network
	c.OpenAPIPath = "/api/openapi"
	c.CreateHooks = nil // no $schema links in answers
	c.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	return c
}

// typed adds a route whose input and output huma checks and describes.
func typed[I, O any](handle func(context.Context, *I) (*O, error)) func(*tableau, route) {
	return sized(64<<10, handle)
}

// large is typed for what may hold a whole document.
func large[I, O any](handle func(context.Context, *I) (*O, error)) func(*tableau, route) {
	return sized(3<<20, handle)
}

func sized[I, O any](most int64, handle func(context.Context, *I) (*O, error)) func(*tableau, route) {
	return func(t *tableau, r route) {
		op := huma.Operation{
			Method: r.method, Path: r.pattern, OperationID: operation(r), Summary: "For: " + r.role.String(),
			MaxBodyBytes: most, Errors: []int{http.StatusForbidden, http.StatusNotFound},
		}
		if r.method == http.MethodGet {
			op.Middlewares = huma.Middlewares{noStore}
		}
		if most > 64<<10 {
			op.BodyReadTimeout = largeTimeout
		}
		huma.Register(t.api, op, func(ctx context.Context, in *I) (*O, error) {
			if err := t.server.admit(ctx, r.role); err != nil {
				return nil, problemOf(err)
			}
			out, err := handle(ctx, in)
			if err != nil {
				return nil, problemOf(err)
			}
			return out, nil
		})
	}
}

// largeTimeout is how long a whole document may be on its way.
const largeTimeout = time.Minute

func noStore(c huma.Context, next func(huma.Context)) {
	c.SetHeader("Cache-Control", "no-store")
	c.SetHeader("X-Content-Type-Options", "nosniff")
	next(c)
}

// raw adds a route that writes its answer itself.
func raw(handle http.HandlerFunc) func(*tableau, route) {
	return func(t *tableau, r route) {
		t.mux.HandleFunc(strings.TrimSpace(r.method+" "+r.pattern), func(w http.ResponseWriter, q *http.Request) {
			if err := t.server.admit(q.Context(), r.role); err != nil {
				writeProblem(w, err)
				return
			}
			handle(w, q)
		})
	}
}

// operation names a route for the generated client: get-articles-id.
func operation(r route) string {
	words := strings.FieldsFunc(r.pattern, func(c rune) bool { return c == '/' || c == '{' || c == '}' || c == '.' })
	if words[0] == "api" {
		words = words[1:]
	}
	return strings.ToLower(r.method) + "-" + strings.Join(words, "-")
}
