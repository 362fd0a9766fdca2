//! Makes cargo notice files that come and go below `assets/`, which are embedded by `src/web/assets.rs`.

fn main() {
    println!("cargo:rerun-if-changed=assets");
    println!("cargo:rerun-if-changed=build.rs");
}
