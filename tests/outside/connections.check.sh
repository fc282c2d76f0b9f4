#!/usr/bin/env bash
# 10,000 open connections that say nothing more: the service goes on for others, and its memory stays bounded.
set -euo pipefail
. tests/outside/lrs-server.sh

wanted=10000
ulimit -n $((2 * wanted + 2000)) 2>/dev/null || { echo "  left out: the system allows $(ulimit -Hn) descriptors"; exit 0; }
lrs_start sqlite
node tests/outside/connections.mjs "$LRS_URL" "$wanted" "${lrs_servers[-1]}"
