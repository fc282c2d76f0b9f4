#!/usr/bin/env bash
# The demo's territories against the Local Government Directory (LGD).
set -euo pipefail
lgd=$SHARED/data/geo/lgd
exec node tests/outside/lgd.mjs demo/service/territories.csv "$lgd/states.csv" "$lgd/districts.csv"
