package cli

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"bangtin/app"

	"filippo.io/age"
)

// folder finds the data folder: --data, else BANGTIN_DATA, else
// bangtin-data beside the program if it exists, so that it runs from a USB
// stick, else the user's own data folder.
//
// A restore that was cut short is finished here.
func (p *program) folder() (string, error) {
	dir, err := p.chosenFolder()
	if err != nil {
		return "", err
	}
	return dir, finishRestore(dir)
}

func (p *program) chosenFolder() (string, error) {
	for _, dir := range []string{p.dataDir, os.Getenv("BANGTIN_DATA")} {
		if dir != "" {
			return filepath.Abs(dir)
		}
	}
	if exe, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(exe), "bangtin-data")
		if info, err := os.Stat(beside); err == nil && info.IsDir() {
			return beside, nil
		}
	}
	return userFolder()
}

func userFolder() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "bangtin"), nil
	}
	if dir := os.Getenv("LOCALAPPDATA"); dir != "" {
		return filepath.Join(dir, "BangTin"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", app.Fault(app.Unavailable, "no_home", "Không tìm thấy thư mục của người dùng. Xin dùng --data THƯ-MỤC",
			"The user has no home folder. Please give --data FOLDER").With(err)
	}
	return filepath.Join(home, ".local", "share", "bangtin"), nil
}

// keyring is keys.json: what makes this folder a device. It is never
// synced and never leaves the machine.
type keyring struct {
	app.Keys
	Recovery string `json:"recovery,omitempty"` // seed of the library's recovery key, until it is shown
	Staff    string `json:"staff,omitempty"`    // age identity that staff content is sealed to
}

// loadKeys reads the keys of a data folder and makes them where there are
// none yet: written whole and synced before anything is signed.
func loadKeys(dir string) (*keyring, error) {
	name := filepath.Join(dir, "keys.json")
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKeys(name)
	}
	var k keyring
	if err == nil {
		err = json.Unmarshal(text, &k)
	}
	if err != nil || len(k.Sign) != 64 || len(k.Connect) != 64 {
		return nil, app.Fault(app.Damaged, "keys_damaged",
			"Tệp khóa keys.json trong thư mục dữ liệu không đọc được. Xin khôi phục tệp này từ bản sao lưu",
			"The file keys.json in the data folder cannot be read. Please restore it from a backup").With(err)
	}
	return &k, nil
}

func makeKeys(name string) (*keyring, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	keys, err := app.NewKeys(rand.Reader, identity.String(), identity.Recipient().String())
	if err != nil {
		return nil, err
	}
	k := &keyring{Keys: *keys}
	return k, k.save(name)
}

func (k *keyring) save(name string) error {
	text, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return writeWhole(name, text)
}

// writeWhole replaces a file so that after a power cut either the old or
// the new one is there, whole.
func writeWhole(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return rename(f.Name(), name)
}

// rename gives a synced file another name, durably. On FAT what is known of a
// file's length and place stands beside its name, and a new name stands there
// without them until the file is synced once more.
func rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || os.PathSeparator == '\\' {
		err = nil // Windows has no folders to sync
	}
	return errors.Join(err, d.Close())
}
