package admin

import (
	"context"
	"net/http"
	"strings"
	"time"

	"onrecord/internal/check"
	"onrecord/internal/claim"
	"onrecord/internal/fault"
	"onrecord/internal/figure"
	"onrecord/internal/markup"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

// claimLine is the one line that makes a claim of chosen words: what stands in
// it before anybody typed.
type claimLine struct {
	Figure    string       `json:"figure"`
	AsOf      string       `json:"as_of"`
	Who       string       `json:"who"`
	Key       string       `json:"key"`
	Kind      string       `json:"kind"`
	Statement string       `json:"statement"`
	Known     []knownClaim `json:"known"`
}

// knownClaim is a claim that the words could be bound to as well.
type knownClaim struct {
	Key string `json:"key"`
	Say string `json:"say"`
}

// mostKnown is how many claims are offered.
const mostKnown = 8

// readLine reads chosen words in their sentence.
func (a *Admin) readLine(w http.ResponseWriter, r *http.Request, _ *visit) error {
	f, err := page.ReadForm(w, r, textForm)
	if err != nil {
		return err
	}
	s, err := a.Site.Get(r.Context())
	if err != nil {
		return err
	}
	read := check.Read(s.Language, a.Now().In(s.Location()), f.Body("before"), f.Body("words"), f.Body("after"))
	line := claimLine{Who: read.Who, Key: read.Key, Kind: read.Kind, Statement: short(read.Statement, claim.MaxStatement), Known: []knownClaim{}}
	if read.Kind == claim.Quote {
		line.Statement = short(read.Words, claim.MaxStatement)
	}
	if read.Figure != (figure.Figure{}) {
		line.Figure = figure.For(s.Language).Print(read.Figure)
	}
	if !read.AsOf.IsZero() {
		line.AsOf = read.AsOf.Format(time.DateOnly)
	}
	known, err := a.knownClaims(r.Context(), f.Body("body"), read.Key)
	if err != nil {
		return err
	}
	for _, c := range known {
		one := knownClaim{c.Key, c.Statement}
		if c.Printed.HasFigure() {
			one.Say = figure.For(s.Language).Print(c.Printed.Figure) + ": " + one.Say
			if d := figure.Compare(read.Figure, c.Printed.Figure); read.Kind == claim.FigureOf && !d.Unit && !d.Value && !d.Noun && !d.Modifier {
				line.Key = c.Key // it is most likely this one
			}
		}
		line.Known = append(line.Known, one)
	}
	return sendJSON(w, http.StatusOK, line)
}

// knownClaims are those that the text is bound to, and those with the key's
// first word in their statement.
func (a *Admin) knownClaims(ctx context.Context, body, key string) (out []claim.Claim, err error) {
	bound, err := a.Claims.Resolve(ctx, a.DB, check.Refs(markup.Parse(body).Bindings()))
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	add := func(c claim.Claim) {
		if !seen[c.Key] && len(out) < mostKnown {
			seen[c.Key] = true
			out = append(out, c)
		}
	}
	for _, r := range check.Refs(markup.Parse(body).Bindings()) {
		if b, ok := bound[r]; ok {
			add(b.Claim)
		}
	}
	if first, _, _ := strings.Cut(key, "-"); first != "" {
		list, _, err := a.Claims.List(ctx, claim.Filter{Query: first, Limit: mostKnown})
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			add(c)
		}
	}
	return out, nil
}

func short(s string, most int) string {
	r := []rune(s)
	return strings.TrimSpace(string(r[:min(len(r), most)]))
}

// madeClaim is the answer to the line: what the words are bound to.
type madeClaim struct {
	Key string `json:"key"`
	New bool   `json:"new"`
}

// makeClaim makes the claim of the line, as reported, or finds the one that has
// its key.
func (a *Admin) makeClaim(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, textForm)
	if err != nil {
		return err
	}
	ctx, key := r.Context(), f.Text("key")
	if key != "" {
		known, err := a.Claims.ByKey(ctx, key)
		if err == nil {
			return sendJSON(w, http.StatusOK, madeClaim{known.Key, false})
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	in, first, err := a.lineOf(ctx, f)
	if err != nil {
		return err
	}
	by := staff.Actor{StaffID: v.me.ID}
	if first.Chains, err = a.chainOf(ctx, by, f.Text("who")); err != nil {
		return err
	}
	c, err := a.Claims.Create(ctx, by, in, first)
	if err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, madeClaim{c.Key, true})
}

// lineOf is what the line says of a claim.
func (a *Admin) lineOf(ctx context.Context, f page.Form) (in claim.Input, first claim.VersionInput, err error) {
	s, err := a.Site.Get(ctx)
	if err != nil {
		return in, first, err
	}
	in = claim.Input{Key: f.Text("key"), Kind: f.Text("kind"), Statement: f.Text("statement")}
	first = claim.VersionInput{Text: in.Statement, Status: claim.Reported}
	var p fault.Problems
	if said := f.Text("figure"); said != "" {
		var ok bool
		if first.Figure, ok = figure.For(s.Language).Parse(said); !ok {
			p.Add("figure", "“%s” is no figure; write it like “at least 1,200 people”, or leave it empty.", said)
		}
		in.Kind = claim.FigureOf
	} else if in.Kind == claim.FigureOf {
		in.Kind = claim.Fact
	}
	if day := f.Text("as_of"); day != "" {
		if first.AsOf, err = time.ParseInLocation(time.DateOnly, day, s.Location()); err != nil {
			p.Add("as_of", "A day is written like 2026-05-04.")
		}
	}
	return in, first, p.Err()
}

// mostHops is how many names the line takes: who said it first, and through
// whom it came.
const mostHops = 5

// chainOf finds or makes the sources that a line names: "Ministry > Kestrel".
// What is new begins as an organisation; the record is where more is said of it.
func (a *Admin) chainOf(ctx context.Context, by staff.Actor, who string) ([]claim.Chain, error) {
	var chain claim.Chain
	for i, name := range strings.Split(who, ">") {
		if name = strings.Join(strings.Fields(name), " "); name == "" {
			continue
		}
		if len(chain) == mostHops {
			var p fault.Problems
			p.Add("who", "At most %d names fit here.", mostHops)
			return nil, p.Err()
		}
		source, err := a.sourceNamed(ctx, by, name)
		if err != nil {
			return nil, err
		}
		verb := "said"
		if i > 0 {
			verb = "reported"
		}
		chain = append(chain, claim.Hop{SourceID: source.ID, Verb: verb})
	}
	if chain == nil {
		return nil, nil
	}
	return []claim.Chain{chain}, nil
}

func (a *Admin) sourceNamed(ctx context.Context, by staff.Actor, name string) (claim.Source, error) {
	list, _, err := a.Claims.Sources(ctx, claim.SourceFilter{Query: name, Limit: 100})
	if err != nil {
		return claim.Source{}, err
	}
	for _, s := range list {
		if strings.EqualFold(s.Name, name) {
			return s, nil
		}
	}
	return a.Claims.CreateSource(ctx, by, claim.SourceInput{Kind: claim.Organisation, Name: name})
}
