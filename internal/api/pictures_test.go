package api_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"strings"
	"testing"
)

// picture is a PNG of one colour.
func picture(t testing.TB, width, height int, c color.Color) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range width * height {
		img.Set(i%width, i/width, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type part struct{ name, file, text string }

// upload sends a form; each call delimits its parts by other words.
func (w *world) upload(parts []part, headers ...header) reply {
	w.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, p := range parts {
		var err error
		if p.file == "" {
			err = form.WriteField(p.name, p.text)
		} else {
			var f interface{ Write([]byte) (int, error) }
			if f, err = form.CreateFormFile(p.name, p.file); err == nil {
				_, err = f.Write([]byte(p.text))
			}
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		w.t.Fatal(err)
	}
	headers = append([]header{with("Content-Type", form.FormDataContentType())}, headers...)
	return w.do("POST", "/media", b.Bytes(), headers...)
}

func TestAPictureIsUploadedDescribedListedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		sea := string(picture(t, 600, 400, color.RGBA{0, 90, 140, 255}))
		made := w.upload([]part{{"alt", "", "The sea"}, {"file", "sea.png", sea}}, key("sea")).want(201)
		if made.text("alt") != "The sea" || made.number("width") != 600 || made.text("mime") != "image/png" || made.text("name") != "sea.png" {
			t.Fatalf("made %s", made.body)
		}
		again := w.upload([]part{{"alt", "", "The sea"}, {"file", "sea.png", sea}}, key("sea")).want(201)
		if again.Header.Get("Idempotency-Replayed") != "true" {
			t.Error("the same form with the same key was not replayed")
		}
		w.upload([]part{{"alt", "", "The bay"}, {"file", "sea.png", sea}}, key("sea")).want(422).problem("idempotency-key-reused")
		same := w.upload([]part{{"alt", "", "Another sea"}, {"file", "copy.png", sea}}).want(201)
		if same.number("id") != made.number("id") || same.text("alt") != "The sea" {
			t.Errorf("the same bytes became %s", same.body)
		}

		if got := w.do("GET", made.path(), nil).want(200); got.etag() != made.etag() {
			t.Errorf("read back %s", got.body)
		}
		w.do("PATCH", made.path(), map[string]any{"credit": "Ines Marlow"}).want(428)
		changed := w.do("PATCH", made.path(), map[string]any{"credit": "Ines Marlow"}, on(made.etag())).want(200)
		if changed.text("credit") != "Ines Marlow" || changed.text("alt") != "The sea" {
			t.Errorf("changed to %s", changed.body)
		}
		statuses := together(8, func(i int) int {
			return w.do("PATCH", made.path(), map[string]any{"alt": fmt.Sprintf("Sea %d", i)}, on(changed.etag())).StatusCode
		})
		if statuses[200] != 1 || statuses[412] != 7 {
			t.Errorf("writers with one version: %v", statuses)
		}
		w.upload([]part{{"file", "red.png", string(picture(t, 20, 20, color.RGBA{200, 0, 0, 255}))}}).want(201)
		if got := w.walk("/media?limit=1"); len(got) != 2 {
			t.Errorf("listed %v", got)
		}
		w.do("DELETE", made.path(), nil, on("*")).want(204)
		w.do("GET", made.path(), nil).want(404)
	})
}

func TestAFormThatIsNotOnePictureIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ok := string(picture(t, 10, 10, color.Black))
		for name, c := range map[string]struct {
			parts  []part
			status int
		}{
			"nothing":          {nil, 422},
			"no file":          {[]part{{"alt", "", "The sea"}}, 422},
			"file as a field":  {[]part{{"file", "", ok}}, 422},
			"two files":        {[]part{{"file", "a.png", ok}, {"file", "b.png", ok}}, 422},
			"another file":     {[]part{{"file", "a.png", ok}, {"other", "b.png", ok}}, 422},
			"unknown field":    {[]part{{"file", "a.png", ok}, {"id", "", "7"}}, 422},
			"field twice":      {[]part{{"file", "a.png", ok}, {"alt", "", "a"}, {"alt", "", "b"}}, 422},
			"long alt":         {[]part{{"file", "a.png", ok}, {"alt", "", strings.Repeat("a", 1001)}}, 422},
			"invalid utf-8":    {[]part{{"file", "a.png", ok}, {"alt", "", "\xff"}}, 422},
			"html as png":      {[]part{{"file", "a.png", "<html><script>alert(1)</script>"}}, 415},
			"svg":              {[]part{{"file", "a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`}}, 415},
			"empty file":       {[]part{{"file", "a.png", ""}}, 415},
			"cut short":        {[]part{{"file", "a.png", ok[:len(ok)/2]}}, 415},
			"larger than 20MB": {[]part{{"file", "a.png", ok + strings.Repeat("x", 21<<20)}}, 413},
		} {
			res := w.upload(c.parts)
			if res.StatusCode/100 != 4 || c.status == 413 && res.StatusCode != 413 {
				t.Errorf("%s: got %d, want about %d: %s", name, res.StatusCode, c.status, res.body)
			}
		}
		w.do("POST", "/media", map[string]any{"file": ok}).want(415)
		w.do("POST", "/media", "--x\r\n", with("Content-Type", "multipart/form-data; boundary=x")).want(422)
		w.do("POST", "/media", "x", with("Content-Type", "multipart/form-data")).want(400)
		many := make([]part, 2000)
		for i := range many {
			many[i] = part{fmt.Sprintf("f%d", i), "", "x"}
		}
		if res := w.upload(many); res.StatusCode/100 != 4 || len(res.body) > 20_000 {
			t.Errorf("many fields: %d with %d bytes", res.StatusCode, len(res.body))
		}
		if n := len(w.do("GET", "/media", nil).items()); n != 0 {
			t.Errorf("%d pictures were stored all the same", n)
		}
	})
}
