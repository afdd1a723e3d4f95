package api

import (
	"fmt"

	"onrecord/internal/claim"
	"onrecord/internal/staff"
)

// sourceKind is one of claim.SourceKinds.
type sourceKind string

func (sourceKind) schema() *schema { return &schema{Type: "string", Enum: claim.SourceKinds()} }

// Source is somebody or something that claims come from.
type Source struct {
	ID                 int64      `json:"id"`
	Key                string     `json:"key" doc:"How exports name it."`
	Kind               sourceKind `json:"kind" doc:"An unnamed one has no name, role, affiliation or address: none is stored."`
	Name               string     `json:"name"`
	Role               string     `json:"role"`
	Affiliation        string     `json:"affiliation"`
	Website            string     `json:"website"`
	ArchivedURL        string     `json:"archived_url" doc:"A copy of the page in an archive."`
	PublicDescription  string     `json:"public_description" doc:"What readers are told of it."`
	ReasonForAnonymity string     `json:"reason_for_anonymity"`
	CreatedAt          moment     `json:"created_at"`
	UpdatedAt          moment     `json:"updated_at"`
	Version            int64      `json:"version"`
}

func (v Source) version() int64   { return v.Version }
func (v Source) location() string { return fmt.Sprintf("/sources/%d", v.ID) }

// SourceInput is a new source.
type SourceInput struct {
	Key                string     `json:"key" max:"60" doc:"Small letters, digits and single hyphens. Empty: made from the name. An unnamed source takes none."`
	Kind               sourceKind `json:"kind" need:"yes"`
	Name               string     `json:"name" max:"200"`
	Role               string     `json:"role" max:"200"`
	Affiliation        string     `json:"affiliation" max:"200"`
	Website            string     `json:"website" max:"2000"`
	ArchivedURL        string     `json:"archived_url" max:"2000"`
	PublicDescription  string     `json:"public_description" max:"600"`
	ReasonForAnonymity string     `json:"reason_for_anonymity" max:"500"`
}

// SourcePatch changes a source; a field that is not there stays as it is.
type SourcePatch struct {
	Key                change[string]     `json:"key" max:"60"`
	Kind               change[sourceKind] `json:"kind"`
	Name               change[string]     `json:"name" max:"200"`
	Role               change[string]     `json:"role" max:"200"`
	Affiliation        change[string]     `json:"affiliation" max:"200"`
	Website            change[string]     `json:"website" max:"2000"`
	ArchivedURL        change[string]     `json:"archived_url" max:"2000"`
	PublicDescription  change[string]     `json:"public_description" max:"600"`
	ReasonForAnonymity change[string]     `json:"reason_for_anonymity" max:"500"`
}

// SourcesQuery narrows a list of sources.
type SourcesQuery struct {
	paging
	Kind sourceKind `json:"kind"`
	Q    string     `json:"q" max:"100" doc:"A part of the name, role, affiliation or description, whatever its case and accents."`
}

// actor is who acts: the token, and the person who made it.
func (c *call) actor() staff.Actor { return staff.Actor{StaffID: c.by(), TokenID: c.token.ID} }

func (a *API) source(v claim.Source, err error) (Source, error) {
	return showSource(v), renamed(err, "url", "website")
}

func showSource(v claim.Source) Source {
	return Source{
		ID: v.ID, Key: v.Key, Kind: sourceKind(v.Kind), Name: v.Name, Role: v.Role, Affiliation: v.Affiliation, Website: v.URL, ArchivedURL: v.ArchivedURL,
		PublicDescription: v.PublicDescription, ReasonForAnonymity: v.ReasonForAnonymity,
		CreatedAt: moment{v.CreatedAt}, UpdatedAt: moment{v.UpdatedAt}, Version: v.Version,
	}
}

func (a *API) listSources(c *call, q SourcesQuery) (List[Source], error) {
	before, err := q.before()
	if err != nil {
		return List[Source]{}, err
	}
	list, next, err := a.Claims.Sources(c.ctx, claim.SourceFilter{Kind: string(q.Kind), Query: q.Q, Before: before, Limit: q.limit()})
	return pageOf(list, cursorOfID(next), showSource), err
}

func (a *API) createSource(c *call, in SourceInput) (Source, error) {
	return a.source(a.Claims.CreateSource(c.ctx, c.actor(), claim.SourceInput{
		Key: in.Key, Kind: string(in.Kind), Name: in.Name, Role: in.Role, Affiliation: in.Affiliation, URL: in.Website, ArchivedURL: in.ArchivedURL,
		PublicDescription: in.PublicDescription, ReasonForAnonymity: in.ReasonForAnonymity,
	}))
}

func (a *API) getSource(c *call) (Source, error) { return a.source(a.Claims.Source(c.ctx, c.id)) }

func (a *API) updateSource(c *call, in SourcePatch) (Source, error) {
	old, err := a.Claims.Source(c.ctx, c.id)
	if err != nil {
		return Source{}, err
	}
	new, kind := old.SourceInput, sourceKind(old.Kind)
	in.Kind.to(&kind)
	if new.Kind = string(kind); kind == claim.Unnamed && old.Kind != claim.Unnamed {
		new = claim.SourceInput{Kind: claim.Unnamed, PublicDescription: old.PublicDescription}
	}
	in.Key.to(&new.Key)
	in.Name.to(&new.Name)
	in.Role.to(&new.Role)
	in.Affiliation.to(&new.Affiliation)
	in.Website.to(&new.URL)
	in.ArchivedURL.to(&new.ArchivedURL)
	in.PublicDescription.to(&new.PublicDescription)
	in.ReasonForAnonymity.to(&new.ReasonForAnonymity)
	return a.source(a.Claims.UpdateSource(c.ctx, c.actor(), c.id, c.seen.version, new))
}

func (a *API) deleteSource(c *call) error { return a.Claims.DeleteSource(c.ctx, c.actor(), c.id) }
