package web

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/menu"
	"onrecord/internal/newsletter"
	"onrecord/internal/site"
)

// shell is what every page shows around its own part. It is read once and kept
// until one of its tags changes, here or in another process.
type shell struct {
	site        site.Site
	menus       menu.Menus
	code        site.Code
	logo        *Picture
	wideLogo    bool
	newsletters []newsletter.Newsletter
}

// shellTags are what a shell depends on, and so every page that has one.
var shellTags = []string{"site", "sections", "list:page", "newsletters"}

// shellFresh is how long a shell is used without asking again, should nobody
// say that it changed.
const shellFresh = time.Second

// shells keeps the shell of now. A generation counts the changes, so that what
// was read before one is not kept after it.
type shells struct {
	mu         sync.Mutex
	generation int64
	kept       *shell
	at         time.Time
}

// heard drops the shell when tags name a part of it, or are nil.
func (k *shells) heard(tags []string) {
	ours := func(tag string) bool {
		return slices.Contains(shellTags, tag) || strings.HasPrefix(tag, "media:") || strings.HasPrefix(tag, "tag:")
	}
	if tags != nil && !slices.ContainsFunc(tags, ours) {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.generation++
	k.kept = nil
}

func (k *shells) get() (*shell, int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept != nil && time.Since(k.at) < shellFresh {
		return k.kept, k.generation
	}
	return nil, k.generation
}

func (k *shells) keep(v *shell, generation int64, at time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.generation == generation {
		k.kept, k.at = v, at
	}
}

// shell gives what is around every page; nobody may change it.
func (s *Web) shell(ctx context.Context) (*shell, error) {
	v, generation := s.shells.get()
	if v != nil {
		return v, nil
	}
	at := time.Now()
	v, err := s.readShell(ctx)
	if err != nil {
		return nil, err
	}
	s.shells.keep(v, generation, at)
	return v, nil
}

func (s *Web) readShell(ctx context.Context) (v *shell, err error) {
	v = &shell{}
	v.site, err = s.Site.Get(ctx)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.Unavailable, notReady)
	}
	if err != nil {
		return nil, err
	}
	if v.code, err = s.Site.Code(ctx); err != nil {
		return nil, err
	}
	if v.menus, err = menu.Of(ctx, v.site, s.Posts); err != nil {
		return nil, err
	}
	if v.newsletters, err = s.Newsletters.List(ctx, false); err != nil {
		return nil, err
	}
	if v.site.LogoMediaID == 0 {
		return v, nil
	}
	found, err := s.Media.ByIDs(ctx, []int64{v.site.LogoMediaID})
	if m, ok := found[v.site.LogoMediaID]; ok {
		v.logo, v.wideLogo = picture(m, "", 480), m.Width >= 2*m.Height
	}
	return v, err
}
