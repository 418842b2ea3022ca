//! Programs that `cargo xtask bench` measures.
