#!/usr/bin/env bash
# Real statements: 3,000 about videos, from a public archive, are stored, found and come back equal.
set -euo pipefail
logs=$SHARED/data/logs/ralph_xapi_video_3000.jsonl.gz
. tests/outside/lrs-server.sh

for database in sqlite postgres; do
  echo "$database:"
  lrs_start "$database"
  node tests/outside/xapi-logs.mjs "$logs"
done
