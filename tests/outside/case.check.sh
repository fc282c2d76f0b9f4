#!/usr/bin/env bash
# CASE packages of the starter framework against the official schemas, and the round trip of folder and workbook.
# KARMAYOGI_BIN names the program; without it, it is built.
set -euo pipefail
. tests/outside/program.sh
export KARMAYOGI_PUBLIC_ADDRESS=https://case.example.org
ajv

export_to() { "$program" export framework "$code" --data "$1" --format "$2" --to "$3" >/dev/null; }
import_from() { "$program" import framework "$2" --data "$1" --json; }

code=$(sed -n 's/^code = "\(.*\)"$/\1/p' starter/framework/framework.toml)
import_from "$work/store" starter/framework >/dev/null
export_to "$work/store" csv "$work/csv"
export_to "$work/store" xlsx "$work/framework.xlsx"
export_to "$work/store" case "$work/v1p1.json"
export_to "$work/store" case-1.0 "$work/v1p0.json"

# Into the store they came from: nothing is new, nothing changed. Into an empty one: what goes out again is the same, byte for byte.
for form in csv framework.xlsx; do
  again=$(import_from "$work/store" "$work/$form")
  echo "import of $form again: $again"
  node -e 'for (const part of Object.values(JSON.parse(process.argv[1]))) if (part.new || part.changed || !part.unchanged) process.exit(1)' "$again"
  import_from "$work/empty-$form" "$work/$form" >/dev/null
  export_to "$work/empty-$form" csv "$work/out-$form"
  diff -r "$work/csv" "$work/out-$form"
done
echo "round trips: folder and workbook come back the same, $(cat "$work"/csv/*.csv | wc -l) lines"

serve --data "$work/store"
node tests/outside/case.mjs "$work" "$SHARED/data/schemas" "$address"
