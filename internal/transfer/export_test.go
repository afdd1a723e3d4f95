package transfer

import "slices"

// Known tells whether a table is carried or left out on purpose.
func Known(name string) bool {
	_, carried := known(name)
	return carried || slices.Contains(leftOut(), name)
}
