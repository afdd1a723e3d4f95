package admin

import (
	"net/http"

	"onrecord/internal/comment"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

// route is one URL of the desk. Who may not do what it needs is not let
// through; "" needs no sign-in. What goes through with a word under audit is
// noted in the audit log.
type route struct {
	method, pattern string
	needs           staff.Action
	do              handler
	audit           string
}

const (
	get    = http.MethodGet
	send   = http.MethodPost
	anyone = staff.Action("")
)

// routes lists every URL, in the order in which a new site meets them. Beside
// the action, posts, pictures and author pages are fetched through what the
// person may see.
func routes() []route {
	return []route{
		// The door
		{get, "/setup/{token}", anyone, (*Admin).setupForm, ""},
		{send, "/setup/{token}", anyone, (*Admin).setup, ""},
		{get, "/admin/sign-in", anyone, (*Admin).signInForm, ""},
		{send, "/admin/sign-in", anyone, (*Admin).signIn, ""},
		{send, "/admin/sign-in/code", anyone, (*Admin).signInCode, ""},
		{send, "/admin/sign-in/passkey", anyone, (*Admin).signInPasskey, ""},
		{send, "/admin/sign-in/passkey/ceremony", anyone, (*Admin).beginPasskeySignIn, ""},
		{send, "/admin/sign-out", anyone, (*Admin).signOut, ""},
		{get, "/admin/invitation/{token}", anyone, (*Admin).invitationForm, ""},
		{send, "/admin/invitation/{token}", anyone, (*Admin).acceptInvitation, ""},
		{get, "/admin/assets/{file...}", anyone, (*Admin).asset, ""},

		// Today
		{get, "/admin", staff.AdminOpen, (*Admin).today, ""},
		{send, "/admin/sending", staff.RestoredRelease, (*Admin).resumeSending, "restored.release"},

		// One's own account
		{get, "/admin/account", staff.AccountOwn, (*Admin).account, ""},
		{send, "/admin/account", staff.AccountOwn, (*Admin).saveAccount, ""},
		{send, "/admin/account/password", staff.AccountOwn, (*Admin).changePassword, ""},
		{get, "/admin/account/second-step", staff.AccountOwn, (*Admin).secondStep, ""},
		{send, "/admin/account/second-step", staff.AccountOwn, (*Admin).confirmSecondStep, ""},
		{send, "/admin/account/second-step/secret", staff.AccountOwn, (*Admin).beginSecondStep, ""},
		{send, "/admin/account/second-step/codes", staff.AccountOwn, (*Admin).newRecoveryCodes, ""},
		{send, "/admin/account/second-step/end", staff.AccountOwn, (*Admin).endSecondStep, ""},
		{send, "/admin/account/passkeys", staff.AccountOwn, (*Admin).finishPasskey, ""},
		{send, "/admin/account/passkeys/ceremony", staff.AccountOwn, (*Admin).beginPasskey, ""},
		{send, "/admin/account/passkeys/{id}/removal", staff.AccountOwn, (*Admin).removePasskey, ""},
		{send, "/admin/account/sessions/end", staff.AccountOwn, (*Admin).endOtherSessions, ""},
		{send, "/admin/account/sessions/{id}/end", staff.AccountOwn, (*Admin).endSession, ""},

		// Posts; {id} may be "new" where a post is stored
		{get, "/admin/posts", staff.PostReadOwn, (*Admin).posts, ""},
		{send, "/admin/posts/bulk", staff.PostWriteOwn, (*Admin).bulkPosts, ""},
		{get, "/admin/posts/new", staff.PostCreate, (*Admin).newPost, ""},
		{get, "/admin/posts/links", staff.PostReadOwn, (*Admin).postLinks, ""},
		{get, "/admin/posts/{id}", staff.PostReadOwn, (*Admin).editPost, ""},
		{send, "/admin/posts/{id}", staff.PostWriteOwn, (*Admin).savePost, ""},
		{send, "/admin/posts/{id}/publication", staff.PostPublishOwn, (*Admin).publishPost, "post.publish"},
		{send, "/admin/posts/{id}/withdrawal", staff.PostPublishOwn, (*Admin).withdrawPost, "post.unpublish"},
		{send, "/admin/posts/{id}/schedule", staff.PostPublishOwn, (*Admin).schedulePost, "post.schedule"},
		{send, "/admin/posts/{id}/schedule/end", staff.PostPublishOwn, (*Admin).unschedulePost, "post.unschedule"},
		{send, "/admin/posts/{id}/hand-in", staff.PostHandInOwn, (*Admin).handInPost, "post.handin"},
		{send, "/admin/posts/{id}/hand-in/end", staff.PostHandInOwn, (*Admin).takeBackPost, "post.takeback"},
		{send, "/admin/posts/{id}/return", staff.PostReview, (*Admin).returnPost, "post.return"},
		{send, "/admin/posts/{id}/deletion", staff.PostDeleteOwn, (*Admin).deletePost, "post.delete"},
		{send, "/admin/posts/{id}/preview-link", staff.PostWriteOwn, (*Admin).newPreviewLink, ""},
		{get, "/admin/posts/{id}/revisions", staff.PostReadOwn, (*Admin).revisions, ""},
		{get, "/admin/posts/{id}/comparison", staff.PostReadOwn, (*Admin).comparison, ""},
		{send, "/admin/posts/{id}/restoration", staff.PostWriteOwn, (*Admin).restorePost, "post.restore"},
		{get, "/admin/posts/{id}/preview", staff.PostReadOwn, (*Admin).looks, ""},
		{get, "/admin/posts/{id}/preview/page", staff.PostReadOwn, (*Admin).lookPage, ""},
		{get, "/admin/posts/{id}/preview/mail", staff.PostReadOwn, (*Admin).lookMail, ""},
		{get, "/admin/posts/{id}/live", staff.PostReadOwn, (*Admin).liveTogether, ""},
		{get, "/admin/posts/{id}/remarks", staff.PostReadOwn, (*Admin).remarks, ""},
		{send, "/admin/posts/{id}/remarks", staff.PostRemark, (*Admin).addRemark, ""},
		{send, "/admin/posts/{id}/remarks/{remark}/replies", staff.PostRemark, (*Admin).replyRemark, ""},
		{send, "/admin/posts/{id}/remarks/{remark}/resolution", staff.PostRemark, (*Admin).settleRemark, ""},
		{send, "/admin/posts/{id}/remarks/{remark}/resolution/end", staff.PostRemark, (*Admin).reopenRemark, ""},
		{send, "/admin/preview", staff.PostCreate, (*Admin).preview, ""},
		{send, "/admin/checklist", staff.PostCreate, (*Admin).checkTyped, ""},
		{send, "/admin/checks", staff.PostCreate, (*Admin).checkRecord, ""},
		{send, "/admin/checks/line", staff.RecordEdit, (*Admin).readLine, ""},
		{send, "/admin/checks/claim", staff.RecordEdit, (*Admin).makeClaim, ""},
		{get, "/admin/bookmark", staff.PostCreate, (*Admin).bookmark, ""},

		// The calendar
		{get, "/admin/calendar", staff.PostReadOwn, (*Admin).calendar, ""},
		{send, "/admin/posts/{id}/rescheduling", staff.PostPublishOwn, (*Admin).reschedulePost, "post.schedule"},

		// The record
		{get, "/admin/claims", staff.RecordRead, (*Admin).claims, ""},
		{get, "/admin/claims/new", staff.RecordEdit, (*Admin).newClaim, ""},
		{send, "/admin/claims", staff.RecordEdit, (*Admin).createClaim, ""},
		{get, "/admin/claims/{id}", staff.RecordRead, (*Admin).claim, ""},
		{send, "/admin/claims/{id}", staff.RecordEdit, (*Admin).saveClaim, ""},
		{get, "/admin/claims/{id}/versions/new", staff.RecordEdit, (*Admin).newVersion, ""},
		{send, "/admin/claims/{id}/versions", staff.RecordEdit, (*Admin).addVersion, ""},
		{send, "/admin/claims/{id}/versions/{number}/rank", staff.RecordSignOff, (*Admin).rankClaim, ""},
		{send, "/admin/claims/{id}/review", staff.RecordEdit, (*Admin).settleClaim, ""},
		{send, "/admin/claims/{id}/deprecation", staff.RecordSignOff, (*Admin).deprecateClaim, ""},
		{send, "/admin/claims/{id}/deprecation/end", staff.RecordSignOff, (*Admin).restoreClaim, ""},
		{send, "/admin/claims/{id}/deletion", staff.RecordDelete, (*Admin).deleteClaim, ""},
		{get, "/admin/sources", staff.RecordRead, (*Admin).sources, ""},
		{get, "/admin/sources/new", staff.RecordEdit, (*Admin).newSource, ""},
		{send, "/admin/sources", staff.RecordEdit, (*Admin).createSource, ""},
		{get, "/admin/sources/{id}", staff.RecordRead, (*Admin).source, ""},
		{send, "/admin/sources/{id}", staff.RecordEdit, (*Admin).saveSource, ""},
		{send, "/admin/sources/{id}/deletion", staff.RecordDelete, (*Admin).deleteSource, ""},
		{get, "/admin/reports", staff.ReportHandle, (*Admin).reports, ""},
		{send, "/admin/reports/{id}/decision", staff.ReportHandle, (*Admin).decideReport, ""},

		// The media library
		{get, "/admin/media", staff.MediaRead, (*Admin).library, ""},
		{send, "/admin/media", staff.MediaUpload, (*Admin).upload, ""},
		{get, "/admin/media/choices", staff.MediaRead, (*Admin).choices, ""},
		{get, "/admin/media/found", staff.MediaRead, (*Admin).foundFiles, ""},
		{send, "/admin/uploads", staff.MediaUpload, (*Admin).beginUpload, ""},
		{get, "/admin/uploads/{id}", staff.MediaUpload, (*Admin).uploadState, ""},
		{send, "/admin/uploads/{id}", staff.MediaUpload, (*Admin).uploadPart, ""},
		{send, "/admin/uploads/{id}/end", staff.MediaUpload, (*Admin).finishUpload, ""},
		{send, "/admin/uploads/{id}/deletion", staff.MediaUpload, (*Admin).abandonUpload, ""},
		{get, "/admin/media/{id}", staff.MediaRead, (*Admin).file, ""},
		{send, "/admin/media/{id}", staff.MediaEditOwn, (*Admin).saveFile, ""},
		{send, "/admin/media/{id}/replacement", staff.MediaEditOwn, (*Admin).replaceFile, "media.replace"},
		{send, "/admin/media/{id}/former/{hash}/deletion", staff.MediaDelete, (*Admin).dropFormer, "media.delete"},
		{send, "/admin/media/{id}/deletion", staff.MediaDelete, (*Admin).deleteFile, "media.delete"},

		// Issues of newsletters
		{get, "/admin/issues", staff.IssueRead, (*Admin).issues, ""},
		{get, "/admin/issues/new", staff.IssueEdit, (*Admin).newIssue, ""},
		{send, "/admin/issues", staff.IssueEdit, (*Admin).createIssue, ""},
		{get, "/admin/issues/{id}", staff.IssueRead, (*Admin).issue, ""},
		{get, "/admin/issues/{id}/edit", staff.IssueEdit, (*Admin).editIssue, ""},
		{send, "/admin/issues/{id}", staff.IssueEdit, (*Admin).saveIssue, ""},
		{send, "/admin/issues/{id}/deletion", staff.IssueEdit, (*Admin).deleteIssue, "issue.delete"},
		{get, "/admin/issues/{id}/preview", staff.IssueRead, (*Admin).issueHTML, ""},
		{send, "/admin/issues/{id}/test", staff.IssueTest, (*Admin).testIssue, "issue.test"},
		{send, "/admin/issues/{id}/schedule", staff.IssueSend, (*Admin).scheduleIssue, "issue.schedule"},
		{send, "/admin/issues/{id}/schedule/end", staff.IssueSend, (*Admin).unscheduleIssue, "issue.unschedule"},
		{get, "/admin/issues/{id}/sending", staff.IssueSend, (*Admin).confirmSending, ""},
		{send, "/admin/issues/{id}/sending", staff.IssueSend, (*Admin).sendIssue, "issue.send"},
		{send, "/admin/issues/{id}/pause", staff.IssueSend, (*Admin).pauseIssue, "issue.pause"},
		{send, "/admin/issues/{id}/pause/end", staff.IssueSend, (*Admin).resumeIssue, "issue.resume"},
		{send, "/admin/issues/{id}/cancellation", staff.IssueSend, (*Admin).cancelIssue, "issue.cancel"},
		{get, "/admin/issues/{id}/progress", staff.IssueRead, (*Admin).issueProgress, ""},
		{get, "/admin/issues/{id}/deliveries", staff.IssueRead, (*Admin).deliveries, ""},
		{send, "/admin/issues/{id}/deliveries/{delivery}/decision", staff.IssueSend, (*Admin).decideDelivery, "delivery.decide"},

		// Newsletters
		{get, "/admin/newsletters", staff.NewsletterRead, (*Admin).newsletters, ""},
		{get, "/admin/newsletters/new", staff.NewsletterEdit, (*Admin).newNewsletter, ""},
		{send, "/admin/newsletters", staff.NewsletterEdit, (*Admin).createNewsletter, "newsletter.create"},
		{get, "/admin/newsletters/{id}", staff.NewsletterRead, (*Admin).newsletter, ""},
		{send, "/admin/newsletters/{id}", staff.NewsletterEdit, (*Admin).saveNewsletter, "newsletter.change"},
		{send, "/admin/newsletters/{id}/retirement", staff.NewsletterEdit, (*Admin).retireNewsletter, "newsletter.retire"},

		// Members
		{get, "/admin/members", staff.MemberRead, (*Admin).members, ""},
		{get, "/admin/members/new", staff.MemberEdit, (*Admin).newMember, ""},
		{send, "/admin/members", staff.MemberEdit, (*Admin).createMember, "member.create"},
		{get, "/admin/members/export", staff.MemberExport, (*Admin).askExportMembers, ""},
		{send, "/admin/members/export", staff.MemberExport, (*Admin).exportMembers, "member.export"},
		{get, "/admin/members/{id}", staff.MemberRead, (*Admin).member, ""},
		{send, "/admin/members/{id}", staff.MemberEdit, (*Admin).saveMember, "member.change"},
		{send, "/admin/members/{id}/subscriptions", staff.MemberEdit, (*Admin).subscribeMember, "member.subscribe"},
		{get, "/admin/members/{id}/deletion", staff.MemberDelete, (*Admin).askDeleteMember, ""},
		{send, "/admin/members/{id}/deletion", staff.MemberDelete, (*Admin).deleteMember, "member.delete"},
		{get, "/admin/members/{id}/export", staff.MemberExport, (*Admin).askExportMember, ""},
		{send, "/admin/members/{id}/export", staff.MemberExport, (*Admin).exportMember, "member.export"},
		{get, "/admin/imports", staff.MemberImport, (*Admin).imports, ""},
		{send, "/admin/imports", staff.MemberImport, (*Admin).importMembers, "member.import"},
		{get, "/admin/imports/{id}", staff.MemberImport, (*Admin).importReport, ""},
		{get, "/admin/imports/{id}/progress", staff.MemberImport, (*Admin).importProgress, ""},
		{get, "/admin/imports/{id}/refusals", staff.MemberImport, (*Admin).importRefusals, ""},
		{send, "/admin/imports/{id}/resumption", staff.MemberImport, (*Admin).resumeImport, "member.import"},

		// Comments
		{get, "/admin/comments", staff.CommentModerate, (*Admin).comments, ""},
		{send, "/admin/comments/{id}/approval", staff.CommentModerate, decideComment((*comment.Store).Approve, "comment-shown"), "comment.approve"},
		{send, "/admin/comments/{id}/removal", staff.CommentModerate, decideComment((*comment.Store).Remove, "comment-removed"), "comment.remove"},
		{send, "/admin/comments/{id}/block", staff.CommentModerate, decideComment((*comment.Store).Block, "comment-blocked"), "comment.block"},
		{send, "/admin/comments/{id}/block/end", staff.CommentModerate, decideComment(unblock, "comment-unblocked"), "comment.unblock"},
		{send, "/admin/posts/{id}/comments", staff.CommentModerate, (*Admin).switchComments, "comment.switch"},

		// Outbox
		{get, "/admin/outbox", staff.OutboxSee, (*Admin).outbox, ""},
		{get, "/admin/outbox/{id}", staff.OutboxSee, (*Admin).message, ""},
		{get, "/admin/outbox/{id}/html", staff.OutboxSee, (*Admin).messageHTML, ""},

		// Sections, tags and authors
		{get, "/admin/sections", staff.TaxonomyRead, groupList(sections), ""},
		{get, "/admin/sections/new", staff.TaxonomyEdit, groupNew(sections), ""},
		{send, "/admin/sections", staff.TaxonomyEdit, groupCreate(sections), "section.create"},
		{get, "/admin/sections/{id}", staff.TaxonomyRead, groupEdit(sections), ""},
		{send, "/admin/sections/{id}", staff.TaxonomyEdit, groupSave(sections), "section.change"},
		{send, "/admin/sections/{id}/deletion", staff.TaxonomyEdit, groupDelete(sections), "section.delete"},
		{get, "/admin/tags", staff.TaxonomyRead, groupList(tags), ""},
		{get, "/admin/tags/new", staff.TaxonomyEdit, groupNew(tags), ""},
		{send, "/admin/tags", staff.TaxonomyEdit, groupCreate(tags), "tag.create"},
		{get, "/admin/tags/{id}", staff.TaxonomyRead, groupEdit(tags), ""},
		{send, "/admin/tags/{id}", staff.TaxonomyEdit, groupSave(tags), "tag.change"},
		{send, "/admin/tags/{id}/deletion", staff.TaxonomyEdit, groupDelete(tags), "tag.delete"},
		{get, "/admin/authors", staff.TaxonomyRead, groupList(authors), ""},
		{get, "/admin/authors/new", staff.AuthorEditAny, groupNew(authors), ""},
		{send, "/admin/authors", staff.AuthorEditAny, groupCreate(authors), "author.create"},
		{get, "/admin/authors/{id}", staff.TaxonomyRead, groupEdit(authors), ""},
		{send, "/admin/authors/{id}", staff.AuthorEditOwn, groupSave(authors), "author.change"},
		{send, "/admin/authors/{id}/deletion", staff.AuthorEditAny, groupDelete(authors), "author.delete"},

		// The house
		{get, "/admin/settings", staff.SiteSettings, settings(site.General), ""},
		{send, "/admin/settings", staff.SiteSettings, saveSettings(site.General), "site.change"},
		{get, "/admin/settings/design", staff.SiteSettings, settings(site.Design), ""},
		{send, "/admin/settings/design", staff.SiteSettings, saveSettings(site.Design), "site.change"},
		{get, "/admin/settings/navigation", staff.SiteSettings, (*Admin).navigation, ""},
		{send, "/admin/settings/navigation", staff.SiteSettings, (*Admin).saveNavigation, "site.change"},
		{get, "/admin/settings/members", staff.SiteSettings, settings(site.Members), ""},
		{send, "/admin/settings/members", staff.SiteSettings, saveSettings(site.Members), "site.change"},
		{get, "/admin/settings/languages", staff.SiteSettings, settings(site.Languages), ""},
		{send, "/admin/settings/languages", staff.SiteSettings, saveSettings(site.Languages), "site.change"},
		{get, "/admin/settings/social", staff.SiteSettings, settings(site.Social), ""},
		{send, "/admin/settings/social", staff.SiteSettings, saveSettings(site.Social), "site.change"},
		{get, "/admin/settings/announcement", staff.SiteSettings, settings(site.Announcing), ""},
		{send, "/admin/settings/announcement", staff.SiteSettings, saveSettings(site.Announcing), "site.change"},
		{get, "/admin/settings/code", staff.SiteCode, (*Admin).code, ""},
		{send, "/admin/settings/code", staff.SiteCode, (*Admin).saveCode, ""},
		{get, "/admin/redirects", staff.RedirectEdit, (*Admin).redirects, ""},
		{send, "/admin/redirects", staff.RedirectEdit, (*Admin).putRedirect, "redirect.put"},
		{get, "/admin/redirects/export", staff.RedirectEdit, (*Admin).exportRedirects, ""},
		{send, "/admin/redirects/import", staff.RedirectEdit, (*Admin).importRedirects, "redirect.import"},
		{send, "/admin/redirects/{id}/removal", staff.RedirectEdit, (*Admin).removeRedirect, "redirect.remove"},
		{get, "/admin/staff", staff.StaffRead, (*Admin).people, ""},
		{send, "/admin/staff/second-step", staff.StaffManage, (*Admin).requireSecondStep, ""},
		{get, "/admin/staff/new", staff.StaffManage, (*Admin).newPerson, ""},
		{send, "/admin/staff", staff.StaffManage, (*Admin).invite, ""},
		{get, "/admin/staff/{id}", staff.StaffManage, (*Admin).person, ""},
		{send, "/admin/staff/{id}", staff.StaffManage, (*Admin).savePerson, ""},
		{send, "/admin/staff/{id}/access", staff.StaffManage, (*Admin).enablePerson, ""},
		{send, "/admin/staff/{id}/access/end", staff.StaffManage, (*Admin).disablePerson, ""},
		{send, "/admin/staff/{id}/reset-link", staff.StaffManage, (*Admin).resetLink, ""},
		{send, "/admin/staff/{id}/invitation/end", staff.StaffManage, (*Admin).uninvite, ""},
		{send, "/admin/staff/{id}/second-step/end", staff.StaffManage, (*Admin).resetSecondStep, ""},
		{send, "/admin/staff/{id}/sessions/end", staff.StaffManage, (*Admin).endSessionsOf, ""},
		{send, "/admin/staff/{id}/deletion", staff.StaffManage, (*Admin).removePerson, ""},
		{get, "/admin/tokens", staff.TokenManage, (*Admin).tokens, ""},
		{send, "/admin/tokens", staff.TokenManage, (*Admin).createToken, ""},
		{send, "/admin/tokens/{id}/revocation", staff.TokenManage, (*Admin).revokeToken, ""},
		{get, "/admin/jobs", staff.JobsSee, (*Admin).jobs, ""},
		{send, "/admin/jobs/{id}/retry", staff.JobsManage, (*Admin).retryJob, "job.retry"},
		{send, "/admin/jobs/{id}/discard", staff.JobsManage, (*Admin).discardJob, "job.discard"},
		{get, "/admin/audit", staff.AuditSee, (*Admin).auditLog, ""},
		{get, "/admin/audit/check", staff.AuditSee, (*Admin).checkAudit, ""},
	}
}
