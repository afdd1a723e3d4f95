package newsletter

import (
	"context"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/post"
)

// Proof is a post as a mail that was not sent.
type Proof struct {
	HTML, Text         string
	Subject, Preheader string
	From               mail.Address
}

// ProofPost shows the working copy of a post as an issue of a newsletter that
// has nothing else in it, as a member without a name would get it. Its personal
// links lead nowhere.
func (s *Store) ProofPost(ctx context.Context, newsletterID, postID int64) (m Proof, err error) {
	defer fault.Wrap(&err, "newsletter.ProofPost(%d, post %d)", newsletterID, postID)
	now, err := s.Posts.Get(ctx, postID)
	if err != nil {
		return m, err
	}
	working, err := s.Posts.ByPreview(ctx, now.PreviewToken)
	if err != nil {
		return m, err
	}
	d, err := s.gather(ctx, Issue{NewsletterID: newsletterID}, s.Now(), true)
	if err != nil {
		return m, err
	}
	if working.FirstPublishedAt.IsZero() {
		working.FirstPublishedAt = d.at
	}
	d.posts = []post.Published{working}
	c, err := s.render(ctx, d)
	if err != nil {
		return m, err
	}
	plain, escaped := personal{email: "reader@example.org", unsubscribe: "#", preferences: "#"}.values(c.head.Slots)
	return Proof{HTML: join(c.html, escaped), Text: join(c.text, plain), Subject: c.head.Subject, Preheader: c.preheader, From: c.head.From}, nil
}
