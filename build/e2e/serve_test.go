package e2e_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"
)

func TestServe(t *testing.T) {
	ctx := within(t, time.Minute)
	e, err := program(t).Serve(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Kill()

	res, err := http.Get(e.URL + "/api/health")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var health struct{ OK bool }
	if err := json.NewDecoder(res.Body).Decode(&health); err != nil || res.StatusCode != http.StatusOK || !health.OK {
		t.Errorf("health = %s, %+v, %v", res.Status, health, err)
	}
	if code, err := e.Stop(ctx); code != 0 || err != nil {
		t.Errorf("exit code after SIGTERM = %d, %v; %s", code, err, e.Stderr.String())
	}
}
