package app_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"testing"

	"bangtin/app"
)

// header has another byte in every field, so that a field that moved or
// shrank shows.
func header(device app.Key) app.Header {
	h := app.Header{
		Log: app.LogName{Device: device, Incarnation: 0x0102030405060708, Audience: app.Staff},
		Seq: 0x1112131415161718, Lamport: 0x2122232425262728, Wall: 0x3132333435363738, Trusted: true, Kind: app.KindRevision,
	}
	for i := range h.Library {
		h.Library[i], h.Prev[i] = 0x41, 0x42
	}
	for i := range h.Account {
		h.Account[i] = 0x43
	}
	return h
}

func testKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

// The layout of a signed header can never change: this is what format 1
// looks like, byte for byte.
func TestHeaderLayout(t *testing.T) {
	key := testKey()
	c, err := app.Sign(header(app.Key(key.Public().(ed25519.PublicKey))), []byte(`{"a":1}`), key)
	if err != nil {
		t.Fatal(err)
	}
	const want = "0001" +
		"4141414141414141414141414141414141414141414141414141414141414141" +
		"ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c" +
		"0102030405060708" + "02" + "1112131415161718" +
		"4242424242424242424242424242424242424242424242424242424242424242" +
		"2122232425262728" + "3132333435363738" + "01" + "0040" +
		"43434343434343434343434343434343" + "00000007" +
		"015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
	if got := hex.EncodeToString(c.Raw[:]); got != want {
		t.Errorf("header\n got %s\nwant %s", got, want)
	}
	if len(c.Encode()) != app.HeaderSize+64+7 {
		t.Errorf("a change of 7 bytes takes %d", len(c.Encode()))
	}
	back, err := app.DecodeChange(c.Encode())
	if err != nil || back.Header != c.Header || back.ID != c.ID || !bytes.Equal(back.Body, c.Body) {
		t.Errorf("decoded %+v, %v", back.Header, err)
	}
	if !ed25519.Verify(c.Log.Device[:], append([]byte("bangtin change 1\n"), c.Raw[:]...), c.Signature[:]) {
		t.Error("the signature is not over the domain and the header")
	}
}

// What came is given back as it came, and what was altered since as it is now.
func TestEncodeWhatCame(t *testing.T) {
	key := testKey()
	c, err := app.Sign(header(app.Key(key.Public().(ed25519.PublicKey))), []byte(`{"a":1}`), key)
	if err != nil {
		t.Fatal(err)
	}
	raw := bytes.Clone(c.Encode())
	kept, err := app.KeepChange(raw)
	if err != nil || !bytes.Equal(kept.Encode(), raw) {
		t.Errorf("got %x, %v", kept.Encode(), err)
	}
	signed := kept
	signed.Signature[3] ^= 1
	if got := signed.Encode(); bytes.Equal(got, raw) || len(got) != len(raw) {
		t.Error("another signature does not show")
	}
	kept.Body, kept.Erased = nil, true
	if got := kept.Encode(); !bytes.Equal(got, raw[:app.HeaderSize+64]) {
		t.Errorf("of a change without its body came %x", got)
	}
}

func TestDecodeChangeRefuses(t *testing.T) {
	key := testKey()
	good, err := app.Sign(header(app.Key(key.Public().(ed25519.PublicKey))), []byte(`{"a":1}`), key)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil func([]byte) []byte
		code  app.Code
	}{
		"nothing":           {func([]byte) []byte { return nil }, app.Invalid},
		"cut short":         {func(b []byte) []byte { return b[:100] }, app.Invalid},
		"newer format":      {func(b []byte) []byte { b[1] = 2; return b }, app.Unavailable},
		"newer and short":   {func(b []byte) []byte { b[1] = 9; return b[:50] }, app.Unavailable},
		"format 0":          {func(b []byte) []byte { b[1] = 0; return b }, app.Invalid},
		"audience 3":        {func(b []byte) []byte { b[74] = 3; return b }, app.Invalid},
		"seq 0":             {func(b []byte) []byte { copy(b[75:], make([]byte, 8)); return b }, app.Invalid},
		"no prev":           {func(b []byte) []byte { copy(b[83:], make([]byte, 32)); return b }, app.Invalid},
		"trusted 2":         {func(b []byte) []byte { b[131] = 2; return b }, app.Invalid},
		"body too large":    {func(b []byte) []byte { b[150] = 0xff; return b }, app.Invalid},
		"another body":      {func(b []byte) []byte { b[len(b)-1] ^= 1; return b }, app.Invalid},
		"body cut":          {func(b []byte) []byte { return b[:len(b)-1] }, app.Invalid},
		"body too long":     {func(b []byte) []byte { return append(b, 'x') }, app.Invalid},
		"another lamport":   {func(b []byte) []byte { b[122] ^= 1; return b }, app.Denied},
		"another signature": {func(b []byte) []byte { b[app.HeaderSize] ^= 1; return b }, app.Denied},
		"another device":    {func(b []byte) []byte { b[40] ^= 1; return b }, app.Denied},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := app.DecodeChange(c.spoil(good.Encode()))
			if app.CodeOf(err) != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
	if c, err := app.DecodeChange(good.Encode()[:app.HeaderSize+64]); err != nil || !c.Erased {
		t.Errorf("without its body: erased %v, %v", c.Erased, err)
	}
}

func FuzzDecodeChange(f *testing.F) {
	key := testKey()
	good, err := app.Sign(header(app.Key(key.Public().(ed25519.PublicKey))), []byte(`{"a":1}`), key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.Encode())
	f.Add(good.Raw[:])
	f.Add([]byte{0, 2})
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := app.DecodeChange(b); err == nil && !bytes.Equal(c.Encode(), b) {
			t.Error("a change is not kept as it came")
		}
		if h, err := app.DecodeHeader(b); err == nil {
			if again := h.Encode(); !bytes.Equal(again[:], b) {
				t.Error("a header has two spellings")
			}
		}
	})
}

// Who may write what is fixed for everybody: this is the table.
func TestKindTable(t *testing.T) {
	roles := []app.Role{app.Recovery, app.Administrator, app.Publisher, app.Desk, app.Kiosk, app.Screen, app.Hub}
	letters := "RAPDKSH"
	want := map[app.Kind][2]string{ // open, staff
		1: {"A", ""}, 2: {"RA", ""}, 3: {"RA", ""}, 4: {"AP", "AP"}, 5: {"APD", ""},
		16: {"AP", ""}, 17: {"AP", ""}, 18: {"AP", ""}, 19: {"AP", ""}, 20: {"AP", ""}, 21: {"AP", ""}, 22: {"AP", ""},
		32: {"AP", ""}, 33: {"AP", ""}, 40: {"AP", ""}, 41: {"APD", ""}, 42: {"APD", ""}, 43: {"APD", ""},
		64: {"", "APD"}, 65: {"", "APD"}, 66: {"", "APD"}, 67: {"", "A"}, 68: {"", "APD"}, 69: {"", "APD"},
		80: {"", "APDKS"}, 81: {"", "APDKS"}, 82: {"", "APDKS"}, 83: {"", "APDKS"}, 84: {"", "APDKS"},
		85: {"", "APD"}, 86: {"", "APDKS"},
	}
	for k := app.Kind(0); k < 200; k++ {
		for i, a := range []app.Audience{app.Open, app.Staff} {
			got := ""
			for j, r := range roles {
				if app.MayWrite(k, a, r) {
					got += letters[j : j+1]
				}
			}
			if got != want[k][i] {
				t.Errorf("%s for %s: %q, want %q", k, a, got, want[k][i])
			}
		}
	}
}
