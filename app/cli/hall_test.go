package cli

import "testing"

func TestHallHost(t *testing.T) {
	for name, c := range map[string]struct {
		address string
		names   []string
		want    string
	}{
		"a name was given":                   {"0.0.0.0:8080", []string{"tin.hoi-truong.vn:8080", "khac"}, "tin.hoi-truong.vn:8080"},
		"one address":                        {"192.168.1.20:8080", nil, "192.168.1.20:8080"},
		"the port that browsers leave out":   {"192.168.1.20:80", nil, "192.168.1.20"},
		"an address of IPv6":                 {"[fd00::7]:8080", nil, "[fd00::7]:8080"},
		"the loopback, which no phone finds": {"127.0.0.1:8080", nil, ""},
		"the loopback of IPv6":               {"[::1]:8080", nil, ""},
	} {
		if got := hallHost(c.address, c.names); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
