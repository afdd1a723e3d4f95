//go:build nodynamic

package media

import (
	"bytes"
	"image"

	"github.com/gen2brain/webp"
)

// libwebp runs here as WebAssembly, in a sandbox and without cgo. Without the
// tag nodynamic the package would look for a library of the system as soon as
// the program starts and would not link statically, so it is only part of
// programs that are built with the tag, as make does.
func init() {
	webpEncode = func(img image.Image, quality int) ([]byte, error) {
		var b bytes.Buffer
		err := webp.Encode(&b, img, webp.Options{Quality: quality, Lossless: quality == 0, Method: 4})
		return b.Bytes(), err
	}
}
