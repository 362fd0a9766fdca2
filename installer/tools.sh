# Sourced by run.sh, build.sh and test.sh: finds the repository, and installs what a fresh Debian lacks.
# POSIX sh. Everything is said on standard error; nothing that is there already is touched.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root" || exit 1

target=x86_64-unknown-linux-gnu

say() { printf '%s\n' "$*" >&2; }

die() {
  say "asisttr: $*"
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# as_root COMMAND…: directly for root, else with sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    die "$* has to be done by root, and there is no sudo here"
  fi
}

# packages NAME…: installs Debian packages.
packages() {
  has apt-get || die "these are missing here: $*. Install them with this system's own means and try again"
  say "installing: $*"
  as_root apt-get update -qq || say "the package lists could not be refreshed; trying with those that are there"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 ||
    die "apt-get could not install: $*"
}

# What Rust and the C code of its libraries need, and Rust itself in the user's own folder.
need_rust() {
  missing=''
  has cc || missing="$missing build-essential"
  has pkg-config || missing="$missing pkg-config"
  # llama.cpp is built by cmake, and its bindings are made with libclang.
  has cmake || missing="$missing cmake"
  ls /usr/lib/llvm-*/lib/libclang*.so* >/dev/null 2>&1 || missing="$missing libclang-dev"
  has curl || missing="$missing curl ca-certificates"
  # shellcheck disable=SC2086 # a list of words
  [ -z "$missing" ] || packages $missing
  PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
  export PATH
  if ! has cargo; then
    say "installing Rust into ${CARGO_HOME:-$HOME/.cargo}"
    # Downloaded whole before it runs: half a script is not run.
    script=$(mktemp)
    curl --proto '=https' --tlsv1.2 -fsSL https://sh.rustup.rs -o "$script" || die "Rust could not be downloaded"
    sh "$script" -y --profile minimal -c clippy -c rustfmt >&2 || die "Rust could not be installed"
    rm -f "$script"
  fi
}

# The folder that cargo builds into.
target_dir() {
  cargo metadata --format-version 1 --no-deps --offline | sed 's/.*"target_directory":"\([^"]*\)".*/\1/'
}
