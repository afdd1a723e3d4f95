// Package transfer moves a whole site out and in: one archive that holds the
// database, table by table and free of any engine, and the files.
//
// An archive is a tar stream compressed with Zstandard. Its entries, in order:
//
//	onrecord.json              format, schema and time, so that an archive of
//	                           another release is refused at once
//	tables/NAME/NNNNNN.jsonl   rows: the first line names the columns, each
//	                           further line is one row as a JSON array
//	files/KEY                  the bytes of one file
//	manifest.json              what there must be: counts, sizes, SHA-256
//
// Invariants:
//  1. All tables are of one moment: one read snapshot.
//  2. Restore first reads the whole archive and only verifies. Then it writes,
//     verifying again what it reads: files, which nobody sees without their
//     rows, and all rows in one transaction. A Restore that is cut short
//     leaves an empty site, and can be run again.
//  3. A restored site sends nothing by itself.
//  4. Ids are never given out again, not even those of rows long deleted:
//     links in mails that were sent carry them.
package transfer

import (
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/newsletter"
	"onrecord/internal/search"
	"onrecord/internal/site"
)

// Deps are what a site is made of.
type Deps struct {
	DB          *db.DB
	Files       blob.Store
	Site        *site.Store
	Newsletters *newsletter.Store
	Search      *search.Store
	Now         func() time.Time
}

// Progress hears what is being done and how far it is; a total of 0 is unknown.
type Progress func(stage string, done, total int64)

// Format is the version of the archive's form.
const Format = 1

const (
	headName     = "onrecord.json"
	manifestName = "manifest.json"
)

// head stands at the beginning of an archive.
type head struct {
	Format    int       `json:"format"`
	Schema    int64     `json:"schema"`
	CreatedAt time.Time `json:"created_at"`
}

// manifest stands at the end of an archive and says what all must be there.
type manifest struct {
	Tables  map[string]tableSum `json:"tables"`
	Files   map[string]fileSum  `json:"files"`
	LastIDs map[string]int64    `json:"last_ids"`
}

// tableSum is what the parts of one table come to.
type tableSum struct {
	Parts  int    `json:"parts"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

type fileSum struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// rows counts those of all tables.
func (m manifest) rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// table is one table of the archive and the key that orders its rows.
type table struct {
	name string
	key  string
	ids  bool // the engine gives out its ids
}

// tables lists all that is carried, each after those it refers to.
func tables() []table {
	return []table{
		{"site", "id", false},
		{"site_code", "id", false},
		{"secret", "name", false},
		{"redirect", "id", true},
		{"staff", "id", true},
		{"staff_invitation", "id", true},
		{"staff_second_step", "staff_id", false},
		{"staff_recovery_code", "id", true},
		{"staff_passkey", "id", true},
		{"staff_policy", "id", false},
		{"token", "id", true},
		{"audit", "id", true},
		{"audit_seal", "id", false},
		{"media", "id", true},
		{"media_label", "label, media_id", false},
		{"media_former", "hash", false},
		{"newsletter", "id", true},
		{"member", "id", true},
		{"member_label", "label, member_id", false},
		{"member_term", "term, member_id", false},
		{"subscription", "newsletter_id, member_id", false},
		{"signup", "id", true},
		{"consent", "id", true},
		{"member_address", "id", true},
		{"suppression", "address_hash", false},
		{"member_day", "day, slot", false},
		{"member_import", "id", true},
		{"member_import_refusal", "import_id, row_no", false},
		{"section", "id", true},
		{"tag", "id", true},
		{"author", "id", true},
		{"group_slug", "kind, slug", false},
		{"source", "id", true},
		{"claim", "id", true},
		{"claim_version", "id", true},
		{"claim_hop", "version_id, chain, position", false},
		{"claim_condition", "version_id, position", false},
		{"claim_input", "version_id, claim_id", false},
		{"claim_rank", "id", true},
		{"claim_review", "claim_id, cause_id", false},
		{"claim_use", "id", true},
		{"report", "id", true},
		{"post", "id", true},
		{"post_author", "post_id, position", false},
		{"post_section", "post_id, position", false},
		{"post_tag", "post_id, position", false},
		{"hand_in", "id", true},
		{"remark", "id", true},
		{"remark_settled", "remark_id", false},
		{"post_slug", "slug", false},
		{"revision", "id", true},
		{"set_aside", "id", true},
		{"listing", "list, published_at, post_id", false},
		{"reading", "span, period, post_id", false},
		{"reading_source", "span, period, name", false},
		{"comment", "id", true},
		{"commenter", "member_id", false},
		{"comment_report", "comment_id, member_id", false},
		{"comment_closed", "post_id", false},
		{"issue", "id", true},
		{"issue_post", "issue_id, position", false},
		{"issue_content", "issue_id", false},
		{"delivery", "id", true},
		{"delivery_chunk", "issue_id, number", false},
		{"delivery_choice", "id", true},
		{"outbox", "id", true},
		{"job", "id", true},
	}
}

// leftOut are the tables that an archive does not carry: what is only good for
// a moment or on one machine, and what is made anew.
func leftOut() []string {
	return []string{"staff_session", "presence", "staff_challenge", "staff_ceremony", "member_signin", "member_session", "idempotency", "limit_counter", "link_answer", "page_change", "reading_salt", "search_doc", "search_word", "media_upload", "media_upload_part", "media_gone"}
}

// Limits of an archive, against one that was made to hurt.
const (
	headMost     = 4 << 10  // bytes of the head
	partMost     = 8 << 20  // bytes of one part, but for a single long row
	rowMost      = 64 << 20 // bytes of one row
	manifestMost = 256 << 20
	fileMost     = 4 << 30
)

func silent(string, int64, int64) {}

func (p Progress) orSilent() Progress {
	if p == nil {
		return silent
	}
	return p
}

func (d Deps) now() time.Time {
	if d.Now == nil {
		return time.Now()
	}
	return d.Now()
}
