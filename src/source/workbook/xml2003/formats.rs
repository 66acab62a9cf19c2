//! What all sheets share.

use super::style::Styles;

/// What all sheets share.
#[derive(Default)]
pub(crate) struct Formats {
    pub(crate) styles: Styles,
    pub(crate) is_1904: bool,
}
