package admin

import (
	"fmt"
	"html/template"
)

// shapes are the icons, as paths on a grid of 20 by 20.
var shapes = map[string]string{
	"bold":    `<path d="M6 4h5a3 3 0 0 1 0 6H6zM6 10h6a3 3 0 0 1 0 6H6z"/>`,
	"italic":  `<path d="M8 4h7M5 16h7M12 4 8 16"/>`,
	"link":    `<path d="M8.5 11.5a3 3 0 0 0 4.2 0l3-3a3 3 0 0 0-4.2-4.2L10 5.8M11.5 8.5a3 3 0 0 0-4.2 0l-3 3a3 3 0 0 0 4.2 4.2l1.5-1.5"/>`,
	"heading": `<path d="M5 4v12M15 4v12M5 10h10"/>`,
	"quote":   `<path d="M4 4v12M8 6h8M8 10h8M8 14h5"/>`,
	"list":    `<path d="M8 5h8M8 10h8M8 15h8M4 5h.01M4 10h.01M4 15h.01"/>`,
	"picture": `<rect x="3" y="4" width="14" height="12" rx="1.5"/><path d="m3.5 14 4-4 3 3 2-2 4 4M13 8h.01"/>`,
	"audio":   `<path d="M8 14.5V4.5l8-1.5v10M8 14.5a2 2 0 1 1-2-2 2 2 0 0 1 2 2zM16 13a2 2 0 1 1-2-2 2 2 0 0 1 2 2z"/>`,
	"video":   `<rect x="3" y="4" width="14" height="12" rx="1.5"/><path d="m8.5 7.5 4 2.5-4 2.5z"/>`,
	"remark":  `<path d="M4 5h12v8H9l-4 3.5V13H4z"/>`,
	"back":    `<path d="m12 4-6 6 6 6"/>`,
	"menu":    `<path d="M3 6h14M3 10h14M3 14h14"/>`,
	"grip":    `<path d="M7.5 5h.01M12.5 5h.01M7.5 10h.01M12.5 10h.01M7.5 15h.01M12.5 15h.01" stroke-width="2.6"/>`,
	"eye":     `<path d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z"/><circle cx="10" cy="10" r="2"/>`,
}

// icon draws one; its button says in words what it does.
func icon(name string) (template.HTML, error) {
	shape, ok := shapes[name]
	if !ok {
		return "", fmt.Errorf("no icon %q", name)
	}
	return template.HTML(`<svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">` + shape + `</svg>`), nil
}
