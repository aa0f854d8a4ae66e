package thumb

import (
	"strings"
	"sync"
)

// said keeps the first bytes written to it and drops the rest: a dying process says what killed it
// first. It may be written and read at the same time.
type said struct {
	mu   sync.Mutex
	kept []byte
}

const saidBytes = 4 << 10

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, p[:min(len(p), saidBytes-len(s.kept))]...)
	return len(p), nil
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.TrimSpace(strings.ToValidUTF8(string(s.kept), "?"))
}
