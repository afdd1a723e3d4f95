package admin

import (
	"encoding/json"
	"net/http"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/media"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

func filePath(id int64) string { return "/admin/media/" + itoa(id) }

type filePage struct {
	frame
	Form      form
	File      media.Media
	Was       string // what is said of it now, as the form sends it back
	Markdown  string
	Uses      post.PictureUses
	Formers   []media.Former
	IsLogo    bool
	MayEdit   bool
	MayDelete bool
	MostMB    int
}

// Used tells whether anything of the publication shows the file.
func (p filePage) Used() bool { return p.IsLogo || len(p.Uses.Posts)+len(p.Uses.Authors) > 0 }

// AltLabel asks for the words that stand for the file.
func (p filePage) AltLabel() string {
	if p.File.Kind != media.Picture {
		return "Title"
	}
	return "What it shows, for those who cannot see it"
}

// Accept are the types that may replace the file.
func (p filePage) Accept() string {
	if p.File.Kind == media.Picture {
		return "image/jpeg,image/png,image/gif,image/webp"
	}
	return p.File.Kind + "/*"
}

// UsedIn is where, in a few words.
func (p filePage) UsedIn() string {
	if n := len(p.Uses.Posts); p.Uses.More {
		return "more than " + count(n, "post", "posts")
	} else if n > 0 {
		return count(n, "post", "posts")
	}
	return ""
}

func wordsForm(m media.Media) form {
	return filled("alt", m.Alt, "caption", m.Caption, "credit", m.Credit, "licence", m.Licence,
		"labels", strings.Join(m.Labels, ", "), "focus_x", itoa(int64(m.FocusX)), "focus_y", itoa(int64(m.FocusY)))
}

func (a *Admin) file(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.fileOf(r)
	if err != nil {
		return err
	}
	return a.showFile(w, r, v, m, wordsForm(m), http.StatusOK)
}

func (a *Admin) fileOf(r *http.Request) (media.Media, error) {
	n, err := id(r, "id")
	if err != nil {
		return media.Media{}, err
	}
	return a.Media.Get(r.Context(), n)
}

func mayEditFile(v *visit, m media.Media) bool {
	return v.can(staff.MediaEditAny) || m.CreatedBy == v.me.ID && v.can(staff.MediaEditOwn)
}

func (a *Admin) showFile(w http.ResponseWriter, r *http.Request, v *visit, m media.Media, f form, status int) error {
	formers, err := a.Media.Formers(r.Context(), m.ID)
	if err != nil {
		return err
	}
	uses, err := a.usesOf(r, m, formers)
	if err != nil {
		return err
	}
	was, err := json.Marshal(m.Words())
	if err != nil {
		return err
	}
	p := filePage{
		frame: a.frame(r, v, m.Name), Form: f, File: m, Was: string(was), Markdown: pictureMarkdown(m), Uses: uses, Formers: formers,
		IsLogo: v.site.LogoMediaID == m.ID, MayEdit: mayEditFile(v, m), MayDelete: v.can(staff.MediaDelete), MostMB: replacementMB(m),
	}
	return a.show(w, status, "file", p)
}

// ownFile is the file of the path, for somebody who may change it.
func (a *Admin) ownFile(r *http.Request, v *visit) (media.Media, error) {
	m, err := a.fileOf(r)
	if err == nil && !mayEditFile(v, m) {
		err = missing()
	}
	return m, err
}

func (a *Admin) saveFile(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.ownFile(r, v)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	_, err = a.Media.Describe(r.Context(), m.ID, wasWords(f), fileWords(f, m))
	if mendable(err) {
		return a.showFile(w, r, v, m, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, filePath(m.ID), "saved")
}

// wasWords are the words that the person saw. What cannot be read is what
// nobody saw, and so a conflict.
func wasWords(f page.Form) (w media.Words) {
	if json.Unmarshal([]byte(f.Get("was")), &w) != nil {
		return media.Words{FocusX: -1}
	}
	return w
}

func fileWords(f page.Form, m media.Media) media.Words {
	w := media.Words{
		Alt: f.Text("alt"), Caption: f.Text("caption"), Credit: f.Text("credit"), Licence: f.Text("licence"),
		Labels: strings.Split(f.Text("labels"), ","), FocusX: m.FocusX, FocusY: m.FocusY,
	}
	if f.Text("focus_x") != "" && f.Text("focus_y") != "" {
		w.FocusX, w.FocusY = int(f.Int("focus_x")), int(f.Int("focus_y"))
	}
	return w
}

// replacementMost is what a form may bring in the place of a file, in bytes.
const replacementMost = media.MaxAudio

func replacementMB(m media.Media) int {
	if m.Kind == media.Picture {
		return media.MaxBytes >> 20
	}
	return replacementMost >> 20
}

// replaceFile puts another file in the place of one.
func (a *Admin) replaceFile(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.ownFile(r, v)
	if err != nil {
		return err
	}
	if _, err := page.ReadForm(w, r, replacementMost+smallForm); err != nil {
		return err
	}
	if err = a.replaceBy(r, v, m); err != nil {
		f := wordsForm(m)
		f.Sentence = fault.Sentence(err)
		if fault.KindOf(err) == fault.Internal {
			return err
		}
		return a.showFile(w, r, v, m, f, fault.KindOf(err).Status())
	}
	return see(w, r, filePath(m.ID), "replaced")
}

func (a *Admin) replaceBy(r *http.Request, v *visit, m media.Media) error {
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return fault.New(fault.Invalid, "Choose a file first.")
	}
	head := r.MultipartForm.File["file"][0]
	file, err := head.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = a.Media.Replace(r.Context(), m.ID, head.Filename, file, v.me.ID)
	return err
}

// dropFormer deletes the bytes of what a file was before it was replaced.
func (a *Admin) dropFormer(w http.ResponseWriter, r *http.Request, _ *visit) error {
	m, err := a.fileOf(r)
	if err != nil {
		return err
	}
	if err := a.Media.DropFormer(r.Context(), m.ID, r.PathValue("hash")); err != nil {
		return err
	}
	return see(w, r, filePath(m.ID), "former-deleted")
}

// deleteFile removes a file; one that is used only when the person has seen
// where and says so.
func (a *Admin) deleteFile(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.fileOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	formers, err := a.Media.Formers(r.Context(), m.ID)
	if err != nil {
		return err
	}
	uses, err := a.usesOf(r, m, formers)
	if err != nil {
		return err
	}
	used := filePage{Uses: uses, IsLogo: v.site.LogoMediaID == m.ID}.Used()
	if used && f.Text("used") != "yes" {
		words := wordsForm(m)
		words.Sentence = "This file is in use and was not deleted; look below where, and confirm that it may go."
		return a.showFile(w, r, v, m, words, http.StatusConflict)
	}
	if err := a.Media.Delete(r.Context(), m.ID); err != nil {
		return err
	}
	return see(w, r, "/admin/media", "deleted")
}
