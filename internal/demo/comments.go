package demo

import (
	"context"
	"time"

	"onrecord/internal/comment"
	"onrecord/internal/member"
	"onrecord/internal/site"
)

// said is a comment of the demo: by which of the readers, to which of the
// comments before it, and whether an editor has approved it.
type said struct {
	post          string
	by, to        int // to counts from 1; 0 for no reply
	after         time.Duration
	text, waiting string
}

var comments = []said{
	{post: "ferry-winter", by: 0, after: 40 * time.Minute, text: "Thank you for printing the whole timetable and not only what changed. My mother keeps it on the door of the pantry.\n\nOne question: does the 16:40 wait for the school boat when that one is late?"},
	{post: "ferry-winter", by: 1, to: 1, after: 2 * time.Hour, text: "It waits ten minutes, and longer if the skipper can see its lights. I have been on it often enough."},
	{post: "ferry-winter", by: 2, after: 5 * time.Hour, text: "The 05:50 is the one that I will miss most. Whoever begins at six in the hospital has no other way across."},
	{post: "ferry-winter", by: 0, to: 3, after: 7 * time.Hour, text: "That was said at the meeting, too. The minutes are at https://council.farrow.example/minutes."},
	{post: "ferry-winter", by: 3, after: 9 * time.Hour, waiting: "yes", text: "Will there be a place for bicycles this time?"},
}

// addComments lets some readers talk under a post.
func (f *filler) addComments(ctx context.Context) error {
	counts, err := f.Comments.Counts(ctx)
	if err != nil || len(counts) > 0 {
		return err
	}
	s, err := f.Site.Get(ctx)
	if err != nil {
		return err
	}
	s.Comments = site.CommentsMembers
	if _, err := f.Site.Update(ctx, s.Version, s); err != nil {
		return err
	}
	readers, err := f.Members.List(ctx, member.Filter{Status: member.Active, Limit: 10})
	if err != nil {
		return err
	}
	ids := make([]int64, len(comments))
	for i, c := range comments {
		p, err := f.Posts.Published(ctx, f.posts[c.post])
		if err != nil {
			return err
		}
		d := f.Comments.Deps
		d.Now = func() time.Time { return p.FirstPublishedAt.Add(c.after) }
		store, by := comment.New(d), readers.Members[c.by]
		in := comment.Input{PostID: p.PostID, MemberID: by.ID, Name: by.Name, Body: c.text, Network: by.Name}
		if c.to > 0 {
			in.ParentID = ids[c.to-1]
		}
		made, err := store.Write(ctx, in)
		if err != nil {
			return err
		}
		if ids[i] = made.ID; c.waiting == "" {
			if err := store.Approve(ctx, made.ID, f.owner.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
