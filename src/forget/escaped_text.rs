//! Letters as HTML (`&#39;`), web addresses (`%40`) and JSON (`\u0040`) write them.

use std::borrow::Cow;

/// The text with plain letters; `None` if it has nothing of the kind.
pub(super) fn unescaped(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    let is_html = memchr::memchr(b'&', bytes).is_some();
    let has_codes =
        |bytes: &[u8]| memchr::memchr(b'%', bytes).is_some() || memchr::memmem::find(bytes, b"\\u").is_some();
    if !is_html && !has_codes(bytes) {
        return None;
    }
    let text = if is_html { html_escape::decode_html_entities(text) } else { Cow::Borrowed(text) };
    if !has_codes(text.as_bytes()) {
        return Some(text.into_owned().into_bytes());
    }
    let (mut plain, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some(at) = memchr::memchr2(b'%', b'\\', rest) {
        let (before, code) = rest.split_at(at);
        plain.extend_from_slice(before);
        let read = match code {
            [b'%', code @ ..] => take_byte(code, &mut plain),
            [_, b'u', code @ ..] => take_letter(code, &mut plain),
            _ => None,
        };
        rest = read.unwrap_or_else(|| {
            let (sign, rest) = code.split_at(1);
            plain.extend_from_slice(sign);
            rest
        });
    }
    plain.extend_from_slice(rest);
    Some(plain)
}

/// Takes the byte of `%40`; returns what is after it.
fn take_byte<'a>(code: &'a [u8], plain: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (digits, rest) = code.split_at_checked(2)?;
    plain.push(u8::try_from(number(digits)?).ok()?);
    Some(rest)
}

/// Takes the letter of `\u0040`. A pair for a letter beyond the first 65,536 stays as it is.
fn take_letter<'a>(code: &'a [u8], plain: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (digits, rest) = code.split_at_checked(4)?;
    let letter = char::from_u32(number(digits)?)?;
    plain.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    Some(rest)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
}
