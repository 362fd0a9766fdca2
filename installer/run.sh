#!/bin/sh
# Builds AsistTR and starts it with a made-up university to try. Installs what is missing (Debian).
#   sh installer/run.sh [flags of `asisttr serve`]
set -eu
. "$(dirname -- "$0")/tools.sh"

need_rust
say "building (the first time takes some minutes)"
cargo build --release --locked --bin asisttr
exec "$(target_dir)/$target/release/asisttr" serve --demo "$@"
