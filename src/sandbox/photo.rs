//! The text forms of a photo.

use super::options::PhotoForm;

/// The bytes of a photo; `None` if the text is not in that form.
pub(super) fn decode(text: &str, form: PhotoForm) -> Option<Vec<u8>> {
    match form {
        PhotoForm::Hex => hex(text.as_bytes()),
        PhotoForm::Base64 => base64(text.trim_end_matches('=')),
    }
}

fn hex(digits: &[u8]) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digits.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bits = 0_u32;
    let mut held = 0;
    let mut out = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        bits = bits << 6 | sextet(byte)?;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    }
    Some(out)
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_are_decoded_from_hex_and_base64() {
        assert_eq!(decode("89504e47", PhotoForm::Hex).unwrap(), b"\x89PNG");
        assert_eq!(decode("iVBORw==", PhotoForm::Base64).unwrap(), b"\x89PNG");
        for (text, form) in [("895", PhotoForm::Hex), ("zz", PhotoForm::Hex), ("a-b", PhotoForm::Base64)] {
            assert_eq!(decode(text, form), None, "{text}");
        }
    }
}
