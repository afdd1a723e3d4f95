package member

// ScanMost makes List look at no more than n members of a set for one page.
func (s *Store) ScanMost(n int64) { s.scanMost = n }

// BatchRows makes Import take n rows to a transaction.
func (s *Store) BatchRows(n int) { s.batchRows = n }
