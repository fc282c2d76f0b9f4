#!/usr/bin/env bash
# Runs every tests/outside/*.check.sh: comparisons with reference data in SHARED and with reference programs.
# A check passes by exit code 0. It finds SHARED (an absolute path) in its environment and starts in the top folder.
set -uo pipefail
checks=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname "$(dirname "$checks")")
shared=${SHARED:-$top/../shared}
# All checks together; the one that runs into the limit has failed, and so have those after it.
minutes=30

if [ ! -d "$shared" ]; then
  echo "outside: the folder of reference data is missing: $shared" >&2
  echo "outside: name it: make outside SHARED=<folder>" >&2
  exit 1
fi
SHARED=$(cd "$shared" && pwd)
export SHARED
cd "$top" || exit 1

passed=0
failed=0
for check in "$checks"/*.check.sh; do
  name=$(basename "$check" .check.sh)
  left=$((minutes * 60 - SECONDS))
  echo "== $name"
  # `timeout 0` would mean no limit at all.
  if [ "$left" -gt 0 ] && timeout --kill-after=10 "$left" bash "$check"; then
    echo "== $name: passed"
    passed=$((passed + 1))
  else
    [ "$left" -gt 0 ] || echo "the $minutes minutes are over" >&2
    echo "== $name: FAILED"
    failed=$((failed + 1))
  fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
