package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// runFile is run/engine.json: where the engine of a data folder answers.
// Only its user can read it (mode 0600).
type runFile struct {
	Address string `json:"address"` // 127.0.0.1:40123
	Token   string `json:"token"`
	Pid     int    `json:"pid"`
}

func runFileName(dir string) string { return filepath.Join(dir, "run", "engine.json") }

func (r runFile) write(dir string) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return writeWhole(runFileName(dir), text)
}

// remote is the engine of another process.
type remote struct {
	file   runFile
	client *http.Client
}

// findEngine looks whether an engine answers for a data folder. A file
// that a dead engine left behind is passed over.
func findEngine(ctx context.Context, dir string) (*remote, bool) {
	text, err := os.ReadFile(runFileName(dir))
	if err != nil {
		return nil, false
	}
	e := &remote{client: &http.Client{Transport: &http.Transport{Proxy: nil}}}
	if json.Unmarshal(text, &e.file) != nil || e.file.Address == "" {
		return nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	// A window that cannot be there: only an engine that knows the token
	// can say so.
	return e, app.CodeOf(e.call(ctx, "GET", "windows/none", nil, nil)) == app.NotFound
}

// call makes one control request.
func (e *remote) call(ctx context.Context, method, path string, in, out any) error {
	r, err := e.do(ctx, method, path, in)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode == http.StatusNoContent || out == nil {
		return nil
	}
	return json.NewDecoder(r.Body).Decode(out)
}

func (e *remote) do(ctx context.Context, method, path string, in any) (*http.Response, error) {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	q, err := http.NewRequestWithContext(ctx, method, "http://"+e.file.Address+"/api/control/"+path, body)
	if err != nil {
		return nil, err
	}
	q.Header.Set("Authorization", "Bearer "+e.file.Token)
	if body != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	r, err := e.client.Do(q)
	if err != nil {
		return nil, fmt.Errorf("ask the running engine: %w", err)
	}
	if r.StatusCode < 300 {
		return r, nil
	}
	defer r.Body.Close()
	var p api.Problem
	if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
		return nil, fmt.Errorf("ask the running engine: %s", r.Status)
	}
	return nil, wireProblem(&p)
}

// run has the engine do a job and hands on what it reports.
func (e *remote) run(ctx context.Context, name string, args []byte, hear func(line) error) error {
	r, err := e.do(ctx, "POST", "run/"+name, json.RawMessage(args))
	if err != nil {
		return err
	}
	defer r.Body.Close()
	lines := bufio.NewReader(r.Body)
	for {
		text, err := lines.ReadBytes('\n')
		if err != nil {
			return errors.Join(errors.New("the engine ended in the middle"), err)
		}
		var end api.End
		if err := json.Unmarshal(text, &end); err != nil {
			return err
		}
		if end.End {
			return wireProblem(end.Problem)
		}
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			return err
		}
		if err := hear(l); err != nil {
			return err
		}
	}
}
