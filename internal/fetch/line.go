package fetch

import (
	"context"
	"strings"
	"sync"
)

// How many addresses are asked at once, and how many of them of one host.
const (
	AtOnce  = 8
	PerHost = 2
)

// lines are the places that those who ask wait for, one line for each host.
type lines struct {
	all   chan struct{}
	mu    sync.Mutex
	hosts map[string]*line
}

type line struct {
	places chan struct{}
	people int // in it or waiting
}

func newLines() *lines {
	return &lines{all: make(chan struct{}, AtOnce), hosts: map[string]*line{}}
}

// enter waits for a place with the host, and then for one of all, so that a
// host that does not answer keeps nobody else waiting.
func (l *lines) enter(ctx context.Context, host string) (leave func(), err error) {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	one := l.join(host)
	for i, places := range []chan struct{}{one.places, l.all} {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			if i > 0 {
				<-one.places
			}
			l.quit(host, one)
			return nil, ctx.Err()
		}
	}
	return func() {
		<-l.all
		<-one.places
		l.quit(host, one)
	}, nil
}

func (l *lines) join(host string) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.hosts[host]
	if one == nil {
		one = &line{places: make(chan struct{}, PerHost)}
		l.hosts[host] = one
	}
	one.people++
	return one
}

func (l *lines) quit(host string, one *line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if one.people--; one.people == 0 {
		delete(l.hosts, host)
	}
}
