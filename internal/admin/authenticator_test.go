package admin_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// device is an authenticator with one ES256 key, written from the standard:
// it shares nothing with the library that it is to convince.
type device struct {
	t               testing.TB
	key             *ecdsa.PrivateKey
	id              []byte
	host, origin    string
	handle          string
	counter         uint32
	verifiesNothing bool
}

func newDevice(t testing.TB, origin string) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &device{t: t, key: key, id: []byte(rand.Text()), host: "localhost", origin: origin}
}

type asked struct {
	Challenge string `json:"challenge"`
	User      struct {
		ID string `json:"id"`
	} `json:"user"`
	AuthenticatorSelection struct {
		ResidentKey      string `json:"residentKey"`
		UserVerification string `json:"userVerification"`
	} `json:"authenticatorSelection"`
	UserVerification string            `json:"userVerification"`
	Exclude          []json.RawMessage `json:"excludeCredentials"`
}

func (d *device) read(options string) (o asked) {
	d.t.Helper()
	if err := json.Unmarshal([]byte(options), &o); err != nil {
		d.t.Fatalf("options %q: %v", options, err)
	}
	return o
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (d *device) client(kind, challenge string) []byte {
	b, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

// data is the authenticator data: hash of the host, flags, counter.
func (d *device) data(flags byte, more []byte) []byte {
	host := sha256.Sum256([]byte(d.host))
	if !d.verifiesNothing {
		flags |= 0x04
	}
	d.counter++
	return append(binary.BigEndian.AppendUint32(append(host[:], flags|0x01), d.counter), more...)
}

// create answers what the browser's credentials.create gives.
func (d *device) create(options string) string {
	o := d.read(options)
	if o.AuthenticatorSelection.ResidentKey != "required" || o.AuthenticatorSelection.UserVerification != "required" {
		d.t.Errorf("asked for %+v", o.AuthenticatorSelection)
	}
	d.handle = o.User.ID
	public, err := d.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		d.t.Fatal(err)
	}
	cose := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, public[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 0x20), public[33:]...)
	attested := append(make([]byte, 16), 0, byte(len(d.id)))
	data := d.data(0x40, append(append(attested, d.id...), cose...))
	object := []byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58")
	object = append(append(object, byte(len(data))), data...)
	return d.answer(map[string]any{
		"clientDataJSON": b64(d.client("webauthn.create", o.Challenge)), "attestationObject": b64(object), "transports": []string{"internal"},
	})
}

// get answers what the browser's credentials.get gives.
func (d *device) get(options string) string {
	o := d.read(options)
	if o.UserVerification != "required" {
		d.t.Errorf("asked for %+v", o)
	}
	client, data := d.client("webauthn.get", o.Challenge), d.data(0, nil)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": d.handle,
	})
}

func (d *device) answer(response map[string]any) string {
	b, err := json.Marshal(map[string]any{
		"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response,
		"clientExtensionResults": map[string]any{}, "authenticatorAttachment": "platform",
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return string(b)
}
