package fetch

// InLine is how many ask a host or wait to, for tests.
func (c *Client) InLine(host string) int {
	c.lines.mu.Lock()
	defer c.lines.mu.Unlock()
	if one := c.lines.hosts[host]; one != nil {
		return one.people
	}
	return 0
}
