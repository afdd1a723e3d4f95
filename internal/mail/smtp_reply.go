package mail

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// Bounds of a server's answer, against one that never ends.
const (
	replyLine  = 2000
	replyLines = 200
	replyText  = 500
)

var errReply = errors.New("the server's answer cannot be read")

// readReply reads one answer; lines holds each line without its code.
func readReply(r *bufio.Reader) (reply Reply, lines []string, err error) {
	for range replyLines {
		line, err := readLine(r)
		if err != nil {
			return Reply{}, nil, err
		}
		code, text, more, ok := splitReply(line)
		if !ok || reply.Code != 0 && code != reply.Code {
			return Reply{}, nil, errReply
		}
		reply.Code = code
		lines = append(lines, text)
		if !more {
			reply.Enhanced, reply.Text = replyWords(code, lines)
			return reply, lines, nil
		}
	}
	return Reply{}, nil, errReply
}

func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull) || len(line) > replyLine:
		return "", errReply
	case err == io.EOF:
		return "", errHungUp
	case err != nil:
		return "", err
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}

var errHungUp = errors.New("the server closed the connection")

func splitReply(line string) (code int, text string, more, ok bool) {
	if len(line) < 3 {
		return 0, "", false, false
	}
	code, err := strconv.Atoi(line[:3])
	if err != nil || code < 200 || code > 599 {
		return 0, "", false, false
	}
	if len(line) == 3 {
		return code, "", false, true
	}
	return code, line[4:], line[3] == '-', line[3] == '-' || line[3] == ' '
}

// replyWords makes one clean line of an answer and splits off its enhanced code.
func replyWords(code int, lines []string) (enhanced, text string) {
	enhanced, _, _ = strings.Cut(lines[0], " ")
	if !isEnhanced(code, enhanced) {
		enhanced = ""
	}
	for i, l := range lines {
		lines[i] = strings.TrimSpace(strings.TrimPrefix(l, enhanced))
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(strings.Join(lines, " "), "?"))
	if len(text) > replyText {
		text = strings.ToValidUTF8(text[:replyText], "")
	}
	return enhanced, text
}

// isEnhanced knows the codes of RFC 3463, "5.1.1".
func isEnhanced(code int, s string) bool {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || parts[0] != strconv.Itoa(code/100) {
		return false
	}
	for _, p := range parts {
		if n, err := strconv.Atoi(p); err != nil || n < 0 || n > 999 {
			return false
		}
	}
	return true
}
