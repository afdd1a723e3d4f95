package admin

import "onrecord/internal/staff"

// Route is a line of the table of routes, for tests.
type Route struct {
	Method, Pattern string
	Needs           staff.Action
}

// Routes is the table of routes, for tests.
func Routes() []Route {
	var out []Route
	for _, r := range routes() {
		out = append(out, Route{r.method, r.pattern, r.needs})
	}
	return out
}

// Inside is where a sign-in may lead, for tests.
func Inside(next string) string { return inside(next) }
