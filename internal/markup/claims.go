package markup

// Claim is what the writers print of a claim: words in the reader's language,
// ready to be shown, which nothing but themselves says how to change. It is
// plain data, so that a revision can keep it for ever.
type Claim struct {
	Key     string `json:"key"`
	Version int    `json:"version"`           // the version that is carried
	Value   string `json:"value,omitempty"`   // what <claim:key> prints: "at least 1,200 people"
	Text    string `json:"text"`              // the claim in a sentence
	Chain   string `json:"chain,omitempty"`   // who said it to whom, in a sentence
	Status  string `json:"status,omitempty"`  // in words: "Confirmed"
	AsOf    string `json:"as_of,omitempty"`   // when it was so, in words: "As of 3 May 2026"
	URL     string `json:"url,omitempty"`     // of its page
	Report  string `json:"report,omitempty"`  // where a reader says that it is wrong
	Changed string `json:"changed,omitempty"` // said first: "This has been corrected."
}

// Claims are the claims of a text by how the text names them; see Binding.Ref.
type Claims map[string]Claim

// With is the text with what is known about the claims it is bound to: values
// are printed, bound words lead to a note each, and the notes stand at the end.
// Their numbers go on after the footnotes. A claim that is not in the map leaves
// its words plain; on a page they carry a mark.
func (d *Document) With(c Claims) *Document {
	if len(d.bindings) == 0 {
		return d
	}
	p := &Document{body: copied(d.body), bindings: d.bindings, claims: c, src: d.src, divided: d.divided}
	each(p.body, func(n *node) {
		if n.tag == tagClaim && d.bindings[n.binding].Printed {
			n.kids = []*node{{text: or(c[n.id].Value, d.bindings[n.binding].Key)}}
		}
	})
	p.settle()
	p.source()
	return p
}

// name gives each claim in the tree its name.
func (d *Document) name() {
	if len(d.bindings) == 0 {
		return
	}
	each(d.body, func(n *node) {
		if n.tag == tagClaim {
			n.id = d.bindings[n.binding].Ref()
		}
	})
}

// copied is a copy of a tree without its notes about claims.
func copied(list []*node) []*node {
	var kept []*node
	for _, n := range list {
		if n.tag == tagSources {
			continue
		}
		k := *n
		k.kids = copied(n.kids)
		kept = append(kept, &k)
	}
	return kept
}

// source numbers the claims of a fresh copy and puts their notes at its end.
func (d *Document) source() {
	if d.claims == nil {
		return
	}
	first := 1
	for _, n := range d.notes {
		first = max(first, n.n+1)
	}
	byRef := map[string]*node{}
	list := &node{tag: tagSources, n: first}
	each(d.body, func(n *node) {
		claim, known := d.claims[n.id]
		if n.tag != tagClaim || !known {
			return
		}
		note := byRef[n.id]
		if note == nil {
			note = &node{tag: tagSource, id: n.id, n: first + len(list.kids), kids: claim.note()}
			byRef[n.id] = note
			list.kids = append(list.kids, note)
		}
		note.nth++
		n.n, n.nth = note.n, note.nth
	})
	if len(list.kids) > 0 {
		d.body = append(d.body, list)
	}
}

// note is what the note about a claim holds. The parts are told apart on pages,
// where a script shows them as a card.
func (c Claim) note() []*node {
	var kids []*node
	say := func(class, text string) {
		if text != "" {
			kids = append(kids, &node{tag: tagPiece, id: class, kids: []*node{{text: text}}})
		}
	}
	say("claim-changed", c.Changed)
	say("claim-text", c.Text)
	say("claim-chain", c.Chain)
	say("claim-status", c.Status)
	say("claim-as-of", c.AsOf)
	for _, link := range []struct{ class, address string }{{pieceAbout, c.URL}, {pieceReport, c.Report}} {
		if href, ok := linkAddress(link.address); ok && href != "" {
			kids = append(kids, &node{tag: tagPiece, id: link.class, attrs: []attr{{"href", href}}})
		}
	}
	return kids
}

const pieceAbout, pieceReport = "claim-about", "claim-report"

// piece is the content of a piece: its text, or the link that it is.
func (o *Options) piece(n *node) *node {
	switch n.id {
	case pieceAbout:
		return &node{tag: "a", attrs: n.attrs, kids: []*node{{text: or(o.Strings.About, "About this claim")}}}
	case pieceReport:
		return &node{tag: "a", attrs: n.attrs, kids: []*node{{text: or(o.Strings.Report, "Report an error")}}}
	}
	return &node{tag: "span", kids: n.kids}
}
