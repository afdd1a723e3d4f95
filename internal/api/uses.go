package api

import (
	"fmt"

	"onrecord/internal/fault"
	"onrecord/internal/media"
)

// useKind is what can show a picture.
type useKind string

const (
	usedByPost   useKind = "post"
	usedByAuthor useKind = "author"
	usedBySite   useKind = "site"
)

func (useKind) schema() *schema {
	return &schema{Type: "string", Enum: []string{string(usedByPost), string(usedByAuthor), string(usedBySite)}}
}

// PictureUse is one thing that shows a picture.
type PictureUse struct {
	Kind   useKind `json:"kind"`
	ID     ref     `json:"id" doc:"Null for the site, whose logo it is."`
	Name   string  `json:"name" doc:"The headline, or the name."`
	Public bool    `json:"public" doc:"Readers see it there now."`
	URL    string  `json:"url" doc:"The thing in this API."`
}

// MediaDeletionQuery says how to delete a picture.
type MediaDeletionQuery struct {
	Force bool `json:"force" doc:"Delete it even where it is in use, which leaves gaps there."`
}

// deleteMedia deletes a picture that nothing shows, or that the client wants
// gone all the same.
func (a *API) deleteMedia(c *call, q MediaDeletionQuery) error {
	if !q.Force {
		uses, err := a.usesOf(c, c.seen.thing.(Media).ID)
		if err != nil {
			return err
		}
		if len(uses) > 0 {
			return fault.New(fault.Conflict, "This picture is in use and was not deleted; uses says where. Send ?force=true to delete it all the same.").
				Because(&refusal{inUse, uses})
		}
	}
	return a.Media.DeleteIf(c.ctx, c.id, func(now media.Media) error {
		// The file at the instant of its end: words that were added in between count too.
		if a.showMedia(now).same(c.seen.thing.(Media)) {
			return nil
		}
		return errStale()
	})
}

// usesOf lists what shows a picture.
func (a *API) usesOf(c *call, id int64) (out []PictureUse, err error) {
	m, err := a.Media.Get(c.ctx, id)
	if err != nil {
		return nil, err
	}
	st, err := a.Site.Get(c.ctx)
	if err != nil {
		return nil, err
	}
	if st.LogoMediaID == id {
		out = append(out, PictureUse{Kind: usedBySite, Name: st.Name, Public: true, URL: a.urls.Absolute(Prefix + "/site")})
	}
	more, err := a.usesInPosts(c, m)
	return append(out, more...), err
}

func (a *API) usesInPosts(c *call, m media.Media) (out []PictureUse, err error) {
	uses, err := a.Posts.PictureUses(c.ctx, m.ID, m.Hash)
	if err != nil {
		return nil, err
	}
	for _, p := range uses.Posts {
		out = append(out, PictureUse{usedByPost, ref(p.ID), p.Headline, p.Public, a.urls.Absolute(fmt.Sprintf("%s/posts/%d", Prefix, p.ID))})
	}
	for _, v := range uses.Authors {
		out = append(out, PictureUse{usedByAuthor, ref(v.ID), v.Name, true, a.urls.Absolute(fmt.Sprintf("%s/authors/%d", Prefix, v.ID))})
	}
	return out, nil
}
