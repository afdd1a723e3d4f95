package media

// WritesWebP tells whether the program was built with an encoder for WebP.
func WritesWebP() bool { return webpEncode != nil }
