#!/usr/bin/env bash
# The figures of the demonstration service (30,000 officials): the sums against a direct count in SQL, the snapshot against the sums, and the
# group-by of its facts against DuckDB (PyPI) on the same files. KARMAYOGI_BIN names the program; without it, it is built.
set -euo pipefail
. tests/outside/program.sh

serve --demo --data "$work/store"
stop

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
