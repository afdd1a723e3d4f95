package main

// pictures are all there are, in the order of their seeds.
var pictures = []picture{
	{"lighthouse", width, height, lighthouse},
	{"storm", width, height, storm},
	{"nightsky", width, height, nightsky},
	{"harbour", width, height, harbour},
	{"ferry", width, height, ferry},
	{"bees", width, height, bees},
	{"tern", width, height, tern},
	{"school", width, height, school},
	{"orchard", width, height, orchard},
	{"tidemill", width, height, tidemill},
	{"market", width, height, market},
	{"bakery", width, height, bakery},
	{"concert", width, height, concert},
	{"bridge", width, height, bridge},
	{"saltmarsh", width, height, saltmarsh},
	{"portrait-calloway", square, square, calloway},
	{"portrait-tolliver", square, square, tolliver},
	{"portrait-oake", square, square, oake},
	{"portrait-dane", square, square, dane},
	{"portrait-marsh", square, square, marsh},
	{"portrait-finch", square, square, finch},
}
