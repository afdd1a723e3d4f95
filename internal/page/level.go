package page

import (
	"context"
	"net/http"
)

type levelKey struct{}

// Level is the access level at which r is to be answered; "" is that of everyone.
func Level(r *http.Request) string {
	level, _ := r.Context().Value(levelKey{}).(string)
	return level
}

// AtLevel is r to be answered at an access level.
func AtLevel(r *http.Request, level string) *http.Request {
	if level == Level(r) {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), levelKey{}, level))
}
