package admin

import (
	"mime/multipart"
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/media"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

type picturesPage struct {
	frame
	Form     form
	Pictures []media.Media
	Next     string
	MostMB   int
}

// wallRun is how many pictures a page of the library shows.
const wallRun = 48

// mostFiles is how many pictures may be uploaded at once.
const mostFiles = 10

func (a *Admin) pictures(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showPictures(w, r, v, form{}, http.StatusOK)
}

func (a *Admin) showPictures(w http.ResponseWriter, r *http.Request, v *visit, f form, status int) error {
	p := picturesPage{frame: a.frame(r, v, "Pictures"), Form: f, MostMB: media.MaxBytes >> 20}
	var err error
	if p.Pictures, err = a.Media.List(r.Context(), beforeID(r, "before"), wallRun); err != nil {
		return err
	}
	if len(p.Pictures) == wallRun {
		p.Next = with(r, "before", itoa(p.Pictures[wallRun-1].ID))
	}
	return a.show(w, status, "pictures", p)
}

// upload takes in pictures: one for the writing page, which gets the Markdown
// that shows it, or some for the library.
func (a *Admin) upload(w http.ResponseWriter, r *http.Request, v *visit) error {
	if _, err := page.ReadForm(w, r, mostFiles*media.MaxBytes); err != nil {
		return err
	}
	var files []*multipart.FileHeader
	if r.MultipartForm != nil {
		files = r.MultipartForm.File["file"]
	}
	list, err := a.takeFiles(r, v, files)
	switch {
	case err != nil && wantsJSON(r):
		return err
	case err != nil:
		return a.showPictures(w, r, v, form{Sentence: fault.Sentence(err)}, fault.KindOf(err).Status())
	case wantsJSON(r):
		return sendJSON(w, http.StatusCreated, uploadedPicture{list[0].ID, list[0].URL(0), pictureMarkdown(list[0])})
	case len(list) == 1:
		return see(w, r, picturePath(list[0].ID), "uploaded")
	}
	return see(w, r, "/admin/media", "uploaded")
}

type uploadedPicture struct {
	ID       int64  `json:"id"`
	URL      string `json:"url"`
	Markdown string `json:"markdown"`
}

func (a *Admin) takeFiles(r *http.Request, v *visit, files []*multipart.FileHeader) ([]media.Media, error) {
	if len(files) == 0 || files[0].Filename == "" {
		return nil, fault.New(fault.Invalid, "Choose a picture first.")
	}
	if len(files) > mostFiles {
		return nil, fault.New(fault.Invalid, "At most %d pictures can be uploaded at once.", mostFiles)
	}
	var list []media.Media
	for _, head := range files {
		file, err := head.Open()
		if err != nil {
			return nil, err
		}
		m, err := a.Media.Upload(r.Context(), head.Filename, file, v.me.ID)
		file.Close()
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

func picturePath(id int64) string { return "/admin/media/" + itoa(id) }

type picturePage struct {
	frame
	Form      form
	Picture   media.Media
	Markdown  string
	Uses      post.PictureUses
	IsLogo    bool
	MayEdit   bool
	MayDelete bool
}

// Used tells whether anything of the publication shows the picture.
func (p picturePage) Used() bool {
	return p.IsLogo || len(p.Uses.Posts)+len(p.Uses.Authors) > 0
}

func (a *Admin) picture(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.pictureOf(r)
	if err != nil {
		return err
	}
	return a.showPicture(w, r, v, m, filled("alt", m.Alt, "credit", m.Credit), http.StatusOK)
}

func (a *Admin) pictureOf(r *http.Request) (media.Media, error) {
	n, err := id(r, "id")
	if err != nil {
		return media.Media{}, err
	}
	return a.Media.Get(r.Context(), n)
}

func mayEditPicture(v *visit, m media.Media) bool {
	return v.can(staff.MediaEditAny) || m.CreatedBy == v.me.ID && v.can(staff.MediaEditOwn)
}

func (a *Admin) showPicture(w http.ResponseWriter, r *http.Request, v *visit, m media.Media, f form, status int) error {
	uses, err := a.Posts.PictureUses(r.Context(), m.ID, m.Hash)
	if err != nil {
		return err
	}
	p := picturePage{
		a.frame(r, v, m.Name), f, m, pictureMarkdown(m),
		uses, v.site.LogoMediaID == m.ID, mayEditPicture(v, m), v.can(staff.MediaDelete),
	}
	return a.show(w, status, "picture", p)
}

func (a *Admin) savePicture(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.pictureOf(r)
	if err != nil {
		return err
	}
	if !mayEditPicture(v, m) {
		return missing()
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	// The form carries the words that the person saw.
	was := m
	was.Alt, was.Credit = f.Text("was_alt"), f.Text("was_credit")
	_, err = a.Media.UpdateFrom(r.Context(), was, f.Text("alt"), f.Text("credit"))
	if mendable(err) {
		return a.showPicture(w, r, v, m, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, picturePath(m.ID), "saved")
}

// deletePicture removes a picture; one that is used only when the person has
// seen where and says so.
func (a *Admin) deletePicture(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.pictureOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	uses, err := a.Posts.PictureUses(r.Context(), m.ID, m.Hash)
	if err != nil {
		return err
	}
	used := picturePage{Uses: uses, IsLogo: v.site.LogoMediaID == m.ID}.Used()
	if used && f.Text("used") != "yes" {
		words := filled("alt", m.Alt, "credit", m.Credit)
		words.Sentence = "This picture is in use and was not deleted; look below where, and confirm that it may go."
		return a.showPicture(w, r, v, m, words, http.StatusConflict)
	}
	if err := a.Media.Delete(r.Context(), m.ID); err != nil {
		return err
	}
	return see(w, r, "/admin/media", "deleted")
}
