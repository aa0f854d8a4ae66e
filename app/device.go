package app

import (
	"crypto/ed25519"
	"io"
	"strings"
)

// Keys are what makes a data folder a device. They are local: never
// synced, never in a backup that leaves the machine.
type Keys struct {
	Sign    ed25519.PrivateKey `json:"sign"`    // signs changes and nothing else
	Connect ed25519.PrivateKey `json:"connect"` // answers what servers ask to be signed
	Age     string             `json:"age"`     // age identity: opens what is sealed to this device
	AgeTo   string             `json:"ageTo"`   // its recipient, the public half
}

// NewKeys draws the keys of a new device. The age pair comes from the
// caller, because the age format is a library's and not ours.
func NewKeys(random io.Reader, ageIdentity, ageRecipient string) (*Keys, error) {
	_, sign, err := ed25519.GenerateKey(random)
	if err != nil {
		return nil, err
	}
	_, connect, err := ed25519.GenerateKey(random)
	if err != nil {
		return nil, err
	}
	return &Keys{Sign: sign, Connect: connect, Age: ageIdentity, AgeTo: ageRecipient}, nil
}

// Device is the name this device signs with.
func (k *Keys) Device() Key { return publicKey(k.Sign) }

// Card is what others need to know of a device to admit it.
func (k *Keys) Card(name string) DeviceCard {
	return DeviceCard{Device: k.Device(), Connect: publicKey(k.Connect), Age: k.AgeTo, Name: name}
}

// DeviceCard is the public half of a device: its signing and connecting
// keys, its age recipient and what people call it.
type DeviceCard struct {
	Device  Key    `json:"device"`
	Connect Key    `json:"connect"`
	Age     string `json:"age"`
	Name    string `json:"name"`
}

// Validate holds a card to its form. The age recipient is an X25519 one,
// "age1" and 58 characters (age-encryption.org/v1).
func (c DeviceCard) Validate() error {
	if c.Device.IsZero() || c.Connect.IsZero() || c.Device == c.Connect || !isRecipient(c.Age) || len(c.Name) > 200 {
		return errMalformed
	}
	return nil
}

func isRecipient(s string) bool {
	return len(s) == 62 && strings.HasPrefix(s, "age1") &&
		strings.Trim(s[4:], "qpzry9x8gf2tvdw0s3jn54khce6mua7l") == ""
}

func publicKey(k ed25519.PrivateKey) Key { return Key(k.Public().(ed25519.PublicKey)) }
