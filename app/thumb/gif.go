package thumb

// readGIF reads the logical screen (GIF89a, 18); frames may not reach beyond it, which image/gif holds.
func (h *Header) readGIF(b []byte) error {
	if len(b) < 13 {
		return h.short("%d bytes", len(b))
	}
	h.Width, h.Height = int(b[6])|int(b[7])<<8, int(b[8])|int(b[9])<<8
	h.ended = b[len(b)-1] == ';'
	return nil
}
