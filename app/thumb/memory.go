package thumb

// toolMemory is what a converter run by a worker may allocate, in bytes.
const toolMemory = 1 << 30
