#!/usr/bin/env bash
# 10,000 open connections that say nothing more: the service goes on for others, and its memory stays bounded.
set -euo pipefail
. tests/outside/lrs-server.sh

wanted=10000
# Each end of a connection is a descriptor of its own process.
descriptors=$((wanted + 1000))
if [ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -lt "$descriptors" ] && ! ulimit -n "$descriptors" 2>/dev/null; then
  echo "the system allows $(ulimit -Hn) descriptors to a process: too few for $wanted connections" >&2
  exit 1
fi
lrs_start sqlite
node tests/outside/connections.mjs "$LRS_URL" "$wanted" "${lrs_servers[-1]}"
