package figure

import (
	_ "embed"
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"sync"
)

//go:embed tables/units.json
var unitFile []byte

// unit is what a number is a number of. Units of one kind convert into each
// other by their factors.
type unit struct {
	Kind   string `json:"kind"`
	Factor string `json:"factor"` // an exact number or fraction; "" is 1
	Symbol string `json:"symbol"` // as printed, if it is not the code
	Signs  string `json:"signs"`  // further ways to write it, parted by spaces
	Before bool   `json:"before"` // a sign that stands before its number
	Joined bool   `json:"joined"` // no space between number and symbol
}

var units = sync.OnceValue(func() map[string]unit {
	known := map[string]unit{}
	if err := json.Unmarshal(unitFile, &known); err != nil {
		panic(err) // the package's tests rule it out
	}
	return known
})

const mostParts = 1000 // the smallest fraction is a thousandth

// KnownUnit is whether a figure may have that unit.
func KnownUnit(code string) bool {
	_, ok := units()[code]
	return ok || partsOf(code) > 0
}

// partsOf is 3 for "1/3", and 0 for what is no fraction.
func partsOf(code string) int {
	rest, ok := strings.CutPrefix(code, "1/")
	n, err := strconv.Atoi(rest)
	if !ok || err != nil || n < 2 || n > mostParts || strconv.Itoa(n) != rest {
		return 0
	}
	return n
}

func unitOf(code string) unit {
	if n := partsOf(code); n > 0 {
		return unit{Kind: "share", Factor: code}
	}
	return units()[code]
}

// base is the number in the unit that all of its kind convert to.
func (u unit) base(r *big.Rat) *big.Rat {
	if u.Factor == "" {
		return r
	}
	factor, ok := new(big.Rat).SetString(u.Factor)
	if !ok {
		return r
	}
	return factor.Mul(factor, r)
}
