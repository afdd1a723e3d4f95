package admin

import (
	"mime/multipart"
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/media"
	"onrecord/internal/page"
)

// mostFiles is how many files may be uploaded at once without a script.
const mostFiles = 10

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
		return a.showLibrary(w, r, v, form{Sentence: fault.Sentence(err)}, fault.KindOf(err).Status())
	case wantsJSON(r):
		return sendJSON(w, http.StatusCreated, uploadedOf(list[0]))
	case len(list) == 1:
		return see(w, r, filePath(list[0].ID), "uploaded")
	}
	return see(w, r, "/admin/media", "uploaded")
}

// uploadedFile tells a script about a file that has come in.
type uploadedFile struct {
	ID       int64  `json:"id"`
	URL      string `json:"url"`
	Markdown string `json:"markdown"`
	Name     string `json:"name"`
	Page     string `json:"page"`
	Small    string `json:"small"`
}

func uploadedOf(m media.Media) uploadedFile {
	return uploadedFile{m.ID, m.URL(0), pictureMarkdown(m), m.Name, filePath(m.ID), m.URL(480)}
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
