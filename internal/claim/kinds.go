package claim

// The kinds of claim.
const (
	Fact     = "fact"
	FigureOf = "figure"
	Quote    = "quote"
	Forecast = "forecast"
)

// Kinds lists every kind, in the order a form shows them.
func Kinds() []string { return []string{Fact, FigureOf, Quote, Forecast} }

// How sure the newsroom is of a version.
const (
	Unverified = "unverified"
	Reported   = "reported"
	Confirmed  = "confirmed"
	Disputed   = "disputed"
	Refuted    = "refuted"
	Retracted  = "retracted"
	Superseded = "superseded"
)

// Statuses lists every status.
func Statuses() []string {
	return []string{Unverified, Reported, Confirmed, Disputed, Refuted, Retracted, Superseded}
}

// What a version is to the one before.
const (
	First         = "new"           // the first one
	Update        = "update"        // right then, and the world moved
	Correction    = "correction"    // wrong when it was recorded
	Clarification = "clarification" // true, and misleading
	Retraction    = "retraction"    // withdrawn
)

// Changes lists what a version can be to the one before.
func Changes() []string { return []string{First, Update, Correction, Clarification, Retraction} }

// Verbs lists what a source can have done.
func Verbs() []string {
	return []string{"said", "told", "wrote", "published", "reported", "cited", "leaked"}
}

// What a condition is to its claim, and how it stands.
const (
	OnlyIf = "only_if"
	Unless = "unless"
	Until  = "until"

	Unknown = "unknown"
	Met     = "met"
	Unmet   = "unmet"
	Void    = "void"
)

// ConditionKinds lists what a condition can be.
func ConditionKinds() []string { return []string{OnlyIf, Unless, Until} }

// ConditionStates lists how a condition can stand.
func ConditionStates() []string { return []string{Unknown, Met, Unmet, Void} }

// Which version is printed: the preferred one, else the newest that is not deprecated.
const (
	Preferred  = "preferred"
	Normal     = "normal"
	Deprecated = "deprecated"
)

// Ranks lists every rank.
func Ranks() []string { return []string{Preferred, Normal, Deprecated} }
