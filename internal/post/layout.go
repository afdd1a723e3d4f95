package post

import "onrecord/internal/site"

// Layouts lists the values of Input.Layout; the first, the empty one, is as the
// site lays out its posts.
func Layouts() []string { return append([]string{""}, site.Layouts...) }
