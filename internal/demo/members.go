package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"onrecord/internal/member"
)

const memberCount = 320

var (
	firstNames = strings.Fields(`Ada Alba Anselm Arlo Astrid Basil Beatrix Bela Birgit Blythe Bruno Caspian Cecily Clement
		Cora Cosmo Dagny Dario Delphine Edda Edmund Elspeth Emrys Esme Fabian Fern Flora Florian Freya Gideon Greta Gwen
		Hal Hedda Helga Hollis Ida Imogen Ingo Iona Isidor Ivo Jory Juna Juno Kaspar Kit Lena Leopold Linnet Lorna Ludo
		Mabel Magnus Maren Marit Matthias Merle Milo Minna Moss Nell Nora Odo Olive Orla Oskar Otis Otto Pascal Pearl
		Petra Philippa Pia Quentin Ramona Rhys Rosa Rosalind Rufus Runa Sanna Selma Silas Sunniva Sylvie Tamsin Thea
		Tilda Tobias Una Ursula Vesna Viggo Wanda Wilf Willa Xenia Yara Yorick Zelda`)
	lastNames = strings.Fields(`Abernathy Alder Applegarth Ashdown Barrow Beck Bellweather Birch Bracken Brack Cairn
		Catchpole Coombe Copperthwaite Crake Crowther Culver Dale Drury Dray Eastlake Ebbing Elderkin Fairweather Farraway
		Fenwick Finch Flint Foxglove Gale Garrick Greenhough Hale Harker Hawthorne Heron Hollis Holt Ivory Jessop Kestrel
		Kittiwake Larkspur Ledger Linden Lovage Marlowe Maudsley Merrow Mossop Northgate Oakley Osgood Pellow Penhale
		Pickering Plover Prynne Quill Rackham Redfern Roke Rushmore Sedge Shearwater Skerry Sorrel Starling Stokes Swale
		Tansy Teague Thistle Thrift Tolliver Underhill Vane Vey Wetherby Whin Wick Windermere Wrack Yarrow`)
	domains    = []string{"post.farrow.example", "mail.farrow.example", "gullstreet.example", "mainland.example", "letters.example", "ferrymail.example"}
	someLabels = []string{"boat owner", "founding", "gift", "mainland", "school"}
)

// addMembers invents readers at addresses that can never reach anybody. The
// same ones come every time.
func (f *filler) addMembers(ctx context.Context) error {
	have, err := f.Members.List(ctx, member.Filter{Limit: 1})
	if err != nil {
		return err
	}
	if len(have.Members) == 0 {
		if err := f.Members.InsertBulk(ctx, f.members()); err != nil {
			return err
		}
	}
	for range memberCount / 100 {
		f.step()
	}
	return nil
}

// between is when somebody who came at one time had gone at another.
func between(came, now time.Time) time.Time { return came.Add(now.Sub(came) * 7 / 10) }

func (f *filler) members() []member.Seed {
	random := rand.New(rand.NewPCG(903, 11))
	seen := map[string]bool{}
	var list []member.Seed
	for len(list) < memberCount {
		first, last := firstNames[random.IntN(len(firstNames))], lastNames[random.IntN(len(lastNames))]
		if seen[first+last] {
			continue
		}
		seen[first+last] = true
		m := member.Seed{
			Email:  strings.ToLower(fmt.Sprintf("%s.%s@%s", first, last, domains[random.IntN(len(domains))])),
			Name:   first + " " + last,
			Status: member.Active,
			// More of them came lately, as with a paper that is read on.
			CreatedAt: f.now.Add(-time.Duration(random.Float64() * random.Float64() * 400 * 24 * float64(time.Hour))),
		}
		switch {
		case len(list)%29 == 13:
			m.Status, m.EndedAt = member.Unsubscribed, between(m.CreatedAt, f.now)
		case len(list)%97 == 50:
			m.Status, m.EndedAt = member.Bounced, between(m.CreatedAt, f.now)
		}
		for _, label := range someLabels {
			if random.IntN(6) == 0 {
				m.Labels = append(m.Labels, label)
			}
		}
		for i, id := range f.newsletters {
			if random.IntN(10) < 8-3*i {
				m.NewsletterIDs = append(m.NewsletterIDs, id)
			}
		}
		list = append(list, m)
	}
	slices.SortStableFunc(list, func(a, b member.Seed) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return list
}
