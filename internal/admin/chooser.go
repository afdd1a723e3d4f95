package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/media"
)

// chooser lets somebody choose one picture of the library: the one that is
// chosen and the newest, with older ones on demand.
type chooser struct {
	Name    string // of the field
	Chosen  int64  // 0 for none
	Choices []choice
	Older   string // where older ones are; "" when there are none
}

// choice is one picture to choose.
type choice struct {
	Name                    string // of the field
	ID                      int64
	Src, Alt, Words, Credit string
	Width, Height           int
	Chosen                  bool
}

// pictureRun is how many pictures are offered at once.
const pictureRun = 24

// chooserNames are the fields that choose a picture.
var chooserNames = []string{"lead_media_id", "media_id", "logo_media_id"}

// chooser offers pictures for a field in which value stands.
func (a *Admin) chooser(ctx context.Context, name, value string) (chooser, error) {
	c := chooser{Name: name}
	chosen, err := strconv.ParseInt(value, 10, 64)
	if err == nil && chosen > 0 {
		m, err := a.Media.Get(ctx, chosen)
		switch {
		case err == nil:
			c.Chosen = m.ID
			c.Choices = append(c.Choices, choiceOf(name, m))
			c.Choices[0].Chosen = true
		case !fault.Is(err, fault.NotFound):
			return c, err
		}
	}
	list, err := a.Media.Find(ctx, media.Filter{Kind: media.Picture, Limit: pictureRun})
	if err != nil {
		return c, err
	}
	for _, m := range list {
		if m.ID != c.Chosen {
			c.Choices = append(c.Choices, choiceOf(name, m))
		}
	}
	c.Older = older(name, list)
	return c, nil
}

// older is where the pictures before those of a list are.
func older(name string, list []media.Media) string {
	if len(list) < pictureRun {
		return ""
	}
	q := url.Values{"name": {name}, "before": {itoa(list[len(list)-1].ID)}}
	return "/admin/media/choices?" + q.Encode()
}

func choiceOf(name string, m media.Media) choice {
	c := choice{Name: name, ID: m.ID, Src: m.URL(480), Alt: m.Alt, Words: m.Alt, Credit: m.Credit, Width: m.Width, Height: m.Height}
	if c.Words == "" {
		c.Words = m.Name
	}
	return c
}

// choices gives the script of a page older pictures to choose from.
func (a *Admin) choices(w http.ResponseWriter, r *http.Request, _ *visit) error {
	name := query(r, "name")
	if !slices.Contains(chooserNames, name) {
		return missing()
	}
	list, err := a.Media.Find(r.Context(), media.Filter{Kind: media.Picture, Before: beforeID(r, "before"), Limit: pictureRun})
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, m := range list {
		if err := a.pages.RenderBlock(&b, "editor", "choice", choiceOf(name, m)); err != nil {
			return err
		}
	}
	return sendJSON(w, http.StatusOK, struct {
		HTML  string `json:"html"`
		Older string `json:"older"`
	}{b.String(), older(name, list)})
}
