package newsletter

import (
	"context"
	"fmt"
	"strings"

	"onrecord/internal/fault"
)

// causeMost is how much of a cause staff are shown, in characters.
const causeMost = 300

// unfit tells that the content of an issue makes no mail, for nobody, and why.
func unfit(cause error) error {
	return fault.New(fault.Invalid, "This issue cannot be made into a mail (%s). Look at its posts, its introduction, and the sender and design of its newsletter; then resume.", brief(cause)).Because(cause)
}

// spoilt is unfit for what is frozen already, so that nothing can mend it.
func spoilt(cause error) error {
	return fault.New(fault.Invalid, "What was kept of this issue makes no mail (%s). Cancel it, and send a new one to whoever has not got it.", brief(cause)).Because(cause)
}

// brief is a cause on one line: a sentence without its stop, or what a program says.
func brief(cause error) string {
	text := fault.Sentence(cause)
	if text == fault.Unknown {
		text = cause.Error()
	}
	text = strings.TrimSuffix(oneLine(text), ".")
	if r := []rune(text); len(r) > causeMost {
		text = string(r[:causeMost]) + "…"
	}
	return text
}

// recovered makes an unfit issue of a text that a renderer cannot cope with: it
// must not take the program down, and with it the sending of all others.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = unfit(fmt.Errorf("panic: %v", p))
	}
}

// tryOut makes a copy for nobody, so that what makes no mail is never frozen.
func (s *Store) tryOut(ctx context.Context, issueID int64, c content) error {
	f, err := s.newForm(ctx, issueID, c.head, c.text, c.html)
	if err == nil {
		_, err = s.copyFor(ctx, nil, f, recipient{issueID: issueID, email: "reader@example.org", normal: "reader@example.org"})
	}
	if _, known := fault.As(err); known && !fault.Is(err, fault.Unavailable) {
		return unfit(err)
	}
	return err
}
