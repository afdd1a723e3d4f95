// Command art draws the pictures of the demo publication. Run it from the top
// of the repository:
//
//	go run ./internal/demo/art [-into DIR] [NAME...]
//
// Each picture is a function; the same one is drawn every time.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"log"
	"os"
	"path/filepath"
	"slices"
)

// heaviest is how many bytes a picture may have.
const heaviest = 150_000

type picture struct {
	name string
	w, h int
	draw func(*canvas)
}

func main() {
	into := flag.String("into", "internal/demo/content/images", "folder to draw into")
	flag.Parse()
	for i, p := range pictures {
		if flag.NArg() > 0 && !slices.Contains(flag.Args(), p.name) {
			continue
		}
		c := newCanvas(p.w, p.h, uint64(i+1))
		p.draw(c)
		data, quality, err := encode(c.image(.028))
		if err == nil {
			err = os.WriteFile(filepath.Join(*into, p.name+".jpg"), data, 0o644)
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-20s %4d KB at quality %d\n", p.name, len(data)/1000, quality)
	}
}

// encode finds the best quality that is not too heavy.
func encode(m image.Image) (data []byte, quality int, err error) {
	for quality = 90; quality > 40; quality -= 3 {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
			return nil, 0, err
		}
		if b.Len() <= heaviest {
			return b.Bytes(), quality, nil
		}
	}
	return nil, 0, fmt.Errorf("a picture has too much detail for %d bytes", heaviest)
}
