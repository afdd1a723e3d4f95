package markup

// Links lists the addresses that the text links to, buttons, bookmarks and
// embeds among them, in order and each once. Those within the text are left out.
func (d *Document) Links() []string {
	var list []string
	seen := map[string]bool{"": true}
	each(d.body, func(n *node) {
		switch n.tag {
		case "a", tagButton, tagBookmark, tagEmbed:
			if href := n.attr("href"); !seen[href] && href[0] != '#' {
				seen[href] = true
				list = append(list, href)
			}
		}
	})
	return list
}

// Picture is a picture as the text shows it.
type Picture struct{ Src, Alt string }

// Pictures lists the pictures in the order of the text, as often as they stand
// there.
func (d *Document) Pictures() []Picture {
	var list []Picture
	for _, n := range d.images {
		list = append(list, Picture{n.attr("src"), n.attr("alt")})
	}
	return list
}
