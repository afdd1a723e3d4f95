package markup

import "strings"

// tagSound is a sound or a film of our own: a paragraph of one link of that
// class. attrs holds href, title and poster, id says which of the two it is,
// the child is the link's text.
const tagSound = "sound"

// File is a sound or a film of our own, ready to be played.
type File struct {
	Src, Mime     string
	Width, Height int   // of a film, in pixels; 0 if unknown
	Bytes         int64 // for enclosures
}

func sound(a *node, class, href, text string) *node {
	n := &node{tag: tagSound, id: class, attrs: []attr{{"href", href}, {"title", a.attr("title")}}, kids: []*node{{text: text}}}
	if src, ok := imageAddress(a.option("poster")); ok && class == "video" {
		n.attrs = append(n.attrs, attr{"poster", src})
	}
	return n
}

// Sounds lists the addresses of the sounds and films in order, each once.
func (d *Document) Sounds() []string {
	var list []string
	each(d.body, func(n *node) {
		if href := n.attr("href"); n.tag == tagSound && !contains(list, href) {
			list = append(list, href)
		}
	})
	return list
}

// file finds what to play; what is not ours is a link and no more.
func (o *Options) file(n *node) (File, bool) {
	if o.File == nil {
		return File{}, false
	}
	return o.File(n.attr("href"))
}

// invitation is the text of a link to a sound or a film, where it cannot be played.
func (o *Options) invitation(n *node) []*node {
	format, otherwise := o.Strings.Listen, "Listen: %s"
	if n.id == "video" {
		format, otherwise = o.Strings.Watch, "Watch: %s"
	}
	return []*node{{text: label(format, otherwise, textOf(&node{tag: "span", kids: n.kids}))}}
}

// poster is the picture that stands for a film, if it is one of ours.
func (o *Options) poster(n *node) (Image, bool) {
	src := n.attr("poster")
	if src == "" || o.Image == nil {
		return Image{}, false
	}
	return o.Image(src)
}

// sound writes a player that loads nothing before the reader starts it. In a
// feed a link stands beside it, since many feed readers drop players.
func (w *pageWriter) sound(n *node) {
	f, ok := w.o.file(n)
	if !ok {
		w.start("p")
		w.linkTo(n)
		w.b.WriteString("</p>")
		return
	}
	address := func(s string) string {
		if w.feed {
			return w.o.absolute(s)
		}
		return s
	}
	title := textOf(&node{tag: "span", kids: n.kids})
	w.start("figure", w.class("sound "+n.id, true)...)
	attrs := []attr{{"src", address(f.Src)}, {"controls", ""}, {"preload", "none"}}
	if n.id == "video" {
		if im, ok := w.o.poster(n); ok {
			attrs = append(attrs, attr{"poster", address(im.Src)})
		}
		attrs = append(attrs, size(Image{Width: f.Width, Height: f.Height})...)
	}
	if !w.feed {
		attrs = append(attrs, attr{"aria-label", title})
	}
	w.start(n.id, attrs...)
	w.b.WriteString("</" + n.id + ">")
	w.start("figcaption")
	if w.feed {
		w.linkTo(&node{attrs: []attr{{"href", f.Src}}, kids: w.o.invitation(n)})
	} else {
		w.b.WriteString("<strong>")
		escapeText(&w.b, title)
		w.b.WriteString("</strong>")
	}
	if about := n.attr("title"); about != "" {
		w.b.WriteByte(' ')
		escapeText(&w.b, about)
	}
	w.b.WriteString("</figcaption></figure>")
}

// sound is a link in a mail, where nothing plays: to the page of the text, or
// to the file if there is no page. Above it is the picture of a film.
func (w *mailWriter) sound(n *node) {
	href := n.attr("href")
	if _, ours := w.o.file(n); ours && w.o.Base != nil {
		href = w.o.Base.String()
	}
	if im, ok := w.o.poster(n); ok {
		w.link(&node{attrs: []attr{{"href", href}}, kids: []*node{{tag: "img", attrs: []attr{{"src", n.attr("poster")}, {"alt", im.Alt}}}}})
	}
	w.card(&node{attrs: []attr{{"href", href}}}, w.o.invitation(n), n.attr("title"), "")
}

// sound is a link in plain text.
func (w *textWriter) sound(n *node) string {
	var b strings.Builder
	href := n.attr("href")
	if _, ours := w.o.file(n); ours && w.o.Base != nil {
		href = w.o.Base.String()
	}
	w.link(&b, &node{attrs: []attr{{"href", href}}, kids: w.o.invitation(n)})
	if about := n.attr("title"); about != "" {
		b.WriteString("\n" + about)
	}
	return b.String()
}
