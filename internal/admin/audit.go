package admin

import (
	"net/http"
	"strings"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/staff"
)

// auditRun is how many lines of the audit log a page shows.
const auditRun = 100

type auditPage struct {
	frame
	Lines    []auditLine
	Form     form
	People   []option
	Filtered bool
	Check    *staff.AuditCheck
	Noted    string // a seal that was asked for
	Next     string
}

type auditLine struct {
	staff.Entry
	Who string
}

// auditLog shows the lines that fit the filters of the address. A filter that
// cannot be read comes back with its message, and no lines: a list that left
// the filter out would look like its answer.
func (a *Admin) auditLog(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := auditPage{frame: a.frame(r, v, "Audit log")}
	p.Form = filled("who", query(r, "who"), "action", query(r, "action"), "since", query(r, "since"), "until", query(r, "until"))
	for _, name := range []string{"who", "action", "since", "until"} {
		p.Filtered = p.Filtered || p.Form.Value(name) != ""
	}
	var err error
	if p.People, err = a.actors(r); err != nil {
		return err
	}
	err = a.auditLines(r, v, &p)
	if fault.KindOf(err) == fault.Invalid {
		p.Form.errs = fieldMessages(err)
	} else if err != nil {
		return err
	}
	return a.show(w, statusOf(err), "audit", p)
}

// checkAudit walks along the whole log.
func (a *Admin) checkAudit(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := auditPage{frame: a.frame(r, v, "Audit log"), Form: filled(), Noted: strings.TrimSpace(query(r, "seal"))}
	c, err := a.Staff.CheckAudit(r.Context(), p.Noted)
	if err != nil {
		return err
	}
	p.Check = &c
	return a.show(w, http.StatusOK, "audit", p)
}

func (a *Admin) auditLines(r *http.Request, v *visit, p *auditPage) error {
	f, err := auditFilter(r, v.zone, p.Form)
	if err != nil {
		return err
	}
	list, next, err := a.Staff.AuditList(r.Context(), f)
	if err != nil {
		return err
	}
	if next != 0 {
		p.Next = with(r, "before", itoa(next))
	}
	p.Lines, err = a.named(r, list)
	return err
}

// auditFilter reads the filters; a day is meant whole, in the site's time zone.
func auditFilter(r *http.Request, zone *time.Location, form form) (staff.AuditFilter, error) {
	var p fault.Problems
	day := func(name string, days int) time.Time {
		if form.Value(name) == "" {
			return time.Time{}
		}
		at, err := time.ParseInLocation(time.DateOnly, form.Value(name), zone)
		if err != nil {
			p.Add(name, "Choose a day, such as 2026-11-23.")
		}
		return at.AddDate(0, 0, days)
	}
	f := staff.AuditFilter{
		Who: form.Value("who"), Action: form.Value("action"), Since: day("since", 0), Until: day("until", 1),
		Before: beforeID(r, "before"), Limit: auditRun,
	}
	return f, p.Err()
}

// actors are those that the log can be asked for.
func (a *Admin) actors(r *http.Request) ([]option, error) {
	people, err := a.Staff.List(r.Context())
	out := []option{{Value: "", Label: "Anyone"}}
	for _, p := range people {
		out = append(out, option{Value: itoa(p.ID), Label: p.Name})
	}
	return append(out, option{Value: staff.WhoTokens, Label: "API tokens"}, option{Value: "0", Label: "The program"}), err
}

func (a *Admin) named(r *http.Request, list []staff.Entry) (lines []auditLine, err error) {
	names := map[staff.Actor]string{{}: "the program"}
	for _, e := range list {
		who, known := names[e.By]
		if !known {
			if who, err = a.actor(r, e.By); err != nil {
				return nil, err
			}
			names[e.By] = who
		}
		lines = append(lines, auditLine{e, who})
	}
	return lines, nil
}

func (a *Admin) actor(r *http.Request, by staff.Actor) (string, error) {
	if by.StaffID == 0 {
		return "token " + itoa(by.TokenID), nil
	}
	return a.nameOf(r.Context(), by.StaffID)
}
