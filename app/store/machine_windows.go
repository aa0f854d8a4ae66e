package store

import "golang.org/x/sys/windows/registry"

// systemFacts are the system's id (copied by cloning a disk) and the id that
// Windows made of the firmware's (which is not).
func systemFacts() []string {
	var facts []string
	for _, f := range []struct{ kind, path, name string }{
		{"os", `SOFTWARE\Microsoft\Cryptography`, "MachineGuid"},
		{"board", `SYSTEM\HardwareConfig`, "LastConfig"},
	} {
		if v := readValue(f.path, f.name); v != "" {
			facts = append(facts, f.kind+":"+v)
		}
	}
	return facts
}

func readValue(path, name string) string {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, path, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return ""
	}
	defer k.Close()
	v, _, err := k.GetStringValue(name)
	if err != nil {
		return ""
	}
	return v
}
