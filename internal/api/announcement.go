package api

import "onrecord/internal/site"

// tone is one of site.Tones.
type tone string

func (tone) schema() *schema { return &schema{Type: "string", Enum: site.Tones} }

// Announcement is a line across the top of every page.
type Announcement struct {
	Text      string `json:"text" doc:"Empty: nothing is announced."`
	LinkLabel string `json:"link_label"`
	LinkURL   string `json:"link_url"`
	Tone      tone   `json:"tone"`
	From      moment `json:"from" doc:"Null: at once."`
	Until     moment `json:"until" doc:"Null: without an end."`
}

// AnnouncementInput is an Announcement to be stored.
type AnnouncementInput struct {
	Text      string `json:"text" need:"yes" max:"200" doc:"One line of Markdown, of which emphasis, code and links count. Empty: nothing is announced."`
	LinkLabel string `json:"link_label" max:"60"`
	LinkURL   string `json:"link_url" max:"500" doc:"An http, https or mailto address, or a path of this site."`
	Tone      tone   `json:"tone"`
	From      moment `json:"from"`
	Until     moment `json:"until"`
}

func showAnnouncement(a site.Announcement) Announcement {
	return Announcement{a.Text, a.LinkLabel, a.LinkURL, tone(a.Tone), moment{a.From}, moment{a.Until}}
}

func (in AnnouncementInput) announcement() site.Announcement {
	return site.Announcement{
		Text: in.Text, LinkLabel: in.LinkLabel, LinkURL: in.LinkURL, Tone: string(in.Tone), From: in.From.Time, Until: in.Until.Time,
	}
}
