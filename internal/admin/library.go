package admin

import (
	"net/http"
	"slices"

	"onrecord/internal/media"
	"onrecord/internal/post"
)

// wallRun is how many files a page of the library shows.
const wallRun = 48

type libraryPage struct {
	frame
	Form                             form
	Files                            []media.Media
	Labels                           []option
	Kinds                            []option
	Open                             []media.Transfer // unfinished uploads of one's own
	Room                             media.Room
	Filtered                         bool
	NoAlt                            bool // only pictures without alternative text
	AsList                           bool
	Grid                             string // where the same files are as a grid
	List                             string // and as a list
	Next                             string
	MostMB, MostAudioMB, MostVideoMB int
	Most                             int
}

// Percent is how full the library is.
func (p libraryPage) Percent() int64 { return min(100, share(p.Room.Used, p.Room.Quota)) }

// library shows what was uploaded, the newest first.
func (a *Admin) library(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showLibrary(w, r, v, form{}, http.StatusOK)
}

func (a *Admin) showLibrary(w http.ResponseWriter, r *http.Request, v *visit, f form, status int) error {
	find := media.Filter{Query: query(r, "q"), Kind: query(r, "kind"), Label: query(r, "label"), NoAlt: query(r, "alt") == "none", Before: beforeID(r, "before"), Limit: wallRun}
	sentence := f.Sentence
	f = filled("q", find.Query, "kind", find.Kind, "label", find.Label)
	f.Sentence = sentence
	p := libraryPage{
		frame: a.frame(r, v, "Media"), NoAlt: find.NoAlt, Form: f, Filtered: find.NoAlt || find.Query+find.Kind+find.Label != "", AsList: query(r, "view") == "list",
		Grid: without(r, "view"), List: with(r, "view", "list"), MostMB: media.MaxBytes >> 20, MostAudioMB: media.MaxAudio >> 20, MostVideoMB: media.MaxVideo >> 20, Most: mostFiles,
		Kinds: []option{{"", "Every kind"}, {media.Picture, "Pictures"}, {media.Audio, "Audio"}, {media.Video, "Video"}},
	}
	var err error
	if p.Files, err = a.Media.Find(r.Context(), find); err != nil {
		return err
	}
	if len(p.Files) == wallRun {
		p.Next = with(r, "before", itoa(p.Files[wallRun-1].ID))
	}
	labels, err := a.Media.Labels(r.Context())
	if err != nil {
		return err
	}
	p.Labels = []option{{"", "Every label"}}
	for _, l := range labels {
		p.Labels = append(p.Labels, option{l.Name, l.Name + " (" + number(l.Files) + ")"})
	}
	if p.Room, err = a.Media.Room(r.Context()); err != nil {
		return err
	}
	if p.Open, err = a.Media.Transfers(r.Context(), v.me.ID); err != nil {
		return err
	}
	return a.show(w, status, "library", p)
}

// foundFile is one file for the window in which one is chosen.
type foundFile struct {
	uploadedFile
	Alt    string `json:"alt"`
	Credit string `json:"credit"`
}

// foundRun is how many files that window asks for at once.
const foundRun = 36

// foundFiles gives a script what a search of the library finds.
func (a *Admin) foundFiles(w http.ResponseWriter, r *http.Request, _ *visit) error {
	find := media.Filter{Query: query(r, "q"), Kind: query(r, "kind"), Before: beforeID(r, "before"), Limit: foundRun}
	list, err := a.Media.Find(r.Context(), find)
	if err != nil {
		return err
	}
	out := struct {
		Files []foundFile `json:"files"`
		Older int64       `json:"older"`
	}{Files: []foundFile{}}
	for _, m := range list {
		out.Files = append(out.Files, foundFile{uploadedOf(m), m.Alt, m.Credit})
	}
	if len(list) == foundRun {
		out.Older = list[foundRun-1].ID
	}
	return sendJSON(w, http.StatusOK, out)
}

// usesOf is where a file is used, under the name it has and those it had.
func (a *Admin) usesOf(r *http.Request, m media.Media, formers []media.Former) (post.PictureUses, error) {
	uses, err := a.Posts.PictureUses(r.Context(), m.ID, m.Hash)
	for _, f := range formers {
		if err != nil {
			return uses, err
		}
		var more post.PictureUses
		more, err = a.Posts.PictureUses(r.Context(), 0, f.Hash)
		uses.More = uses.More || more.More
		for _, u := range more.Posts {
			if i := slices.IndexFunc(uses.Posts, func(p post.PostUse) bool { return p.ID == u.ID }); i >= 0 {
				uses.Posts[i].Working, uses.Posts[i].Public = uses.Posts[i].Working || u.Working, uses.Posts[i].Public || u.Public
				continue
			}
			uses.Posts = append(uses.Posts, u)
		}
	}
	return uses, err
}
