package post

import "onrecord/internal/markup"

// Who may read the whole of a post. Headline, standfirst, lead picture and the
// public part of the text are for everyone in any case.
const (
	Everyone = "public"
	Members  = "members" // who is signed in
)

// Accesses lists every level, the widest first.
func Accesses() []string { return []string{Everyone, Members} }

// Paid tells whether a part of the post is for members alone.
func (in Input) Paid() bool { return in.Access == Members }

// Public is the text as everyone may read it. Whatever reaches others than
// staff and members is made of it, and of it alone.
func (in Input) Public() *markup.Document { return Public(in.Access, in.Body) }

// Minutes is the time that the whole text takes to read.
func (in Input) Minutes() int { return markup.Parse(in.Body).Minutes() }

// Public is Input.Public for a text and its level.
func Public(access, body string) *markup.Document {
	if access == Members {
		return markup.Public(body)
	}
	return markup.Parse(body)
}
