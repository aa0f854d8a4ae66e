package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bangtin/app"
)

// A caller is somebody in the hall's network: an address of their own.
func caller(n int) *http.Client {
	at := &net.TCPAddr{IP: net.IPv4(127, 1+byte(n>>16), byte(n>>8), 1+byte(n%250))}
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		DialContext:         (&net.Dialer{LocalAddr: at, Timeout: 10 * time.Second}).DialContext,
		MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Second,
	}}
}

// A form is something that readers may send, well filled in or not.
type form struct {
	name string
	fill func(r *rand.Rand) (path string, body any)
}

// forms are all that anybody in the network may send, about an article on
// show and one that is none.
func forms(shown, draft string, texts []string) []form {
	visit := func(r *rand.Rand) string { return fmt.Sprintf("%016x", r.Uint64()) }
	about := func(r *rand.Rand) string {
		return []string{shown, shown, shown, draft, "../" + shown, "00000000000000000000000000"}[r.IntN(6)]
	}
	text := func(r *rand.Rand) string {
		switch r.IntN(40) {
		case 0:
			return strings.Repeat("ạ", 1<<19) // a megabyte
		case 1:
			return strings.Repeat("http://vidu.example ", 90)
		}
		return texts[r.IntN(len(texts))]
	}
	return []form{
		{"a vote", func(r *rand.Rand) (string, any) {
			points := []any{1, 5, 0, 6, -1, 3.5, "5", nil, 1 << 40}[r.IntN(9)]
			return "/api/articles/" + about(r) + "/rating", map[string]any{"visit": visit(r), "points": points}
		}},
		{"a comment", func(r *rand.Rand) (string, any) {
			body := map[string]any{"visit": visit(r), "name": text(r), "email": "", "text": text(r), "parent": "", "consent": r.IntN(9) > 0}
			switch r.IntN(8) {
			case 0:
				body["state"], body["agency"] = "shown", true
			case 1:
				body["parent"] = text(r)
			case 2:
				body["email"] = text(r)
			}
			return "/api/articles/" + about(r) + "/comments", body
		}},
		{"feedback", func(r *rand.Rand) (string, any) {
			body := map[string]any{"visit": visit(r), "department": "UBND tỉnh", "topic": "Phản ánh", "article": "", "passage": "", "name": "", "answer": false, "phone": "", "email": "", "text": text(r), "consent": true}
			switch r.IntN(8) {
			case 0:
				body["department"] = text(r)
			case 1:
				body["article"], body["passage"] = about(r), text(r)
			case 2:
				body["answer"], body["phone"] = true, text(r)
			case 3:
				body["number"], body["state"] = "7F3A-261126-004-V", "answered"
			}
			return "/api/feedback", body
		}},
		{"a look at feedback", func(r *rand.Rand) (string, any) {
			return "/api/feedback/lookup", map[string]any{"number": text(r), "key": text(r)}
		}},
		{"an opening", func(r *rand.Rand) (string, any) {
			return "/api/articles/" + about(r) + "/opened", map[string]any{"visit": visit(r)}
		}},
	}
}

// told is what a flood was answered.
type told struct {
	mu     sync.Mutex
	status map[string]int
	wrong  []string
}

func (a *told) note(name string, status int, body []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.status[fmt.Sprintf("%s %d", name, status)]++
	if status < 400 || len(a.wrong) > 10 {
		return
	}
	var p struct{ Message struct{ VI, EN string } }
	polite := json.Unmarshal(body, &p) == nil && p.Message.VI != "" && p.Message.EN != ""
	if !polite || status >= 500 && status != http.StatusServiceUnavailable {
		a.wrong = append(a.wrong, fmt.Sprintf("%s: %d %.300s", name, status, body))
	}
}

func (a *told) send(client *http.Client, name, url string, body []byte) {
	res, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		if !strings.Contains(err.Error(), "context deadline exceeded") { // a body too large may be cut off
			return
		}
		a.note(name, http.StatusInternalServerError, []byte(err.Error()))
		return
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(res.Body, 1<<16))
	a.note(name, res.StatusCode, text)
}

// reading opens an article again and again, and gives the median and the
// slowest but one in a hundred.
func reading(ctx context.Context, t *testing.T, url string) (p50, p99 time.Duration) {
	var took []time.Duration
	for ctx.Err() == nil {
		began := time.Now()
		var into struct{ ID string }
		if err := ask(context.WithoutCancel(ctx), url, &into); err != nil {
			t.Errorf("nobody can read: %v", err)
			return 0, 0
		}
		took = append(took, time.Since(began))
		time.Sleep(2 * time.Millisecond) // a reader, not another flood
	}
	slices.Sort(took)
	return took[len(took)/2], took[len(took)*99/100]
}

func forAWhile(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// Whoever floods the forms of a machine in the hall's network, from one
// address or from many, fills in what cannot be meant, or comes a thousand at
// once, is refused in both languages; what is kept stays bounded, what is not
// published takes nothing, and others go on reading.
func TestAbuse(t *testing.T) {
	r := dice(t)
	texts := hostileTexts(t, r)
	p := program(t)
	dir := t.TempDir()
	for i, publish := range []string{"--publish", "--json"} {
		lines := filepath.Join(dir, fmt.Sprintf("%d.jsonl", i))
		writeLines(t, lines, []record{{ID: fmt.Sprint(i), Title: fmt.Sprintf("Bài %d", i), Lead: "Sa pô.", Body: "<p>Nội dung.</p>", Category: "Thời sự", Published: "03/07/2024 17:59"}})
		run(t, p, 0, "import", publish, lines)
	}
	e := serve(t, p)
	cards := everyCard(t, e)
	if len(cards) != 1 {
		t.Fatalf("%d articles are on show", len(cards))
	}
	shown := cards[0].ID
	url := e.URL + "/api/articles/" + shown
	// Its name can be known to whoever has the file that it was imported from.
	named := func(id string) string { return app.DeriveID("article", status(t, p).Library, "", id).String() }
	draft := named("1")
	if named("0") != shown {
		t.Fatal("the names of imported articles are made otherwise")
	}
	all := forms(shown, draft, texts)
	span := time.Duration(3*min(effort(), 20)) * time.Second
	quiet, quietLast := reading(forAWhile(t, span/2), t, url)
	before := weight(t, p.Data)

	answers := &told{status: map[string]int{}}
	ctx := forAWhile(t, span)
	var others sync.WaitGroup
	var sent atomic.Int64
	for i, f := range all {
		seed := r.Uint64()
		others.Go(func() { // 10,000 a minute
			r := rand.New(rand.NewPCG(seed, 2))
			clients := make([]*http.Client, 20)
			for n := range clients {
				clients[n] = caller(100*i + n)
			}
			tick := time.NewTicker(time.Minute / 10_000)
			defer tick.Stop()
			var busy sync.WaitGroup
			for n := 0; ctx.Err() == nil; n++ {
				<-tick.C
				path, body := f.fill(r)
				text, err := json.Marshal(body)
				if err != nil {
					t.Error(err)
					return
				}
				client := clients[n%len(clients)]
				busy.Go(func() { answers.send(client, f.name, e.URL+path, text) })
				sent.Add(1)
			}
			busy.Wait()
		})
	}
	flooded, floodedLast := reading(ctx, t, url)
	others.Wait()

	for n := range 1000 {
		others.Go(func() {
			client := caller(10_000 + n)
			defer client.CloseIdleConnections()
			r := rand.New(rand.NewPCG(uint64(n), 3))
			for _, f := range all {
				path, body := f.fill(r)
				text, _ := json.Marshal(body)
				answers.send(client, f.name, e.URL+path, text)
			}
		})
	}
	others.Wait()
	grown := weight(t, p.Data) - before

	for _, w := range answers.wrong {
		t.Error(w)
	}
	t.Logf("%d sent in %v; answers: %v", sent.Load(), span, answers.status)
	t.Logf("an article opens in %v, %v at most but for one in a hundred; meanwhile in %v, %v", quiet, quietLast, flooded, floodedLast)
	t.Logf("the folder has grown by %d KB", grown>>10)
	for _, want := range []string{"a vote 200", "a vote 422", "a vote 404", "a comment 200", "a comment 413", "a comment 422", "a comment 503", "feedback 200", "feedback 503"} {
		if answers.status[want] == 0 {
			t.Errorf("nobody was answered %q: the flood was none", want)
		}
	}
	if grown > 24<<20 {
		t.Errorf("the folder has grown by %d bytes", grown)
	}
	if flooded > max(10*quiet, 100*time.Millisecond) {
		t.Errorf("in the flood an article opens in %v", flooded)
	}
	var rating struct{ Sum, Count int }
	get(t, url+"/rating", &rating)
	if rating.Count != answers.status["a vote 200"] || rating.Sum < rating.Count || rating.Sum > 5*rating.Count {
		t.Errorf("%d votes were taken and %d are counted, with %d points", answers.status["a vote 200"], rating.Count, rating.Sum)
	}
	var talk struct{ Comments []any }
	if get(t, url+"/comments", &talk); len(talk.Comments) != 0 {
		t.Errorf("%d comments are shown that nobody has approved", len(talk.Comments))
	}
	if code, err := e.Stop(within(t, time.Minute)); code != 0 || err != nil {
		t.Errorf("it ends with %d, %v", code, err)
	}
	sound(t, p)
}
