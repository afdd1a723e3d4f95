package admin

import (
	"net/http"
	"slices"

	"onrecord/internal/job"
)

// jobRun is how many jobs the page lists.
const jobRun = 50

type jobsPage struct {
	frame
	Jobs  []job.Job
	Tabs  []tab
	State string
	Next  string
	Most  int64 // how many are kept that failed for good
}

// jobStates are the states of a job, the one that needs a person first.
var jobStates = []string{"dead", "held", "ready", "running"}

func (a *Admin) jobs(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := jobsPage{frame: a.frame(r, v, "Jobs"), State: query(r, "state"), Most: job.DeadMost}
	if p.State == "" {
		p.State = "dead"
	}
	if !slices.Contains(jobStates, p.State) {
		return missing()
	}
	counts, err := a.Jobs.Counts(r.Context())
	if err != nil {
		return err
	}
	for _, s := range jobStates {
		p.Tabs = append(p.Tabs, tab{Label: jobLabels[s], Path: with(r, "state", s), N: counts[s], Counted: true, Current: s == p.State})
	}
	if p.Jobs, err = a.Jobs.List(r.Context(), p.State, beforeID(r, "before"), jobRun); err != nil {
		return err
	}
	if len(p.Jobs) == jobRun {
		p.Next = with(r, "before", itoa(p.Jobs[jobRun-1].ID))
	}
	return a.show(w, http.StatusOK, "jobs", p)
}

var jobLabels = map[string]string{"dead": "Failed for good", "held": "Held back", "ready": "Waiting", "running": "Running"}

func (a *Admin) retryJob(w http.ResponseWriter, r *http.Request, _ *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	if err := a.Jobs.Retry(r.Context(), n); err != nil {
		return err
	}
	return see(w, r, "/admin/jobs", "retried")
}

func (a *Admin) discardJob(w http.ResponseWriter, r *http.Request, _ *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	if err := a.Jobs.Discard(r.Context(), n); err != nil {
		return err
	}
	return see(w, r, "/admin/jobs", "discarded")
}
