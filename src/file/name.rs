//! File names as text. A file name can be any bytes, but JSON and messages need text.
//!
//! A byte that is not part of valid UTF-8 becomes one of 128 private-use characters (U+10FE80 to U+10FEFF). Each
//! name then has one text, from which the name can be restored. Messages show such a byte as `\xe9`.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::system::os_name;

/// A byte is represented by the character `FIRST + byte`.
const FIRST: u32 = 0x10_FE00;

/// The text of a name.
pub fn name_of(name: impl AsRef<OsStr>) -> String {
    let name = name.as_ref();
    if let Some(text) = name.to_str().filter(|text| !has_placeholder(text)) {
        return text.to_owned();
    }
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for letter in chunk.valid().chars() {
            match byte_of_placeholder(letter) {
                None => out.push(letter),
                // The name contains such a character itself: represent its bytes.
                Some(_) => out.extend(letter.encode_utf8(&mut [0; 4]).bytes().map(placeholder)),
            }
        }
        out.extend(chunk.invalid().iter().copied().map(placeholder));
    }
    out
}

/// The path that a text represents.
pub fn path_of(name: &str) -> Cow<'_, Path> {
    if !has_placeholder(name) {
        return Path::new(name).into();
    }
    let mut bytes = Vec::with_capacity(name.len());
    for letter in name.chars() {
        match byte_of_placeholder(letter) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    PathBuf::from(os_name(bytes)).into()
}

/// The byte that a character represents in the text of a name.
pub(crate) fn byte_of_placeholder(letter: char) -> Option<u8> {
    u8::try_from(u32::from(letter).checked_sub(FIRST)?).ok().filter(|byte| !byte.is_ascii())
}

/// True if the text represents a name that is not valid UTF-8.
pub(crate) fn has_placeholder(text: &str) -> bool {
    text.contains(|letter| byte_of_placeholder(letter).is_some())
}

fn placeholder(byte: u8) -> char {
    char::from_u32(FIRST + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_utf8_name_is_unchanged() {
        assert_eq!(name_of("a/café 😀.csv"), "a/café 😀.csv");
        assert_eq!(&*path_of("a/café.csv"), Path::new("a/café.csv"));
    }

    proptest! {
        #[test]
        fn every_name_round_trips(bytes in proptest::collection::vec(any::<u8>(), 0..20), stand_in: bool) {
            let mut bytes = bytes;
            if stand_in {
                bytes.extend("\u{10fee9}".bytes());
            }
            let name = OsString::from_vec(bytes);
            let path = PathBuf::from(&name);
            let text = name_of(&name);
            prop_assert_eq!(&*path_of(&text), path.as_path());
        }
    }
}
