package admin

import (
	"context"
	"net/http"
	"strings"

	"onrecord/internal/claim"
	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

// Runs of what the page of a claim lists.
const (
	versionRun = 20
	useRun     = 30
)

// claimPage is a claim with its versions, its uses and what rests on it.
type claimPage struct {
	frame
	Claim      claim.Claim
	Value      string // of the printed version
	Form       form   // of the claim itself, or what came back of one of the small forms
	Ranked     int64  // the version whose small form came back
	Versions   []versionRow
	Older      string // the address of the versions that follow
	Uses       []useRow
	MoreUses   string
	Carried    string // where it was printed, in words
	Dependents []claim.Basis
	Most       int
	Deprecated bool // it should not be printed any more
	Kept       bool // it is used and cannot be deleted
}

func (a *Admin) claim(w http.ResponseWriter, r *http.Request, v *visit) error {
	c, err := a.claimOf(r)
	if err != nil {
		return err
	}
	return a.showClaim(w, r, v, claimPage{Claim: c, Form: claimForm(c)}, http.StatusOK)
}

// claimOf reads the claim of the path.
func (a *Admin) claimOf(r *http.Request) (claim.Claim, error) {
	n, err := id(r, "id")
	if err != nil {
		return claim.Claim{}, err
	}
	return a.Claims.Get(r.Context(), n)
}

func claimForm(c claim.Claim) form {
	return filled("statement", c.Statement, "version", itoa(c.Version))
}

func (a *Admin) showClaim(w http.ResponseWriter, r *http.Request, v *visit, p claimPage, status int) error {
	ctx, c := r.Context(), p.Claim
	p.frame = a.frame(r, v, c.Statement)
	p.Value, p.Most, p.Deprecated = c.Printed.Value(v.tongue()), claim.MostDependents, c.Deprecated()
	if err := a.addVersions(r, v, &p); err != nil {
		return err
	}
	if err := a.addUses(r, v, &p); err != nil {
		return err
	}
	counts, err := a.Claims.UseCounts(ctx, a.DB, c.ID)
	if err != nil {
		return err
	}
	p.Carried = claim.CarriedBy(counts)
	if p.Dependents, err = a.Claims.Dependents(ctx, c.ID); err != nil {
		return err
	}
	p.Kept = p.Carried != "" || len(p.Dependents) > 0
	return a.show(w, status, "claim", p)
}

// change runs one of the small forms of a claim. What a person can mend comes
// back on the page of the claim.
func (a *Admin) changeClaim(w http.ResponseWriter, r *http.Request, v *visit, done string, ranked int64, do func(ctx context.Context, c claim.Claim, version int64, f page.Form) error) error {
	c, err := a.claimOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	version, err := versionOf(f)
	if err == nil {
		err = do(r.Context(), c, version, f)
	}
	if mendable(err) {
		form := again(f, err, c.Version)
		if _, sent := f.Values["statement"]; !sent {
			form.values.Set("statement", c.Statement)
		}
		return a.showClaim(w, r, v, claimPage{Claim: c, Form: form, Ranked: ranked}, statusOf(err))
	}
	if err != nil {
		return err
	}
	if done == "deleted" {
		return see(w, r, "/admin/claims", done)
	}
	return see(w, r, "/admin/claims/"+itoa(c.ID), done)
}

func (a *Admin) saveClaim(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeClaim(w, r, v, "saved", 0, func(ctx context.Context, c claim.Claim, version int64, f page.Form) error {
		in := c.Input
		in.Statement = f.Text("statement")
		_, err := a.Claims.Update(ctx, v.by(), c.ID, version, in)
		return err
	})
}

func (a *Admin) rankClaim(w http.ResponseWriter, r *http.Request, v *visit) error {
	number, err := id(r, "number")
	if err != nil {
		return err
	}
	return a.changeClaim(w, r, v, "ranked", number, func(ctx context.Context, c claim.Claim, version int64, f page.Form) error {
		_, err := a.Claims.Rank(ctx, v.by(), c.ID, version, number, f.Text("rank"), f.Text("reason"))
		return err
	})
}

func (a *Admin) deprecateClaim(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeClaim(w, r, v, "deprecated", 0, func(ctx context.Context, c claim.Claim, version int64, f page.Form) error {
		if f.Text("reason") == "" {
			var p fault.Problems
			p.Add("reason", "Say why this claim should not be printed any more.")
			return p.Err()
		}
		_, err := a.Claims.Deprecate(ctx, v.by(), c.ID, version, f.Text("reason"))
		return err
	})
}

func (a *Admin) restoreClaim(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeClaim(w, r, v, "undeprecated", 0, func(ctx context.Context, c claim.Claim, version int64, _ page.Form) error {
		_, err := a.Claims.Deprecate(ctx, v.by(), c.ID, version, "")
		return err
	})
}

func (a *Admin) settleClaim(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeClaim(w, r, v, "claim-reviewed", 0, func(ctx context.Context, c claim.Claim, version int64, _ page.Form) error {
		_, err := a.Claims.Reviewed(ctx, v.by(), c.ID, version)
		return err
	})
}

func (a *Admin) deleteClaim(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeClaim(w, r, v, "deleted", 0, func(ctx context.Context, c claim.Claim, version int64, _ page.Form) error {
		return a.Claims.Delete(ctx, v.by(), c.ID, version)
	})
}

// useRow is a place that printed a claim.
type useRow struct {
	claim.Use
	Where, Path string // what it is, and where the desk shows it; no path where the person may not see it
}

func (a *Admin) addUses(r *http.Request, v *visit, p *claimPage) error {
	list, next, err := a.Claims.Uses(r.Context(), a.DB, claim.UseFilter{ClaimID: p.Claim.ID, After: beforeID(r, "used"), Limit: useRun})
	if err != nil {
		return err
	}
	known := map[claim.Surface]useRow{}
	for _, u := range list {
		row, ok := known[u.Surface]
		if !ok || u.Kind == claim.FeedBuild {
			if row.Where, row.Path, err = a.carrier(r.Context(), v, u); err != nil {
				return err
			}
			known[u.Surface] = row
		}
		row.Use = u
		p.Uses = append(p.Uses, row)
	}
	if next != 0 {
		p.MoreUses = with(r, "used", itoa(next)) + "#uses"
	}
	return nil
}

// carrier names a surface to a person, as far as they may see it.
func (a *Admin) carrier(ctx context.Context, v *visit, u claim.Use) (where, path string, err error) {
	switch u.Kind {
	case claim.PostRevision:
		return a.carryingPost(ctx, v, u.Surface.ID)
	case claim.Issue:
		if !v.can(staff.IssueRead) {
			return "An issue", "", nil
		}
		i, err := a.Newsletters.Issue(ctx, u.Surface.ID)
		if fault.Is(err, fault.NotFound) {
			return "An issue that was deleted", "", nil
		}
		if err != nil {
			return "", "", err
		}
		subject, err := a.subjectOf(ctx, i)
		return "“" + subject + "”", "/admin/issues/" + itoa(i.ID), err
	case claim.FeedBuild:
		list, number, _ := strings.Cut(u.Locator, ":")
		if number == "" {
			return "The feed of the whole site", "", nil
		}
		return "The feed of a " + list, "/admin/" + list + "s/" + number, nil
	}
	return "Answers to token " + itoa(u.Surface.ID), "", nil
}

func (a *Admin) carryingPost(ctx context.Context, v *visit, revision int64) (where, path string, err error) {
	rev, err := a.Posts.Revision(ctx, revision)
	if fault.Is(err, fault.NotFound) {
		return "A post that was deleted", "", nil
	}
	if err != nil {
		return "", "", err
	}
	_, err = a.visible(ctx, v, rev.PostID, staff.PostReadAny)
	if fault.Is(err, fault.NotFound) {
		return "A post of somebody else", "", nil
	}
	return "“" + orUntitled(rev.Headline) + "”, publication " + itoa(int64(rev.Number)), "/admin/posts/" + itoa(rev.PostID), err
}
