#!/bin/sh
# Gets what `make test` needs beyond cargo, node, npm and make: PostgreSQL's server programs, Chromium, cargo's fmt and clippy,
# the npm packages of the browser tests. What is there already is left alone, so a second run needs no network.
set -eu
cd "$(dirname "$0")/.."

say() { echo "provision: $*"; }

# Looks where the tests look: crates/testing/src/postgres.rs and tests/browser/lib/browser.mjs.
has_postgres() (
  IFS=:
  for folder in $PATH /usr/lib/postgresql/*/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then exit 0; fi
  done
  exit 1
)
has_chromium() {
  for program in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [ -n "$program" ] && [ -x "$program" ]; then return 0; fi
  done
  return 1
}

# Prints what the system lacks, in the names given: $1 for PostgreSQL, $2 for Chromium.
missing() {
  packages=
  has_postgres || packages="$1"
  has_chromium || packages="$packages $2"
  echo $packages
}

is_debian() { command -v apt-get >/dev/null && grep -qx 'ID=debian' /etc/os-release 2>/dev/null; }

# The one command for a person to run where this script does not install by itself.
command_elsewhere() {
  if is_debian; then echo "apt-get install $(missing postgresql 'chromium fonts-noto-core')   (as root)"
  elif command -v apt-get >/dev/null; then echo "sudo apt-get install $(missing postgresql chromium-browser)"
  elif command -v dnf >/dev/null; then echo "sudo dnf install $(missing postgresql-server chromium)"
  elif command -v pacman >/dev/null; then echo "sudo pacman -S $(missing postgresql chromium)"
  elif command -v zypper >/dev/null; then echo "sudo zypper install $(missing postgresql-server chromium)"
  else echo "(your system's way to install:) $(missing 'the PostgreSQL server' Chromium)"
  fi
}

system_packages() {
  [ -n "$(missing postgresql chromium)" ] || return 0
  as_root=
  if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
  if ! is_debian || { [ -n "$as_root" ] && ! command -v sudo >/dev/null; }; then
    say "the tests need $(missing 'PostgreSQL' 'Chromium'). Please run this, then repeat:" >&2
    echo "  $(command_elsewhere)" >&2
    exit 1
  fi
  # The fonts let pages in Hindi have their real widths.
  packages=$(missing postgresql 'chromium fonts-noto-core')
  say "installing with ${as_root:+sudo }apt-get: $packages"
  $as_root apt-get update -q
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages
}

rust_components() {
  for component in fmt clippy; do
    cargo "$component" --version >/dev/null 2>&1 && continue
    say "adding cargo $component"
    case $component in fmt) rustup component add rustfmt ;; *) rustup component add "$component" ;; esac
  done
}

npm_packages() {
  installed=tests/browser/node_modules/.package-lock.json
  if [ -f "$installed" ] && [ ! tests/browser/package-lock.json -nt "$installed" ]; then return 0; fi
  say "npm ci in tests/browser"
  (cd tests/browser && npm ci --no-audit --no-fund)
}

node_is_new_enough() {
  node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' && return 0
  say "the browser tests need node 20 or newer, here is $(node --version)" >&2
  exit 1
}

node_is_new_enough
system_packages
rust_components
npm_packages
say "everything the tests need is here"
