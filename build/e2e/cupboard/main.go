// Command cupboard makes a data folder one that has stood unused for so many
// days: the latest time that its clock was believed at is that long ago. No
// program may have it open.
//
//	go run ./build/e2e/cupboard DIR DAYS
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"time"

	"bangtin/app"
	"bangtin/app/store"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "cupboard:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: cupboard DIR DAYS")
	}
	days, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: args[0]})
	if err != nil {
		return err
	}
	floor := time.Now().AddDate(0, 0, -days).UnixMilli()
	err = db.Update(ctx, func(tx app.Tx) error {
		return tx.Put("local", []byte("floor"), binary.BigEndian.AppendUint64(nil, uint64(floor)))
	})
	if err != nil {
		return err
	}
	return db.Close()
}
