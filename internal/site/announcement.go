package site

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Announcement is a line across the top of every page.
type Announcement struct {
	Text      string    // at most 200 characters, as markup.Phrase reads it; "" for none
	LinkLabel string    // at most 60
	LinkURL   string    // as SafeURL takes it
	Tone      string    // one of Tones
	From      time.Time // shown from then; zero for at once
	Until     time.Time // shown before then; zero for no end
}

// The colours that an announcement can have. The theme pairs each ground with
// an ink that is read well on it, in light and dark.
const (
	ToneAccent = "accent" // the site's own colour
	ToneInk    = "ink"    // the page's ink, turned about
	ToneQuiet  = "quiet"
	ToneAlert  = "alert"
)

// Tones lists the values of Announcement.Tone, the first of them the default.
var Tones = []string{ToneAccent, ToneInk, ToneQuiet, ToneAlert}

const mostAnnouncement = 200

// At tells whether the announcement is shown at a moment, and when that
// changes next; zero for never.
func (a Announcement) At(now time.Time) (shown bool, changes time.Time) {
	switch {
	case a.Text == "" || !a.Until.IsZero() && !now.Before(a.Until):
		return false, time.Time{}
	case now.Before(a.From):
		return false, a.From
	}
	return true, a.Until
}

// ID tells what an announcement says from what others say, so that a reader
// who put one away sees the next.
func (a Announcement) ID() string {
	sum := sha256.Sum256([]byte(a.Text + "\n" + a.LinkLabel + "\n" + a.LinkURL))
	return hex.EncodeToString(sum[:6])
}

func (a *Announcement) check(p *fault.Problems) {
	line(p, "announcement/text", &a.Text, mostAnnouncement)
	line(p, "announcement/link_label", &a.LinkLabel, mostLabel)
	a.LinkURL = strings.TrimSpace(a.LinkURL)
	oneOf(p, "announcement/tone", &a.Tone, Tones)
	switch {
	case a.LinkURL != "" && !SafeURL(a.LinkURL):
		p.Add("announcement/link_url", "A link goes to an address that begins with https://, http:// or mailto:, or to a path of this site that begins with a slash.")
	case a.LinkURL == "" && a.LinkLabel != "":
		p.Add("announcement/link_url", "Say where the link goes.")
	case a.LinkURL != "" && a.LinkLabel == "":
		p.Add("announcement/link_label", "A link needs a label.")
	}
	if a.Text == "" && a.LinkURL != "" {
		p.Add("announcement/text", "Say what is announced.")
	}
	if !a.Until.IsZero() && !a.Until.After(a.From) {
		p.Add("announcement/until", "It would end before it begins.")
	}
}

// storedAnnouncement is how one is kept.
type storedAnnouncement struct {
	Text      string `json:"text"`
	LinkLabel string `json:"link_label"`
	LinkURL   string `json:"link_url"`
	Tone      string `json:"tone"`
	From      int64  `json:"from"`
	Until     int64  `json:"until"`
}

func (a Announcement) stored() string {
	b, err := json.Marshal(storedAnnouncement{a.Text, a.LinkLabel, a.LinkURL, a.Tone, db.Ms(a.From), db.Ms(a.Until)})
	if err != nil {
		panic(err) // texts and numbers always marshal
	}
	return string(b)
}

func (a *Announcement) read(text string) error {
	var s storedAnnouncement
	err := json.Unmarshal([]byte(text), &s)
	*a = Announcement{s.Text, s.LinkLabel, s.LinkURL, s.Tone, db.Time(s.From), db.Time(s.Until)}
	if a.Tone == "" {
		a.Tone = Tones[0]
	}
	return err
}
