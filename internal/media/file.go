package media

import "strconv"

// extensions of the types that are stored.
var extensions = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif"}

func fileName(hash string, width int, mime string) string {
	if width == 0 {
		return hash + extensions[mime]
	}
	return hash + "-" + strconv.Itoa(width) + extensions[mime]
}
