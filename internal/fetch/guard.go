package fetch

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"

	"onrecord/internal/fault"
)

const (
	notAddress = "This is not the address of a web page; it begins with https:// or http://."
	notPublic  = "This address leads to a private network and is not asked."
	ownSite    = "This address is the site’s own."
)

func notAnAddress(cause error) error { return fault.New(fault.Invalid, notAddress).Because(cause) }

// Own tells whether an error says that an address is the site's own.
func Own(err error) bool {
	e, ok := fault.As(err)
	return ok && e.Format == ownSite
}

func (c *Client) parse(address string) (*url.URL, error) {
	address = strings.TrimSpace(address)
	if len(address) > MaxAddress {
		return nil, fault.New(fault.Invalid, "This address is longer than %d characters.", MaxAddress)
	}
	at, err := url.Parse(address)
	if err != nil {
		return nil, notAnAddress(err)
	}
	at.Fragment, at.RawFragment = "", ""
	return at, c.check(at)
}

// check refuses an address by what it says, before anything is looked up. What
// a name leads to is seen by control.
func (c *Client) check(at *url.URL) error {
	host := at.Hostname()
	switch {
	case at.Scheme != "http" && at.Scheme != "https", at.Opaque != "", host == "", strings.Contains(host, "%"):
		return notAnAddress(nil)
	case at.User != nil:
		return fault.New(fault.Invalid, "An address with a name or password in it is not asked.")
	case c.own(at):
		return fault.New(fault.Invalid, ownSite)
	case at.Port() != "" && at.Port() != "80" && at.Port() != "443" && !c.openPort(at):
		return fault.New(fault.Invalid, "Only the usual ports of the web, 80 and 443, are asked.")
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		if endsInNumber(host) {
			return fault.New(fault.Invalid, notPublic)
		}
		return nil
	}
	if ip.Is4In6() {
		return fault.New(fault.Invalid, notPublic)
	}
	return c.dialable(netip.AddrPortFrom(ip, port(at)))
}

// openPort lets a test use the port of its own server; no address is known yet.
func (c *Client) openPort(at *url.URL) bool {
	return c.Open != nil && c.Open(netip.AddrPortFrom(netip.Addr{}, port(at)))
}

func port(at *url.URL) uint16 {
	if n, err := strconv.ParseUint(at.Port(), 10, 16); err == nil {
		return uint16(n)
	}
	if at.Scheme == "https" {
		return 443
	}
	return 80
}

// own tells whether an address is of the site itself.
func (c *Client) own(at *url.URL) bool {
	if c.Site == nil {
		return false
	}
	same := func(u *url.URL) string { return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".") }
	usual := func(u *url.URL) bool { p := port(u); return p == 80 || p == 443 }
	return same(at) == same(c.Site) && (port(at) == port(c.Site) || usual(at) && usual(c.Site))
}

// endsInNumber tells a host that some resolvers take for an IPv4 address in
// another spelling: 127.1, 0x7f000001, 017700000001.
func endsInNumber(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := strings.ToLower(host[strings.LastIndexByte(host, '.')+1:])
	if last == "" {
		return true
	}
	digits := strings.Trim(last, "0123456789") == ""
	hex, isHex := strings.CutPrefix(last, "0x")
	return digits || isHex && strings.Trim(hex, "0123456789abcdef") == ""
}

// control is called for each connection right before it is made, with the
// address that the kernel will connect to.
func (c *Client) control(network, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !strings.HasPrefix(network, "tcp") {
		return fault.New(fault.Invalid, notPublic).Because(err)
	}
	return c.dialable(at)
}

// dialable refuses what is not public, and this program itself.
func (c *Client) dialable(at netip.AddrPort) error {
	if c.Open != nil && c.Open(at) && !c.listens(at) {
		return nil
	}
	if !public(at.Addr()) || at.Port() != 80 && at.Port() != 443 || c.listens(at) {
		return fault.New(fault.Invalid, notPublic)
	}
	return nil
}

// listens tells whether this program itself answers at an address.
func (c *Client) listens(at netip.AddrPort) bool {
	if !c.Listener.IsValid() || at.Port() != c.Listener.Port() {
		return false
	}
	ip := at.Addr().Unmap().WithZone("")
	if own := c.Listener.Addr().Unmap(); !own.IsUnspecified() {
		return ip == own
	}
	mine, err := net.InterfaceAddrs()
	if err != nil {
		return true // better one page too few than one of our own
	}
	for _, a := range mine {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Unmap() == ip {
			return true
		}
	}
	return false
}

// global is what IPv6 gives out to the world so far; everything else, such as
// loopback, link-local, unique local, mapped and NAT64 addresses, is not in it.
var global = netip.MustParsePrefix("2000::/3")

// special are the blocks of the IANA registries that lead elsewhere than to one
// public host.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"2001::/23",     // protocols: Teredo, benchmarks, ORCHID
	"2001:db8::/32", // documentation
	"2002::/16",     // 6to4: an IPv4 address within
	"3fff::/20",     // documentation
)

func prefixes(list ...string) (out []netip.Prefix) {
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// public tells whether an address belongs to one host of the public internet.
func public(ip netip.Addr) bool {
	if !ip.IsValid() || ip.Zone() != "" || ip.Is4In6() || ip.Is6() && !global.Contains(ip) {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}
