//! Planning and writing.
