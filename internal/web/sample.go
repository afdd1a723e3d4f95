package web

import (
	"html/template"
	"reflect"
	"strings"

	"onrecord/internal/site"
)

// pageData is every page of a theme, by the name of its template, with the type
// of what it is given. docs/themes.md is written from it.
func pageData() map[string]any {
	return map[string]any{
		"home": HomePage{}, "post": PostPage{}, "section": ListPage{}, "tag": ListPage{}, "author": ListPage{}, "month": ListPage{},
		"series": ListPage{}, "archive": ArchivePage{}, "search": SearchPage{}, "newsletters": NewslettersPage{}, "newsletter": NewsletterPage{},
		"notice": NoticePage{}, "confirm": ConfirmPage{}, "preferences": PreferencesPage{}, "member": MemberPage{}, "address": AddressPage{},
		"sign-in": SigninPage{}, "account": AccountPage{}, "comments": CommentsPage{}, "comment": CommentPage{},
	}
}

// sample fills the data of a page, made-up, by its type alone: each list has
// two things, each switch is on. An empty sample has what every page has.
func sample(kind string, of any, empty bool) any {
	v := reflect.New(reflect.TypeOf(of)).Elem()
	if !empty {
		fill(v, "", 0)
	}
	p := &Page{}
	fill(reflect.ValueOf(p).Elem(), "", 0)
	if empty {
		*p = Page{Site: SiteView{Name: "Sample", Home: "https://sample.example/"}, Head: Head{Canonical: "https://sample.example/sample"}}
	}
	p.Lang, p.Dir, p.Kind, p.Title, p.Scheme = "en", "ltr", kind, "Sample title", "light dark"
	p.CSS, p.JS, p.Icon = "/assets/site-sample.css", "/assets/site-sample.js", "/assets/icon-sample.svg"
	v.FieldByName("Page").Set(reflect.ValueOf(p))
	for _, always := range []string{"Comments", "Script"} { // what no page of the kind is without
		if f := v.FieldByName(always); kind != "post" && f.IsValid() {
			fill(f, "Src", deepest-1)
		}
	}
	if f := v.FieldByName("Layout"); f.IsValid() {
		f.SetString(map[bool]string{true: site.LayoutStandard, false: site.LayoutCover}[empty])
	}
	if f := v.FieldByName("Front"); f.IsValid() {
		f.SetString(site.FrontLead)
	}
	return v.Interface()
}

// deepest is how far a sample goes into data that holds itself, such as the
// entries below an entry.
const deepest = 12

func fill(v reflect.Value, name string, depth int) {
	if depth > deepest || !v.CanSet() {
		return
	}
	if v.Type() == reflect.TypeFor[template.HTML]() {
		v.SetString("<p>Some <em>sample</em> text.</p>")
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Name != "Page" || !f.Anonymous {
				fill(v.Field(i), f.Name, depth+1)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name, depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), name, depth+1)
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.String:
		v.SetString(sampleText(name))
	}
}

func sampleText(name string) string {
	switch {
	case name == "ISO" || name == "Published" || name == "Modified":
		return "2026-11-26T09:30:00Z"
	case name == "Canonical" || name == "Home":
		return "https://sample.example/sample"
	case strings.HasSuffix(name, "URL") || strings.HasSuffix(name, "Src") || name == "Action" || name == "Older" || name == "Feed" || name == "Fonts":
		return "/sample"
	case name == "SrcSet":
		return "/sample-480.jpg 480w, /sample-960.jpg 960w"
	}
	return "Sample <text> & more"
}
