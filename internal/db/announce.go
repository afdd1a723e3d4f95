package db

import "sync"

// listeners are those in this process who want to hear of commits.
type listeners struct {
	mu   sync.RWMutex
	next int
	by   map[string]map[int]func(values []string)
}

// Listen has f called after each commit, through this DB, of a transaction
// that announced something under topic. f must be quick: the writer waits for
// it. What other processes commit is not heard.
func (d *DB) Listen(topic string, f func(values []string)) (stop func()) {
	l := &d.listeners
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil {
		l.by = map[string]map[int]func([]string){}
	}
	if l.by[topic] == nil {
		l.by[topic] = map[int]func([]string){}
	}
	l.next++
	id := l.next
	l.by[topic][id] = f
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.by[topic], id)
	}
}

// Announce tells the listeners of this process about values once the
// transaction is committed.
func (t *Tx) Announce(topic string, values ...string) {
	l := t.listeners
	t.OnCommit(func() {
		l.mu.RLock()
		defer l.mu.RUnlock()
		for _, f := range l.by[topic] {
			f(values)
		}
	})
}
