package body

import "strings"

// MaxLink is the most a link's address may have, in bytes.
const MaxLink = 2048

// CheckLink tells whether an address may be a link: http, https, mailto or
// tel, at most MaxLink bytes. The scheme is judged as a browser finds it
// (WHATWG URL, "basic URL parser"): controls and spaces around the address
// and tabs and line ends in it do not count. A link must be absolute; what a
// browser would resolve against our own page is refused.
//
// Errors are *Error with the keys link_scheme and link_length.
func CheckLink(href string) error {
	if err := checkLink(href); err != nil {
		return err
	}
	return nil
}

func checkLink(href string) *Error {
	if len(href) > MaxLink {
		return fault("link_length", "")
	}
	scheme, after, found := strings.Cut(asBrowsersRead(href), ":")
	ok := false
	switch strings.ToLower(scheme) {
	case "http", "https":
		ok = hasHost(after)
	case "mailto", "tel":
		ok = after != ""
	}
	if !found || !ok {
		return fault("link_scheme", href)
	}
	return nil
}

func asBrowsersRead(href string) string {
	href = strings.TrimFunc(href, func(r rune) bool { return r <= ' ' })
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(href)
}

// hasHost looks at what follows http: or https:. With fewer than two slashes
// a browser takes it as relative to the page; it takes \ for / and skips
// more of them.
func hasHost(after string) bool {
	const slashes = `/\`
	if len(after) < 2 || !strings.ContainsRune(slashes, rune(after[0])) || !strings.ContainsRune(slashes, rune(after[1])) {
		return false
	}
	host := strings.TrimLeft(after, slashes)
	if end := strings.IndexAny(host, slashes+"?#"); end >= 0 {
		host = host[:end]
	}
	host = host[strings.LastIndexByte(host, '@')+1:]
	return host != "" && host[0] != ':'
}
