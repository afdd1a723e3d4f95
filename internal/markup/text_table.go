package markup

import "strings"

// gap parts the columns of a table.
const gap = "  "

type textRow struct {
	cells  []string
	header bool
}

// table writes a table in columns, or row by row with the names of the columns
// where the lines would be too long.
func (w *textWriter) table(n *node, width int) []string {
	var lines []string
	if caption := find(n, "caption"); caption != nil {
		lines = wrap(w.inline(caption.kids), width)
	}
	rows, right := w.rows(n)
	widths, total := columnWidths(rows)
	if total <= width {
		return append(lines, inColumns(rows, widths, right)...)
	}
	return append(lines, inRecords(rows, width)...)
}

// rows reads the rows of a table and which of its columns are aligned right.
func (w *textWriter) rows(n *node) ([]textRow, map[int]bool) {
	var rows []textRow
	right := map[int]bool{}
	each(n.kids, func(tr *node) {
		if tr.tag != "tr" {
			return
		}
		row := textRow{header: true}
		for _, cell := range tr.kids {
			if cell.tag != "td" && cell.tag != "th" {
				continue
			}
			if cell.attr("align") == "right" {
				right[len(row.cells)] = true
			}
			row.header = row.header && cell.tag == "th"
			row.cells = append(row.cells, strings.Join(strings.Fields(w.inline(cell.kids)), " "))
			for range atoi(cell.attr("colspan")) - 1 {
				row.cells = append(row.cells, "")
			}
		}
		rows = append(rows, row)
	})
	return rows, right
}

func columnWidths(rows []textRow) (widths []int, total int) {
	for _, row := range rows {
		for i, cell := range row.cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(cell))
		}
	}
	for _, w := range widths {
		total += w + len(gap)
	}
	return widths, total - len(gap)
}

func inColumns(rows []textRow, widths []int, right map[int]bool) []string {
	var lines []string
	for i, row := range rows {
		var b strings.Builder
		for c, cell := range row.cells {
			pad := strings.Repeat(" ", widths[c]-columns(cell))
			if right[c] {
				b.WriteString(pad + cell + gap)
			} else {
				b.WriteString(cell + pad + gap)
			}
		}
		lines = append(lines, strings.TrimRight(b.String(), " "))
		if row.header && (i+1 == len(rows) || !rows[i+1].header) {
			var rule []string
			for _, w := range widths {
				rule = append(rule, strings.Repeat("-", w))
			}
			lines = append(lines, strings.Join(rule, gap))
		}
	}
	return lines
}

func inRecords(rows []textRow, width int) []string {
	var names []string
	var lines []string
	for _, row := range rows {
		if row.header {
			names = row.cells
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		for i, cell := range row.cells {
			if cell == "" {
				continue
			}
			if i < len(names) && names[i] != "" {
				cell = names[i] + ": " + cell
			}
			lines = append(lines, prefixed(wrap(cell, width-2), "", "  ")...)
		}
	}
	return lines
}
