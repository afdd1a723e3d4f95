package locale

import (
	"testing"
	"time"
)

func TestDatesReadAsTheLanguageWritesThem(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 8, 15, 7, 0, 0, time.UTC) // the ninth in Tokyo
	for lang, want := range map[string][5]string{
		"en":    {"November 9, 2026", "Nov 9, 2026", "Monday, November 9, 2026", "November 9, 2026 at 12:07 AM", "November 2026"},
		"en-GB": {"9 November 2026", "9 Nov 2026", "Monday, 9 November 2026", "9 November 2026 at 00:07", "November 2026"},
		"es":    {"9 de noviembre de 2026", "9 nov 2026", "lunes, 9 de noviembre de 2026", "9 de noviembre de 2026 a las 0:07", "noviembre de 2026"},
		"fr":    {"9 novembre 2026", "9 nov. 2026", "lundi 9 novembre 2026", "9 novembre 2026 à 00:07", "novembre 2026"},
		"de":    {"9. November 2026", "9. Nov. 2026", "Montag, 9. November 2026", "9. November 2026 um 00:07", "November 2026"},
		"pt":    {"9 de novembro de 2026", "9 de nov. de 2026", "segunda-feira, 9 de novembro de 2026", "9 de novembro de 2026 às 00:07", "novembro de 2026"},
		"ar":    {"9 نوفمبر 2026", "9 نوفمبر 2026", "الاثنين، 9 نوفمبر 2026", "9 نوفمبر 2026 في 12:07 ص", "نوفمبر 2026"},
		"he":    {"9 בנובמבר 2026", "9 בנוב׳ 2026", "יום שני, 9 בנובמבר 2026", "9 בנובמבר 2026 בשעה 0:07", "נובמבר 2026"},
		"tr":    {"9 Kasım 2026", "9 Kas 2026", "9 Kasım 2026 Pazartesi", "9 Kasım 2026 00:07", "Kasım 2026"},
		"hi":    {"9 नवंबर 2026", "9 नव॰ 2026", "सोमवार, 9 नवंबर 2026", "9 नवंबर 2026 को 12:07 am बजे", "नवंबर 2026"},
		"zh":    {"2026年11月9日", "2026年11月9日", "2026年11月9日星期一", "2026年11月9日 00:07", "2026年11月"},
		"ja":    {"2026年11月9日", "2026年11月9日", "2026年11月9日月曜日", "2026年11月9日 0:07", "2026年11月"},
	} {
		l := For(lang)
		got := [5]string{l.Date(at, zone), l.ShortDate(at, zone), l.FullDate(at, zone), l.DateTime(at, zone), l.Month(2026, time.November)}
		if got != want {
			t.Errorf("%s:\n got %q\nwant %q", lang, got, want)
		}
	}
}

func TestCountsTakeThePluralFormOfTheLanguage(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    int64
		want string
	}{
		{"en", 1, "1 day ago"},
		{"en", 0, "0 days ago"},
		{"sv", 1, "1 day ago"},
		{"en", 12345, "12,345 days ago"},
		{"de", 12345, "vor 12.345 Tagen"},
		{"fr", 0, "il y a 0 jour"},
		{"fr", 2, "il y a 2 jours"},
		{"ar", 1, "قبل يوم واحد"},
		{"ar", 2, "قبل يومين"},
		{"ar", 3, "قبل 3 أيام"},
		{"ar", 11, "قبل 11 يومًا"},
		{"ar", 100, "قبل 100 يوم"},
		{"ar", 100_000_000_011, "قبل 100,000,000,011 يومًا"},
		{"he", 2, "לפני יומיים"},
		{"he", 5, "לפני 5 ימים"},
		{"hi", 1234567, "12,34,567 दिन पहले"},
		{"zh", 1, "1天前"},
		{"ja", 12345, "12,345日前"},
	} {
		if got := For(c.lang).N("%d day ago", "%d days ago", c.n); got != c.want {
			t.Errorf("%s, %d: got %q, want %q", c.lang, c.n, got, c.want)
		}
	}
}

func TestALanguageIsChosenByItsNearestTable(t *testing.T) {
	for _, c := range []struct{ lang, tag, dir, now string }{
		{"es", "es", "ltr", "ahora mismo"},
		{"es-MX", "es-MX", "ltr", "ahora mismo"},
		{"pt-BR", "pt-BR", "ltr", "agora mesmo"},
		{"en-GB", "en-GB", "ltr", "just now"},
		{"ar-EG", "ar-EG", "rtl", "الآن"},
		{"fa", "fa", "rtl", "just now"},
		{"he", "he", "rtl", "הרגע"},
		{"hi-IN", "hi-IN", "ltr", "अभी-अभी"},
		{"zh-CN", "zh-CN", "ltr", "刚刚"},
		{"ja-JP", "ja-JP", "ltr", "たった今"},
		{"zh-Hant", "zh-Hant", "ltr", "just now"},
		{"zh-TW", "zh-TW", "ltr", "just now"},
		{"", "en", "ltr", "just now"},
		{"no such\x00tag", "en", "ltr", "just now"},
	} {
		l := For(c.lang)
		if l.Tag() != c.tag || l.Dir() != c.dir || l.T("just now") != c.now {
			t.Errorf("%q: got %s %s %q, want %s %s %q", c.lang, l.Tag(), l.Dir(), l.T("just now"), c.tag, c.dir, c.now)
		}
	}
}

func TestRelativeTimesTurnIntoDatesAfterAWeek(t *testing.T) {
	l, now := For("en-GB"), time.Date(2026, 11, 8, 15, 7, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{
		-time.Second:       "just now",
		30 * time.Second:   "just now",
		time.Minute:        "1 minute ago",
		3 * time.Hour:      "3 hours ago",
		47 * time.Hour:     "1 day ago",
		8 * 24 * time.Hour: "31 October 2026",
		-2 * time.Hour:     "8 November 2026 at 17:07",
	} {
		if got := l.Relative(now.Add(-ago), now, time.UTC); got != want {
			t.Errorf("%v ago: got %q, want %q", ago, got, want)
		}
	}
}
