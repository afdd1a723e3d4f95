package api_test

import (
	"image/color"
	"testing"
)

func TestAPictureInUseIsDeletedOnlyByForce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		made := w.upload([]part{{"file", "sea.png", string(picture(t, 600, 400, color.RGBA{0, 90, 140, 255}))}}).want(201)
		id := made.number("id")
		lead := w.do("POST", "/posts", map[string]any{"headline": "Low tide", "body": "Sand.", "lead_media_id": id}).want(201)
		w.do("POST", lead.path()+"/publication", nil, on(lead.etag())).want(200)
		w.do("POST", "/posts", map[string]any{"headline": "High tide", "body": "![](" + made.text("path") + ")"}).want(201)
		w.do("POST", "/authors", map[string]any{"name": "Ines Marlow", "media_id": id}).want(201)
		w.do("PATCH", "/site", map[string]any{"logo_media_id": id}, on("*")).want(200)

		for _, query := range []string{"", "?force=false"} {
			refused := w.do("DELETE", made.path()+query, nil, on(made.etag())).want(409).problem("in-use")
			names := map[string]bool{}
			list, _ := refused.object()["uses"].([]any)
			for _, v := range list {
				u := v.(map[string]any)
				names[u["name"].(string)] = u["public"].(bool)
				w.do("GET", u["url"].(string), nil).want(200)
			}
			if len(list) != 4 || !names["Low tide"] || names["High tide"] || !names["Ines Marlow"] || !names["The Harbour Lamp"] {
				t.Errorf("uses: %s", refused.body)
			}
		}
		w.do("DELETE", made.path()+"?force=yes", nil, on("*")).want(400)
		w.do("DELETE", made.path()+"?sure=true", nil, on("*")).want(400)
		w.do("GET", made.path(), nil).want(200)
		w.do("DELETE", made.path()+"?force=true", nil).want(428)
		w.do("DELETE", made.path()+"?force=true", nil, on(made.etag())).want(204)
		w.do("GET", made.path(), nil).want(404)
	})
}
