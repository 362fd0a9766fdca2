//! Makes cargo notice files that come and go below `assets/`, which are embedded by `src/web/assets.rs`, and links the
//! program small.

fn main() {
    println!("cargo:rerun-if-changed=assets");
    println!("cargo:rerun-if-changed=build.rs");
    // The program's own addresses in short: the long table, three megabytes, would be read at every start.
    println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    // `strip` of the profile does not reach a package with settings of its own there, as ours has.
    if std::env::var("PROFILE").is_ok_and(|it| it == "release") {
        println!("cargo:rustc-link-arg-bins=-Wl,--strip-all");
    }
}
