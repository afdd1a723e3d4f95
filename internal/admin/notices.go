package admin

// notice is a word about what was just done. It travels as a code in the
// address after a redirect, so that nobody can put words of their own there.
type notice struct{ Tone, Text string }

var notices = map[string]notice{
	"setup":              {"good", "Welcome. The site is yours; write the first post, or look at the settings first."},
	"signed-out":         {"good", "You are signed out."},
	"password-set":       {"good", "The password is set. Sign in with it."},
	"password-changed":   {"good", "The password is changed and every session is over. Sign in with the new one."},
	"second-step-off":    {"good", "The second step is off and every session is over. Sign in with the password alone."},
	"second-step-reset":  {"good", "Their second step is off, and they are signed out everywhere."},
	"saved":              {"good", "Saved."},
	"created":            {"good", "Created."},
	"deleted":            {"good", "Deleted."},
	"published":          {"good", "Published. Readers see it now."},
	"published-planned":  {"good", "Published. Readers see it now, and the newsletter is on its way."},
	"published-held":     {"warn", "Published. Readers see it now; the newsletter waits, paused, since this site was restored from a backup. Look at its issue, then resume it."},
	"unpublished":        {"good", "Taken down. The text is kept here."},
	"scheduled":          {"good", "Scheduled."},
	"unscheduled":        {"good", "No longer scheduled; it is a draft again."},
	"preview-link":       {"good", "The preview link is new; the old one no longer works."},
	"uploaded":           {"good", "Uploaded. Say what the picture shows, for those who cannot see it."},
	"replaced":           {"good", "Replaced. Everything that shows the file shows the new one."},
	"former-deleted":     {"good", "The old file is deleted. Its address leads to the new one."},
	"given-up":           {"good", "The upload is given up."},
	"session-ended":      {"good", "That session is over."},
	"sending-resumed":    {"good", "The site sends again."},
	"subscribed":         {"good", "The subscriptions are changed."},
	"import-again":       {"good", "The import goes on."},
	"archived":           {"good", "The newsletter has ended. What was sent stays readable."},
	"test-sent":          {"good", "The test mail is sent."},
	"test-kept":          {"good", "The test mail lies in the outbox; nothing left this machine."},
	"sending":            {"good", "The issue is on its way."},
	"paused":             {"good", "Paused. Nothing further is handed over until you resume."},
	"resumed":            {"good", "It goes on."},
	"cancelled":          {"good", "Cancelled. Whoever has not got it will not get it."},
	"decided":            {"good", "The decision is noted."},
	"invited":            {"good", "The invitation is sent."},
	"disabled":           {"good", "They are locked out and signed out everywhere."},
	"enabled":            {"good", "They may sign in again."},
	"removed":            {"good", "They are removed. Their posts stay."},
	"revoked":            {"good", "The token no longer works."},
	"retried":            {"good", "The job is in the queue again."},
	"discarded":          {"good", "The job is gone."},
	"conflict-theirs":    {"good", "Your version was set aside; this is theirs."},
	"merged":             {"good", "Saved what you chose."},
	"restored":           {"good", "This is the older state again, as the working copy. Readers see it once you publish."},
	"restored-gaps":      {"warn", "This is the older state again, as the working copy. A section, tag, author or picture that was deleted since is left out."},
	"nothing-to-publish": {"warn", "Nothing has changed since the last publication."},
}

func noticeFor(code string) notice { return notices[code] }
