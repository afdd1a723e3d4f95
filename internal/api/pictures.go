package api

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"syscall"

	"onrecord/internal/fault"
	"onrecord/internal/media"
	"onrecord/internal/page"
)

// Media is one picture.
type Media struct {
	ID        int64  `json:"id"`
	Kind      string `json:"kind" doc:"picture, audio or video"`
	Name      string `json:"name" doc:"Name of the uploaded file."`
	Mime      string `json:"mime"`
	Width     int    `json:"width"`
	Height    int    `json:"height"`
	Bytes     int64  `json:"bytes"`
	Colour    string `json:"colour" doc:"The dominant one."`
	Alt       string `json:"alt"`
	Caption   string `json:"caption"`
	Credit    string `json:"credit"`
	Licence   string `json:"licence"`
	FocusX    int    `json:"focus_x" doc:"The point that a crop keeps, in percent from the left."`
	FocusY    int    `json:"focus_y" doc:"And from the top."`
	Path      string `json:"path" doc:"The full picture as Markdown names it: ![alt](path)."`
	URL       string `json:"url" doc:"The full picture."`
	Files     []File `json:"files" doc:"Smaller ones."`
	CreatedAt moment `json:"created_at"`
}

func (m Media) location() string { return fmt.Sprintf("/media/%d", m.ID) }

// same tells whether two views of a picture are of the same state of it.
func (m Media) same(other Media) bool { return reflect.DeepEqual(m, other) }

// File is a smaller variant of a picture.
type File struct {
	Width int    `json:"width"`
	URL   string `json:"url"`
}

// MediaUpload is the form that brings a picture.
type MediaUpload struct {
	File   upload `json:"file" need:"yes" doc:"JPEG, PNG, GIF or WebP of at most 50 megapixels, MP3, M4A, Ogg, FLAC, WAV, MP4 or WebM; at most 20 MB. Larger ones come in through the desk."`
	Alt    string `json:"alt" max:"1000" doc:"What the picture shows, for those who cannot see it."`
	Credit string `json:"credit" max:"200"`
}

// MediaPatch changes the words that go with a picture.
type MediaPatch struct {
	Alt     change[string] `json:"alt" max:"1000"`
	Caption change[string] `json:"caption" max:"500"`
	Credit  change[string] `json:"credit" max:"200"`
	Licence change[string] `json:"licence" max:"200"`
}

// MediaQuery pages through the library.
type MediaQuery struct{ paging }

// upload is the file of a form.
type upload struct{ *multipart.FileHeader }

func (upload) schema() *schema {
	return &schema{Type: "string", Encoding: "binary"}
}

func (a *API) media(m media.Media, err error) (Media, error) { return a.showMedia(m), err }

func (a *API) showMedia(m media.Media) Media {
	out := Media{
		ID: m.ID, Kind: m.Kind, Name: m.Name, Mime: m.Mime, Width: m.Width, Height: m.Height, Bytes: m.Bytes, Colour: m.Colour,
		Alt: m.Alt, Caption: m.Caption, Credit: m.Credit, Licence: m.Licence, FocusX: m.FocusX, FocusY: m.FocusY, Path: m.URL(0), URL: a.urls.Media(m.URL(0)), Files: []File{}, CreatedAt: moment{m.CreatedAt},
	}
	for _, w := range m.Widths {
		out.Files = append(out.Files, File{Width: w, URL: a.urls.Media(m.URL(w))})
	}
	return out
}

func (a *API) listMedia(c *call, q MediaQuery) (List[Media], error) {
	before, err := q.before()
	if err != nil {
		return List[Media]{}, err
	}
	list, err := a.Media.List(c.ctx, before, q.limit()+1)
	next := ""
	if len(list) > q.limit() {
		list = list[:q.limit()]
		next = cursorOfID(list[len(list)-1].ID)
	}
	return pageOf(list, next, a.showMedia), err
}

func (a *API) getMedia(c *call) (Media, error) { return a.media(a.Media.Get(c.ctx, c.id)) }

func (a *API) updateMedia(c *call, in MediaPatch) (Media, error) {
	m, err := a.Media.Get(c.ctx, c.id)
	if err != nil {
		return Media{}, err
	}
	seen, was := c.seen.thing.(Media), m.Words()
	was.Alt, was.Caption, was.Credit, was.Licence = seen.Alt, seen.Caption, seen.Credit, seen.Licence
	now := was
	in.Alt.to(&now.Alt)
	in.Caption.to(&now.Caption)
	in.Credit.to(&now.Credit)
	in.Licence.to(&now.Licence)
	return a.media(a.Media.Describe(c.ctx, c.id, was, now))
}

// uploading is create for a form with a file.
func uploading(h handling) handling {
	h.upload = true
	return h
}

func (a *API) uploadMedia(c *call, in MediaUpload) (Media, error) {
	file, err := in.File.Open()
	if err != nil {
		return Media{}, err
	}
	defer file.Close()
	m, err := a.Media.Upload(c.ctx, in.File.Filename, file, c.by())
	if err != nil {
		return Media{}, err
	}
	// The same bytes may be in the library already; words that they have there
	// are somebody's, and PATCH changes them.
	if m, err = a.Media.Get(c.ctx, m.ID); err != nil {
		return Media{}, err
	}
	was := m.Words()
	now := was
	if now.Alt == "" {
		now.Alt = in.Alt
	}
	if now.Credit == "" {
		now.Credit = in.Credit
	}
	if now.Same(was) {
		return a.showMedia(m), nil
	}
	return a.media(a.Media.Describe(c.ctx, m.ID, was, now))
}

// uploadMemory is how much of a form is held in memory; the rest waits on disk.
const uploadMemory = 1 << 20

// readUpload reads a form with one file. What it says goes into the
// fingerprint, not how its parts are delimited.
func (a *API) readUpload(rt *route, c *call, w http.ResponseWriter, r *http.Request, print fingerprint) (any, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		return nil, wrongType.refuse("Send the picture as multipart/form-data, in a part named file.")
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	if err := r.ParseMultipartForm(uploadMemory); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, bodyFault(err, media.MaxBytes)
		}
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
			return nil, fault.New(fault.Unavailable, "There is no room left for the picture, so nothing was saved; free some space and try again.").Because(err)
		}
		return nil, malformed("The form cannot be read; send it as multipart/form-data.").Because(err)
	}
	obj, bad := a.parameters(rt.in, r.MultipartForm.Value)
	files := r.MultipartForm.File["file"]
	switch {
	case len(files) != 1 || len(r.MultipartForm.File) != 1:
		bad = append(bad, fault.Field{Name: "file", Format: "Send one file, in a part named file."})
	case !page.Clean(files[0].Filename):
		bad = append(bad, fault.Field{Name: "file", Format: "The name of the file is not clean UTF-8 text."})
	}
	delete(obj, "file")
	check := checker{named: a.named}
	check.check("", &schema{Type: "object", Properties: a.schemaOf(rt.in).Properties}, obj)
	if bad = append(bad, fault.FieldsOf(check.bad.Err())...); len(bad) > 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Format: "The form is not complete; errors says what is wrong.", Fields: bad}
	}
	alt, _ := obj["alt"].(string)
	credit, _ := obj["credit"].(string)
	in := MediaUpload{File: upload{files[0]}, Alt: alt, Credit: credit}
	return in, printUpload(print, in)
}

func printUpload(print fingerprint, in MediaUpload) error {
	file, err := in.File.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return err
	}
	for _, part := range []string{in.File.Filename, in.Alt, in.Credit} {
		print.part([]byte(part))
	}
	print.part(sum.Sum(nil))
	return nil
}
