#!/usr/bin/env bash
# The public conformance suite of the standard, adlnet/lrs-conformance-test-suite, against our program: both versions, both databases.
# Passed means: as many tests passed as there are. Started by `make conformance`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [ ! -f "${LRS_SUITE:-}/bin/console_runner.js" ] || [ ! -d "${LRS_SUITE:-}/node_modules" ]; then
  {
    echo "conformance: LRS_SUITE must name a folder with the suite, its npm packages installed:"
    echo "  git clone https://github.com/adlnet/lrs-conformance-test-suite /some/folder && (cd /some/folder && npm install)"
    echo "  make conformance LRS_SUITE=/some/folder"
  } >&2
  exit 1
fi
suite=$(cd "$LRS_SUITE" && pwd)
lrs_profile=release
. tests/outside/lrs-server.sh

failed=0
for database in sqlite postgres; do
  lrs_start "$database"
  for version in 1.0.3 2.0.0; do
    echo "== $database, xAPI $version"
    out=$lrs_folder/$database-$version.out
    # The exit code is the number of failures modulo 256, which says nothing; the summary does.
    (cd "$suite" && node bin/console_runner.js -e "$LRS_URL" -a -u "$LRS_KEY" -p "$LRS_SECRET" -x "$version" -z) >"$out" 2>&1 || true
    log=$(sed -n 's/^Full run log written to //p' "$out" | tail -1)
    if [ -z "$log" ]; then
      tail -20 "$out" >&2
      failed=1
    elif ! node tests/outside/lrs-conformance.mjs "$log"; then
      failed=1
    fi
  done
done
exit "$failed"
