//! JSON that a reference has brought into CSS text.
