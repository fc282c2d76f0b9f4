# On a fresh machine with cargo, node, npm and make, two commands do everything: `make demo` and `make test`.

# The folder of reference data that `make outside` compares with.
SHARED ?= ../shared
# Where the demo keeps its database and files. Delete it to begin afresh.
DATA ?= data/demo
# How many officials the nations of `make bench-nation` have.
SIZES ?= 3000,300000,3000000
SIZES_POSTGRES ?= 300000
# Where the demo answers.
LISTEN ?= 127.0.0.1:8080
ACCOUNTS = official supervisor nodal ifu reviewer1 reviewer2 provider publisher commission hr admin

# Cargo alone knows where it builds: CARGO_TARGET_DIR, its own settings or the plain `target`.
target_folder = cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(fs.readFileSync(0)).target_directory'

# The steps of `test` follow one another even under `make -j`: cargo locks its folder anyway, and the output stays readable.
.NOTPARALLEL:
.PHONY: help demo test provision lint fmt unit browser outside conformance bench bench-nation

help:
	@echo 'make demo      build, then run the demo at http://$(LISTEN)'
	@echo 'make test      get what the tests need, then run all of them'
	@echo 'make outside   compare with reference data in SHARED=$(SHARED) and with reference programs'
	@echo 'make conformance LRS_SUITE=folder   run the public conformance suite of learning record stores'
	@echo 'make bench     measure'
	@echo 'make bench-nation SIZES=3000,300000,3000000   measure simulated nations (3 million need 20 GB of disk and an hour)'
	@echo 'make fmt       format the Rust code'
	@echo 'make lint      check the format, then clippy'
	@echo 'make unit, make browser: one part of make test'

demo:
	cargo build --release --bin karmayogi
	@mkdir -p '$(DATA)'
	@echo
	@echo 'The demo answers at http://$(LISTEN) once the server says that it listens. Ctrl-C stops it.'
	@echo 'Accounts:  $(ACCOUNTS)'
	@echo 'Password:  karmayogi-demo'
	@echo
	@target=$$($(target_folder)) && exec "$$target/release/karmayogi" serve --demo --data '$(DATA)' --listen '$(LISTEN)'

test: provision lint unit browser

provision:
	tools/provision.sh

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

fmt:
	cargo fmt --all

unit:
	cargo test --workspace

# `--workspace` keeps the features that `make unit` built the dependencies with.
browser:
	cargo build --workspace --bin karmayogi
	@target=$$($(target_folder)) && KARMAYOGI_BIN="$$target/debug/karmayogi" node tests/browser/run.mjs

outside:
	SHARED='$(SHARED)' tests/outside/run.sh

conformance:
	LRS_SUITE='$(LRS_SUITE)' tests/outside/lrs-conformance.sh

bench:
	cargo run --release -p bench
	cargo run --release -p bench -- publish

bench-nation:
	cargo run --release -p bench -- nation --sizes '$(SIZES)' --on sqlite
	cargo run --release -p bench -- nation --sizes '$(SIZES_POSTGRES)' --on postgres
