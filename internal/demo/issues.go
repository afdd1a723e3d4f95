package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onrecord/internal/newsletter"
)

func (f *filler) letters() []newsletter.Input {
	return []newsletter.Input{
		{
			Slug: "morning-light", Name: "The Morning Light", Layout: newsletter.LayoutExcerpt, IsDefault: true,
			Description: "What happened and what is planned, each morning before the first boat.",
			SenderName:  "The Farrow Light", SenderAddress: "morning@farrow.example", ReplyTo: "newsroom@farrow.example",
			Footer: "Was something wrong? Write to corrections@farrow.example; we answer within a day, the ferry permitting.",
		},
		{
			Slug: "slow-boat", Name: "The Slow Boat", Layout: newsletter.LayoutFull, Accent: "#8a3b12",
			Description: "One long read a week, and a letter from the editor. Best with the second coffee.",
			SenderName:  "Ines Calloway, The Farrow Light", SenderAddress: "slowboat@farrow.example", ReplyTo: "editor@farrow.example",
			Header: "One long read a week.",
			Footer: "You can write back. Ines reads every letter.",
		},
	}
}

// addNewsletters makes the newsletters. The first takes the place of the one
// that every new site begins with.
func (f *filler) addNewsletters(ctx context.Context) error {
	have, err := f.Newsletters.List(ctx, false)
	if err != nil {
		return err
	}
	f.newsletters = nil
	for i, in := range f.letters() {
		var n newsletter.Newsletter
		if i < len(have) {
			n = have[i]
			if n.Slug != in.Slug {
				in.ListID = n.ListID
				n, err = f.Newsletters.Update(ctx, n.ID, n.Version, in)
			}
		} else {
			n, err = f.Newsletters.Create(ctx, in)
		}
		if err != nil {
			return err
		}
		f.newsletters = append(f.newsletters, n.ID)
	}
	return nil
}

// addIssues writes the issues and sends the one that is to be sent.
func (f *filler) addIssues(ctx context.Context) error {
	have, _, err := f.Newsletters.Issues(ctx, newsletter.IssueFilter{})
	if err != nil {
		return err
	}
	for _, d := range f.content.issues {
		issue, ok := newsletter.Issue{}, false
		for _, i := range have {
			if i.Subject == d.fields["subject"] {
				issue, ok = i, true
			}
		}
		if !ok {
			if issue, err = f.addIssue(ctx, d); err != nil {
				return err
			}
		}
		if d.fields["send"] != "" {
			if err := f.send(ctx, issue); err != nil {
				return err
			}
		}
		f.step()
	}
	return nil
}

func (f *filler) addIssue(ctx context.Context, d document) (newsletter.Issue, error) {
	n, err := f.Newsletters.BySlug(ctx, d.fields["newsletter"])
	if err != nil {
		return newsletter.Issue{}, err
	}
	in := newsletter.IssueInput{
		NewsletterID: n.ID, Subject: d.fields["subject"], Preheader: d.fields["preheader"], Intro: d.text,
	}
	for _, name := range d.list("posts") {
		id, ok := f.posts[name]
		if !ok {
			return newsletter.Issue{}, fmt.Errorf("issue %s: there is no post %s", d.name, name)
		}
		in.PostIDs = append(in.PostIDs, id)
	}
	return f.Newsletters.CreateIssue(ctx, f.owner.ID, in)
}

// send sends an issue to the outbox and waits until it is there. Invented
// readers are not written to by a real server.
func (f *filler) send(ctx context.Context, issue newsletter.Issue) (err error) {
	if f.Newsletters.Transport.Real() {
		return nil
	}
	if issue.State == newsletter.Draft {
		if issue, err = f.Newsletters.Send(ctx, issue.ID, issue.Version, f.owner.ID); err != nil {
			return err
		}
	}
	work, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- f.Engine.Run(work) }()
	const patience = 2 * time.Minute
	late := time.After(patience)
	for issue.State != newsletter.Sent {
		select {
		case err := <-ended:
			return errors.Join(errors.New("the issue is not sent yet"), err)
		case <-late:
			return fmt.Errorf("the issue is %s after %s", issue.State, patience)
		case <-time.After(50 * time.Millisecond):
		}
		if issue, err = f.Newsletters.Issue(ctx, issue.ID); err != nil {
			return err
		}
	}
	stop()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
