package demo

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"onrecord/internal/site"
	"onrecord/internal/staff"
)

//go:embed content
var files embed.FS

// content is the publication as its files say it.
type content struct {
	site     site.Site
	authors  []document
	posts    []document
	issues   []document
	pictures []string // without their ending
}

// document is one file: its front matter and the text after it.
type document struct {
	name   string // of the file, without its ending
	fields map[string]string
	text   string
}

func (d document) list(key string) []string {
	var list []string
	for _, s := range strings.Split(d.fields[key], ",") {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return list
}

func read() (*content, error) {
	s, err := parse("content/site.md")
	if err != nil {
		return nil, err
	}
	c := &content{site: site.Site{
		Name: s.fields["name"], Tagline: s.fields["tagline"], Description: s.fields["description"],
		Comments: site.CommentsMembers, Language: s.fields["language"], TimeZone: s.fields["time_zone"], Accent: s.fields["accent"],
		Publisher: s.fields["publisher"], ContactEmail: s.fields["contact_email"],
		PostalAddress: strings.ReplaceAll(s.fields["postal_address"], "; ", "\n"),
	}}
	for folder, into := range map[string]*[]document{"authors": &c.authors, "posts": &c.posts, "issues": &c.issues} {
		if *into, err = parseAll("content/" + folder); err != nil {
			return nil, err
		}
	}
	pictures, err := fs.Glob(files, "content/images/*.jpg")
	for _, p := range pictures {
		c.pictures = append(c.pictures, strings.TrimSuffix(path.Base(p), ".jpg"))
	}
	return c, err
}

// owner is the name of the author who owns the site.
func (c *content) owner() string {
	i := slices.IndexFunc(c.authors, func(d document) bool { return d.fields["role"] == string(staff.Owner) })
	return c.authors[i].fields["name"]
}

func parseAll(folder string) ([]document, error) {
	names, err := fs.Glob(files, folder+"/*.md")
	if err != nil {
		return nil, err
	}
	var list []document
	for _, name := range names {
		d, err := parse(name)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

func parse(name string) (document, error) {
	data, err := files.ReadFile(name)
	if err != nil {
		return document{}, err
	}
	head, text, ok := strings.Cut(strings.TrimPrefix(string(data), "---\n"), "\n---\n")
	if !ok {
		return document{}, fmt.Errorf("%s has no front matter", name)
	}
	d := document{name: strings.TrimSuffix(path.Base(name), ".md"), fields: map[string]string{}, text: strings.TrimSpace(text)}
	for _, line := range strings.Split(head, "\n") {
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			return d, fmt.Errorf("%s: %q is no field", name, line)
		}
		d.fields[key] = strings.TrimSpace(value)
	}
	return d, nil
}
