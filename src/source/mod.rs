//! Files as rows.
mod split;
