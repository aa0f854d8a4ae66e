package api

// Drive is a removable drive.
type Drive struct {
	Path string `json:"path"`
	Name string `json:"name"`
	Free int64  `json:"free"`
}
