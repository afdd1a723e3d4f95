package seed

// What the made-up posts and people are made of. All of it is invented.
var (
	sectionNames = []string{"Harbour", "Weather", "Schools", "Food", "Nature", "Roads", "Music", "Letters"}
	tagNames     = []string{"Ferries", "Tides", "Orchards", "Bridges", "Lighthouses", "Markets", "Libraries", "Beekeeping", "Storms", "Trails", "Bakeries", "Concerts", "Seals", "Wells", "Gardens", "Maps"}
	authorNames  = []string{"Ada Fennimore", "Bram Oystergate", "Cleo Marrow", "Dov Harrowby", "Elin Castaway", "Finn Tallowick", "Greta Saltmarsh", "Hugo Windrow"}
	labels       = []string{"founder", "school", "ferry", "choir", "book club", "press"}
	domains      = []string{"example.org", "example.com", "example.net", "mail.example", "post.example"}
	joins        = []string{", and ", ", while ", ", though ", ", so ", "; "}

	subjects = []string{
		"the harbour crew", "a class of nine-year-olds", "the ferry company", "the beekeepers of the north shore", "the island library",
		"a retired clockmaker", "the lighthouse trust", "the weather station", "two bakers", "the choir", "a group of walkers",
		"the orchard keepers", "the bridge wardens", "the night market", "a map maker", "the swimming club", "the seal watchers",
		"the school kitchen", "the tide-mill volunteers", "the rope makers", "a family of potters", "the botanical garden",
	}
	verbs = []string{
		"counted", "repaired", "opened", "measured", "welcomed", "planted", "painted", "moved", "recorded", "planned", "found", "rebuilt",
		"lent", "tested", "named", "shared", "restored", "cleaned", "mapped", "celebrated", "postponed", "doubled",
	}
	objects = []string{
		"a new slipway", "forty apple trees", "the old signal lamp", "three footbridges", "a record low tide", "the winter timetable",
		"a hundred recipes", "the marsh path", "a borrowed telescope", "the first oysters", "a shelf of logbooks", "the summer concert",
		"a quieter engine", "the rain gauges", "a colony of terns", "the village well", "hand-drawn charts", "a barn roof", "two wooden boats",
		"the seed exchange", "a bell from the wreck", "the honey harvest",
	}
	places = []string{
		"by the eastern mole", "at Lantern Point", "on Gull Street", "in the upper valley", "near the salt pans", "behind the tide mill",
		"at the old customs house", "along the cliff path", "in Quarry Lane", "on the western beach", "under the long bridge", "at Sandgate",
	}
	firstNames = []string{
		"Anouk", "Basil", "Cosima", "Dario", "Edda", "Fabian", "Gwen", "Hamid", "Ines", "Jonas", "Kaia", "Leif", "Mira", "Nils", "Oona",
		"Pavel", "Quentin", "Rosa", "Sami", "Tilda", "Ugo", "Vera", "Wim", "Xenia", "Yusuf", "Zora", "Ásta", "Björn", "Chloé", "Émile", "José", "Łucja",
	}
	lastNames = []string{
		"Abernathy", "Brightwater", "Calloway", "Dunmore", "Eastlake", "Farrow", "Greenholm", "Hollis", "Ironside", "Juniper", "Kestrel",
		"Larkspur", "Merriweather", "Northgate", "Oakhurst", "Pemberton", "Quill", "Ravenhill", "Silverton", "Thistlewood", "Underhill",
		"Vantage", "Wetherby", "Yarrow", "Zephyr", "Ashgrove", "Birchall", "Copperfield", "Drumlin", "Elderberry",
	}
)
