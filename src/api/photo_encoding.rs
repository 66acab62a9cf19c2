//! How the bytes of a photo become text in a customer that is written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// The text form of a photo in a customer that is written. The vendor's documentation does not say which one it
/// expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhotoEncoding {
    /// Two hexadecimal digits per byte.
    #[default]
    Hex,
    /// Base64 of RFC 4648, padded.
    Base64,
}

impl PhotoEncoding {
    /// The text of these bytes: letters, digits, `+`, `/` and `=`.
    pub fn encode(self, content: &[u8]) -> String {
        match self {
            Self::Base64 => STANDARD.encode(content),
            Self::Hex => {
                let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
                let mut text = String::with_capacity(content.len() * 2);
                content.iter().for_each(|byte| text.extend([digit(byte >> 4), digit(byte & 15)]));
                text
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_encoded_as_hex_or_base64() {
        assert_eq!(PhotoEncoding::Hex.encode(b"\x89PNG\x00\xff"), "89504e4700ff");
        for (content, text) in [(&b"\x89PNG"[..], "iVBORw=="), (b"", ""), (b"\xfb\xff\xbf", "+/+/")] {
            assert_eq!(PhotoEncoding::Base64.encode(content), text);
        }
    }
}
