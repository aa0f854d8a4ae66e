package cli

import (
	"net/netip"
)

// hall is for api.Options.
func (e *engine) hall() string {
	if host := e.public.Load(); host != nil {
		return "http://" + *host
	}
	return ""
}

// hallHost is what phones in the same network call a listener: the first
// name it was given, else the address of this machine that they most likely
// reach. It is empty for one that only this machine reaches.
func hallHost(address string, names []string) string {
	if len(names) > 0 {
		return names[0]
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return ""
	}
	host := at.Addr().Unmap()
	if host.IsUnspecified() {
		host = lanAddresses()[0]
	}
	switch {
	case host.IsLoopback():
		return ""
	case at.Port() == 80 && host.Is4():
		return host.String()
	}
	return netip.AddrPortFrom(host, at.Port()).String()
}
