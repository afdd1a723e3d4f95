package fault_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"onrecord/internal/fault"
)

func publish() (err error) {
	defer fault.Wrap(&err, "post.Publish(%d)", 7)
	return fault.New(fault.Conflict, "Somebody saved this post before you; look at both versions.").Because(errors.New("version 3, not 4"))
}

func TestTheLogCarriesCallAndCauseAndThePersonReadsTheSentence(t *testing.T) {
	err := publish()
	for _, want := range []string{"post.Publish(7)", "version 3, not 4"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("log %q lacks %q", err, want)
		}
	}
	if got := fault.Sentence(err); strings.Contains(got, "version 3") || !strings.HasPrefix(got, "Somebody saved") {
		t.Errorf("person reads %q", got)
	}
	if fault.KindOf(err).Status() != 409 {
		t.Errorf("status %d", fault.KindOf(err).Status())
	}
}

func TestAnUnknownErrorSaysOneFixedSentence(t *testing.T) {
	err := fmt.Errorf("pq: password=hunter2 refused")
	fault.Wrap(&err, "db.Open(%q)", "x")
	if got := fault.Sentence(err); got != fault.Unknown {
		t.Errorf("person reads %q", got)
	}
	if got := fault.Sentence(fmt.Errorf("x: %w", sql.ErrNoRows)); got != fault.Missing {
		t.Errorf("no rows reads %q", got)
	}
}

func TestWrappingTwiceNamesBothCallsOnceEach(t *testing.T) {
	err := publish()
	fault.Wrap(&err, "admin.publish")
	if got := strings.Count(err.Error(), "post.Publish(7)"); got != 1 || !strings.HasPrefix(err.Error(), "admin.publish: post.Publish(7): ") {
		t.Errorf("log %q", err)
	}
}

func TestProblemsNameEachFieldAndNoneIsNil(t *testing.T) {
	var p fault.Problems
	if p.Err() != nil {
		t.Fatal("no problem is not an error")
	}
	p.Add("name", "The name is longer than %d characters; shorten it.", 80)
	p.Add("email", "This is not an address.")
	if f := fault.FieldsOf(p.Err()); len(f) != 2 || f[0].Message() != "The name is longer than 80 characters; shorten it." {
		t.Errorf("fields %v", f)
	}
}
