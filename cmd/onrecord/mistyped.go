package main

import "regexp"

// mistakes are what the parser says of a wrong command line, and the sentence
// that people get in its place.
var mistakes = []struct {
	said *regexp.Regexp
	tell string
}{
	{regexp.MustCompile(`^(--[\w-]+): expected .* value but got "EOL" \(<EOL>\)$`), `$1 needs a value after it.`},
	{regexp.MustCompile(`^(--[\w-]+): expected int value but got "(-\d+)".*$`), `$1 must not be negative, and $2 is.`},
	{regexp.MustCompile(`^(--[\w-]+): expected .* value but got "([^"]*)" \(.*$`), `$1 needs a value after it, and "$2" is a flag.`},
	{regexp.MustCompile(`^(--[\w-]+): expected a valid \d+ bit u?int but got "(.*)"$`), `$1 must be a whole number, and "$2" is none.`},
	{regexp.MustCompile(`^<\w+>: stat (.*): no such file or directory$`), `There is no file $1.`},
	{regexp.MustCompile(`^<\w+>: stat (.*): permission denied$`), `You may not read $1; run this as a user who may.`},
	{regexp.MustCompile(`^<\w+>: "(.*)" exists but is a directory$`), `$1 is a folder; name a file.`},
	{regexp.MustCompile(`^expected "<(\w+)>"$`), `The $1 is missing; name it after the command.`},
}

// mistyped is an error of the parser in words for the terminal.
func mistyped(err error) string {
	for _, m := range mistakes {
		if m.said.MatchString(err.Error()) {
			return m.said.ReplaceAllString(err.Error(), m.tell)
		}
	}
	return err.Error()
}
