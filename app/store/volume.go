package store

// Kind says what a folder lies on, as far as that matters to its data.
type Kind string

// The kinds of volumes.
const (
	Local   Kind = "local"   // a disk of this machine
	Network Kind = "network" // a share: locks and mapped files cannot be relied on
	FAT     Kind = "fat"     // no permissions, no journal, files of 4 GB at most
)

// Volume is what a folder lies on.
type Volume struct {
	Kind Kind
	Name string // of the file system, such as "ext4" or "nfs"; may be empty
	Free int64  // bytes that this user may still write
}
