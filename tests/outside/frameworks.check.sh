#!/usr/bin/env bash
# The real frameworks of SHARED/data/frameworks: every row counted, once more without a change, edited, and as CASE packages against the
# official schemas and through an empty store. KARMAYOGI_BIN names the program; without it, it is built.
set -euo pipefail
. tests/outside/program.sh
export KARMAYOGI_PUBLIC_ADDRESS=https://case.example.org
ajv
node tests/outside/frameworks.mjs "$work" "$program" "$SHARED/data"
