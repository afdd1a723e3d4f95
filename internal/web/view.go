package web

import (
	"html/template"

	"onrecord/internal/media"
)

// Page is what every page of the site shows around its own part.
type Page struct {
	Lang, Dir string
	Kind      string // class of the body: "home", "post", …
	Title     string // of the document, with the site's name
	Head      Head
	Site      SiteView
	Signup    Signup
	CSS, JS   string   // addresses of the assets
	Fonts     []string // addresses of the typefaces that the page needs at once
	Icon      string
	Scheme    string // the colour schemes the page has: "light dark", or one of them
	Band      bool   // show the sign-up form above the footer
	Subscribe string // where the button in the masthead leads
	Banner    string // a sentence across the top, for previews

	Announcement *Announcement // what is announced now
	Code         template.HTML // the owner's own, for the end of the head
}

// Announcement is a line across the top of every page, which readers can put
// away where there is script.
type Announcement struct {
	ID, Tone       string
	Text           template.HTML
	LinkLabel, URL string // a link after it, or ""
	JS             string // address of what hides one that was put away before it is drawn
}

// Head is what machines read about a page.
type Head struct {
	SocialTitle string // without the site's name
	Description string
	Canonical   string // absolute; empty for pages that have no address of their own
	NoIndex     bool
	Article     *ArticleHead
	Image       *SocialImage
	Older       string // address of the next page of a list
	Feeds       []FeedLink
	LinkedData  template.HTML
}

// ArticleHead is what OpenGraph says of an article.
type ArticleHead struct {
	Published, Modified string
	Section             string
	Tags                []string
	Authors             []string // names
}

// SocialImage is the picture that goes with a shared link.
type SocialImage struct {
	URL           string // absolute
	Width, Height int
	Alt           string
}

// FeedLink is one feed, for feed readers.
type FeedLink struct{ Type, Title, URL string }

// SiteView is the publication as every page shows it.
type SiteView struct {
	Name, Tagline, Description string
	Home                       string // absolute
	Logo                       *Picture
	LogoIsName                 bool       // it is wide, so it says the name itself
	Nav                        []NavLink  // at the head of the page
	Footer                     []NavGroup // at its foot
	Social                     []SocialLink
	Publisher, Email           string
	Address                    []string // lines
	Locale                     string   // as OpenGraph writes it: en_GB
}

// NavLink is a link in a menu.
type NavLink struct {
	Label, URL string
	Current    bool
}

// SocialLink is the publication's own page on another site. Its icon is one of
// mastodon, bluesky, x, facebook, instagram, threads, youtube, linkedin,
// telegram, whatsapp, code and link.
type SocialLink struct {
	NavLink
	Icon string
}

// NavGroup is a titled run of links.
type NavGroup struct {
	Title string
	Links []NavLink
}

// Signup is the form that asks for an address.
type Signup struct {
	Form        string // which of the forms it is: "band" or "box"
	Newsletters []NewsletterChoice
	Email, Name string // as typed, when the form comes back
	Problem     string // what was wrong with it
	Field       string // the field that was wrong
}

// As is the form under that name, which tells the server what it said.
func (s Signup) As(form string) Signup {
	s.Form = form
	return s
}

// NewsletterChoice is one newsletter that can be ticked.
type NewsletterChoice struct {
	ID                int64
	Name, Description string
	URL               string
	Ticked            bool
}

// Moment is a time for people and for machines.
type Moment struct{ ISO, Text string }

// Zero tells whether there is no time.
func (m Moment) Zero() bool { return m.ISO == "" }

// Picture is an image with everything that keeps the page from jumping.
type Picture struct {
	Src, SrcSet, Sizes string
	Sources            []media.Source // in modern formats, for browsers that know them
	Class              string         // its colour until it has come, and what a crop keeps
	Width, Height      int
	Alt                string
	Caption, Credit    string
	Eager              bool // above the fold: load at once
}

// Byline is one author.
type Byline struct {
	Name, URL string
	Portrait  *Picture
	Bio       template.HTML
}

// Card is a post in a list.
type Card struct {
	URL, Headline, Standfirst string
	Label, LabelURL           string // of its section
	Kind                      string // "Explainer", "Brief"; empty for an article
	Paid                      bool   // a part of it is for members
	Image                     *Picture
	Authors                   string
	Published                 Moment
	Snippet                   []Mark // where a search found it
	Marked                    []Mark // the headline, as a search found it
}

// Mark is a run of text; Hit when it is what a search looked for.
type Mark struct {
	Text string
	Hit  bool
}

// Crumb is one step of the way from the home page. The last has no URL.
type Crumb struct{ Label, URL string }

// HomePage is the front page, or an older page of it.
type HomePage struct {
	*Page
	Lead  *Card
	Side  []Card
	Row   []Card
	River []Card
	Front string // of site.Fronts; it says how River is shown
	Older string
	First bool
}

// PostPage is one post.
type PostPage struct {
	*Page
	Crumbs     []Crumb
	Label      string
	LabelURL   string
	KindLabel  string
	Headline   string
	Standfirst string
	Plain      bool   // a page such as /about: no byline, no date
	Layout     string // "standard", "cover" or "essay"
	Cover      bool   // the lead picture stands above everything, from edge to edge
	Authors    []Byline
	Published  Moment
	Updated    Moment // zero unless there was a significant revision
	Updates    []Update
	Minutes    int64 // to read it
	Lead       *Picture
	Body       template.HTML
	Paid       bool        // a part of it is for members
	Invitation *Invitation // in the place of what this reader may not see
	Tags       []NavLink
	Share      *Share
	Comments   *Comments
	More       []Card
	MoreTitle  string
	MoreURL    string
	Series     *SeriesView // the series that it is a part of
	Earlier    *NavLink    // the post before it in its section
	Later      *NavLink    // the post after it
}

// SeriesView is a series as one of its parts shows it.
type SeriesView struct {
	Name, URL string
	Place     string // "Part 2 of 5"
	Parts     []NavLink
}

// Invitation is how readers come to what is for members.
type Invitation struct{ SignIn, Subscribe string } // Subscribe is empty when there is no newsletter

// Update is one significant change of a post, as readers are told of it.
type Update struct {
	When Moment
	Text string
}

// Share is the ways to pass a page on.
type Share struct {
	Title, URL string
	Mail       string
	Networks   []Network
}

// Network is a plain link to a network's own sharing page.
type Network struct{ ID, Name, URL string }

// ListPage is a section, a tag, an author, a month of the archive.
type ListPage struct {
	*Page
	Crumbs   []Crumb
	Over     string // what sort of list it is: "Section", "Topic"
	Heading  string
	About    string
	Bio      template.HTML // of an author
	Portrait *Picture
	Link     string // an author's own page
	Feed     string
	Lead     *Card // on the front of a section
	Side     []Card
	Cards    []Card
	Older    string
	First    bool
	Empty    string // the sentence when there is nothing
}

// ArchivePage lists the months.
type ArchivePage struct {
	*Page
	Crumbs []Crumb
	Years  []ArchiveYear
}

// ArchiveYear is a year with its months.
type ArchiveYear struct {
	Year   string
	Months []ArchiveMonth
}

// ArchiveMonth is one month that has posts.
type ArchiveMonth struct {
	Name, URL string
	Posts     int64
}

// SearchPage is the search form and what it found.
type SearchPage struct {
	*Page
	Crumbs  []Crumb
	Query   string
	Asked   bool
	Cards   []Card
	Found   string // how many are shown
	Older   string
	Problem string // with the words
	Filters SearchFilters
	Script  string // address of what searches while somebody types
}

// SearchFilters narrow a search.
type SearchFilters struct {
	Sections, Authors, Kinds []Choice
	From, Until              string // days, as typed
	Problem                  string // with a day
	Any                      bool   // one of them is set
	Clear                    string // address of the same search without them
}

// Choice is one choice of a list.
type Choice struct {
	Value, Label string
	Chosen       bool
}

// NewslettersPage lists the newsletters with the form for all of them.
type NewslettersPage struct {
	*Page
	Crumbs []Crumb
	Latest []IssueLink
}

// NewsletterPage is the archive of one newsletter.
type NewsletterPage struct {
	*Page
	Crumbs      []Crumb
	Name        string
	Description string
	Issues      []IssueLink
	Older       string
}

// IssueLink is one issue in a list.
type IssueLink struct {
	URL, Subject, Preheader, Newsletter string
	Sent                                Moment
}

// NoticePage says one thing and where to go next. It is the page after a form,
// and the page of an error.
type NoticePage struct {
	*Page
	Code    string // the status, for an error
	Heading string
	Text    []string
	Links   []NavLink
	Search  bool // offer a search form
}

// ConfirmPage asks for the press of a button, since a GET changes nothing.
type ConfirmPage struct {
	*Page
	Heading, Text string
	Action        string // where the button goes
	Button        string
	Email         string
	Newsletters   []string
	Consent       string // the words that are stored as proof
	After         []NavLink
}

// PreferencesPage is where a member chooses newsletters.
type PreferencesPage struct {
	*Page
	Action      string
	Newsletters []NewsletterChoice
	Saved       string // what has just happened
	Consent     string
	DataAction  string // where the request for the own-data link goes
}

// MemberPage shows members what is stored about them.
type MemberPage struct {
	*Page
	Email, Name string
	Since       Moment
	Status      string

	Subscriptions []string
	Facts         []Fact

	Export, Delete, Preferences string // addresses
}

// AddressPage asks for an address to which a link is mailed.
type AddressPage struct {
	*Page
	Form AddressForm
}

// AddressForm is the form for an address to which something is mailed.
type AddressForm struct {
	Action, Button string
	Email, Problem string
	Back           string // the path that the reader comes from; sign-in leads back to it
}

// SigninPage asks for the address, and then for the code that was mailed to it.
type SigninPage struct {
	*Page
	Code    bool   // ask for the code
	Problem string // with the code
	Form    AddressForm
}

// AccountPage is where members who are signed in change what is theirs.
type AccountPage struct {
	*Page
	Email, Name, Problem string
	NewEmail             string // typed, when it comes back
	ForAddress           bool   // the problem is with the new address, not with the name
	Saved                bool
	Newsletters          []NewsletterChoice
	Consent              string // the words that are stored as proof
	Sessions             []SessionView
}

// SessionView is one browser in which a member is signed in.
type SessionView struct {
	ID       int64
	Device   string
	LastSeen Moment
	Current  bool // the one that asks
}

// Fact is one thing stored about a member.
type Fact struct {
	When Moment
	What string
	Text string
}
