package admin

import (
	"net/http"

	"onrecord/internal/page"
	"onrecord/internal/staff"
)

type tokensPage struct {
	frame
	Form   form
	Tokens []tokenRow
	Plain  string // the token just made, shown this once
	Scopes []scopeChoice
}

type tokenRow struct {
	staff.Token
	By string
}

type scopeChoice struct {
	Scope staff.Scope
	About string
}

func scopeChoices() []scopeChoice {
	return []scopeChoice{
		{staff.Read, "read everything but the staff"},
		{staff.Write, "write posts, pictures, members, newsletters and settings"},
		{staff.Send, "send issues"},
	}
}

func (a *Admin) tokens(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showTokens(w, r, v, filled("scope", "read"), "", http.StatusOK)
}

func (a *Admin) showTokens(w http.ResponseWriter, r *http.Request, v *visit, f form, plain string, status int) error {
	p := tokensPage{frame: a.frame(r, v, "API tokens"), Form: f, Plain: plain, Scopes: scopeChoices()}
	list, err := a.Staff.Tokens(r.Context())
	if err != nil {
		return err
	}
	for _, t := range list {
		row := tokenRow{t, "the command line"}
		if t.CreatedBy != 0 {
			if row.By, err = a.nameOf(r.Context(), t.CreatedBy); err != nil {
				return err
			}
		}
		p.Tokens = append(p.Tokens, row)
	}
	return a.show(w, status, "tokens", p)
}

// createToken makes a token and shows it in the answer itself: it is stored as
// a hash alone, so there is no other page that could.
func (a *Admin) createToken(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	var scopes []staff.Scope
	for _, s := range f.Values["scope"] {
		scopes = append(scopes, staff.Scope(s))
	}
	plain, _, err := a.Staff.CreateToken(r.Context(), f.Text("name"), scopes, v.me.ID)
	if mendable(err) {
		return a.showTokens(w, r, v, returned(f, err), "", statusOf(err))
	}
	if err != nil {
		return err
	}
	return a.showTokens(w, r, v, filled("scope", "read"), plain, http.StatusOK)
}

func (a *Admin) revokeToken(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	if err := a.Staff.RevokeToken(r.Context(), v.me, n); err != nil {
		return err
	}
	return see(w, r, "/admin/tokens", "revoked")
}
