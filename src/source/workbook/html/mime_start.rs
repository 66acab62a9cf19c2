//! Recognizes MIME messages by their first lines.

/// True if the text starts with the header of a MIME message.
pub(crate) fn is_mime(sample: &[u8]) -> bool {
    let start = sample.get(..sample.len().min(4096)).unwrap_or_default().to_ascii_lowercase();
    let named = ["mime-version:", "from:", "content-type:", "message-id:", "x-"];
    let begins = named.iter().any(|name| start.starts_with(name.as_bytes()));
    let has = |word: &[u8]| memchr::memmem::find(&start, word).is_some();
    begins && has(b"mime-version:") && (has(b"multipart/") || has(b"text/html"))
}
