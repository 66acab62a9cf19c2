//! The likely encoding of a rejects file that an office has saved, if its few letters leave a doubt.

use crate::source::encoding::TextEncoding;
use crate::source::read_options::ReadOptions;

/// The encodings in which offices save a text.
const OFFICE: [&str; 5] = ["windows-1252", "macintosh", "windows-1250", "windows-1257", "cp850"];

/// The encoding in which the header has a column of the mapping. What the mapping says about its source is no help:
/// Excel saves "CSV (MS-DOS)" as well.
pub(super) fn likely(sample: &[u8], options: &ReadOptions) -> Option<TextEncoding> {
    let offices = OFFICE.iter().filter_map(|name| TextEncoding::named(name));
    options.encoding.into_iter().chain(offices).find(|encoding| has_columns(sample, *encoding, options))
}

/// True if the text has a column of the mapping whose name has other letters than ASCII.
fn has_columns(sample: &[u8], encoding: TextEncoding, options: &ReadOptions) -> bool {
    let text = encoding.decode_lossy(sample);
    options.known.used.iter().any(|name| !name.is_ascii() && text.contains(name.trim()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::read_options::KnownColumns;

    #[test]
    fn the_columns_of_the_mapping_show_the_encoding() {
        let used: Arc<[String]> = Arc::from(["Nome".to_owned(), "Città".to_owned()]);
        let known = KnownColumns { used, ..KnownColumns::default() };
        let options = |stated: &str| ReadOptions {
            known: known.clone(),
            encoding: TextEncoding::named(stated),
            ..ReadOptions::default()
        };
        let found =
            |sample: &[u8], stated| likely(sample, &options(stated)).map(|own| own.name().to_lowercase());
        assert_eq!(found(b"Nome;Citt\xe0\n", "cp850").as_deref(), Some("windows-1252"));
        assert_eq!(found(b"Nome;Citt\x88\n", "utf-8").as_deref(), Some("macintosh"));
        assert_eq!(found(b"Nome;Citt\x85\n", "windows-1252").as_deref(), Some("cp850"));
        assert_eq!(found(b"Nome;City\n", "windows-1252"), None);
    }
}
