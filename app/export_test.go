package app

// DecodeBy has a library that is opened with o read what it receives by
// another function than DecodeChange: a simulation of many machines verifies
// each signature once.
func (o *Options) DecodeBy(decode func([]byte) (Change, error)) { o.decode = decode }
