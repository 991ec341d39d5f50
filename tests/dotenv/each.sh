# Parsers that are programs, one start for each file.
cd "$2" || exit 1
show='for (const k of ["AA","KK","BB"]) { if (process.env[k] === undefined) process.exit(1); process.stdout.write(process.env[k] + "\0") }'
printf '%s' "$show" >show.cjs
i=0
while [ -e "$i.env" ]; do
  case $1 in
  node) env -u AA -u KK -u BB node --env-file="$i.env" show.cjs ;;
  bun) env -u AA -u KK -u BB bun --env-file="$i.env" show.cjs ;;
  deno) env -u AA -u KK -u BB deno run --quiet --allow-env --env-file="$i.env" show.cjs ;;
  uv) env -u AA -u KK -u BB uv run --quiet --offline --no-project --env-file "$i.env" node show.cjs ;;
  direnv) env -i PATH="$PATH" HOME="$PWD" bash -c 'eval "$(direnv dotenv bash "$1")" && exec node show.cjs' bash "$i.env" ;;
  make) printf 'include %s.env\nexport AA KK BB\nall:\n\t@node show.cjs\n' "$i" | env -u AA -u KK -u BB make -s -f - ;;
  dotenvx) env -u AA -u KK -u BB dotenvx run --quiet -f "$i.env" -- node show.cjs ;;
  compose)
    printf 'services:\n  s:\n    image: i\n    env_file: %s.env\n' "$i" >compose.yaml
    # What is shown could be read again, so every dollar sign in it is doubled.
    docker-compose config --format json |
      node -e 'const d = JSON.parse(require("fs").readFileSync(0)).services.s.environment; for (const k of ["AA","KK","BB"]) process.stdout.write(d[k].replaceAll("$$", "$") + "\0")'
    ;;
  kubectl) kubectl create secret generic x --dry-run=client -o json --from-env-file="$i.env" |
    node -e 'const d = JSON.parse(require("fs").readFileSync(0)).data; for (const k of ["AA","KK","BB"]) process.stdout.write(Buffer.from(d[k], "base64").toString() + "\0")' ;;
  esac >"$i.tmp" 2>"$i.err" && mv "$i.tmp" "$i.out"
  i=$((i + 1))
done
