#!/usr/bin/env bash
# A simulated nation of 100,000 officials: what was planted in it stands in the list of what is worth acting on, as the Commission reads it.
# KARMAYOGI_BIN names the program; without it, it is built.
set -euo pipefail
program=${KARMAYOGI_BIN:-}
if [ -z "$program" ]; then
  cargo build --quiet --workspace --bin karmayogi
  target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(fs.readFileSync(0)).target_directory')
  program=$target/debug/karmayogi
fi
unset KARMAYOGI_DATABASE_URL
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" || true; }; rm -rf "$work"' EXIT

RUST_LOG=error "$program" simulate --officials 100000 --seed 1 --data "$work/store" --json >"$work/simulated.json"
RUST_LOG=warn,app=info "$program" serve --data "$work/store" --listen 127.0.0.1:0 >"$work/log" 2>&1 &
server=$!
for _ in $(seq 120); do
  address=$(sed -n 's/.*"address":"\([0-9.:]*\)".*/\1/p' "$work/log" | head -1)
  [ -z "$address" ] || break
  kill -0 "$server" || { cat "$work/log" >&2; exit 1; }
  sleep 0.5
done
node tests/outside/planted.mjs "http://$address" "$work/simulated.json"
