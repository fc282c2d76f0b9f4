# Sourced by checks: `program` is the product (KARMAYOGI_BIN, or built), `work` a temporary folder that goes with the check. `serve` starts the
# product with these arguments and says in `address` where it answers, `stop` ends it, and `ajv` has npm fetch a validator of JSON schemas.
program=${KARMAYOGI_BIN:-}
if [ -z "$program" ]; then
  cargo build --quiet --workspace --bin karmayogi
  target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(fs.readFileSync(0)).target_directory')
  program=$target/debug/karmayogi
fi
work=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" || true; }
  server=
}
trap 'stop; rm -rf "$work"' EXIT
unset KARMAYOGI_DATABASE_URL
export KARMAYOGI_LOG=error

serve() {
  # Quiet, but for the one line that says where the server listens.
  KARMAYOGI_LOG=warn,app=info "$program" serve "$@" --listen 127.0.0.1:0 >"$work/log" 2>&1 &
  server=$!
  for _ in $(seq 600); do
    address=$(sed -n 's/.*"ready","address":"\([0-9.:]*\)".*/http:\/\/\1/p' "$work/log" | head -1)
    [ -z "$address" ] || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.5
  done
  cat "$work/log" >&2
  return 1
}

ajv() { npm install --silent --no-audit --no-fund --prefix "$work/npm" ajv@8 ajv-formats@3; }
