//! The likely encoding of a rejects file that an office has saved, if its few letters leave a doubt.

use crate::source::encoding::TextEncoding;
use crate::source::read_options::ReadOptions;

/// The encodings in which offices save a text.
const OFFICE: [&str; 4] = ["windows-1252", "macintosh", "windows-1250", "windows-1257"];

/// The encoding in which the header has the columns of the mapping; otherwise that of the mapping, which is the one
/// of this office. Code pages of DOS are not: no office saves them.
pub(super) fn likely(sample: &[u8], options: &ReadOptions) -> Option<TextEncoding> {
    let stated = options.encoding.filter(|encoding| {
        let name = encoding.name().to_ascii_lowercase();
        name.starts_with("windows-") || name.starts_with("iso-8859-")
    });
    let offices = OFFICE.iter().filter_map(|name| TextEncoding::named(name));
    let has_columns = |encoding: &TextEncoding| has_columns(sample, *encoding, options);
    stated.into_iter().chain(offices).find(has_columns).or(stated)
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
        assert_eq!(
            found(b"Nome;City\n", "windows-1250").as_deref(),
            Some("windows-1250"),
            "as the mapping says"
        );
        assert_eq!(found(b"Nome;City\n", "cp850"), None);
    }
}
