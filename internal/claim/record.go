package claim

import (
	"fmt"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Input is what people write of a claim itself; all else is in its versions.
type Input struct {
	Key       string // empty: made from the statement
	Kind      string
	Statement string // short, one proposition
	StoryID   int64  // 0: of no story
}

// Claim is one proposition with the version of it that is printed.
type Claim struct {
	ID int64
	Input
	Latest               int64 // number of the newest version
	Printed              Version
	DeprecatedAt         time.Time // zero unless it should not be printed any more
	DeprecatedReason     string
	Review               []Basis // claims it rests on that changed since somebody looked; Number is their newest version
	CreatedAt, UpdatedAt time.Time
	CreatedBy            int64 // staff
	Version              int64 // of the claim as a row, for those who change it
}

// Deprecated tells whether it should not be printed any more.
func (c Claim) Deprecated() bool { return !c.DeprecatedAt.IsZero() }

// Tag names the pages that show a claim.
func Tag(id int64) string { return fmt.Sprintf("claim:%d", id) }

func (in *Input) clean(p *fault.Problems) {
	in.Key = keyOf(p, in.Key)
	if in.Kind == "" {
		in.Kind = Fact
	}
	one(p, "kind", in.Kind, Kinds())
	in.Statement = line(p, "statement", in.Statement, MaxStatement)
	if in.Statement == "" {
		p.Add("statement", "Say in a few words what is claimed.")
	}
	if in.StoryID < 0 {
		p.Add("story_id", "Choose a story from the list.")
	}
}

func (in Input) found(key string) string { return clip(fold(in.Statement + " " + key)) }

const claimColumns = `c.id, c.key, c.kind, c.statement, c.story_id, c.latest, c.printed, c.deprecated_at, c.deprecated_reason, c.version, c.created_by, c.created_at, c.updated_at`

func scanClaim(r db.Row) (c Claim, err error) {
	var deprecated, created, updated int64
	err = r.Scan(&c.ID, &c.Key, &c.Kind, &c.Statement, &c.StoryID, &c.Latest, &c.Printed.Number, &deprecated, &c.DeprecatedReason,
		&c.Version, &c.CreatedBy, &created, &updated)
	c.DeprecatedAt, c.CreatedAt, c.UpdatedAt = db.Time(deprecated), db.Time(created), db.Time(updated)
	return c, err
}
