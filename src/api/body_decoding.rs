//! Decodes bodies that are gzipped or begin with a byte order mark although neither was requested.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

use super::response_bodies::UnreadableBody;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The decoded body of an answer: decompressed if it begins like gzip, up to `limit` bytes, and without a byte order mark.
/// No JSON begins like either.
pub(super) fn decoded_body(
    body: Vec<u8>,
    encoding: Option<&str>,
    limit: usize,
) -> Result<Vec<u8>, UnreadableBody> {
    let encoding = encoding.map(|encoding| encoding.trim().to_ascii_lowercase()).unwrap_or_default();
    let body = match encoding.as_str() {
        _ if body.starts_with(&GZIP) => unzipped(&body, limit)?,
        "" | "identity" | "gzip" | "x-gzip" => body,
        _ => return Err(UnreadableBody::of("the body is compressed in a way that was not requested")),
    };
    Ok(match body.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => rest.to_vec(),
        None => body,
    })
}

fn unzipped(body: &[u8], limit: usize) -> Result<Vec<u8>, UnreadableBody> {
    let mut plain = Vec::new();
    let read = MultiGzDecoder::new(body).take(limit as u64 + 1).read_to_end(&mut plain);
    match read {
        Ok(length) if length <= limit => Ok(plain),
        Ok(_) => Err(UnreadableBody::of("the body is too long after decompression")),
        Err(_) => Err(UnreadableBody::of("the body is damaged or incomplete gzip")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn zipped(text: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn gzip_and_marks_are_taken_off() {
        let plain = |body: &[u8], encoding| decoded_body(body.to_vec(), encoding, 1000);
        for (body, encoding) in [
            (b"{}".to_vec(), None),
            (zipped(b"{}"), Some("GZIP")),
            (zipped(b"\xef\xbb\xbf{}"), None),
            (b"{}".to_vec(), Some("gzip")),
        ] {
            assert_eq!(plain(&body, encoding).unwrap(), b"{}");
        }
        assert!(plain(b"{}", Some("br")).is_err());
        assert!(plain(&zipped(&[b' '; 1001]), None).is_err(), "a bomb");
        assert!(plain(&zipped(b"{}")[..15], None).is_err(), "cut off");
    }
}
