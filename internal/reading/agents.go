package reading

import "sync"

// agents remembers which names are of machines: a site is read by some hundred
// browsers, and to look through a name takes longer than all the rest. What is
// beyond the limit is looked at each time, until the next Flush begins anew.
type agents struct {
	mu    sync.RWMutex
	known map[string]bool
}

const mostAgents = 2000

func (a *agents) machine(agent string) bool {
	if len(agent) > mostAgent {
		return true
	}
	a.mu.RLock()
	m, known := a.known[agent]
	full := len(a.known) >= mostAgents
	a.mu.RUnlock()
	if known {
		return m
	}
	m = machine(agent)
	if full {
		return m
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known == nil {
		a.known = map[string]bool{}
	}
	a.known[agent] = m
	return m
}

// forget makes room once there is none.
func (a *agents) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.known) >= mostAgents {
		a.known = nil
	}
}
