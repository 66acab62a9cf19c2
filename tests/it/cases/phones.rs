//! Phone numbers with two readings, and postcodes that cannot be right.
