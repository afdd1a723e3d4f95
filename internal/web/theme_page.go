package web

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	tag "golang.org/x/net/html/atom"

	"onrecord/internal/theme"
)

// Sizes over which a theme is warned.
const (
	largeCSS  = 120 << 10
	largeFile = 500 << 10
)

// checkPage tells what a page lacks that every page needs, and what of it the
// browser will refuse.
func checkPage(name string, page []byte) []theme.Problem {
	c := &pageCheck{file: "templates/" + name + ".html"}
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return []theme.Problem{{File: c.file, Message: err.Error()}}
	}
	c.walk(root)
	for _, need := range []struct {
		there   bool
		message string
	}{
		{c.lang && c.dir, `<html> needs lang="{{.Lang}}" and dir="{{.Dir}}"`},
		{c.title, "the head needs <title>{{.Title}}</title>"},
		{c.sheet, `the head needs <link rel="stylesheet" href="{{.CSS}}">`},
		{c.canonical, `the head needs <link rel="canonical" href="{{.Head.Canonical}}">`},
		{c.viewport, `the head needs <meta name="viewport" content="width=device-width, initial-scale=1">`},
		{c.main, `the page needs one <main id="main">`},
		{c.skip, `the body needs a link to #main before everything else, for those who read by keyboard`},
		{c.headings == 1, fmt.Sprintf("the page has %d <h1>, and needs one", c.headings)},
	} {
		if !need.there {
			c.say(false, need.message)
		}
	}
	return c.problems
}

type pageCheck struct {
	file     string
	problems []theme.Problem
	headings int
	links    int

	lang, dir, title, sheet, canonical, viewport, main, skip bool
}

func (c *pageCheck) say(warning bool, message string) {
	p := theme.Problem{File: c.file, Warning: warning, Message: message}
	if !slices.Contains(c.problems, p) {
		c.problems = append(c.problems, p)
	}
}

func (c *pageCheck) walk(n *html.Node) {
	if n.Type == html.ElementNode {
		at := map[string]string{}
		for _, a := range n.Attr {
			at[a.Key] = a.Val
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				c.say(false, fmt.Sprintf("<%s %s=…>: browsers refuse styles and scripts in attributes here; use the assets", n.Data, a.Key))
			}
		}
		c.element(n, at)
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.walk(child)
	}
}

func (c *pageCheck) element(n *html.Node, at map[string]string) {
	switch n.DataAtom {
	case tag.Html:
		c.lang, c.dir = at["lang"] != "", at["dir"] != ""
	case tag.Title:
		c.title = c.title || n.FirstChild != nil
	case tag.H1:
		c.headings++
	case tag.Main:
		c.main = at["id"] == "main"
	case tag.Meta:
		c.viewport = c.viewport || at["name"] == "viewport"
	case tag.A:
		if c.links++; c.links == 1 {
			c.skip = at["href"] == "#main"
		}
	case tag.Style:
		c.say(false, "browsers refuse <style> here; put it into assets/css/")
	case tag.Script:
		if at["src"] == "" && at["type"] != "application/ld+json" {
			c.say(false, "browsers refuse scripts in a page here; put it into assets/ and name it by src")
		}
	case tag.Link:
		c.sheet = c.sheet || at["rel"] == "stylesheet"
		c.canonical = c.canonical || at["rel"] == "canonical" && at["href"] != ""
		if at["rel"] == "canonical" || at["rel"] == "next" || at["rel"] == "alternate" {
			return
		}
		c.foreign(n.Data, at["href"])
	}
	if slices.Contains([]tag.Atom{tag.Script, tag.Img, tag.Source, tag.Iframe, tag.Audio, tag.Video, tag.Object, tag.Embed}, n.DataAtom) {
		c.foreign(n.Data, at["src"])
	}
}

// foreign refuses what a page would load from another host.
func (c *pageCheck) foreign(element, address string) {
	if abroad.MatchString(address) {
		c.say(false, fmt.Sprintf("<%s> loads %s from another host, which browsers refuse here", element, address))
	}
}

var (
	abroad  = regexp.MustCompile(`^(?i:[a-z][a-z0-9+.-]*:)?//`)
	loads   = regexp.MustCompile(`(?i)(?:url\(\s*["']?|@import\s+["'])((?:[a-z]+:)?//[^"')\s]+)`)
	imports = regexp.MustCompile(`(?i)@import\b`)
)

// checkAssets looks at what lies beside the templates.
func checkAssets(f *theme.Folder) []theme.Problem {
	var problems []theme.Problem
	css := 0
	for _, at := range f.Files() {
		body := f.Read(at)
		if len(body) > largeFile && path.Ext(at) != ".html" {
			problems = append(problems, theme.Problem{File: at, Warning: true, Message: fmt.Sprintf("%d kB are much for a page", len(body)>>10)})
		}
		switch path.Ext(at) {
		case ".css":
			css += len(body)
			for i, line := range strings.Split(string(body), "\n") {
				if m := loads.FindStringSubmatch(line); m != nil {
					problems = append(problems, theme.Problem{File: at, Line: i + 1, Message: m[1] + " is on another host, which browsers refuse here"})
				} else if imports.MatchString(line) {
					problems = append(problems, theme.Problem{File: at, Line: i + 1, Message: "@import is not needed: every file of css/ is a part of the stylesheet"})
				}
			}
		case ".js":
			problems = append(problems, theme.Problem{File: at, Warning: true, Message: "scripts of a theme run on the site's own address, the desk's too; install only those that you trust"})
		}
	}
	if css > largeCSS {
		problems = append(problems, theme.Problem{File: "assets/css", Warning: true, Message: fmt.Sprintf("the stylesheets have %d kB", css>>10)})
	}
	return problems
}
