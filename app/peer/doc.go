// Package peer is how this machine meets another of the same library.
//
// # Exchange
//
// Machines that share a library leave what they have at a [Remote]: a USB
// stick or a shared folder today. [Exchange] takes from it what is lacking
// here, checks all of it before anything is kept, and leaves there what the
// others lack. It asks no questions and may be cut off at any byte: what
// was taken until then counts, and the next meeting goes on.
//
// What is sent are runs of logs and files named by their hash, in packs
// (see pack.go). What only desks may read is sealed to the library's staff
// key with age (age-encryption.org/v1): kiosks can send it and not read it.
//
// # A colleague's desk
//
// One machine of an office answers the others over TLS with a certificate of
// its own making, which no authority vouches for. A machine that calls for
// the first time compares six digits (app.Digits); from then on it knows the
// other by its public key and refuses any other. A browser has no way to do
// that: there the fingerprint of the certificate is compared by hand, once.
package peer
