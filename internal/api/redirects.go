package api

import (
	"fmt"
	"slices"

	"onrecord/internal/fault"
	"onrecord/internal/site"
)

// Redirect leads from a path that no page has to somewhere else.
type Redirect struct {
	ID        int64  `json:"id"`
	Source    string `json:"source" doc:"A path of this site, decoded."`
	Target    string `json:"target"`
	Prefix    bool   `json:"prefix" doc:"Whatever is below the path, too; what follows it is put behind the target."`
	Permanent bool   `json:"permanent" doc:"301, which search engines take over; else 302."`
}

func (r Redirect) location() string { return fmt.Sprintf("/redirects/%d", r.ID) }

// RedirectInput is a Redirect to be stored.
type RedirectInput struct {
	Source    string `json:"source" need:"yes" max:"500" doc:"A path of this site that begins with a slash."`
	Target    string `json:"target" need:"yes" max:"500" doc:"A path of this site, or an http or https address."`
	Prefix    bool   `json:"prefix"`
	Permanent bool   `json:"permanent"`
}

// RedirectsInput is redirects to be stored together.
type RedirectsInput struct {
	Redirects []RedirectInput `json:"redirects" need:"yes" items:"5000"`
}

// RedirectImport tells what became of redirects that were sent together.
type RedirectImport struct {
	Stored  int64             `json:"stored"`
	Refused []RefusedRedirect `json:"refused" doc:"The first hundred."`
	More    int64             `json:"more" doc:"Refused beside those."`
}

// RefusedRedirect is one that was not stored.
type RefusedRedirect struct {
	Index  int64  `json:"index" doc:"Its place in the list, from 0."`
	Source string `json:"source"`
	Reason string `json:"reason"`
}

// RedirectsQuery is the parameters of the list.
type RedirectsQuery struct {
	paging
}

func showRedirect(r site.Redirect) Redirect {
	return Redirect{ID: r.ID, Source: r.Source, Target: r.Target, Prefix: r.Prefix, Permanent: r.Forever}
}

func (in RedirectInput) redirect() site.Redirect {
	return site.Redirect{Source: in.Source, Target: in.Target, Prefix: in.Prefix, Forever: in.Permanent}
}

func (a *API) listRedirects(c *call, q RedirectsQuery) (List[Redirect], error) {
	after, err := q.after()
	if err != nil {
		return List[Redirect]{}, err
	}
	all, err := a.Site.Redirects(c.ctx)
	var list []site.Redirect
	next := ""
	for _, r := range all {
		if r.Source <= after && after != "" {
			continue
		}
		if len(list) == q.limit() {
			next = list[len(list)-1].Source
			break
		}
		list = append(list, r.Redirect)
	}
	if next != "" {
		next = cursorOf(next)
	}
	return pageOf(list, next, showRedirect), err
}

func (a *API) getRedirect(c *call) (Redirect, error) {
	all, err := a.Site.Redirects(c.ctx)
	if err != nil {
		return Redirect{}, err
	}
	i := slices.IndexFunc(all, func(r site.ListedRedirect) bool { return r.ID == c.id })
	if i < 0 {
		return Redirect{}, fault.New(fault.NotFound, "There is nothing with this id.")
	}
	return showRedirect(all[i].Redirect), nil
}

func (a *API) createRedirect(c *call, in RedirectInput) (Redirect, error) {
	r, err := a.Site.PutRedirect(c.ctx, in.redirect())
	return showRedirect(r), err
}

func (a *API) deleteRedirect(c *call) error { return a.Site.RemoveRedirect(c.ctx, c.id) }

func (a *API) importRedirects(c *call, in RedirectsInput) (RedirectImport, error) {
	list := make([]site.Redirect, len(in.Redirects))
	for i, r := range in.Redirects {
		list[i] = r.redirect()
	}
	report, err := a.Site.PutRedirects(c.ctx, list)
	out := RedirectImport{Stored: int64(report.Stored), Refused: []RefusedRedirect{}, More: int64(report.More)}
	for _, r := range report.Refused {
		out.Refused = append(out.Refused, RefusedRedirect{int64(r.Line) - 1, r.Source, r.Sentence})
	}
	return out, err
}
