package api

import "onrecord/internal/staff"

// routes is every address of the API that takes a token, in reading order.
// What may be done with which token stands in staff.Rules.
func (a *API) routes() []*route {
	return []*route{
		{"listPosts", "GET /posts", staff.PostReadAny, "List posts, the last edited first", list(a.listPosts)},
		{"createPost", "POST /posts", staff.PostCreate, "Begin a draft", create(a.createPost)},
		{"getPost", "GET /posts/{id}", staff.PostReadAny, "Read the working copy of a post", read(a.getPost)},
		{"updatePost", "PATCH /posts/{id}", staff.PostWriteAny, "Edit the working copy of a post", write(a.getPost, a.updatePost)},
		{"deletePost", "DELETE /posts/{id}", staff.PostDeleteAny, "Delete a draft", remove(a.getPost, a.deletePost).noted("post.delete").
			saying("A post that readers have seen stays on record.")},
		{"publishPost", "POST /posts/{id}/publication", staff.PostPublishAny, "Publish a post, or a new revision of it", write(a.getPost, a.publishPost).noted("post.publish")},
		{"unpublishPost", "DELETE /posts/{id}/publication", staff.PostPublishAny, "Take a post down", undo(a.getPost, a.unpublishPost).noted("post.unpublish")},
		{"schedulePost", "PUT /posts/{id}/schedule", staff.PostPublishAny, "Have a post published at a time to come", write(a.getPost, a.schedulePost).noted("post.schedule")},
		{"unschedulePost", "DELETE /posts/{id}/schedule", staff.PostPublishAny, "Take the schedule back", undo(a.getPost, a.unschedulePost).noted("post.unschedule")},
		{"listRevisions", "GET /posts/{id}/revisions", staff.PostReadAny, "List the published states of a post, at most the newest 500, the newest first", read(a.listRevisions)},
		{"getRevision", "GET /posts/{id}/revisions/{sub}", staff.PostReadAny, "Read one published state of a post", read(a.getRevision)},
		{"planIssue", "POST /posts/{id}/issues", staff.IssueSend, "Have a post sent to a newsletter when it is published", create(a.planIssue).noted("issue.plan").
			saying("Asked twice, it gives the issue that it made before. Delete the issue to take it back.")},

		{"listSections", "GET /sections", staff.TaxonomyRead, "List the sections in their order", read(a.listSections)},
		{"createSection", "POST /sections", staff.TaxonomyEdit, "Make a section", create(a.createSection).noted("section.create")},
		{"getSection", "GET /sections/{id}", staff.TaxonomyRead, "Read a section", read(a.getSection)},
		{"updateSection", "PATCH /sections/{id}", staff.TaxonomyEdit, "Change a section", write(a.getSection, a.updateSection).noted("section.change")},
		{"deleteSection", "DELETE /sections/{id}", staff.TaxonomyEdit, "Delete a section", remove(a.getSection, a.deleteSection).noted("section.delete")},

		{"listTags", "GET /tags", staff.TaxonomyRead, "List tags by slug", list(a.listTags)},
		{"createTag", "POST /tags", staff.TaxonomyEdit, "Make a tag", create(a.createTag).noted("tag.create")},
		{"getTag", "GET /tags/{id}", staff.TaxonomyRead, "Read a tag", read(a.getTag)},
		{"updateTag", "PATCH /tags/{id}", staff.TaxonomyEdit, "Change a tag", write(a.getTag, a.updateTag).noted("tag.change")},
		{"deleteTag", "DELETE /tags/{id}", staff.TaxonomyEdit, "Delete a tag", remove(a.getTag, a.deleteTag).noted("tag.delete")},

		{"listAuthors", "GET /authors", staff.TaxonomyRead, "List authors by slug", list(a.listAuthors)},
		{"createAuthor", "POST /authors", staff.AuthorEditAny, "Make an author", create(a.createAuthor).noted("author.create")},
		{"getAuthor", "GET /authors/{id}", staff.TaxonomyRead, "Read an author", read(a.getAuthor)},
		{"updateAuthor", "PATCH /authors/{id}", staff.AuthorEditAny, "Change an author", write(a.getAuthor, a.updateAuthor).noted("author.change")},
		{"deleteAuthor", "DELETE /authors/{id}", staff.AuthorEditAny, "Delete an author who stands in no byline", remove(a.getAuthor, a.deleteAuthor).noted("author.delete")},

		{"listMedia", "GET /media", staff.MediaRead, "List pictures, the newest first", list(a.listMedia)},
		{"uploadMedia", "POST /media", staff.MediaUpload, "Upload a picture", uploading(create(a.uploadMedia)).
			saying("The same bytes uploaded twice are one picture, which keeps the words that it has.")},
		{"getMedia", "GET /media/{id}", staff.MediaRead, "Read what is known of a picture", read(a.getMedia)},
		{"updateMedia", "PATCH /media/{id}", staff.MediaEditAny, "Describe a picture", write(a.getMedia, a.updateMedia)},
		{"deleteMedia", "DELETE /media/{id}", staff.MediaDelete, "Delete a picture", removing(a.getMedia, a.deleteMedia).noted("media.delete").
			saying("One that posts, authors or the site show is kept: 409 with the code in-use and the list of them, unless force is true.")},

		{"listSources", "GET /sources", staff.RecordRead, "List sources, the newest first", list(a.listSources)},
		{"createSource", "POST /sources", staff.RecordEdit, "Make a source", create(a.createSource).
			saying("Of an unnamed one only the description and the reason can be stored; whatever could tell who it is, is refused.")},
		{"getSource", "GET /sources/{id}", staff.RecordRead, "Read a source", read(a.getSource)},
		{"updateSource", "PATCH /sources/{id}", staff.RecordEdit, "Change a source", write(a.getSource, a.updateSource).
			saying("One that becomes unnamed loses all that named it, its key too; an unnamed one stays so.")},
		{"deleteSource", "DELETE /sources/{id}", staff.RecordDelete, "Delete a source that no claim names", remove(a.getSource, a.deleteSource)},

		{"listClaims", "GET /claims", staff.RecordRead, "List claims, the newest first", list(a.listClaims)},
		{"createClaim", "POST /claims", staff.RecordEdit, "Put a claim on record", create(a.createClaim)},
		{"getClaim", "GET /claims/{id}", staff.RecordRead, "Read a claim with the version that is printed", read(a.getClaim)},
		{"updateClaim", "PATCH /claims/{id}", staff.RecordEdit, "Change the statement or the story of a claim", write(a.claimNow, a.updateClaim).
			saying("What is known of it changes by a new version alone.")},
		{"deleteClaim", "DELETE /claims/{id}", staff.RecordDelete, "Delete a claim that nothing carried and nothing rests on", remove(a.claimNow, a.deleteClaim).
			saying("One that was printed stays on record: 409, and detail says where it is.")},
		{"listClaimVersions", "GET /claims/{id}/versions", staff.RecordRead, "List the versions of a claim, the newest first", list(a.listClaimVersions)},
		{"addClaimVersion", "POST /claims/{id}/versions", staff.RecordEdit, "Record what is known of a claim now", write(a.claimNow, a.addClaimVersion).
			saying("Versions before stay as they are. What rests on the claim is marked for review.")},
		{"getClaimVersion", "GET /claims/{id}/versions/{sub}", staff.RecordRead, "Read one version of a claim, by its number", read(a.getClaimVersion)},
		{"rankClaimVersion", "PUT /claims/{id}/versions/{sub}/rank", staff.RecordSignOff, "Say which version is printed", write(a.claimNow, a.rankClaimVersion)},
		{"claimAsKnown", "GET /claims/{id}/known", staff.RecordRead, "Read what was to be printed of a claim at a moment", list(a.claimAsKnown)},
		{"listClaimUses", "GET /claims/{id}/uses", staff.RecordRead, "List where a claim was printed, the first use first", list(a.listClaimUses)},
		{"deprecateClaim", "PUT /claims/{id}/deprecation", staff.RecordSignOff, "Say that a claim should not be printed any more", write(a.claimNow, a.deprecateClaim)},
		{"undeprecateClaim", "DELETE /claims/{id}/deprecation", staff.RecordSignOff, "Take that back", undo(a.claimNow, a.undeprecateClaim)},
		{"reviewClaim", "POST /claims/{id}/review", staff.RecordEdit, "Note that a claim may stay as it is, after what it rests on changed", act(a.claimNow, a.reviewClaim)},

		{"listReports", "GET /reports", staff.ReportHandle, "List reports of errors, the newest first", list(a.listReports)},
		{"createReport", "POST /reports", staff.ReportHandle, "Enter a report of an error", create(a.createReport)},
		{"getReport", "GET /reports/{id}", staff.ReportHandle, "Read a report", read(a.getReport)},
		{"decideReport", "POST /reports/{id}/decision", staff.ReportHandle, "Say what became of a report", write(a.getReport, a.decideReport)},

		{"listMembers", "GET /members", staff.MemberRead, "List members, the newest first", list(a.listMembers).
			saying("A page may hold fewer than limit before the end; go on while there is a next.")},
		{"createMember", "POST /members", staff.MemberEdit, "Add a member", create(a.createMember).noted("member.create").
			saying("Whoever unsubscribed, bounced or complained is not added again.")},
		{"getMember", "GET /members/{id}", staff.MemberRead, "Read a member", read(a.getMember)},
		{"updateMember", "PATCH /members/{id}", staff.MemberEdit, "Change a member", write(a.getMember, a.updateMember).noted("member.change")},
		{"deleteMember", "DELETE /members/{id}", staff.MemberDelete, "Delete a member and what is stored about them", remove(a.getMember, a.deleteMember).noted("member.delete")},
		{"setSubscriptions", "PUT /members/{id}/subscriptions", staff.MemberEdit, "Set what a member is subscribed to", write(a.getMember, a.setSubscriptions).noted("member.subscribe").
			saying("What members ended themselves, only they can begin again.")},

		{"listNewsletters", "GET /newsletters", staff.NewsletterRead, "List the newsletters", list(a.listNewsletters)},
		{"createNewsletter", "POST /newsletters", staff.NewsletterEdit, "Make a newsletter", create(a.createNewsletter).noted("newsletter.create")},
		{"getNewsletter", "GET /newsletters/{id}", staff.NewsletterRead, "Read a newsletter", read(a.getNewsletter)},
		{"updateNewsletter", "PATCH /newsletters/{id}", staff.NewsletterEdit, "Change a newsletter", write(a.getNewsletter, a.updateNewsletter).noted("newsletter.change")},
		{"retireNewsletter", "DELETE /newsletters/{id}", staff.NewsletterEdit, "Retire a newsletter", undo(a.getNewsletter, a.retireNewsletter).noted("newsletter.retire").
			saying("It takes no subscription and no issue any more; its archive stays.")},

		{"listIssues", "GET /issues", staff.IssueRead, "List issues, the newest first", list(a.listIssues)},
		{"createIssue", "POST /issues", staff.IssueEdit, "Make a draft of an issue", create(a.createIssue)},
		{"getIssue", "GET /issues/{id}", staff.IssueRead, "Read an issue and how far it is", read(a.getIssue)},
		{"updateIssue", "PATCH /issues/{id}", staff.IssueEdit, "Change an issue that has not started; a planned one whose posts are all published by then becomes a draft", write(a.getIssue, a.updateIssue)},
		{"deleteIssue", "DELETE /issues/{id}", staff.IssueEdit, "Delete a draft of an issue", remove(a.getIssue, a.deleteIssue).noted("issue.delete")},
		{"previewIssue", "GET /issues/{id}/preview", staff.IssueRead, "See the mail as HTML and text", read(a.previewIssue)},
		{"testIssue", "POST /issues/{id}/test", staff.IssueTest, "Send the issue to one address, marked as a test", create(a.testIssue).empty().noted("issue.test")},
		{"scheduleIssue", "PUT /issues/{id}/schedule", staff.IssueSend, "Have an issue start at a time to come", write(a.getIssue, a.scheduleIssue).noted("issue.schedule")},
		{"unscheduleIssue", "DELETE /issues/{id}/schedule", staff.IssueSend, "Make a scheduled issue a draft again", undo(a.getIssue, a.unscheduleIssue).noted("issue.unschedule")},
		{"sendIssue", "POST /issues/{id}/sending", staff.IssueSend, "Start an issue now", act(a.getIssue, a.sendIssue).noted("issue.send")},
		{"pauseIssue", "POST /issues/{id}/pause", staff.IssueSend, "Pause an issue; no further mail leaves", act(a.getIssue, a.pauseIssue).noted("issue.pause")},
		{"resumeIssue", "DELETE /issues/{id}/pause", staff.IssueSend, "Take a paused issue up where it stopped", undo(a.getIssue, a.resumeIssue).noted("issue.resume")},
		{"cancelIssue", "POST /issues/{id}/cancellation", staff.IssueSend, "End an issue for good", act(a.getIssue, a.cancelIssue).noted("issue.cancel").
			saying("Whoever has not got it is skipped.")},
		{"listDeliveries", "GET /issues/{id}/deliveries", staff.IssueRead, "List the deliveries of an issue", list(a.listDeliveries).streaming(a.streamDeliveries)},
		{"decideDelivery", "POST /deliveries/{id}/decision", staff.IssueSend, "Settle an uncertain delivery", create(a.decideDelivery).ok().noted("delivery.decide")},

		{"getSite", "GET /site", staff.SiteRead, "Read the site's settings", read(a.getSite)},
		{"updateSite", "PATCH /site", staff.SiteSettings, "Change the site's settings", write(a.getSite, a.updateSite).noted("site.change")},
		{"listRedirects", "GET /redirects", staff.RedirectRead, "List redirects in the order of their paths", list(a.listRedirects)},
		{"createRedirect", "POST /redirects", staff.RedirectEdit, "Redirect a path that no page has", create(a.createRedirect).noted("redirect.put").
			saying("One from the same path is replaced.")},
		{"importRedirects", "POST /redirects/import", staff.RedirectEdit, "Store many redirects at once", create(a.importRedirects).ok().noted("redirect.import").
			saying("Each that can be is stored, in the place of another from the same path; the answer says which could not, and why.")},
		{"getRedirect", "GET /redirects/{id}", staff.RedirectRead, "Read a redirect", read(a.getRedirect)},
		{"deleteRedirect", "DELETE /redirects/{id}", staff.RedirectEdit, "Remove a redirect", remove(a.getRedirect, a.deleteRedirect).noted("redirect.remove")},
		{"getNavigation", "GET /navigation", staff.SiteRead, "Read the menus of the public pages", read(a.getNavigation)},
		{"putNavigation", "PUT /navigation", staff.SiteSettings, "Replace both menus of the public pages", write(a.getNavigation, a.putNavigation).noted("site.change").
			saying("A menu that is left out follows the sections again.")},
	}
}
