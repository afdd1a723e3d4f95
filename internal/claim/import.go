package claim

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/figure"
	"onrecord/internal/staff"
)

// Limits of an import.
const (
	mostLine  = 8 << 20 // bytes
	mostLines = 500_000
)

// Imported counts what an import brought.
type Imported struct{ Sources, Claims, Versions int64 }

// Import takes in what Export wrote: all of it or nothing. A key that is on
// record already is refused; nothing that is there is changed. Confirmations
// keep the names of who signed them.
func (s *Store) Import(ctx context.Context, by staff.Actor, r io.Reader) (n Imported, err error) {
	defer fault.Wrap(&err, "claim.Import()")
	lines, err := readRecord(r)
	if err != nil {
		return n, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		in := importing{ctx: ctx, tx: tx, by: by, sources: map[string]Source{}, claims: map[string]int64{}}
		if err := in.all(lines); err != nil {
			return err
		}
		n = in.n
		return s.audit(ctx, tx, by, "record.import", "record", fmt.Sprintf("%d sources, %d claims", n.Sources, n.Claims))
	})
	return n, err
}

// readRecord reads the lines, each of the form and nothing more.
func readRecord(r io.Reader) (out []exported, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), mostLine)
	for lines.Scan() {
		var e exported
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.DisallowUnknownFields()
		if err := d.Decode(&e); err != nil {
			return nil, badLine(len(out)+1, "it is not of the form").Because(err)
		}
		if first := len(out) == 0; first != (e.Record == recordFormat) {
			return nil, badLine(len(out)+1, "a record begins with its format, once").Because(nil)
		}
		if out = append(out, e); len(out) > mostLines {
			return nil, fault.New(fault.TooLarge, "This record has more than %d lines; part it.", mostLines)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fault.New(fault.Invalid, "The record cannot be read to its end, so nothing was imported.").Because(err)
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "This is empty, so nothing was imported.")
	}
	return out, nil
}

func badLine(n int, why string) *fault.Error {
	return fault.New(fault.Invalid, "Line %d of the record cannot be taken: %s. Nothing was imported.", n, why)
}

type importing struct {
	ctx     context.Context
	tx      *db.Tx
	by      staff.Actor
	sources map[string]Source
	claims  map[string]int64
	n       Imported
}

// all takes sources, then claims, then what is known of them, since versions
// name one another's claims.
func (in *importing) all(lines []exported) error {
	for _, pass := range []func(exported) error{in.source, in.claim, in.facts, in.circle} {
		for i, e := range lines {
			err := pass(e)
			if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
				return badLine(i+1, trimmed(err)).Because(err)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// trimmed is the sentence of an error within another one.
func trimmed(err error) string {
	s := fault.Sentence(err)
	if f := fault.FieldsOf(err); len(f) > 0 {
		s = f[0].Message()
	}
	return string(bytes.TrimRight([]byte(s), "."))
}

var quietKey = regexp.MustCompile(`^unnamed-[1-9][0-9]{0,11}$`)

func (in *importing) source(e exported) error {
	v := e.Source
	if v == nil {
		return nil
	}
	if (v.Named == nil) == (v.Unnamed == nil) || (v.Unnamed != nil) != (v.Kind == Unnamed) {
		return invalid(nil, "kind", "A source is either named or unnamed.")
	}
	input := SourceInput{Kind: v.Kind}
	if u := v.Unnamed; u != nil {
		input.PublicDescription, input.ReasonForAnonymity = u.Description, u.Reason
	} else {
		n := v.Named
		input = SourceInput{v.Key, v.Kind, n.Name, n.Role, n.Affiliation, n.URL, n.ArchivedURL, n.Description, ""}
	}
	if err := input.clean(); err != nil {
		return err
	}
	if v.Kind == Unnamed && !quietKey.MatchString(v.Key) || v.Key == "" {
		return invalid(nil, "key", "The key “%s” is none that a source can have", v.Key)
	}
	made, err := insertSource(in.ctx, in.tx, staff.Actor{}, input, []string{v.Key}, db.Ms(v.Since.Time))
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Conflict, "the source “%s” is on record already", v.Key).Because(err)
	}
	if err != nil {
		return err
	}
	in.sources[v.Key] = made
	in.n.Sources++
	_, err = in.tx.Exec(in.ctx, `UPDATE source SET updated_at = $1 WHERE id = $2`, db.Ms(v.Changed.Time), made.ID)
	return err
}

func (in *importing) claim(e exported) error {
	v := e.Claim
	if v == nil {
		return nil
	}
	var p fault.Problems
	input := Input{Key: v.Key, Kind: v.Kind, Statement: v.Statement}
	input.clean(&p)
	reason := line(&p, "deprecated_reason", v.DeprecatedReason, MaxReason)
	if v.Key == "" || (reason == "") != v.DeprecatedAt.IsZero() || len(v.Versions) == 0 || len(v.Versions) > MaxVersions {
		p.Add("claim", "a claim has a key, versions, and a reason if it is deprecated")
	}
	if err := p.Err(); err != nil {
		return err
	}
	c, err := insertClaim(in.ctx, in.tx, staff.Actor{}, input, db.Ms(v.Since.Time))
	if fault.Is(err, fault.Invalid) {
		return fault.New(fault.Conflict, "the claim “%s” is on record already", v.Key).Because(err)
	}
	if err != nil {
		return err
	}
	in.claims[v.Key] = c.ID
	in.n.Claims++
	_, err = in.tx.Exec(in.ctx, `UPDATE claim SET updated_at = $1, deprecated_at = $2, deprecated_reason = $3 WHERE id = $4`,
		db.Ms(v.Changed.Time), db.Ms(v.DeprecatedAt.Time), reason, c.ID)
	return err
}

// facts takes in the versions of a claim and what was decided about them.
func (in *importing) facts(e exported) error {
	v := e.Claim
	if v == nil {
		return nil
	}
	id := in.claims[v.Key]
	var last time.Time
	list := make([]bare, len(v.Versions))
	for i, version := range v.Versions {
		if version.Number != int64(i+1) || version.RecordedAt.Before(last) || version.RecordedAt.IsZero() {
			return invalid(nil, "versions", "the versions of “%s” are not in their order", v.Key)
		}
		last, list[i] = version.RecordedAt.Time, bare{version.Number, version.Change}
		if err := in.version(id, v.Kind, version); err != nil {
			return err
		}
		in.n.Versions++
	}
	ranks, err := in.ranks(id, v)
	if err != nil {
		return err
	}
	number := printed(list, ranks)
	if number == 0 {
		return invalid(nil, "ranks", "no version of “%s” is left to print", v.Key)
	}
	for _, r := range v.Review {
		if _, err := in.tx.Exec(in.ctx, `INSERT INTO claim_review (claim_id, cause_id, at) VALUES ($1, $2, $3)`, id, in.claims[r.Cause], db.Ms(r.At.Time)); err != nil {
			return known(err)
		}
	}
	_, err = in.tx.Exec(in.ctx, `UPDATE claim SET latest = $1, printed = $2 WHERE id = $3`, len(list), number, id)
	return err
}

// known says what a foreign key or a CHECK found.
func known(err error) error {
	if db.IsForeign(err) || db.IsCheck(err) || db.IsUnique(err) {
		return invalid(err, "claim", "it names what the record does not have, or says it twice")
	}
	return err
}

func (in *importing) ranks(id int64, v *exportedClaim) (out rankings, err error) {
	for _, r := range v.Ranks {
		var p fault.Problems
		reason := line(&p, "reason", r.Reason, MaxReason)
		if err := p.Err(); err != nil {
			return nil, err
		}
		if r.Number < 1 || r.Number > int64(len(v.Versions)) {
			return nil, invalid(nil, "ranks", "“%s” has no version %d", v.Key, r.Number)
		}
		_, err := in.tx.Exec(in.ctx, `INSERT INTO claim_rank (claim_id, number, rank, reason, at) VALUES ($1, $2, $3, $4, $5)`, id, r.Number, r.Rank, reason, db.Ms(r.At.Time))
		if err != nil {
			return nil, known(err)
		}
		out = append(out, ranking{r.Number, r.Rank, reason, db.Ms(r.At.Time)})
	}
	return out, nil
}

// version holds a version to the rules that it was recorded under. A figure
// that a formula gave is taken as it was given then.
func (in *importing) version(id int64, kind string, e exportedVersion) error {
	v := VersionInput{Text: e.Text, Status: e.Status, Change: e.Change, AsOf: e.AsOf.Time}
	if e.SignedBy != "" {
		v.SignedBy = 1 // somebody, whose name is all that is known here
	}
	if e.Figure != "" {
		f, err := figure.Read(e.Figure)
		if err != nil {
			return invalid(err, "figure", "“%s” is no figure", e.Figure)
		}
		v.Figure = f
	}
	if err := in.parts(&v, e); err != nil {
		return err
	}
	var p fault.Problems
	v.clean(&p, kind)
	signer := line(&p, "signed_by", e.SignedBy, MaxName)
	if e.Formula != "" {
		if _, err := parseFormula(e.Formula); err != nil {
			p.Add("formula", "the formula “%s” cannot be read", e.Formula)
		}
	}
	if err := errors.Join(p.Err(), v.grounded(in.ctx, in.tx)); err != nil {
		return err
	}
	versionID, err := db.One(in.ctx, in.tx, db.Value[int64], `INSERT INTO claim_version (claim_id, number, change, status, text, figure, formula, as_of,
		recorded_at, signed_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		id, e.Number, v.Change, v.Status, v.Text, e.Figure, e.Formula, db.Ms(v.AsOf), db.Ms(e.RecordedAt.Time), signer)
	if err != nil {
		return known(err)
	}
	var basis []Basis
	for _, b := range e.Basis {
		basis = append(basis, Basis{ClaimID: in.claims[b.Claim], Number: b.Number})
	}
	return known(v.insertParts(in.ctx, in.tx, versionID, basis))
}

// parts finds the sources and claims that a version names.
func (in *importing) parts(v *VersionInput, e exportedVersion) error {
	for _, chain := range e.Chains {
		var hops Chain
		for _, h := range chain {
			hops = append(hops, Hop{SourceID: in.sources[h.Source].ID, Verb: h.Verb, ToWhom: h.ToWhom, At: h.At.Time, URL: h.URL, ArchivedURL: h.ArchivedURL})
		}
		v.Chains = append(v.Chains, hops)
	}
	for _, c := range e.Conditions {
		id, ok := in.claims[c.Claim]
		if c.Claim != "" && !ok {
			return invalid(nil, "conditions", "there is no claim “%s” in it", c.Claim)
		}
		v.Conditions = append(v.Conditions, Condition{Kind: c.Kind, ClaimID: id, Text: c.Text, Due: c.Due.Time, State: c.State})
	}
	return nil
}

// circle looks, once all is there, whether what a claim rests on leads back to it.
func (in *importing) circle(e exported) error {
	if e.Claim == nil {
		return nil
	}
	return refuseCircle(in.ctx, in.tx, in.claims[e.Claim.Key], e.Claim.Key)
}
