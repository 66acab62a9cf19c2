//! vCard files.
