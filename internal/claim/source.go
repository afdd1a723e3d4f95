package claim

import (
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// The kinds of source.
const (
	Person       = "person"
	Organisation = "organisation"
	Document     = "document"
	Dataset      = "dataset"
	Self         = "self"    // the newsroom itself: what its own people saw
	Unnamed      = "unnamed" // has no identity anywhere
)

// SourceKinds lists every kind, in the order a form shows them.
func SourceKinds() []string {
	return []string{Person, Organisation, Document, Dataset, Self, Unnamed}
}

// SourceInput is what people write of a source. Of an unnamed one only the
// description and the reason may be there.
type SourceInput struct {
	Key                string // empty: made from the name when it is new, kept when it is not; an unnamed source takes none
	Kind               string
	Name               string
	Role               string
	Affiliation        string
	URL, ArchivedURL   string
	PublicDescription  string // what readers are told, such as "a senior harbour official"
	ReasonForAnonymity string // of an unnamed one: why it is not named
}

// Source is a source as the staff see it. Which of them knows an unnamed one
// is not in it; see KnownTo.
type Source struct {
	ID int64
	SourceInput
	Version              int64
	CreatedAt, UpdatedAt time.Time
}

// Cited is a source as readers and exports see it. Exactly one of Named and
// Unnamed is there, and Unnamed has no field that could say who it is.
type Cited struct {
	Key     string
	Kind    string
	Named   *NamedSource
	Unnamed *UnnamedSource
}

// NamedSource is what readers are told of a source that has a name. The name
// is empty for what the newsroom saw itself.
type NamedSource struct {
	Name, Role, Affiliation string
	URL, ArchivedURL        string
	Description             string
}

// UnnamedSource is all that readers are told of an unnamed one.
type UnnamedSource struct {
	Description string
	Reason      string // why it is not named
}

// Cited is the source as readers and exports see it.
func (v Source) Cited() Cited {
	out := Cited{Key: v.Key, Kind: v.Kind}
	if v.Kind == Unnamed {
		out.Unnamed = &UnnamedSource{Description: v.PublicDescription, Reason: v.ReasonForAnonymity}
		return out
	}
	out.Named = &NamedSource{
		Name: v.Name, Role: v.Role, Affiliation: v.Affiliation, URL: v.URL, ArchivedURL: v.ArchivedURL, Description: v.PublicDescription,
	}
	return out
}

// unnamedKey begins the keys of unnamed sources, which nobody chooses: a key
// is public, and could be made of a name.
const unnamedKey = "unnamed-"

// clean checks an input and gives it as it is stored. What it says about an
// unnamed source never repeats what was sent.
func (in *SourceInput) clean() error {
	var p fault.Problems
	one(&p, "kind", in.Kind, SourceKinds())
	in.PublicDescription = text(&p, "public_description", in.PublicDescription, MaxAbout)
	in.ReasonForAnonymity = text(&p, "reason_for_anonymity", in.ReasonForAnonymity, MaxReason)
	if in.Kind == Unnamed {
		in.unnamed(&p)
		return p.Err()
	}
	in.Key = keyOf(&p, in.Key)
	if strings.HasPrefix(in.Key, unnamedKey) {
		p.Add("key", "Keys that begin with “unnamed” are those of unnamed sources; choose another one.")
	}
	in.Name = line(&p, "name", in.Name, MaxName)
	in.Role = line(&p, "role", in.Role, MaxName)
	in.Affiliation = line(&p, "affiliation", in.Affiliation, MaxName)
	in.URL = address(&p, "url", in.URL)
	in.ArchivedURL = address(&p, "archived_url", in.ArchivedURL)
	if in.Name == "" && in.Kind != Self {
		p.Add("name", "A source has a name; choose the kind “unnamed” for one who must not be named.")
	}
	if in.ReasonForAnonymity != "" {
		p.Add("reason_for_anonymity", "Only an unnamed source has a reason for it; take this out or choose the kind “unnamed”.")
	}
	return p.Err()
}

func (in *SourceInput) unnamed(p *fault.Problems) {
	for _, f := range []struct{ name, value string }{
		{"key", in.Key}, {"name", in.Name}, {"role", in.Role}, {"affiliation", in.Affiliation}, {"url", in.URL}, {"archived_url", in.ArchivedURL},
	} {
		if strings.TrimSpace(f.value) != "" {
			p.Add(f.name, "Nothing that could tell who an unnamed source is can be stored; leave this empty and say in the description what readers may know.")
		}
	}
}

// found is what a source is found by. An unnamed one has nothing but its description.
func (in SourceInput) found() string {
	return clip(fold(strings.Join([]string{in.Name, in.Role, in.Affiliation, in.PublicDescription}, " ")))
}

// clip cuts what is searched to what an index can hold.
func clip(folded string) string {
	const most = 1800
	if len(folded) <= most {
		return folded
	}
	return strings.ToValidUTF8(folded[:most], "")
}

const sourceColumns = `id, key, kind, name, role, affiliation, url, archived_url, public_description, reason_for_anonymity, version, created_at, updated_at`

func scanSource(r db.Row) (v Source, err error) {
	var created, updated int64
	err = r.Scan(&v.ID, &v.Key, &v.Kind, &v.Name, &v.Role, &v.Affiliation, &v.URL, &v.ArchivedURL,
		&v.PublicDescription, &v.ReasonForAnonymity, &v.Version, &created, &updated)
	v.CreatedAt, v.UpdatedAt = db.Time(created), db.Time(updated)
	return v, err
}
