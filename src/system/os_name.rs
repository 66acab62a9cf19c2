//! A file name from its bytes, as `OsStr::as_encoded_bytes` gives them.

use std::ffi::OsString;

/// The name with these bytes.
#[cfg(unix)]
pub(crate) fn os_name(bytes: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes)
}

/// The name with these bytes: UTF-8, in which half a surrogate pair may stand (WTF-8). Any other byte, of a name that Unix
/// has written down, can't be in a name of Windows and becomes U+FFFD.
#[cfg(windows)]
pub(crate) fn os_name(bytes: Vec<u8>) -> OsString {
    let mut wide: Vec<u16> = Vec::new();
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        let valid = match str::from_utf8(rest) {
            Ok(text) => text,
            Err(error) => str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(),
        };
        wide.extend(valid.encode_utf16());
        rest = match &rest[valid.len()..] {
            [0xed, second @ 0xa0..=0xbf, third, tail @ ..] => {
                wide.push(0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f));
                tail
            }
            [_, tail @ ..] => {
                wide.push(0xfffd);
                tail
            }
            [] => &[],
        };
    }
    std::os::windows::ffi::OsStringExt::from_wide(&wide)
}
