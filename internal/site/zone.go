package site

import (
	_ "embed"
	"strings"
)

// zones.txt is UTC and the zones of the IANA zone.tab, one a line.
//
//go:embed zones.txt
var zones string

// TimeZones lists the time zones to choose from, UTC first and then by name.
// Update also takes the older names that are not in the list.
func TimeZones() []string { return strings.Fields(zones) }
