package admin

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"rsc.io/qr"

	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

// codePage asks who gave the right password for a code.
type codePage struct {
	frame
	Form            form
	Challenge, Next string
}

// askCode goes on with a sign-in that needs a code; ok is false for every
// other outcome.
func (a *Admin) askCode(w http.ResponseWriter, r *http.Request, v *visit, next string, signIn error) (ok bool, err error) {
	var needs *staff.NeedsCode
	if !errors.As(signIn, &needs) {
		return false, nil
	}
	return true, a.show(w, http.StatusOK, "code", codePage{a.frame(r, v, "Second step"), form{}, needs.Challenge, next})
}

func (a *Admin) signInCode(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	next, challenge := inside(f.Text("next")), f.Text("challenge")
	token, _, err := a.Staff.FinishSignIn(r.Context(), challenge, f.Text("code"), limit.Network(r), r.UserAgent())
	switch {
	case fault.Is(err, fault.Unauthorized):
		return a.showSignIn(w, r, v, returned(f, err), next, statusOf(err))
	case mendable(err):
		back := form{errs: fieldMessages(err), Sentence: fault.Sentence(err)}
		return a.show(w, statusOf(err), "code", codePage{a.frame(r, v, "Second step"), back, challenge, next})
	case err != nil:
		return err
	}
	return a.enterDesk(w, r, token, next)
}

// secondStepPage is where somebody sets the second step up or off. Secret is
// there once.
type secondStepPage struct {
	frame
	Begin, Confirm, Codes, End form
	Add, Remove                form // of passkeys
	Removing                   int64
	Passkeys                   []staff.Passkey
	PasskeysWork               bool
	Pending                    bool
	Secret, Link               string
	QR                         qrCode
	Left                       int64
}

func (a *Admin) secondStep(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showSecondStep(w, r, v, secondStepPage{}, http.StatusOK)
}

func (a *Admin) showSecondStep(w http.ResponseWriter, r *http.Request, v *visit, p secondStepPage, status int) (err error) {
	p.frame = a.frame(r, v, "Second step")
	if p.Left, err = a.Staff.RecoveryCodesLeft(r.Context(), v.me.ID); err != nil {
		return err
	}
	if p.Passkeys, err = a.Staff.Passkeys(r.Context(), v.me.ID); err != nil {
		return err
	}
	p.PasskeysWork = a.Staff.PasskeysWork()
	return a.show(w, status, "secondstep", p)
}

func (a *Admin) beginSecondStep(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	secret, err := a.Staff.BeginSecondStep(r.Context(), v.me.ID, f.Body("password"))
	if mendable(err) {
		return a.showSecondStep(w, r, v, secondStepPage{Begin: returned(f, err)}, statusOf(err))
	}
	if err != nil {
		return err
	}
	p := secondStepPage{Pending: true, Secret: spaced(secret), Link: otpauth(v.site.Name, v.me.Email, secret)}
	if p.QR, err = drawQR(p.Link); err != nil {
		return err
	}
	return a.showSecondStep(w, r, v, p, http.StatusOK)
}

func (a *Admin) confirmSecondStep(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	codes, err := a.Staff.ConfirmSecondStep(r.Context(), v.me.ID, f.Text("code"))
	if mendable(err) {
		return a.showSecondStep(w, r, v, secondStepPage{Pending: !fault.Is(err, fault.Conflict), Confirm: returned(f, err)}, statusOf(err))
	}
	if err != nil {
		return err
	}
	a.setToken(w, "")
	return a.show(w, http.StatusOK, "codes", codesPage{a.frame(r, v, "Recovery codes"), codes, true})
}

// codesPage shows recovery codes, once.
type codesPage struct {
	frame
	Codes []string
	Over  bool // every session is over
}

// Text is the codes one a line, to copy.
func (p codesPage) Text() string { return strings.Join(p.Codes, "\n") }

func (a *Admin) newRecoveryCodes(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	codes, err := a.Staff.NewRecoveryCodes(r.Context(), v.me.ID, f.Body("password"), f.Text("code"))
	if mendable(err) {
		return a.showSecondStep(w, r, v, secondStepPage{Codes: returned(f, err)}, statusOf(err))
	}
	if err != nil {
		return err
	}
	return a.show(w, http.StatusOK, "codes", codesPage{a.frame(r, v, "Recovery codes"), codes, false})
}

func (a *Admin) endSecondStep(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	err = a.Staff.EndSecondStep(r.Context(), v.me.ID, f.Body("password"), f.Text("code"))
	if mendable(err) {
		return a.showSecondStep(w, r, v, secondStepPage{End: returned(f, err)}, statusOf(err))
	}
	if err != nil {
		return err
	}
	a.setToken(w, "")
	return see(w, r, "/admin/sign-in", "second-step-off")
}

func (a *Admin) resetSecondStep(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.onPerson(w, r, v, func(p staff.Person) (string, string, error) {
		return "/admin/staff/" + itoa(p.ID), "second-step-reset", a.Staff.ResetSecondStep(r.Context(), v.me, p.ID)
	})
}

// otpauth is the link that apps read, from the screen or by a tap.
func otpauth(site, email, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {site}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + strings.ReplaceAll(site, ":", " ") + ":" + email}
	return u.String() + "?" + strings.ReplaceAll(q.Encode(), "+", "%20") // apps take a plus as it stands
}

// spaced is a secret in groups, to be typed.
func spaced(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// qrCode is a picture of dark squares, in a square of Size with the quiet rim
// that readers need.
type qrCode struct {
	Size int
	Path string
}

const qrRim = 4

// drawQR draws into the page itself: at an address of its own the secret could
// be fetched a second time.
func drawQR(text string) (qrCode, error) {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return qrCode{}, err
	}
	var b strings.Builder
	for y := range c.Size {
		for x := range c.Size {
			if c.Black(x, y) {
				b.WriteString("M" + strconv.Itoa(x+qrRim) + " " + strconv.Itoa(y+qrRim) + "h1v1h-1z")
			}
		}
	}
	return qrCode{c.Size + 2*qrRim, b.String()}, nil
}
