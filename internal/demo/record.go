package demo

import (
	"context"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/fault"
	"onrecord/internal/figure"
	"onrecord/internal/staff"
)

// addRecord puts on record what the post about the terns binds its words to:
// a figure that was confirmed after it had been reported, the one of the year
// before, and what the two make.
func (f *filler) addRecord(ctx context.Context) error {
	r := recorder{claims: f.Posts.Claims, by: staff.Actor{StaffID: f.owner.ID}}
	watch := r.source(ctx, claim.SourceInput{Key: "nature-watch", Kind: claim.Organisation, Name: "The nature watch", URL: "https://watch.farrow.example"})
	teague := r.source(ctx, claim.SourceInput{Key: "rosalind-teague", Kind: claim.Person, Name: "Rosalind Teague", Role: "head of the count"})
	sheets := r.source(ctx, claim.SourceInput{Key: "count-sheets", Kind: claim.Document, Name: "The sheets of the count", PublicDescription: "Strip by strip, in the library porch."})
	told := claim.Chain{{SourceID: watch, Verb: "reported"}}
	before := r.claim(ctx, "tern-pairs-before", "Terns bred on the skerries last year.", claim.VersionInput{
		Text: "There were 190 pairs of Arctic terns on the skerries last year.", Status: claim.Reported, Figure: figures("190 pairs"), Chains: []claim.Chain{told},
	})
	now := r.claim(ctx, "tern-pairs", "Terns breed on the skerries this year.", claim.VersionInput{
		Text: "There are about 300 pairs of Arctic terns on the skerries this year.", Status: claim.Reported, Figure: figures("about 300 pairs"), Chains: []claim.Chain{told},
	})
	r.claim(ctx, "tern-growth", "The colony grew in a year.", claim.VersionInput{
		Text: "The colony grew by this many pairs in a year.", Status: claim.Reported, Figure: figures("122 pairs"), Formula: "tern-pairs - tern-pairs-before", Chains: []claim.Chain{told},
	})
	if r.err == nil && now.Latest == 1 && before.ID != 0 {
		_, r.err = r.claims.AddVersion(ctx, r.by, now.ID, now.Version, claim.VersionInput{
			Text: "There are 312 pairs of Arctic terns on the skerries this year.", Change: claim.Update, Status: claim.Confirmed, SignedBy: f.owner.ID, Figure: figures("312 pairs"),
			Chains: []claim.Chain{told, {{SourceID: sheets, Verb: "published"}, {SourceID: teague, Verb: "said"}}}, AsOf: f.now.Add(-4 * 24 * time.Hour),
		})
		if r.err == nil {
			_, r.err = r.claims.Report(ctx, claim.ReportInput{
				ClaimID: before.ID, Body: "I counted on Outer Skerry last year, and my sheet says 191.", Contact: "odd.fellow@letters.example",
			})
		}
	}
	f.step()
	return r.err
}

// figures reads a figure of the demo's own words.
func figures(words string) figure.Figure {
	found, _ := figure.For("en").Parse(words)
	return found
}

// recorder puts things on record that are not there yet; after an error it does
// nothing more.
type recorder struct {
	claims *claim.Store
	by     staff.Actor
	err    error
}

func (r *recorder) source(ctx context.Context, in claim.SourceInput) int64 {
	if r.err != nil {
		return 0
	}
	v, err := r.claims.SourceByKey(ctx, in.Key)
	if fault.Is(err, fault.NotFound) {
		v, err = r.claims.CreateSource(ctx, r.by, in)
	}
	r.err = err
	return v.ID
}

func (r *recorder) claim(ctx context.Context, key, statement string, first claim.VersionInput) claim.Claim {
	if r.err != nil {
		return claim.Claim{}
	}
	v, err := r.claims.ByKey(ctx, key)
	if fault.Is(err, fault.NotFound) {
		v, err = r.claims.Create(ctx, r.by, claim.Input{Key: key, Kind: claim.FigureOf, Statement: statement}, first)
	}
	r.err = err
	return v
}
