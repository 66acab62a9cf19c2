//! Rows of one customer, merged in the order of the file.
