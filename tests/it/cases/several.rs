//! Cells that hold several values, and standard input.
