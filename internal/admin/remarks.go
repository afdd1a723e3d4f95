package admin

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"onrecord/internal/margin"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// remarksPage lists what the staff say of a post, beside the form to say more.
// The writing page shows the same list at the side of the text.
type remarksPage struct {
	frame
	Post      post.Post
	Form      form
	Reply     int64 // the thread that the form answers; 0 for a new one
	Open      []remarkThread
	Settled   []remarkThread
	MaxQuote  int
	MaxRemark int
}

// remarkThread is a thread with names, and with where its words stand now.
type remarkThread struct {
	margin.Thread
	Who, SettledWho string
	Replies         []remarkReply
	When            template.HTML
	Gone            bool // its words are no longer in the text
	at              int
}

type remarkReply struct {
	margin.Remark
	Who  string
	When template.HTML
}

func (a *Admin) remarks(w http.ResponseWriter, r *http.Request, v *visit) error {
	p, err := a.remarkedPost(r, v)
	if err != nil {
		return err
	}
	return a.showRemarks(w, r, v, p, form{}, 0, nil)
}

// remarkedPost fetches the post through what the person may see.
func (a *Admin) remarkedPost(r *http.Request, v *visit) (post.Post, error) {
	n, err := id(r, "id")
	if err != nil {
		return post.Post{}, err
	}
	return a.visible(r.Context(), v, n, staff.PostReadAny)
}

// showRemarks answers with the page, or to the script with its list. cause is
// what was wrong with what was sent.
func (a *Admin) showRemarks(w http.ResponseWriter, r *http.Request, v *visit, q post.Post, f form, reply int64, cause error) error {
	p := remarksPage{frame: a.frame(r, v, "Comments"), Post: q, Form: f, Reply: reply, MaxQuote: margin.MaxQuote, MaxRemark: margin.MaxBody}
	if err := a.addThreads(r.Context(), &p); err != nil {
		return err
	}
	if wantsJSON(r) {
		return a.sendRemarks(w, p)
	}
	return a.show(w, statusOf(cause), "remarks", p)
}

// anchored is an open thread as the script finds its words in the text.
type anchored struct {
	ID     int64  `json:"id"`
	Quote  string `json:"quote"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func (a *Admin) sendRemarks(w http.ResponseWriter, p remarksPage) error {
	var b strings.Builder
	if err := a.pages.RenderBlock(&b, "remarks", "remarklist", p); err != nil {
		return err
	}
	anchors := []anchored{}
	for _, t := range p.Open {
		if t.Quote != "" {
			anchors = append(anchors, anchored{t.ID, t.Quote, t.Before, t.After})
		}
	}
	return sendJSON(w, http.StatusOK, struct {
		HTML    string     `json:"html"`
		Open    int        `json:"open"`
		Anchors []anchored `json:"anchors"`
	}{b.String(), len(p.Open), anchors})
}

// addThreads lists the threads in the order of their words in the text; those
// about the whole post come first, and those whose words are gone last.
func (a *Admin) addThreads(ctx context.Context, p *remarksPage) error {
	list, err := a.Margin.Threads(ctx, p.Post.ID)
	if err != nil {
		return err
	}
	name := roll{name: a.namer(ctx)}
	for _, t := range list {
		row := remarkThread{Thread: t, Who: name.of(t.By), SettledWho: name.of(t.SettledBy), When: p.Ago(t.At), at: -1}
		if t.Quote != "" {
			start, _, ok := t.Find(p.Post.Body)
			row.at, row.Gone = start, !ok
			if !ok {
				row.at = len(p.Post.Body)
			}
		}
		for _, reply := range t.Replies {
			row.Replies = append(row.Replies, remarkReply{reply, name.of(reply.By), p.Ago(reply.At)})
		}
		if t.Open() {
			p.Open = append(p.Open, row)
		} else {
			p.Settled = append(p.Settled, row)
		}
	}
	slices.SortStableFunc(p.Open, func(x, y remarkThread) int { return x.at - y.at })
	return name.err
}

// roll gives names of the staff, and keeps the first error for the end.
type roll struct {
	name func(int64) (string, error)
	err  error
}

func (r *roll) of(id int64) (who string) {
	if r.err == nil {
		who, r.err = r.name(id)
	}
	return who
}

// remarked carries out what a form of the margin asks, and shows the list
// again: with what is wrong, if the person can mend it.
func (a *Admin) remarked(w http.ResponseWriter, r *http.Request, v *visit, do func(q post.Post, thread int64, f page.Form) error) error {
	q, err := a.remarkedPost(r, v)
	if err != nil {
		return err
	}
	thread := int64(0)
	if r.PathValue("remark") != "" {
		if thread, err = id(r, "remark"); err != nil {
			return err
		}
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	err = do(q, thread, f)
	switch {
	case err != nil && (wantsJSON(r) || !mendable(err)):
		return err
	case err != nil:
		return a.showRemarks(w, r, v, q, returned(f, err), thread, err)
	case wantsJSON(r):
		return a.showRemarks(w, r, v, q, form{}, 0, nil)
	}
	return see(w, r, postPath(q.ID)+"/remarks", "saved")
}

func (a *Admin) addRemark(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.remarked(w, r, v, func(q post.Post, _ int64, f page.Form) error {
		about := margin.Anchor{Quote: f.Text("remark_quote"), Before: f.Body("remark_before"), After: f.Body("remark_after")}
		return only(a.Margin.Add(r.Context(), q.ID, v.me.ID, q.Body, about, f.Text("remark_body")))
	})
}

func (a *Admin) replyRemark(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.remarked(w, r, v, func(q post.Post, thread int64, f page.Form) error {
		return only(a.Margin.Reply(r.Context(), q.ID, thread, v.me.ID, f.Text("remark_body")))
	})
}

func (a *Admin) settleRemark(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.remarked(w, r, v, func(q post.Post, thread int64, _ page.Form) error {
		return a.Margin.Settle(r.Context(), q.ID, thread, v.me.ID)
	})
}

func (a *Admin) reopenRemark(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.remarked(w, r, v, func(q post.Post, thread int64, _ page.Form) error {
		return a.Margin.Reopen(r.Context(), q.ID, thread)
	})
}

// only drops the id of what was made.
func only[T any](_ T, err error) error { return err }

// addRemarks counts what is open in the margin, and says what the page needs
// to keep up with others.
func (a *Admin) addRemarks(ctx context.Context, _ *visit, p *editorPage) (err error) {
	p.Stage = stageOf(p.Post.Status, !p.Post.HandedInAt.IsZero())
	p.MaxQuote, p.MaxRemark = margin.MaxQuote, margin.MaxBody
	if p.Post.ID != 0 {
		p.Remarks, err = a.Margin.CountOpen(ctx, p.Post.ID)
	}
	return err
}
