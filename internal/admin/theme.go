package admin

import (
	"context"

	"onrecord/internal/fault"
	"onrecord/internal/site"
)

// themesOf are the looks that the site can have: the one that comes with the
// program, and those in its folder of themes.
func (a *Admin) themesOf(s site.Site) []option {
	out, there := []option{{"", "The one that comes with Onrecord"}}, s.Theme == ""
	for _, t := range a.Themes.List() {
		o := option{t.Folder, t.Title}
		if t.Version != "" {
			o.Label += " " + t.Version
		}
		if t.Problem != "" {
			o.Label += " (broken)"
		}
		out, there = append(out, o), there || t.Folder == s.Theme
	}
	if !there {
		out = append(out, option{s.Theme, s.Theme + " (its folder is gone)"})
	}
	return out
}

// themeWorks refuses a theme with which the site could not be shown.
func (a *Admin) themeWorks(name string) error {
	if name == "" || a.ThemeWorks == nil {
		return nil
	}
	err := a.ThemeWorks(name)
	if err == nil || !fault.Is(err, fault.Invalid) {
		return err
	}
	var p fault.Problems
	p.Add("theme", "This theme does not work, so nothing was changed. %s", fault.Sentence(err))
	return p.Err()
}

// themeTrouble is why the theme of the site is not shown as it is now; "" when
// it is.
func (a *Admin) themeTrouble() string {
	if a.ThemeTrouble == nil {
		return ""
	}
	return a.ThemeTrouble()
}

func (a *Admin) brokenTheme(context.Context) ([]attention, error) {
	trouble := a.themeTrouble()
	if trouble == "" {
		return nil, nil
	}
	return []attention{{"The theme has a problem, so readers see its last good state or the default look. " + trouble, "/admin/settings/design", "Look at the design", "bad"}}, nil
}
