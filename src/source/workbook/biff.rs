//! Binary records of Excel workbooks, with bounds-checked reading. XLS ([MS-XLS]) and XLSB ([MS-XLSB]) share the number
//! and text encodings.

use calamine::CellErrorType;

use crate::record::CellKind;

use super::cell_value::CellValue;
use super::error::WorkbookError;
use crate::wording::counted;

/// The unread bytes of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BiffBytes<'a>(pub(crate) &'a [u8]);

impl<'a> BiffBytes<'a> {
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], WorkbookError> {
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

    /// Up to `count` bytes, fewer if the record is shorter.
    pub(crate) fn up_to(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], WorkbookError> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| WorkbookError::damaged("a record ends too early"))
    }

    pub(crate) fn byte(&mut self) -> Result<u8, WorkbookError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn short(&mut self) -> Result<u16, WorkbookError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn long(&mut self) -> Result<u32, WorkbookError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn float(&mut self) -> Result<f64, WorkbookError> {
        self.array().map(f64::from_le_bytes)
    }

    /// An RK number of four bytes: a 30-bit integer or the upper half of a float, either possibly in hundredths.
    pub(crate) fn rk(&mut self) -> Result<f64, WorkbookError> {
        let bits = self.long()?;
        let number = match bits & 2 {
            0 => f64::from_bits(u64::from(bits & !3) << 32),
            _ => f64::from((bits as i32) >> 2),
        };
        Ok(if bits & 1 == 0 { number } else { number / 100.0 })
    }

    /// UTF-16 text after its length in four bytes; `None` if the length means "no text".
    pub(crate) fn wide(&mut self) -> Result<Option<String>, WorkbookError> {
        let length = self.long()?;
        if length == u32::MAX {
            return Ok(None);
        }
        self.take((length as usize).saturating_mul(2)).map(|bytes| Some(utf16(bytes)))
    }
}

/// Decodes UTF-16; invalid units become U+FFFD.
pub(crate) fn utf16(bytes: &[u8]) -> String {
    text(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])))
}

/// Decodes UTF-16 units; invalid ones become U+FFFD.
pub(crate) fn text(units: impl IntoIterator<Item = u16>) -> String {
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The error value with this number. Unknown numbers, from later versions, become `#ERROR!`.
pub(crate) fn error(number: u8) -> CellValue {
    let error = match number {
        0x00 => CellErrorType::Null,
        0x07 => CellErrorType::Div0,
        0x0f => CellErrorType::Value,
        0x17 => CellErrorType::Ref,
        0x1d => CellErrorType::Name,
        0x24 => CellErrorType::Num,
        0x2a => CellErrorType::NA,
        0x2b => CellErrorType::GettingData,
        _ => return unreadable(),
    };
    CellValue::new(error.to_string(), CellKind::Error)
}

/// Turns a record that is too short into an error of its cell, so that the file remains readable.
pub(crate) fn or_unreadable(
    value: Result<Option<CellValue>, WorkbookError>,
) -> Result<Option<CellValue>, WorkbookError> {
    match value {
        Err(WorkbookError::Damaged(_)) => Ok(Some(unreadable())),
        value => value,
    }
}

/// The value of a cell that can't be read.
pub(crate) fn unreadable() -> CellValue {
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
    fn four_byte_numbers_are_decoded(#[case] bits: u32, #[case] expected: f64) {
        assert_eq!(BiffBytes(&bits.to_le_bytes()).rk().unwrap(), expected);
    }

    #[rstest]
    #[case(0x00, "#NULL!")]
    #[case(0x2a, "#N/A")]
    #[case(0x2b, "#DATA!")]
    #[case(0x2c, "#ERROR!")]
    #[case(0xff, "#ERROR!")]
    fn error_codes_are_decoded(#[case] number: u8, #[case] expected: &str) {
        assert_eq!(error(number), CellValue::new(expected, CellKind::Error));
    }

    #[test]
    fn a_record_that_is_too_short_is_an_error() {
        let error = BiffBytes(&[1, 2, 3]).long().unwrap_err();
        assert_eq!(error.to_string(), "a record ends 1 byte too early");
        let huge = BiffBytes(&[255, 255, 255, 127, 0, 0]).wide().unwrap_err();
        assert!(huge.to_string().contains("too early"), "{huge}");
        assert_eq!(BiffBytes(&[255; 4]).wide(), Ok(None));
    }
}
