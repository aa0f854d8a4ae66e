// Package cli holds the commands of Bảng Tin and is the only place where
// its parts are joined.
//
// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some items refused and
// listed, 4 store damaged, 5 held by another program.
//
// Processes. One engine for each data folder owns the store and answers
// both listeners. With window and serve the typed process is the engine;
// kiosk and screen put a supervising parent above it, which starts it again
// whatever happens. Windows and photo workers are children of the engine:
// this same program under hidden commands. Whoever finds the store held
// reads run/engine.json and goes through the engine there.
package cli
