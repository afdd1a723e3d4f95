package limit

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Behind has next see the reader's address where the connection comes from a
// trusted proxy: the last address of X-Forwarded-For that is not one of the
// trusted networks. Whatever stands before it the reader may have written, so
// it counts for nothing; a connection from elsewhere keeps its own address.
func Behind(trusted []netip.Prefix, next http.Handler) http.Handler {
	if len(trusted) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if reader, ok := behind(trusted, r); ok {
			seen := *r
			seen.RemoteAddr = net.JoinHostPort(reader.String(), "0")
			r = &seen
		}
		next.ServeHTTP(w, r)
	})
}

// behind gives the reader's address when a trusted proxy tells it.
func behind(trusted []netip.Prefix, r *http.Request) (reader netip.Addr, ok bool) {
	at, err := address(r.RemoteAddr)
	if err != nil || !within(trusted, at) {
		return netip.Addr{}, false
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		at, err := address(strings.TrimSpace(hop))
		if err != nil {
			return reader, ok
		}
		reader, ok = at, true
		if !within(trusted, at) {
			return reader, ok
		}
	}
	return reader, ok
}

func within(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

// address reads an address, with or without a port.
func address(s string) (netip.Addr, error) {
	if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return a.Unmap().WithZone(""), err
}
