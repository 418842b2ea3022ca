//! `fontSize`: a [`Dimension`](super::Dimension).
