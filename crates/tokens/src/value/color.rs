//! `color`: CSS text or a DTCG colour object; see [`crate::color`].
