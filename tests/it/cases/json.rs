//! JSON as APIs answer it.
