package media

import (
	"bytes"
	"encoding/binary"
	"strings"

	"onrecord/internal/fault"
)

// Limits of sounds and films, in bytes. They are kept as they came, so nothing
// of them is ever held in memory as a whole.
const (
	MaxAudio = 200 << 20
	MaxVideo = 1 << 30
)

// maxOf is the most bytes that a file of a kind may have; "" is any kind.
func maxOf(kind string) int64 {
	switch kind {
	case Picture:
		return MaxBytes
	case Audio:
		return MaxAudio
	}
	return MaxVideo
}

// recording is a sound or a film by its first bytes.
type recording struct{ kind, mime string }

// recordingOf tells by its first bytes what sort of sound or film a file is;
// nil if it is none that browsers play. An MP4 is taken for a film until its
// tracks are read.
func recordingOf(head []byte) *recording {
	at := func(i int, s string) bool { return len(head) >= i+len(s) && string(head[i:i+len(s)]) == s }
	switch {
	case at(0, "ID3"), mp3Frame(head):
		return &recording{Audio, "audio/mpeg"}
	case at(0, "fLaC"):
		return &recording{Audio, "audio/flac"}
	case at(0, "RIFF") && at(8, "WAVE"):
		return &recording{Audio, "audio/wav"}
	case at(0, "OggS") && (bytes.Contains(head, []byte("OpusHead")) || bytes.Contains(head, []byte("\x01vorbis"))):
		return &recording{Audio, "audio/ogg"}
	case at(4, "ftyp") && len(head) >= 12 && strings.Contains(mp4Brands, string(head[8:12])+"|"):
		return &recording{Video, "video/mp4"}
	case at(0, "\x1a\x45\xdf\xa3") && bytes.Contains(head[:min(len(head), 64)], []byte("webm")):
		return &recording{Video, "video/webm"}
	}
	return nil
}

// mp4Brands are the sorts of MP4 that browsers play; pictures in the same
// container and QuickTime are not among them.
const mp4Brands = "isom|iso2|iso3|iso4|iso5|iso6|mp41|mp42|avc1|M4V |M4A |M4B |dash|MSNV|"

// mp3Frame tells whether a frame of MPEG audio, layer III, begins here.
func mp3Frame(b []byte) bool {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return false
	}
	version, layer, rate, frequency := b[1]>>3&3, b[1]>>1&3, b[2]>>4, b[2]>>2&3
	return version != 1 && layer == 1 && rate != 0 && rate != 15 && frequency != 3
}

// kindOf is the kind of a file by its first bytes; "" for what is not taken.
func kindOf(head []byte) string {
	if formatOf(head) != nil {
		return Picture
	}
	if r := recordingOf(head); r != nil {
		return r.kind
	}
	return ""
}

// checkBeginning refuses what cannot be taken in by its first bytes, before the
// rest is sent.
func checkBeginning(head []byte, size int64) error {
	kind := kindOf(head)
	if kind == "" {
		return unsupported(head)
	}
	return checkBytes(kind, size)
}

func checkBytes(kind string, size int64) error {
	if most := maxOf(kind); size > most {
		return fault.New(fault.TooLarge, "The %s is larger than %d MB; please make it smaller.", noun[kind], most>>20)
	}
	return nil
}

// noun is how a kind is called where it is clear which one is meant.
var noun = map[string]string{Picture: "picture", Audio: "sound", Video: "film", "": "file"}

func synchsafe(b []byte) int64 {
	n := binary.BigEndian.Uint32(b)
	return int64(n&0x7f | n>>1&0x3f80 | n>>2&0x1fc000 | n>>3&0xfe00000)
}
