package markup

import (
	"strings"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// Bounds of what is coloured: a longer piece of code is shown plain, and so is
// the rest of one whose grammar takes too long over it.
const (
	highlightMost = 20 << 10 // bytes
	highlightTime = 200 * time.Millisecond
)

// highlight writes code with a class on each word of its language; false, with
// nothing written, if the language is not known.
func highlight(b *strings.Builder, class, code string) bool {
	name := strings.TrimPrefix(class, "language-")
	lexer := lexers.Get(name)
	if lexer == nil || len(code) > highlightMost || name == "plaintext" {
		return false
	}
	next, err := chroma.Coalesce(lexer).Tokenise(&chroma.TokeniseOptions{State: "root"}, code)
	if err != nil {
		return false
	}
	var out strings.Builder
	late := time.Now().Add(highlightTime)
	written := 0
	for t := next(); t != chroma.EOF; t = next() {
		written += len(t.Value)
		writeToken(&out, t)
		if time.Now().After(late) {
			break
		}
	}
	if written > len(code) {
		return false
	}
	escapeText(&out, code[written:])
	b.WriteString(out.String())
	return true
}

func writeToken(b *strings.Builder, t chroma.Token) {
	class := tokenClass(t.Type)
	if class == "" {
		escapeText(b, t.Value)
		return
	}
	b.WriteString(`<span class="hl-` + class + `">`)
	escapeText(b, t.Value)
	b.WriteString("</span>")
}

func tokenClass(t chroma.TokenType) string {
	switch {
	case t.InCategory(chroma.Keyword), t == chroma.NameTag, t == chroma.OperatorWord:
		return "k"
	case t.InSubCategory(chroma.String):
		return "s"
	case t.InCategory(chroma.Comment):
		return "c"
	case t.InSubCategory(chroma.Number), t == chroma.NameConstant:
		return "n"
	case t == chroma.NameFunction, t == chroma.NameClass, t == chroma.NameAttribute, t == chroma.NameBuiltin:
		return "f"
	}
	return ""
}
