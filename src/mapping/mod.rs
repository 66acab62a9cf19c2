//! What a mapping file says, compiled, and the conversion of cells.

pub mod convert;
