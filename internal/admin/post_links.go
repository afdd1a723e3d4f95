package admin

import (
	"net/http"

	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// postLink is a post as the writing surface offers it behind an "@".
type postLink struct {
	Headline string `json:"headline"`
	URL      string `json:"url"`
	Status   string `json:"status"` // "" when readers see it
}

// postLinks finds posts to link to. What is not public is offered to those who
// may read it, and marked: it has its address already.
func (a *Admin) postLinks(w http.ResponseWriter, r *http.Request, v *visit) error {
	f := post.LinkFilter{Query: query(r, "q"), Not: beforeID(r, "not")}
	if !v.can(staff.PostReadAny) {
		f.StaffID = v.me.ID
	}
	list, err := a.Posts.Links(r.Context(), f)
	if err != nil {
		return err
	}
	found := []postLink{}
	for _, l := range list {
		one := postLink{Headline: l.Headline, URL: "/" + l.Slug, Status: l.Status}
		if l.Status == post.Live {
			one.Status = ""
		}
		found = append(found, one)
	}
	return sendJSON(w, http.StatusOK, struct {
		Posts []postLink `json:"posts"`
	}{found})
}
