package staff

import "slices"

// Role is what a person is on the staff.
type Role string

// The roles, the most trusted first.
const (
	Owner       Role = "owner"
	Editor      Role = "editor"
	Author      Role = "author"
	Contributor Role = "contributor"
)

// Roles lists every role, the most trusted first.
func Roles() []Role { return []Role{Owner, Editor, Author, Contributor} }

// Scope is what an API token may do.
type Scope string

// The scopes. None implies another.
const (
	Read  Scope = "read"
	Write Scope = "write"
	Send  Scope = "send"
)

// Scopes lists every scope.
func Scopes() []Scope { return []Scope{Read, Write, Send} }

// Action is something that a role or a token may or may not do. Routes refer
// to actions, never to roles. "Own" is what the person has a byline on or began.
type Action string

// The actions.
const (
	AdminOpen       Action = "admin.open"
	AccountOwn      Action = "account.own"
	PostCreate      Action = "post.create"
	PostReadOwn     Action = "post.read.own"
	PostReadAny     Action = "post.read.any"
	PostWriteOwn    Action = "post.write.own"
	PostWriteAny    Action = "post.write.any"
	PostDeleteOwn   Action = "post.delete.own"
	PostDeleteAny   Action = "post.delete.any"
	PostPublishOwn  Action = "post.publish.own"
	PostPublishAny  Action = "post.publish.any"
	PostHandInOwn   Action = "post.handin.own"
	PostReview      Action = "post.review"
	PostRemark      Action = "post.remark"
	TaxonomyRead    Action = "taxonomy.read"
	TaxonomyEdit    Action = "taxonomy.edit"
	AuthorEditOwn   Action = "author.edit.own"
	AuthorEditAny   Action = "author.edit.any"
	MediaRead       Action = "media.read"
	MediaUpload     Action = "media.upload"
	MediaEditOwn    Action = "media.edit.own"
	MediaEditAny    Action = "media.edit.any"
	MediaDelete     Action = "media.delete"
	MemberRead      Action = "member.read"
	MemberEdit      Action = "member.edit"
	MemberDelete    Action = "member.delete"
	MemberImport    Action = "member.import"
	MemberExport    Action = "member.export"
	NewsletterRead  Action = "newsletter.read"
	NewsletterEdit  Action = "newsletter.edit"
	IssueRead       Action = "issue.read"
	IssueEdit       Action = "issue.edit"
	IssueTest       Action = "issue.test"
	IssueSend       Action = "issue.send"
	CommentModerate Action = "comment.moderate"
	ReadingOwn      Action = "reading.own"
	ReadingAny      Action = "reading.any"
	RecordRead      Action = "record.read"
	RecordEdit      Action = "record.edit"
	RecordSignOff   Action = "record.signoff"
	RecordDelete    Action = "record.delete"
	ReportHandle    Action = "report.handle"
	SiteRead        Action = "site.read"
	SiteSettings    Action = "site.settings"
	SiteCode        Action = "site.code"
	RedirectRead    Action = "redirect.read"
	RedirectEdit    Action = "redirect.edit"
	StaffRead       Action = "staff.read"
	StaffManage     Action = "staff.manage"
	TokenManage     Action = "token.manage"
	JobsSee         Action = "jobs.see"
	JobsManage      Action = "jobs.manage"
	OutboxSee       Action = "outbox.see"
	AuditSee        Action = "audit.see"
	RestoredRelease Action = "restored.release"
)

// Rule is one line of the table: who may do an action.
type Rule struct {
	Action Action
	Roles  []Role
	Scope  Scope  // which tokens may; "" for none
	About  string // what it means, for the page that shows the table
}

// Rules is the one table of who may do what. The slice is a fresh copy.
func Rules() []Rule {
	all := Roles()
	writers := []Role{Owner, Editor, Author}
	desk := []Role{Owner, Editor}
	owner := []Role{Owner}
	return []Rule{
		{AdminOpen, all, "", "Open the admin"},
		{AccountOwn, all, "", "Change one's own name, address and password"},
		{PostCreate, all, Write, "Begin a post"},
		{PostReadOwn, all, Read, "See one's own drafts"},
		{PostReadAny, desk, Read, "See everybody's drafts"},
		{PostWriteOwn, all, Write, "Edit one's own posts"},
		{PostWriteAny, desk, Write, "Edit everybody's posts"},
		{PostDeleteOwn, all, Write, "Delete one's own drafts"},
		{PostDeleteAny, desk, Write, "Delete everybody's drafts"},
		{PostPublishOwn, writers, Write, "Publish, schedule and unpublish one's own posts"},
		{PostPublishAny, desk, Write, "Publish, schedule and unpublish everybody's posts"},
		{PostHandInOwn, all, "", "Hand one's own posts in for review, and take them back"},
		{PostReview, desk, "", "Return a handed-in post with a note"},
		{PostRemark, all, "", "Comment on posts that one may see, and resolve comments there"},
		{TaxonomyRead, all, Read, "See sections, tags and authors"},
		{TaxonomyEdit, desk, Write, "Edit sections and tags"},
		{AuthorEditOwn, all, "", "Edit one's own author page"},
		{AuthorEditAny, desk, Write, "Edit everybody's author page"},
		{MediaRead, all, Read, "See the media library"},
		{MediaUpload, all, Write, "Upload media"},
		{MediaEditOwn, all, Write, "Describe media that one uploaded"},
		{MediaEditAny, desk, Write, "Describe everybody's media"},
		{MediaDelete, desk, Write, "Delete media"},
		{MemberRead, desk, Read, "See members"},
		{MemberEdit, desk, Write, "Add and edit members"},
		{MemberDelete, owner, Write, "Delete members"},
		{MemberImport, desk, Write, "Import members"},
		{MemberExport, owner, "", "Export members"},
		{NewsletterRead, desk, Read, "See newsletters"},
		{NewsletterEdit, desk, Write, "Edit newsletters"},
		{IssueRead, desk, Read, "See issues and their deliveries"},
		{IssueEdit, desk, Write, "Make and edit issues"},
		{IssueTest, desk, Send, "Send a test mail"},
		{IssueSend, desk, Send, "Send, schedule, pause and resume issues"},
		{CommentModerate, desk, "", "Approve and remove comments, and block their writers"},
		{RecordRead, all, Read, "See the record: sources, claims and where they were used"},
		{RecordEdit, all, Write, "Add sources, claims and versions of them"},
		{RecordSignOff, desk, Write, "Sign off claims as confirmed, and say which version is printed"},
		{RecordDelete, desk, Write, "Delete sources and claims that nothing used"},
		{ReportHandle, desk, Write, "Handle reports of errors"},
		{ReadingOwn, all, "", "See how often one's own posts are read"},
		{ReadingAny, desk, Read, "See how often everything is read, and where readers come from"},
		{SiteRead, all, Read, "See the site's settings"},
		{SiteSettings, owner, Write, "Change the site's settings"},
		{SiteCode, owner, "", "Put code into the head of the public pages"},
		{RedirectRead, desk, Read, "See redirects"},
		{RedirectEdit, desk, Write, "Redirect addresses that no page has"},
		{StaffRead, desk, "", "See the staff"},
		{StaffManage, owner, "", "Invite, change and remove staff"},
		{TokenManage, owner, "", "Make and revoke API tokens"},
		{JobsSee, desk, "", "See the queue"},
		{JobsManage, owner, "", "Retry and discard failed jobs"},
		{OutboxSee, desk, "", "See the outbox"},
		{AuditSee, owner, "", "See the audit log"},
		{RestoredRelease, owner, "", "Let a restored site send again"},
	}
}

var byAction = func() map[Action]Rule {
	m := map[Action]Rule{}
	for _, r := range Rules() {
		m[r.Action] = r
	}
	return m
}()

// Can tells whether a role may do an action. Nobody may do an action that is
// not in the table.
func Can(role Role, a Action) bool { return slices.Contains(byAction[a].Roles, role) }

// TokenCan tells whether a token with these scopes may do an action.
func TokenCan(scopes []Scope, a Action) bool {
	need := byAction[a].Scope
	return need != "" && slices.Contains(scopes, need)
}
