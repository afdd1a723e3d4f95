package transfer

import (
	"bytes"
	"reflect"
	"testing"
)

func TestEveryValueComesBackAsItWas(t *testing.T) {
	row := []any{
		nil, int64(0), int64(-1), int64(1<<63 - 1), int64(-1 << 63), "", "plain", `quote " and \ and ],`, "line\nbreak\ttab\x00\x1f\x7f", "Élan 東京 🚢 \u2028\u2029 <b>&",
		[]byte{},
		[]byte{0, 1, 2, 0xff},
		[]byte(`"},]`), "null", "[1]", `{"b":"x"}`, "12",
	}
	line, err := appendRow(nil, row)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Count(line, []byte("\n")) != 1 || line[len(line)-1] != '\n' {
		t.Errorf("the row is not one line: %q", line)
	}
	got, err := parseRow(bytes.TrimSuffix(line, []byte("\n")), len(row))
	if err != nil || !reflect.DeepEqual(got, row) {
		t.Errorf("%#v, %v", got, err)
	}
	if _, err := appendRow(nil, []any{1.5}); err == nil {
		t.Error("a fraction was carried")
	}
}

func FuzzARowIsReadOrRefused(f *testing.F) {
	for _, s := range []string{"", "[", "]", "[]", "[1]", "[1,]", "[,1]", `["a",null]`, `["\"]`, `["a`, `[{"b":"AA=="},2]`, `[{"b":"}"]`, "[1,2]]", "[1 ,2]", "[1.5,2]", `["\ud800",1]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		row, err := parseRow(line, 2)
		if err != nil {
			return
		}
		again, err := appendRow(nil, row)
		if err != nil {
			t.Fatal(err)
		}
		back, err := parseRow(bytes.TrimSuffix(again, []byte("\n")), 2)
		if err != nil || !reflect.DeepEqual(back, row) {
			t.Fatalf("%q: %#v became %#v, %v", line, row, back, err)
		}
	})
}
