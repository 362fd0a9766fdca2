#!/bin/sh
# Builds the program that is shipped, looks that it needs no library of the machine, and prints where it is.
#   sh installer/build.sh
set -eu
. "$(dirname -- "$0")/tools.sh"

need_rust
cargo build --release --locked --bin asisttr
program="$(target_dir)/$target/release/asisttr"
linked=$(ldd "$program" 2>&1 || true)
case "$linked" in
  *'statically linked'* | *'not a dynamic executable'*) ;;
  *) die "$program is not statically linked: $linked" ;;
esac
megabytes=$(($(wc -c <"$program") / 1000000))
say "statically linked, $megabytes MB"
[ "$megabytes" -lt 60 ] || die "the program has $megabytes MB; it should stay under 60"
printf '%s\n' "$program"
