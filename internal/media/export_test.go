package media

// WritesWebP tells whether the program was built with an encoder for WebP.
func WritesWebP() bool { return webpEncode != nil }

// Reserve is the memory that is set aside for a picture before it is decoded.
func Reserve(data []byte) (int64, error) {
	h, err := inspect(data)
	if err != nil {
		return 0, err
	}
	return h.memory, nil
}
