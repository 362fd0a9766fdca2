#!/bin/sh
# Everything that must hold before a change lands. Installs what is missing (Debian).
#   sh installer/test.sh [--fast]     --fast: without what would have to be compiled first, without browsers
# Each step is named with its time; the first that fails ends it, with its name.
set -eu
. "$(dirname -- "$0")/tools.sh"

fast=no
case "${1:-}" in
  '') ;;
  --fast) fast=yes ;;
  *) die "usage: sh installer/test.sh [--fast]" ;;
esac

# step NAME COMMAND…
step() {
  name=$1
  shift
  say "── $name"
  start=$(date +%s)
  if "$@"; then
    say "── $name: ok, $(($(date +%s) - start)) s"
  else
    code=$?
    say "── $name: FAILED ($code), $(($(date +%s) - start)) s"
    exit 1
  fi
}

skip() { say "── $1: skipped, $2"; }

rust_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked
  else
    cargo test --locked
  fi
}

# The servers that the tests send to (tests/data/mail/server.py) and fetch from (tests/data/mail/dovecot.py): Debian's,
# beside whatever Python is in the path. Dovecot is started by the tests; what the package starts is not needed.
need_mail_server() {
  /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || packages python3-aiosmtpd || return 1
  [ -x /usr/sbin/dovecot ] || packages dovecot-imapd
}

need_node() { has node || packages nodejs; }

# Lives outside the repository, and stays for the next run.
scratch="${XDG_CACHE_HOME:-$HOME/.cache}/asisttr-tests"

# Packages that only the tests use; the program and its pages need none of them.
need_packages() {
  need_node
  has npm || packages npm
  mkdir -p "$scratch"
  for package in playwright-core socket.io-client axe-core; do
    [ -d "$scratch/node_modules/$package" ] ||
      npm install --prefix "$scratch" --no-audit --no-fund --silent "$package" || return 1
  done
}

program() {
  # With the tests' features, or the dependencies would be built a second time.
  cargo build --locked --bin asisttr --tests --example tiny_model || return 1
  ASISTTR_PROGRAM="$(target_dir)/$target/debug/asisttr"
  ASISTTR_NODE_MODULES="$scratch/node_modules"
  export ASISTTR_PROGRAM ASISTTR_NODE_MODULES
}

page_tests() { node --test tests/js/*.test.mjs; }

browser_tests() {
  has chromium || packages chromium
  CHROMIUM=$(command -v chromium)
  export CHROMIUM
  # One after the other: a browser and a server beside each other are enough for two cores.
  node --test --test-concurrency=1 tests/browser/*.test.mjs
}

step 'what Rust needs' need_rust
step 'format' cargo fmt --check
step 'clippy' cargo clippy --locked --all-targets -- -D warnings
if cargo deny --version >/dev/null 2>&1; then
  step 'licences and sources' cargo deny --offline check bans licenses sources
elif [ "$fast" = yes ]; then
  skip 'licences and sources' 'cargo-deny is not here'
else
  step 'install cargo-deny' cargo install --locked --quiet --target "$target" cargo-deny
  step 'licences and sources' cargo deny check bans licenses sources
fi
step 'what the mail tests need' need_mail_server
step 'tests' rust_tests
step 'the program' program
step 'what the pages need' need_packages
step 'tests of the pages' page_tests
if [ "$fast" = yes ]; then
  skip 'tests in a browser' 'asked for the fast run'
else
  step 'tests in a browser' browser_tests
fi
say "── everything holds"
