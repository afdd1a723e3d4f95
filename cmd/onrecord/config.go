package main

import (
	"io"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/theme"
)

// commandLine is every command and flag. Each flag has an ONRECORD_ variable
// that says the same.
type commandLine struct {
	Log LogConfig `embed:"" prefix:"log-" envprefix:"ONRECORD_LOG_"`

	Serve   serveCommand   `cmd:"" help:"Run the site."`
	Token   tokenCommand   `cmd:"" help:"Make tokens for the API."`
	Staff   staffCommand   `cmd:"" help:"Let somebody on the staff back in."`
	Audit   auditCommand   `cmd:"" help:"Check the audit log."`
	Code    codeCommand    `cmd:"" help:"Take the owner's own code off the public pages."`
	Members membersCommand `cmd:"" help:"Move members in and out as CSV."`
	Seed    seedCommand    `cmd:"" help:"Fill a site with made-up load data."`
	Backup  backupCommand  `cmd:"" help:"Write database and files to one archive; the server may run."`
	Restore restoreCommand `cmd:"" help:"Fill an empty site from an archive; it sends nothing by itself."`
	Record  recordCommand  `cmd:"" help:"Move sources and claims in and out as JSON."`
	Check   checkCommand   `cmd:"" help:"Read Markdown files beside the record; print what to look at."`
	Theme   themeCommand   `cmd:"" help:"Make, check and pack a look of your own."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// LogConfig says what is logged to standard error, and how.
type LogConfig struct {
	Level  string `help:"Least level to log: debug, info, warn, error." default:"info" enum:"debug,info,warn,error" env:"LEVEL"`
	Format string `help:"Form of the log: text or json." default:"text" enum:"text,json" env:"FORMAT"`
}

func (c LogConfig) logger(w io.Writer) *slog.Logger {
	var least slog.Level
	least.UnmarshalText([]byte(c.Level)) //nolint:errcheck // the parser let only levels through
	o := &slog.HandlerOptions{Level: least}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// Place says where a site's things are; every command that touches a site has it.
type Place struct {
	Data     string `help:"Folder of the database and the files." default:"./data" type:"path" env:"ONRECORD_DATA"`
	Database string `help:"Database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Without it, SQLite in the data folder." placeholder:"URL" env:"ONRECORD_DATABASE"`
}

func (p Place) database() string {
	if p.Database != "" {
		return p.Database
	}
	return "sqlite:" + filepath.Join(p.Data, "onrecord.db")
}

func (p Place) files() string { return filepath.Join(p.Data, "files") }

// themes is where the themes of the publication lie.
func (p Place) themes() theme.Shelf { return theme.Shelf{Dir: filepath.Join(p.Data, "themes")} }

// Config is what the server needs to know.
type Config struct {
	Place
	Listen     string   `help:"Address to listen on." default:"127.0.0.1:8080" env:"ONRECORD_LISTEN"`
	BaseURL    string   `help:"Address that readers use, as in https://example.org. Without it, http and the listening address." name:"base-url" placeholder:"URL" env:"ONRECORD_BASE_URL"`
	SMTP       string   `help:"Mail server: smtp[s]://USER:PASSWORD@HOST:PORT?starttls=required|opportunistic|off. Without it, mail stays in the outbox of the admin." name:"smtp" placeholder:"URL" env:"ONRECORD_SMTP"`
	MediaQuota int64    `help:"Most that the media library may hold, in gigabytes." name:"media-quota" default:"50" env:"ONRECORD_MEDIA_QUOTA"`
	Proxies    []string `help:"Networks of the proxies in front, as in 127.0.0.1 or 10.0.0.0/8: from there X-Forwarded-For tells who reads. Without it, nobody is believed." name:"trust-proxy" placeholder:"NETWORK" env:"ONRECORD_TRUST_PROXY"`
	Theme      string   `help:"Folder of a theme that is used whatever the settings say; changes in it are shown at once." placeholder:"DIR" type:"path" env:"ONRECORD_THEME"`
	Demo       bool     `help:"Fill an empty site with the demo publication." env:"ONRECORD_DEMO"`

	beside bool // a command beside the server, not the server
}

// gigabyte is what --media-quota counts in, as the desk does.
const gigabyte = 1000_000_000

// check refuses what the server cannot run with, before anything is made.
func (c Config) check() error {
	_, port, err := net.SplitHostPort(c.Listen)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return fault.New(fault.Invalid, "--listen must be an address and a port, as in 127.0.0.1:8080.")
	}
	if c.MediaQuota < 1 || c.MediaQuota > math.MaxInt64/gigabyte {
		return fault.New(fault.Invalid, "--media-quota must be a number of gigabytes, 1 or more.")
	}
	if _, err := c.base(); err != nil {
		return err
	}
	if c.SMTP != "" {
		if _, err := mail.ParseSMTP(c.SMTP); err != nil {
			return err
		}
	}
	_, err = c.proxies()
	return err
}

// proxies are the networks whose word on who reads is believed.
func (c Config) proxies() ([]netip.Prefix, error) {
	var networks []netip.Prefix
	for _, s := range c.Proxies {
		p, err := netip.ParsePrefix(s)
		if a, bad := netip.ParseAddr(s); bad == nil {
			p, err = a.Prefix(a.BitLen())
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "--trust-proxy must be addresses or networks with commas between them, as in 127.0.0.1,10.0.0.0/8.").Because(err)
		}
		networks = append(networks, p.Masked())
	}
	return networks, nil
}

// base is the address readers use, checked.
func (c Config) base() (*url.URL, error) {
	raw := c.BaseURL
	if raw == "" {
		raw = "http://" + strings.NewReplacer("0.0.0.0", "127.0.0.1", "[::]", "127.0.0.1").Replace(c.Listen)
	}
	u, err := url.Parse(strings.TrimSuffix(raw, "/"))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
		return nil, fault.New(fault.Invalid, "--base-url must be http or https and a host alone, as in https://example.org.").Because(err)
	}
	return u, nil
}

// listener is where the server listens; invalid when that is no address yet.
func (c Config) listener() netip.AddrPort {
	listen := c.Listen
	if strings.HasPrefix(listen, ":") {
		listen = "[::]" + listen
	}
	at, err := netip.ParseAddrPort(listen)
	if err != nil {
		return netip.AddrPort{}
	}
	return at
}
