#!/bin/sh
# Builds the program that is shipped, looks that it needs no library of the machine, and prints where it is.
#   sh installer/build.sh [--portable | --native]
# Language models run on processors with AVX2, FMA and F16C (all since about 2013). With --portable they run on every
# x86-64 processor, and read their prompts about four times slower; with --native also by what this machine's processor
# has beyond that (AVX-512), and only on such ones. The rest of the program is the same.
set -eu
. "$(dirname -- "$0")/tools.sh"

# processor_has FLAG…
processor_has() {
  for flag in "$@"; do
    grep -qw "$flag" /proc/cpuinfo || return 1
  done
}

# use INSTRUCTIONS FLAG…: has the kernels use them where the processor has all the flags.
use() {
  instructions=$1
  shift
  if processor_has "$@"; then
    export "GGML_$instructions=ON"
    say "kernels for $instructions"
  fi
}

case "${1:-}" in
  '') ;;
  --portable)
    # In place of what .cargo/config.toml sets; into a folder of its own, so that neither build disturbs the other.
    for instructions in AVX AVX2 BMI2 FMA F16C SSE42; do
      export "GGML_$instructions=OFF"
    done
    CARGO_TARGET_DIR="$(target_dir)/portable"
    export CARGO_TARGET_DIR
    ;;
  --native)
    use AVX_VNNI avx_vnni
    if processor_has avx512f avx512cd avx512vl avx512dq avx512bw; then
      use AVX512 avx512f
      use AVX512_VBMI avx512vbmi
      use AVX512_VNNI avx512_vnni
      use AVX512_BF16 avx512_bf16
    fi
    CARGO_TARGET_DIR="$(target_dir)/native"
    export CARGO_TARGET_DIR
    ;;
  *) die "usage: sh installer/build.sh [--portable | --native]" ;;
esac

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
