package check

import (
	"onrecord/internal/claim"
	"onrecord/internal/markup"
)

// Refs are the claims that a text names, as the record is asked for them.
func Refs(bindings []markup.Binding) []claim.Ref {
	var list []claim.Ref
	seen := map[claim.Ref]bool{}
	for _, b := range bindings {
		if r := (claim.Ref{Key: b.Key, Number: int64(b.Version)}); !seen[r] {
			seen[r] = true
			list = append(list, r)
		}
	}
	return list
}

// Recorded are claims as the checks know them.
func Recorded(known map[claim.Ref]claim.Bound) map[string]Claim {
	out := make(map[string]Claim, len(known))
	for r, b := range known {
		ref := markup.Binding{Key: r.Key, Version: int(r.Number)}.Ref()
		out[ref] = recorded(b)
	}
	return out
}

func recorded(b claim.Bound) Claim {
	v := b.Version
	c := Claim{
		Key: b.Claim.Key, Version: int(v.Number), Kind: b.Claim.Kind, Text: v.Text, Figure: v.Figure, Status: v.Status,
		Roots: len(v.Grounds().Roots), AsOf: v.AsOf,
	}
	for _, chain := range v.Chains {
		var hops []Hop
		for _, h := range chain {
			hops = append(hops, hop(h.Source))
		}
		c.Chains = append(c.Chains, hops)
	}
	for _, k := range v.Conditions {
		if k.State != claim.Met && k.State != claim.Void {
			c.Conditions = append(c.Conditions, or(k.Text, k.Kind))
		}
	}
	for _, r := range b.Claim.Review {
		c.Changed = append(c.Changed, r.Key)
	}
	return c
}

func hop(s claim.Cited) Hop {
	if s.Unnamed != nil {
		return Hop{Unnamed: true, Described: s.Unnamed.Description != "" && s.Unnamed.Reason != ""}
	}
	if s.Named == nil {
		return Hop{}
	}
	return Hop{Name: s.Named.Name}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
