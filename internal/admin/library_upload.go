package admin

import (
	"net/http"
	"strconv"

	"onrecord/internal/fault"
	"onrecord/internal/media"
	"onrecord/internal/page"
)

// An upload in parts: POST to uploads begins it, GET or HEAD says in
// Upload-Offset how far it is, POST with Upload-Offset adds the part that
// begins there, POST to end makes a file of the library of it.

const (
	offsetHeader = "Upload-Offset"
	partType     = "application/offset+octet-stream"
)

// uploadingFile tells a script how far an upload is.
type uploadingFile struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Received int64  `json:"received"`
	Size     int64  `json:"size"`
	MostPart int64  `json:"most_part"`
}

func sendTransfer(w http.ResponseWriter, status int, t media.Transfer) error {
	w.Header().Set(offsetHeader, strconv.FormatInt(t.Received, 10))
	return sendJSON(w, status, uploadingFile{t.ID, t.Name, t.Received, t.Size, media.MaxPart})
}

func (a *Admin) beginUpload(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	t, err := a.Media.Begin(r.Context(), f.Text("name"), f.Text("mark"), f.Int("size"), v.me.ID)
	if err != nil {
		return err
	}
	return sendTransfer(w, http.StatusCreated, t)
}

func (a *Admin) uploadState(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	t, err := a.Media.Transfer(r.Context(), n, v.me.ID)
	if err != nil {
		return err
	}
	return sendTransfer(w, http.StatusOK, t)
}

func (a *Admin) uploadPart(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	offset, err := strconv.ParseInt(r.Header.Get(offsetHeader), 10, 64)
	if err != nil || r.ContentLength <= 0 || r.Header.Get("Content-Type") != partType {
		return fault.New(fault.BadRequest, "A part says where it begins and how long it is.").Because(err)
	}
	body := http.MaxBytesReader(w, r.Body, media.MaxPart)
	t, err := a.Media.Append(r.Context(), n, v.me.ID, offset, r.ContentLength, body)
	if err != nil {
		if t.ID != 0 {
			w.Header().Set(offsetHeader, strconv.FormatInt(t.Received, 10))
		}
		return err
	}
	return sendTransfer(w, http.StatusOK, t)
}

func (a *Admin) finishUpload(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	m, err := a.Media.Finish(r.Context(), n, v.me.ID)
	if err != nil {
		return err
	}
	return sendJSON(w, http.StatusCreated, uploadedOf(m))
}

func (a *Admin) abandonUpload(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	if err := a.Media.Abandon(r.Context(), n, v.me.ID); err != nil {
		return err
	}
	return see(w, r, "/admin/media", "given-up")
}
