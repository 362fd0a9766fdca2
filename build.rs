//! Makes cargo notice files that come and go below `assets/`, which are embedded by `src/web/assets.rs`, and has the
//! program's own addresses written in short: the long table would be read at every start, and stay in memory.

fn main() {
    println!("cargo:rerun-if-changed=assets");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
}
