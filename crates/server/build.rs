//! A rebuilt dashboard is embedded anew.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../../dashboard/dist");
}
