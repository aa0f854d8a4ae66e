// Package peer is how this machine meets another of the same library.
//
// Today that is a colleague's desk: one machine of an office answers the
// others over TLS with a certificate of its own making, which no authority
// vouches for. A machine that calls for the first time compares six digits
// (app.Digits); from then on it knows the other by its public key and
// refuses any other. A browser has no way to do that: there the fingerprint
// of the certificate is compared by hand, once.
package peer
