//! What applies to all sheets.

use super::style::Styles;

/// Styles and the epoch of dates.
#[derive(Default)]
pub(crate) struct Formats {
    pub(crate) styles: Styles,
    pub(crate) is_1904: bool,
}
