#!/usr/bin/env bash
# A simulated nation of 100,000 officials: what was planted in it stands in the list of what is worth acting on, as the Commission reads it. And one in
# which nothing was planted: there hardly anything stands.
# KARMAYOGI_BIN names the program; without it, it is built.
set -euo pipefail
. tests/outside/program.sh

"$program" simulate --officials 100000 --seed 1 --data "$work/store" --json >"$work/simulated.json"
serve --data "$work/store"
node tests/outside/planted.mjs "$address" "$work/simulated.json"
stop

"$program" simulate --officials 100000 --seed 2 --plain --data "$work/plain" --json >"$work/plain.json"
serve --data "$work/plain"
node tests/outside/planted.mjs "$address" "$work/plain.json"
