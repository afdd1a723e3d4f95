package feed

import "encoding/xml"

type atom struct {
	XMLName   xml.Name     `xml:"http://www.w3.org/2005/Atom feed"`
	Lang      string       `xml:"xml:lang,attr,omitempty"`
	ID        string       `xml:"id"`
	Title     string       `xml:"title"`
	Subtitle  string       `xml:"subtitle,omitempty"`
	Updated   string       `xml:"updated"`
	Author    atomPerson   `xml:"author"`
	Links     []atomLink   `xml:"link"`
	Icon      string       `xml:"icon,omitempty"`
	Rights    string       `xml:"rights,omitempty"`
	Generator string       `xml:"generator"`
	Entries   []*atomEntry `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
	// Length is that of an enclosure, in bytes.
	Length int64 `xml:"length,attr,omitempty"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Body string `xml:",chardata"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Authors    []atomPerson   `xml:"author"`
	Categories []atomCategory `xml:"category"`
	Summary    *atomText      `xml:"summary"`
	Content    atomText       `xml:"content"`
}

// Atom writes the feed by RFC 4287. An entry's updated moves only when the
// item's Updated does, that is with a significant revision.
func Atom(f Feed) []byte {
	out := atom{
		Lang: f.Language, ID: f.id(), Title: f.Title, Subtitle: f.Description,
		Updated: rfc3339(f.Updated()), Author: atomPerson{Name: f.publisher(), URI: f.Home},
		Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: f.Self},
			{Rel: "alternate", Type: "text/html", Href: f.Home},
		},
		Icon: f.Icon, Rights: f.Copyright, Generator: generator,
	}
	for i := range f.Items {
		out.Entries = append(out.Entries, atomOf(&f.Items[i]))
	}
	return xmlDocument(out)
}

func atomOf(it *Item) *atomEntry {
	e := &atomEntry{
		ID: it.id(), Title: it.Title, Published: rfc3339(it.Published), Updated: rfc3339(it.updated()),
		Links:   []atomLink{{Rel: "alternate", Type: "text/html", Href: it.URL}},
		Content: atomText{Type: "html", Body: it.HTML},
	}
	if f := it.Enclosure; f.URL != "" {
		e.Links = append(e.Links, atomLink{Rel: "enclosure", Type: f.Type, Href: f.URL, Length: f.Length})
	}
	for _, a := range it.Authors {
		e.Authors = append(e.Authors, atomPerson{Name: a.Name, URI: a.URL})
	}
	for _, c := range it.Categories {
		e.Categories = append(e.Categories, atomCategory{Term: c})
	}
	if it.Summary != "" {
		e.Summary = &atomText{Type: "text", Body: it.Summary}
	}
	return e
}
