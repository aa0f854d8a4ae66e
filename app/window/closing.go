package window

// Closing is the name of the event that a desk's page gets before its window
// ends: a CustomEvent on the page's window, whose detail is an array. What
// the page puts there is waited for, for a second or, where the user closes it, for three: promises of true, or
// of false where something could not be kept. Then a window that its user
// closes stays, once; the next time it goes.
const Closing = "bangtin:closing"
