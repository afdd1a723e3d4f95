package media

import "onrecord/internal/fault"

// maxOf is the most bytes that a file of a kind may have; "" is any kind.
func maxOf(string) int64 { return MaxBytes }

// checkBeginning refuses what cannot be taken in by its first bytes, before the
// rest is sent.
func checkBeginning(head []byte, size int64) error {
	if formatOf(head) == nil {
		return unsupported(head)
	}
	if size > maxOf(Picture) {
		return fault.New(fault.TooLarge, "The picture is larger than %d MB; please make it smaller.", MaxBytes>>20)
	}
	return nil
}
