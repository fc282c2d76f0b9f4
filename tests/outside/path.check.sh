#!/usr/bin/env bash
# Learning paths against integer programs solved by HiGHS (PyPI highspy) and against brute force.
# KARMAYOGI_BIN names the program; else it is the release build if that is current, else a debug build.
set -euo pipefail
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
program=${KARMAYOGI_BIN:-$target/release/karmayogi}
sources="crates/methods/src crates/app/src/commands/path"
if [ -z "${KARMAYOGI_BIN:-}" ] && { [ ! -x "$program" ] || [ -n "$(find $sources -newer "$program" -name '*.rs' -print -quit)" ]; }; then
  cargo build --quiet --workspace --bin karmayogi
  program=$target/debug/karmayogi
fi
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check 'highspy>=1.10'
"$venv/bin/python" tests/outside/path.py "$program"
