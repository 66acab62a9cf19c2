//! Record numbers of XLS.

pub(crate) const FORMULA: u16 = 0x0006;
/// Formulas of Excel 3 and 4, which some programs still write.
pub(crate) const FORMULA_3: u16 = 0x0206;
pub(crate) const FORMULA_4: u16 = 0x0406;
pub(crate) const END: u16 = 0x000a;
pub(crate) const EPOCH: u16 = 0x0022;
pub(crate) const ENCRYPTED: u16 = 0x002f;
pub(crate) const GOES_ON: u16 = 0x003c;
pub(crate) const CODE_PAGE: u16 = 0x0042;
pub(crate) const SHEET: u16 = 0x0085;
pub(crate) const NUMBERS: u16 = 0x00bd;
pub(crate) const RICH_LABEL: u16 = 0x00d6;
pub(crate) const XF: u16 = 0x00e0;
pub(crate) const MERGED: u16 = 0x00e5;
pub(crate) const SHARED: u16 = 0x00fc;
pub(crate) const SHARED_LABEL: u16 = 0x00fd;
pub(crate) const COMPUTED: u16 = 0x01c1;
pub(crate) const NUMBER: u16 = 0x0203;
pub(crate) const LABEL: u16 = 0x0204;
pub(crate) const TRUTH_OR_ERROR: u16 = 0x0205;
pub(crate) const FORMULA_TEXT: u16 = 0x0207;
pub(crate) const RK: u16 = 0x027e;
pub(crate) const FORMAT: u16 = 0x041e;
pub(crate) const BEGIN: u16 = 0x0809;

/// The records with cells.
pub(crate) const CELLS: [u16; 10] =
    [FORMULA, FORMULA_3, FORMULA_4, LABEL, NUMBER, NUMBERS, RICH_LABEL, RK, SHARED_LABEL, TRUTH_OR_ERROR];
