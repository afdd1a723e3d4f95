package admin

import (
	"context"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/fault"
	"onrecord/internal/figure"
	"onrecord/internal/page"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

// facts reads what was typed of a version.
type facts struct {
	f page.Form
	v *visit
	p fault.Problems
}

// at reads a moment in the site's time zone; of one that comes twice it is the
// first. Empty is none.
func (t *facts) at(name string) time.Time {
	if t.f.Text(name) == "" {
		return time.Time{}
	}
	local, err := time.Parse(localTime, t.f.Text(name))
	if err == nil {
		if all := site.Moments(local, t.v.zone); len(all) > 0 {
			return all[0]
		}
	}
	t.p.Add(name, "Choose a day and a time that there was.")
	return time.Time{}
}

// readFacts makes a version of what was typed.
func (a *Admin) readFacts(ctx context.Context, f page.Form, v *visit) (claim.VersionInput, error) {
	t := facts{f: f, v: v}
	in := claim.VersionInput{Text: f.Body("text"), Status: f.Text("status"), Change: f.Text("change"), Formula: f.Text("formula"), AsOf: t.at("as_of")}
	if in.Formula != "" {
		in.Decimals = int(min(max(f.Int("decimals"), -1), claim.MaxDecimals+1))
	}
	if words := f.Text("figure"); words != "" {
		found, ok := readFigure(words, v.tongue())
		if !ok {
			t.p.Add("figure", "No figure was found in this; write it as you would print it, such as “at least 1,200 people”.")
		}
		in.Figure = found
	}
	if in.Formula != "" && in.Figure == (figure.Figure{}) {
		in.Figure.Modifier = figure.Exact
	}
	if f.Get("sign") != "" && v.can(staff.RecordSignOff) {
		in.SignedBy = v.me.ID
	}
	if err := f.Err(); err != nil {
		return in, err
	}
	if err := a.readHops(ctx, &t, &in); err != nil {
		return in, err
	}
	if err := a.readConditions(ctx, &t, &in); err != nil {
		return in, err
	}
	return in, t.p.Err()
}

func (a *Admin) readHops(ctx context.Context, t *facts, in *claim.VersionInput) error {
	for n := 1; n <= mostSteps; n++ {
		text := func(name string) string { return t.f.Text(hopName(n, name)) }
		key := text("source")
		if key == "" {
			if text("whom")+text("said")+text("url")+text("kept") != "" {
				t.p.Add(hopName(n, "source"), "Say which source this is, or empty the row.")
			}
			continue
		}
		source, err := a.Claims.SourceByKey(ctx, key)
		if fault.Is(err, fault.NotFound) {
			t.p.Add(hopName(n, "source"), "There is no source with this key; add it under Sources first.")
		} else if err != nil {
			return err
		}
		h := claim.Hop{SourceID: source.ID, Verb: text("verb"), ToWhom: text("whom"), At: t.at(hopName(n, "said")), URL: text("url"), ArchivedURL: text("kept")}
		if last := len(in.Chains) - 1; last >= 0 && text("place") != firstHop {
			in.Chains[last] = append(in.Chains[last], h)
			continue
		}
		in.Chains = append(in.Chains, claim.Chain{h})
	}
	return nil
}

func (a *Admin) readConditions(ctx context.Context, t *facts, in *claim.VersionInput) error {
	for n := 1; n <= claim.MaxConditions; n++ {
		text := func(name string) string { return t.f.Text(conditionName(n, name)) }
		if text("claim")+text("words")+text("due") == "" {
			continue
		}
		c := claim.Condition{Kind: text("kind"), Text: text("words"), Due: t.at(conditionName(n, "due")), State: text("state")}
		if key := text("claim"); key != "" {
			on, err := a.Claims.ByKey(ctx, key)
			if fault.Is(err, fault.NotFound) {
				t.p.Add(conditionName(n, "claim"), "There is no claim with this key.")
			} else if err != nil {
				return err
			}
			c.ClaimID = on.ID
		}
		in.Conditions = append(in.Conditions, c)
	}
	return nil
}
