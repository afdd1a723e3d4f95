package media

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Limits of what is said of a file.
const (
	MaxCaption = 500 // runes
	MaxLicence = 200 // runes
	MaxLabels  = 20
	MaxLabel   = 50 // runes
)

// Words are what people say of a file: what it shows, whom it is from, under
// what licence, what it is filed under, and the point that a crop keeps.
type Words struct {
	Alt, Caption, Credit, Licence string
	Labels                        []string
	FocusX, FocusY                int
}

// Words are what is said of the file now. Only what Get gives has its labels.
func (m Media) Words() Words {
	return Words{m.Alt, m.Caption, m.Credit, m.Licence, m.Labels, m.FocusX, m.FocusY}
}

// Same tells whether two say the same.
func (w Words) Same(other Words) bool {
	said := func(w Words) [4]string { return [4]string{w.Alt, w.Caption, w.Credit, w.Licence} }
	return said(w) == said(other) && slices.Equal(w.Labels, other.Labels) && w.FocusX == other.FocusX && w.FocusY == other.FocusY
}

// tidy trims the words and puts the labels in order, each once.
func (w Words) tidy() Words {
	for _, s := range []*string{&w.Alt, &w.Caption, &w.Credit, &w.Licence} {
		*s = strings.TrimSpace(*s)
	}
	var labels []string
	for _, l := range w.Labels {
		if l = strings.ToLower(strings.Join(strings.Fields(l), " ")); l != "" {
			labels = append(labels, l)
		}
	}
	slices.Sort(labels)
	w.Labels = slices.Compact(labels)
	return w
}

func (w Words) check() error {
	var p fault.Problems
	for _, f := range []struct {
		name, value, what string
		most              int
	}{
		{"alt", w.Alt, "description", MaxAlt},
		{"caption", w.Caption, "caption", MaxCaption},
		{"credit", w.Credit, "credit", MaxCredit},
		{"licence", w.Licence, "licence", MaxLicence},
	} {
		if utf8.RuneCountInString(f.value) > f.most {
			p.Add(f.name, "The "+f.what+" is longer than %d characters; please shorten it.", f.most)
		}
	}
	if len(w.Labels) > MaxLabels {
		p.Add("labels", "At most %d labels can be given.", MaxLabels)
	}
	for _, l := range w.Labels {
		if utf8.RuneCountInString(l) > MaxLabel || strings.Contains(l, ",") {
			p.Add("labels", "A label has at most %d characters and no comma.", MaxLabel)
			break
		}
	}
	if w.FocusX < 0 || w.FocusX > 100 {
		p.Add("focus_x", "The focal point lies between 0 and 100 percent.")
	}
	if w.FocusY < 0 || w.FocusY > 100 {
		p.Add("focus_y", "The focal point lies between 0 and 100 percent.")
	}
	return p.Err()
}

// Describe sets what is said of a file, by somebody who saw it say was: if that
// has changed since, nothing is written and the error is fault.Conflict. Pages
// that depend on "media:ID" are dropped from the cache.
func (s *Store) Describe(ctx context.Context, id int64, was, w Words) (m Media, err error) {
	defer fault.Wrap(&err, "media.Describe(%d)", id)
	w = w.tidy()
	if err := w.check(); err != nil {
		return Media{}, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if !now.Words().Same(was.tidy()) {
			return fault.New(fault.Conflict, "Somebody described this file in between; look at it again and repeat your change.")
		}
		m, err = s.describe(ctx, tx, now, w)
		return err
	})
	return m, err
}

// Update sets what a picture shows and whom it is from, whatever was said before.
func (s *Store) Update(ctx context.Context, id int64, alt, credit string) (m Media, err error) {
	defer fault.Wrap(&err, "media.Update(%d)", id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		w := now.Words()
		w.Alt, w.Credit = alt, credit
		w = w.tidy()
		if err := w.check(); err != nil {
			return err
		}
		m, err = s.describe(ctx, tx, now, w)
		return err
	})
	return m, err
}

func (s *Store) describe(ctx context.Context, tx *db.Tx, m Media, w Words) (Media, error) {
	m.Alt, m.Caption, m.Credit, m.Licence, m.Labels, m.FocusX, m.FocusY = w.Alt, w.Caption, w.Credit, w.Licence, w.Labels, w.FocusX, w.FocusY
	_, err := tx.Exec(ctx, `UPDATE media SET alt = $1, caption = $2, credit = $3, licence = $4, focus_x = $5, focus_y = $6, terms = $7 WHERE id = $8`,
		m.Alt, m.Caption, m.Credit, m.Licence, m.FocusX, m.FocusY, terms(m), m.ID)
	if err != nil {
		return Media{}, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM media_label WHERE media_id = $1`, m.ID); err != nil {
		return Media{}, err
	}
	for _, l := range m.Labels {
		if _, err := tx.Exec(ctx, `INSERT INTO media_label (label, media_id) VALUES ($1, $2)`, l, m.ID); err != nil {
			return Media{}, err
		}
	}
	return m, page.Changed(ctx, tx, tag(m.ID))
}

// terms is what a search looks in.
func terms(m Media) string {
	return fold(strings.Join(append([]string{m.Name, m.Alt, m.Caption, m.Credit, m.Licence}, m.Labels...), "\n"))
}

// fold makes letters equal that people take for the same: É and e.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
}
