package admin

import (
	"context"
	"net/http"
	"path"
	"strconv"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/markup"
	"onrecord/internal/media"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// newRef stands in an address for a post that has no id yet.
const newRef = "new"

// postUpload is what the form of a post may send: the text and two pictures.
const postUpload = textForm + 2*media.MaxBytes

// edit is what somebody sent from the writing page.
type edit struct {
	old  post.Post // as it is stored; zero for a new post
	in   post.Input
	form page.Form
}

// visible fetches a post through what the person may see.
func (a *Admin) visible(ctx context.Context, v *visit, id int64, any staff.Action) (post.Post, error) {
	if !v.can(any) {
		owns, err := a.Posts.Owns(ctx, id, v.me.ID)
		if err != nil {
			return post.Post{}, err
		}
		if !owns {
			return post.Post{}, missing()
		}
	}
	return a.Posts.Get(ctx, id)
}

// postOf reads the post of the path, which may be a new one.
func (a *Admin) postOf(r *http.Request, v *visit, any staff.Action) (post.Post, error) {
	if r.PathValue("id") == newRef {
		return post.Post{}, nil
	}
	n, err := id(r, "id")
	if err != nil {
		return post.Post{}, err
	}
	return a.visible(r.Context(), v, n, any)
}

// readEdit reads the form of a post. An error that a person can mend comes
// with the edit as far as it was read.
func (a *Admin) readEdit(w http.ResponseWriter, r *http.Request, v *visit, any staff.Action) (e edit, err error) {
	if e.old, err = a.postOf(r, v, any); err != nil {
		return e, err
	}
	if e.form, err = readPost(w, r); err != nil {
		return e, err
	}
	var p fault.Problems
	a.takePictures(r, v, e.form, &p)
	e.in = inputOf(e.form)
	if e.in.TagIDs, err = a.tagIDs(r.Context(), v, e.form.Text("tags")); err != nil {
		if !mendable(err) {
			return e, err
		}
		for _, f := range fault.FieldsOf(err) {
			p.Add(f.Name, f.Format, f.Args...)
		}
	}
	e.takeTheirs()
	for _, f := range fault.FieldsOf(e.form.Err()) {
		p.Add(f.Name, f.Format, f.Args...)
	}
	return e, p.Err()
}

// readPost reads the form of a post. Only one that may carry pictures may be
// larger than a text is.
func readPost(w http.ResponseWriter, r *http.Request) (page.Form, error) {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return page.ReadForm(w, r, postUpload)
	}
	return page.ReadForm(w, r, textForm)
}

func inputOf(f page.Form) post.Input {
	return post.Input{
		Kind: f.Text("kind"), Access: f.Text("access"), Layout: f.Text("layout"), Slug: f.Text("slug"),
		Headline: f.Text("headline"), Standfirst: f.Text("standfirst"), Body: f.Body("body"),
		LeadMediaID: f.Int("lead_media_id"), LeadAlt: f.Text("lead_alt"), LeadCaption: f.Text("lead_caption"), LeadCredit: f.Text("lead_credit"),
		SectionIDs: append(f.IDs("section"), f.IDs("also")...), AuthorIDs: f.IDs("author"),
		Series: f.Text("series"), Part: f.Int("part"),
	}
}

// takeTheirs takes the fields of the stored post where somebody who compared
// two versions chose the other one.
func (e *edit) takeTheirs() {
	theirs := e.old.Input
	for name, take := range map[string]func(){
		"headline":   func() { e.in.Headline = theirs.Headline },
		"standfirst": func() { e.in.Standfirst = theirs.Standfirst },
		"body":       func() { e.in.Body = theirs.Body },
		"details": func() {
			body := post.Input{Headline: e.in.Headline, Standfirst: e.in.Standfirst, Body: e.in.Body}
			e.in = theirs
			e.in.Headline, e.in.Standfirst, e.in.Body = body.Headline, body.Standfirst, body.Body
		},
	} {
		if e.old.ID != 0 && e.form.Get("take_"+name) == "theirs" {
			take()
		}
	}
}

// takePictures uploads what came with the form: a lead picture, and one to be
// put at the end of the text.
func (a *Admin) takePictures(r *http.Request, v *visit, f page.Form, p *fault.Problems) {
	take := func(name string, use func(media.Media)) {
		m, ok, err := a.uploaded(r, v, name)
		switch {
		case err != nil:
			p.Add(name, "%s", fault.Sentence(err))
		case ok:
			use(m)
		}
	}
	take("lead_file", func(m media.Media) { f.Set("lead_media_id", strconv.FormatInt(m.ID, 10)) })
	take("insert", func(m media.Media) {
		f.Set("body", strings.TrimRight(f.Get("body"), "\n")+"\n\n"+pictureMarkdown(m)+"\n")
	})
}

// uploaded takes in the file of a field, if one was sent.
func (a *Admin) uploaded(r *http.Request, v *visit, name string) (m media.Media, ok bool, err error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File[name]) == 0 {
		return m, false, nil
	}
	head := r.MultipartForm.File[name][0]
	if head.Size == 0 && head.Filename == "" {
		return m, false, nil
	}
	if !v.can(staff.MediaUpload) {
		return m, false, fault.New(fault.Forbidden, "Your role does not allow uploads.")
	}
	file, err := head.Open()
	if err != nil {
		return m, false, err
	}
	defer file.Close()
	m, err = a.Media.Upload(r.Context(), head.Filename, file, v.me.ID)
	return m, err == nil, err
}

// pictureMarkdown is how a text shows a picture.
func pictureMarkdown(m media.Media) string {
	if m.Kind != media.Picture {
		return recordingMarkdown(m)
	}
	alt := strings.NewReplacer("[", "", "]", "", "\n", " ", `\`, "").Replace(m.Alt)
	src, _, _ := m.Display()
	return "![" + alt + "](" + src + ")"
}

// recordingMarkdown is how a text plays a sound or a film.
func recordingMarkdown(m media.Media) string {
	title := m.Alt
	if title == "" {
		title = strings.TrimSuffix(m.Name, path.Ext(m.Name))
	}
	title = strings.NewReplacer("[", "", "]", "", "\n", " ", `\`, "").Replace(title)
	return "[" + title + "](" + m.URL(0) + "){." + m.Kind + "}"
}

// tagIDs finds the tags of a line of names. Who may edit tags makes those that
// do not exist; others are told.
func (a *Admin) tagIDs(ctx context.Context, v *visit, names string) ([]int64, error) {
	list := tagNames(names)
	if len(list) == 0 {
		return nil, nil
	}
	var tags []post.Tag
	var err error
	if v.can(staff.TaxonomyEdit) {
		tags, err = a.Posts.EnsureTags(ctx, list)
	} else {
		tags, err = a.knownTags(ctx, list)
	}
	var out []int64
	for _, t := range tags {
		out = append(out, t.ID)
	}
	return out, err
}

// tagNames parts a line of names.
func tagNames(line string) (list []string) {
	for name := range strings.SplitSeq(line, ",") {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, name)
		}
	}
	return list
}

func (a *Admin) knownTags(ctx context.Context, names []string) ([]post.Tag, error) {
	if len(names) == 0 {
		return nil, nil
	}
	all, err := a.Posts.Tags(ctx)
	if err != nil {
		return nil, err
	}
	known := make(map[string]post.Tag, len(all))
	for _, t := range all {
		known[post.Fold(t.Name)] = t
	}
	var out []post.Tag
	var p fault.Problems
	for _, name := range names {
		t, ok := known[post.Fold(name)]
		if !ok {
			p.Add("tags", "There is no tag “%s” yet; ask an editor to make it.", name)
			continue
		}
		out = append(out, t)
	}
	return out, p.Err()
}

// tally says how long a Markdown text is; one that is too long to be stored
// has none, since reading it could take minutes.
func tally(body string) string {
	if len(body) > post.MaxBody {
		return ""
	}
	return tallyOf(markup.Parse(body))
}

func tallyOf(doc *markup.Document) string {
	return count(doc.Words(), "word", "words") + " · " + strconv.Itoa(doc.Minutes()) + " min"
}
