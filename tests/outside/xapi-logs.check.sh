#!/usr/bin/env bash
# Real statements: 3,000 about videos, from a public archive, are stored, found and come back equal, by the interface and by an export that is
# cut off in the middle of a line and resumed.
set -euo pipefail
logs=$SHARED/data/logs/ralph_xapi_video_3000.jsonl.gz
. tests/outside/lrs-server.sh

for database in sqlite postgres; do
  echo "$database:"
  lrs_start "$database"
  node tests/outside/xapi-logs.mjs "$logs"
  export_to=$lrs_data/statements.jsonl
  "$KARMAYOGI_BIN" lrs export --data "$lrs_data" --to "$export_to" --json >/dev/null
  truncate --size=1000000 "$export_to"
  "$KARMAYOGI_BIN" lrs export --data "$lrs_data" --to "$export_to" --resume --json >/dev/null
  node tests/outside/xapi-export.mjs "$logs" "$export_to"
done
