package feed

import (
	"encoding/json"
	"html/template"
	"time"
)

// Thing is a schema.org document that Script can write.
type Thing interface{ linkedData() any }

// Organization is who publishes the site.
type Organization struct {
	Name, URL   string
	Logo        string // may be empty
	Description string
	SameAs      []string // its pages elsewhere
}

// WebSite is the site as a whole. Search is the address of the search page
// with {search_term_string} where the words go.
type WebSite struct {
	Name, URL, Description, Language string
	Search                           string
	Publisher                        Organization
}

// Crumb is one step from the home page to this page.
type Crumb struct{ Name, URL string }

// Breadcrumbs is the way from the home page to this page, in order.
type Breadcrumbs []Crumb

// Article is one published post.
type Article struct {
	URL, Headline, Description, Language string
	Images                               []Image
	Published, Updated                   time.Time // as in Item
	Authors                              []Author
	Publisher                            Organization
	Section                              string
	Keywords                             []string
	Words                                int
	// Paid says that a part is not for everyone: what the elements of the page
	// hold that PaidSelector finds.
	Paid bool
}

// PaidSelector is where a page holds what is not for everyone, as search
// engines ask it: https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
const PaidSelector = ".members-only"

// Script writes things as <script type="application/ld+json"> elements, one
// each. Nothing that a text holds can end the element: encoding/json writes
// <, >, &, U+2028 and U+2029 as escapes.
func Script(things ...Thing) template.HTML {
	var out []byte
	for _, t := range things {
		b, err := json.Marshal(t.linkedData())
		if err != nil {
			panic(err) // strings, numbers and lists always encode
		}
		out = append(out, `<script type="application/ld+json">`...)
		out = append(out, b...)
		out = append(out, "</script>\n"...)
	}
	return template.HTML(out)
}

const schemaOrg = "https://schema.org"

type node struct {
	Context string `json:"@context,omitempty"`
	Type    string `json:"@type"`
	ID      string `json:"@id,omitempty"`
}

type ldImage struct {
	node
	URL    string `json:"url"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

type ldPerson struct {
	node
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type ldOrganization struct {
	node
	Name        string   `json:"name"`
	URL         string   `json:"url"`
	Logo        *ldImage `json:"logo,omitempty"`
	Description string   `json:"description,omitempty"`
	SameAs      []string `json:"sameAs,omitempty"`
}

func (o Organization) node() *ldOrganization {
	out := &ldOrganization{
		node: node{Type: "NewsMediaOrganization", ID: o.URL + "#publisher"},
		Name: o.Name, URL: o.URL, Description: o.Description, SameAs: o.SameAs,
	}
	if o.Logo != "" {
		out.Logo = &ldImage{node: node{Type: "ImageObject"}, URL: o.Logo}
	}
	return out
}

func (o Organization) linkedData() any {
	out := o.node()
	out.Context = schemaOrg
	return out
}

type ldWebSite struct {
	node
	Name        string          `json:"name"`
	URL         string          `json:"url"`
	Description string          `json:"description,omitempty"`
	Language    string          `json:"inLanguage,omitempty"`
	Publisher   *ldOrganization `json:"publisher"`
	Action      *ldSearch       `json:"potentialAction,omitempty"`
}

type ldSearch struct {
	node
	Target ldEntryPoint `json:"target"`
	Query  string       `json:"query-input"`
}

type ldEntryPoint struct {
	node
	Template string `json:"urlTemplate"`
}

func (w WebSite) linkedData() any {
	out := &ldWebSite{
		node: node{Context: schemaOrg, Type: "WebSite", ID: w.URL + "#website"},
		Name: w.Name, URL: w.URL, Description: w.Description, Language: w.Language,
		Publisher: w.Publisher.node(),
	}
	if w.Search != "" {
		out.Action = &ldSearch{
			node:   node{Type: "SearchAction"},
			Target: ldEntryPoint{node: node{Type: "EntryPoint"}, Template: w.Search},
			Query:  "required name=search_term_string",
		}
	}
	return out
}

type ldList struct {
	node
	Items []ldListItem `json:"itemListElement"`
}

type ldListItem struct {
	node
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item"`
}

func (b Breadcrumbs) linkedData() any {
	out := ldList{node: node{Context: schemaOrg, Type: "BreadcrumbList"}, Items: []ldListItem{}}
	for i, c := range b {
		out.Items = append(out.Items, ldListItem{node: node{Type: "ListItem"}, Position: i + 1, Name: c.Name, Item: c.URL})
	}
	return out
}

type ldArticle struct {
	node
	URL         string          `json:"url"`
	Page        node            `json:"mainEntityOfPage"`
	Headline    string          `json:"headline"`
	Description string          `json:"description,omitempty"`
	Language    string          `json:"inLanguage,omitempty"`
	Images      []ldImage       `json:"image,omitempty"`
	Published   string          `json:"datePublished"`
	Modified    string          `json:"dateModified"`
	Authors     []ldPerson      `json:"author,omitempty"`
	Publisher   *ldOrganization `json:"publisher"`
	Section     string          `json:"articleSection,omitempty"`
	Keywords    []string        `json:"keywords,omitempty"`
	Words       int             `json:"wordCount,omitempty"`
	Free        bool            `json:"isAccessibleForFree"`
	Part        *ldPart         `json:"hasPart,omitempty"`
}

type ldPart struct {
	node
	Free     bool   `json:"isAccessibleForFree"`
	Selector string `json:"cssSelector"`
}

func (a Article) linkedData() any {
	changed := Item{Published: a.Published, Updated: a.Updated}
	out := &ldArticle{
		node: node{Context: schemaOrg, Type: "NewsArticle", ID: a.URL + "#article"},
		URL:  a.URL, Page: node{Type: "WebPage", ID: a.URL},
		Headline: a.Headline, Description: a.Description, Language: a.Language,
		Published: rfc3339(a.Published), Modified: rfc3339(changed.updated()),
		Publisher: a.Publisher.node(), Section: a.Section, Keywords: a.Keywords, Words: a.Words, Free: !a.Paid,
	}
	if a.Paid {
		out.Part = &ldPart{node: node{Type: "WebPageElement"}, Selector: PaidSelector}
	}
	for _, i := range a.Images {
		out.Images = append(out.Images, ldImage{node: node{Type: "ImageObject"}, URL: i.URL, Width: i.Width, Height: i.Height})
	}
	for _, p := range a.Authors {
		out.Authors = append(out.Authors, ldPerson{node: node{Type: "Person"}, Name: p.Name, URL: p.URL})
	}
	return out
}
