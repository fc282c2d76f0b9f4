#!/usr/bin/env bash
# The figures of the demonstration service (30,000 officials): the sums against a direct count in SQL, the snapshot against the sums, and the
# group-by of its facts against DuckDB (PyPI) on the same files. KARMAYOGI_BIN names the program; without it, it is built.
set -euo pipefail
program=${KARMAYOGI_BIN:-}
if [ -z "$program" ]; then
  cargo build --quiet --workspace --bin karmayogi
  target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
  program=$target/debug/karmayogi
fi
unset KARMAYOGI_DATABASE_URL
export RUST_LOG=error
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" || true; }; rm -rf "$work"' EXIT

RUST_LOG=warn,app=info "$program" serve --demo --data "$work/store" --listen 127.0.0.1:0 >"$work/log" 2>&1 &
server=$!
for _ in $(seq 600); do
  grep -q '"ready"' "$work/log" && break
  kill -0 "$server" || { cat "$work/log" >&2; exit 1; }
  sleep 0.5
done
kill "$server" && wait "$server" || true
server=

"$program" insight verify --data "$work/store"
"$program" insight snapshot --data "$work/store" --out "$work/snapshot" --facts
"$program" insight snapshot --data "$work/store" --out "$work/again" --facts >/dev/null
# The same sums give the same files; only the instant is another.
diff -r --exclude snapshot.json "$work/snapshot" "$work/again"
echo "two snapshots of the same sums are the same"

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'duckdb>=1.4'
"$program" insight group --facts "$work/snapshot" --to "$work/groups.csv"
"$work/venv/bin/python" tests/outside/insight.py "$work/store/karmayogi.db" "$work/snapshot" "$work/groups.csv"
