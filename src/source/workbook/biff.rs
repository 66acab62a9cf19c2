//! Records of binary workbooks: their bytes, taken apart with care. Old ones are of XLS ([MS-XLS]), those since 2007 of
//! XLSB ([MS-XLSB]).

use calamine::{CellErrorType, DataRef};

use crate::record::CellKind;

use super::cell_value::CellValue;
use super::error::WorkbookError;
use crate::wording::counted;

/// The bytes of a record, taken from the front.
#[derive(Debug, Clone, Copy)]
pub(super) struct BiffBytes<'a>(pub(super) &'a [u8]);

impl<'a> BiffBytes<'a> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], WorkbookError> {
        let Some((taken, rest)) = self.0.split_at_checked(count) else {
            let left = self.0.len();
            return Err(WorkbookError::damaged(format!(
                "a record ends {} too early",
                counted(count.saturating_sub(left), "byte", "bytes")
            )));
        };
        self.0 = rest;
        Ok(taken)
    }

    /// So many bytes, or those that there are.
    pub(super) fn up_to(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], WorkbookError> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| WorkbookError::damaged("a record ends too early"))
    }

    pub(super) fn byte(&mut self) -> Result<u8, WorkbookError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn short(&mut self) -> Result<u16, WorkbookError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn long(&mut self) -> Result<u32, WorkbookError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn float(&mut self) -> Result<f64, WorkbookError> {
        self.array().map(f64::from_le_bytes)
    }

    /// A number in four bytes: a whole one of thirty bits or the upper half of a float, perhaps in hundredths.
    pub(super) fn rk(&mut self) -> Result<f64, WorkbookError> {
        let bits = self.long()?;
        let number = match bits & 2 {
            0 => f64::from_bits(u64::from(bits & !3) << 32),
            _ => f64::from((bits as i32) >> 2),
        };
        Ok(if bits & 1 == 0 { number } else { number / 100.0 })
    }

    /// Text of a length in four bytes, in UTF-16; `None` where the length says that there is none.
    pub(super) fn wide(&mut self) -> Result<Option<String>, WorkbookError> {
        let length = self.long()?;
        if length == u32::MAX {
            return Ok(None);
        }
        self.take((length as usize).saturating_mul(2)).map(|bytes| Some(utf16(bytes)))
    }
}

/// Text in UTF-16; what is no text becomes U+FFFD.
pub(super) fn utf16(bytes: &[u8]) -> String {
    text(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])))
}

/// The same, by its units.
pub(super) fn text(units: impl IntoIterator<Item = u16>) -> String {
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The error of a formula by its number; of a later version, whose numbers are not known, it is one all the same.
pub(super) fn error(number: u8) -> Option<CellValue> {
    let error = match number {
        0x00 => CellErrorType::Null,
        0x07 => CellErrorType::Div0,
        0x0f => CellErrorType::Value,
        0x17 => CellErrorType::Ref,
        0x1d => CellErrorType::Name,
        0x24 => CellErrorType::Num,
        0x2a => CellErrorType::NA,
        0x2b => CellErrorType::GettingData,
        _ => return Some(unreadable()),
    };
    CellValue::of(DataRef::Error(error))
}

/// A record that is shorter than it should be is a fault of its cell.
pub(super) fn or_unreadable(
    value: Result<Option<CellValue>, WorkbookError>,
) -> Result<Option<CellValue>, WorkbookError> {
    match value {
        Err(WorkbookError::Damaged(_)) => Ok(Some(unreadable())),
        value => value,
    }
}

/// What stands in a cell that nobody can read.
pub(super) fn unreadable() -> CellValue {
    CellValue::new("#ERROR!", CellKind::Error)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(42 << 2 | 2, 42.0)]
    #[case(1250 << 2 | 3, 12.5)]
    #[case((-7_i32 as u32) << 2 | 2, -7.0)]
    #[case(0x3ff8_0000, 1.5)]
    #[case(0x4059_0000 | 1, 1.0)]
    fn numbers_of_four_bytes(#[case] bits: u32, #[case] expected: f64) {
        assert_eq!(BiffBytes(&bits.to_le_bytes()).rk().unwrap(), expected);
    }

    #[rstest]
    #[case(0x00, "#NULL!")]
    #[case(0x2a, "#N/A")]
    #[case(0x2b, "#DATA!")]
    #[case(0x2c, "#ERROR!")]
    #[case(0xff, "#ERROR!")]
    fn errors(#[case] number: u8, #[case] expected: &str) {
        assert_eq!(error(number), Some(CellValue::new(expected, CellKind::Error)));
    }

    #[test]
    fn a_record_that_is_too_short_says_so() {
        let fault = BiffBytes(&[1, 2, 3]).long().unwrap_err();
        assert_eq!(fault.to_string(), "a record ends 1 byte too early");
        let huge = BiffBytes(&[255, 255, 255, 127, 0, 0]).wide().unwrap_err();
        assert!(huge.to_string().contains("too early"), "{huge}");
        assert_eq!(BiffBytes(&[255; 4]).wide(), Ok(None));
    }
}
