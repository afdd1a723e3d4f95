package transfer

import "slices"

// Known tells whether a table is carried or left out on purpose.
func Known(name string) bool {
	carried := slices.ContainsFunc(tables(), func(t table) bool { return t.name == name })
	return carried || slices.Contains(leftOut(), name)
}
