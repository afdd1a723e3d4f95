package markup

// Speaker says a sentence in a reader's language.
type Speaker interface {
	T(english string, args ...any) string
}

// Spoken are the words that texts add, as l says them.
func Spoken(l Speaker) Strings {
	return Strings{
		Footnotes: l.T("Footnotes"), Footnote: l.T("Footnote %d"), Backlink: l.T("Back to reference %d"), Note: l.T("note %d"),
		Table: l.T("Table %d"), Image: l.T("Image: %s"), Done: l.T("Done"), ToDo: l.T("To do"), Links: l.T("Links"),
		Open: l.T("Open on %s"), Show: l.T("Show it here. It comes from %s."),
		Sources: l.T("Sources"), About: l.T("About this claim"), Report: l.T("Report an error"),
		Listen: l.T("Listen: %s"), Watch: l.T("Watch: %s"),
		Callouts: map[string]string{
			"note": l.T("Note"), "tip": l.T("Tip"), "important": l.T("Important"), "warning": l.T("Warning"), "caution": l.T("Caution"),
		},
	}
}
