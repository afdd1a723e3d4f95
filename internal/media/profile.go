package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
)

// A colour profile is the one thing kept of a picture's metadata: without it
// the photos of most phones, which are in Display P3, would look dull.

const maxProfile = 64 << 10

// usefulProfile is p if it is a sound RGB profile other than sRGB, which is
// what browsers take a picture for anyway; else nil.
func usefulProfile(p []byte) []byte {
	const headerLen = 128
	sound := len(p) >= headerLen && len(p) <= maxProfile &&
		binary.BigEndian.Uint32(p) == uint32(len(p)) &&
		string(p[16:20]) == "RGB " && string(p[36:40]) == "acsp"
	if !sound || bytes.Contains(p, []byte("sRGB IEC61966")) || bytes.Contains(p, []byte("\x00s\x00R\x00G\x00B\x00 \x00I\x00E\x00C")) {
		return nil
	}
	return p
}

// withProfileJPEG puts a profile after the start mark of an encoded JPEG.
func withProfileJPEG(file, profile []byte) []byte {
	if len(profile) == 0 {
		return file
	}
	const most = 65535 - 2 - 14 // of profile in one segment
	count := (len(profile) + most - 1) / most
	out := append(make([]byte, 0, len(file)+len(profile)+count*18), file[:2]...)
	for i := range count {
		part := profile[i*most : min((i+1)*most, len(profile))]
		out = append(out, 0xff, markAPP2)
		out = binary.BigEndian.AppendUint16(out, uint16(2+14+len(part)))
		out = append(out, "ICC_PROFILE\x00"...)
		out = append(out, byte(i+1), byte(count))
		out = append(out, part...)
	}
	return append(out, file[2:]...)
}

// withProfilePNG puts a profile after the header chunk of an encoded PNG.
func withProfilePNG(file, profile []byte) []byte {
	if len(profile) == 0 {
		return file
	}
	var body bytes.Buffer
	body.WriteString("iCCPprofile\x00\x00")
	z := zlib.NewWriter(&body)
	z.Write(profile) //nolint:errcheck // a buffer takes everything
	z.Close()        //nolint:errcheck // as above
	const header = 8 + 12 + 13
	out := append(make([]byte, 0, len(file)+body.Len()+8), file[:header]...)
	out = binary.BigEndian.AppendUint32(out, uint32(body.Len()-4))
	out = append(out, body.Bytes()...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body.Bytes()))
	return append(out, file[header:]...)
}
