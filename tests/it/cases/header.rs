//! Where the header is, and files that have no header or no rows.
