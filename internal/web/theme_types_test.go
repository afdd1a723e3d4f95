package web

import (
	"reflect"
	"testing"

	"onrecord/internal/locale"
	"onrecord/internal/page"
	"onrecord/internal/theme"
	"onrecord/themes"
)

func TestTheDefaultTemplatesFitTheirDataAndEveryPageOfThemCanBeMade(t *testing.T) {
	base, err := newLook(themes.Default(), nil)
	if err != nil {
		t.Fatal(err)
	}
	set, err := base.set(locale.For("en"))
	if err != nil {
		t.Fatal(err)
	}
	data := pageData()
	for _, name := range set.Pages() {
		if data[name] == nil {
			t.Errorf("%s is a page without data", name)
			continue
		}
		for _, p := range theme.Types(set.Trees(name), page.Layout, reflect.TypeOf(data[name]), funcTypes) {
			t.Error(name, p)
		}
	}
	for _, p := range tryPages(set, data) {
		t.Error(p)
	}
}
