package admin

import (
	"context"
	"net/http"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/page"
)

// versionForm is the form of the next version, filled with the last one. When
// it was true and who signs it off are said anew each time.
func (a *Admin) versionForm(ctx context.Context, v *visit, c claim.Claim, last claim.Version) (form, error) {
	f := filled("version", itoa(c.Version), "text", last.Text, "status", last.Status, "change", claim.Update, "formula", last.Formula, "decimals", itoa(int64(last.Decimals)))
	if last.HasFigure() {
		f.values.Set("figure", last.Value(v.tongue()))
	}
	at := func(name string, t time.Time) {
		if !t.IsZero() {
			f.values.Set(name, t.In(v.zone).Format(localTime))
		}
	}
	n := 0
	for _, chain := range last.Chains {
		for i, h := range chain {
			n++
			place := "then"
			if i == 0 {
				place = firstHop
			}
			for _, pair := range [][2]string{{"place", place}, {"source", h.Source.Key}, {"verb", h.Verb}, {"whom", h.ToWhom}, {"url", h.URL}, {"kept", h.ArchivedURL}} {
				f.values.Set(hopName(n, pair[0]), pair[1])
			}
			at(hopName(n, "said"), h.At)
		}
	}
	for i, k := range last.Conditions {
		key := ""
		if k.ClaimID != 0 {
			on, err := a.Claims.Get(ctx, k.ClaimID)
			if err != nil {
				return f, err
			}
			key = on.Key
		}
		for _, pair := range [][2]string{{"kind", k.Kind}, {"words", k.Text}, {"claim", key}, {"state", k.State}} {
			f.values.Set(conditionName(i+1, pair[0]), pair[1])
		}
		at(conditionName(i+1, "due"), k.Due)
	}
	return f, nil
}

func (a *Admin) createClaim(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	if f.Get("more") != "" {
		return a.showFacts(w, r, v, claim.Claim{}, form{values: f.Values}, http.StatusOK)
	}
	first, err := a.readFacts(r.Context(), f, v)
	var made claim.Claim
	if err == nil {
		made, err = a.Claims.Create(r.Context(), v.by(), claim.Input{Key: f.Text("key"), Kind: f.Text("kind"), Statement: f.Text("statement")}, first)
	}
	if mendable(err) {
		return a.showFacts(w, r, v, claim.Claim{}, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/claims/"+itoa(made.ID), "on-record")
}

func (a *Admin) addVersion(w http.ResponseWriter, r *http.Request, v *visit) error {
	c, err := a.claimOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	if f.Get("more") != "" {
		return a.showFacts(w, r, v, c, form{values: f.Values}, http.StatusOK)
	}
	version, err := versionOf(f)
	var next claim.VersionInput
	if err == nil {
		next, err = a.readFacts(r.Context(), f, v)
	}
	if err == nil {
		c, err = a.addedVersion(r.Context(), v, c, version, next)
	}
	if mendable(err) {
		return a.showFacts(w, r, v, c, again(f, err, c.Version), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/claims/"+itoa(c.ID), "version-recorded")
}

// addedVersion is the claim with the version, or as it was when that fails.
func (a *Admin) addedVersion(ctx context.Context, v *visit, c claim.Claim, version int64, in claim.VersionInput) (claim.Claim, error) {
	after, err := a.Claims.AddVersion(ctx, v.by(), c.ID, version, in)
	if err != nil {
		return c, err
	}
	return after, nil
}
