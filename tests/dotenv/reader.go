package main

import (
	"fmt"
	"os"

	"github.com/joho/godotenv"
)

func main() {
	folder := os.Args[2]
	for i := 0; ; i++ {
		path := fmt.Sprintf("%s/%d.env", folder, i)
		if _, err := os.Stat(path); err != nil {
			return
		}
		env, err := godotenv.Read(path)
		if err != nil {
			continue
		}
		text := ""
		for _, key := range []string{"AA", "KK", "BB"} {
			value, ok := env[key]
			if !ok {
				text = ""
				break
			}
			text += value + "\x00"
		}
		if text != "" {
			_ = os.WriteFile(fmt.Sprintf("%s/%d.out", folder, i), []byte(text), 0o600)
		}
	}
}
