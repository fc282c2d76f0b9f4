# Sourced by checks: `program` is the product (KARMAYOGI_BIN, or built), `work` a temporary folder that goes with the check, with the
# validator of JSON schemas (ajv), which npm fetches, in npm/node_modules.
program=${KARMAYOGI_BIN:-}
if [ -z "$program" ]; then
  cargo build --quiet --workspace --bin karmayogi
  target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(fs.readFileSync(0)).target_directory')
  program=$target/debug/karmayogi
fi
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" || true; }; rm -rf "$work"' EXIT
export KARMAYOGI_DATABASE_URL= KARMAYOGI_PUBLIC_ADDRESS=https://case.example.org
unset KARMAYOGI_DATABASE_URL
# Quiet, but for the one line that says where the server listens.
export RUST_LOG=warn,app=info

npm install --silent --no-audit --no-fund --prefix "$work/npm" ajv@8 ajv-formats@3
