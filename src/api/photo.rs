//! Photos on the wire: text in a customer that is written, bytes from a call of their own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::{ApiError, Client, CustomerRecord, Object};
use crate::customer::{PHOTO, photo};

/// The text form of a photo in a customer that is written. The vendor's page does not say which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhotoEncoding {
    /// Two hexadecimal digits a byte.
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

impl Client {
    /// One customer, with the fingerprint of its photo where `fields` has a photo: no read of a customer shows it.
    pub async fn detail_with(&self, id: &str, fields: &Object) -> Result<Option<CustomerRecord>, ApiError> {
        let Some(mut customer) = self.detail(id).await? else { return Ok(None) };
        if fields.contains_key(PHOTO.name) {
            self.add_photo(id, &mut customer).await?;
        }
        Ok(Some(customer))
    }

    /// Adds the fingerprint of its photo to a customer; nothing where it has none.
    pub async fn add_photo(&self, id: &str, customer: &mut Object) -> Result<(), ApiError> {
        customer.shift_remove(PHOTO.name);
        if let Some(content) = self.photo(id).await? {
            customer.insert(PHOTO.name.to_owned(), photo::fingerprint(&content));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_written_in_one_of_two_forms() {
        assert_eq!(PhotoEncoding::Hex.encode(b"\x89PNG\x00\xff"), "89504e4700ff");
        for (content, text) in [(&b"\x89PNG"[..], "iVBORw=="), (b"", ""), (b"\xfb\xff\xbf", "+/+/")] {
            assert_eq!(PhotoEncoding::Base64.encode(content), text);
        }
    }
}
