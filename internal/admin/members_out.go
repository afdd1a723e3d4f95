package admin

import (
	"bufio"
	"encoding/json"
	"net/http"
	"time"

	"onrecord/internal/member"
)

const exportTitle = "Export members"

func exportPage(r *http.Request) confirmPage {
	p := confirmPage{Back: "/admin/members", Crumb: "Members", Button: "Export as CSV", Says: "The file holds the address, name, state and labels of every member, so keep it as safe as the site itself."}
	if list := kept(r); len(list) > 0 {
		p.Back += "?" + list.Encode()
		p.Says = "The file holds the address, name, state and labels of the members that the list shows, so keep it as safe as the site itself."
	}
	return p
}

func (a *Admin) askExportMembers(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.asks(w, r, v, exportPage(r), exportTitle, http.StatusOK)
}

// exportMembers writes the members that the filter picks as CSV.
func (a *Admin) exportMembers(w http.ResponseWriter, r *http.Request, v *visit) error {
	if ok, err := a.confirmed(w, r, v, exportPage(r), exportTitle); !ok {
		return err
	}
	f := memberFilter(r)
	f.Before, f.Limit = 0, 0
	name := "members-" + a.Now().In(v.zone).Format(time.DateOnly) + ".csv"
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	out := bufio.NewWriterSize(w, 64<<10)
	if err := a.Members.ExportCSV(r.Context(), out, f, nil); err != nil {
		return err
	}
	return out.Flush()
}

const ownExportTitle = "Everything stored about a member"

func ownExportPage(m member.Member) confirmPage {
	return confirmPage{Back: memberPath(m.ID), Crumb: m.Email, Button: "Give me the file", Says: "The file holds all that is stored about them: what they agreed to, what was sent to them, and your note."}
}

func (a *Admin) askExportMember(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.memberOf(r)
	if err != nil {
		return err
	}
	return a.asks(w, r, v, ownExportPage(m), ownExportTitle, http.StatusOK)
}

// exportMember gives everything that is stored about one member.
func (a *Admin) exportMember(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.memberOf(r)
	if err != nil {
		return err
	}
	if ok, err := a.confirmed(w, r, v, ownExportPage(m), ownExportTitle); !ok {
		return err
	}
	all, err := a.Members.Export(r.Context(), m.ID)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="member-`+itoa(m.ID)+`.json"`)
	_, err = w.Write(append(b, '\n'))
	return err
}

const deletionTitle = "Delete this member?"

func deletionPage(m member.Member) confirmPage {
	return confirmPage{
		Back: memberPath(m.ID), Crumb: m.Email, Button: "Delete", Bad: true,
		Says: "Everything stored about them goes, but for a mark that keeps imports from bringing the address back. Deliveries keep counting, without name and address.",
	}
}

func (a *Admin) askDeleteMember(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.memberOf(r)
	if err != nil {
		return err
	}
	return a.asks(w, r, v, deletionPage(m), deletionTitle, http.StatusOK)
}

func (a *Admin) deleteMember(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.memberOf(r)
	if err != nil {
		return err
	}
	if ok, err := a.confirmed(w, r, v, deletionPage(m), deletionTitle); !ok {
		return err
	}
	if err := a.Members.Delete(r.Context(), m.ID); err != nil {
		return err
	}
	return see(w, r, "/admin/members", "deleted")
}
