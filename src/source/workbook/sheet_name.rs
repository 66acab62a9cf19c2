//! The name of a sheet, for those who choose one.

/// A sheet that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetName {
    /// Its name.
    pub name: String,
    /// False for a hidden one.
    pub visible: bool,
}
