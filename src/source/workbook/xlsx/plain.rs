//! Cells and shared texts in the form in which nearly all of them are written, read from the bytes. That is several
//! times faster than event by event. Anything else is left to the events: other attributes and elements, entities,
//! carriage returns, escapes, and what is cut at the end of the buffer.

/// A cell with one value: `<c r="B7" s="1" t="s"><v>12</v></c>`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PlainCell<'a> {
    pub(super) reference: Option<&'a str>,
    pub(super) format: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    pub(super) value: &'a str,
    /// The bytes of the cell in the file.
    pub(super) length: usize,
}

/// The plain cell at the start of these bytes.
pub(super) fn plain_cell(bytes: &[u8]) -> Option<PlainCell<'_>> {
    let mut rest = bytes.strip_prefix(b"<c")?;
    let mut cell = PlainCell::default();
    let inside = loop {
        let [b' ', name, b'=', b'"', after @ ..] = rest else { break rest.strip_prefix(b"><v>")? };
        let (value, after) =
            after.split_at_checked(after.iter().take(MOST).position(|byte| *byte == b'"')?)?;
        let value = Some(text(value)?);
        match name {
            b'r' => cell.reference = value,
            b's' => cell.format = value,
            b't' => cell.kind = value,
            _ => return None,
        }
        rest = after.strip_prefix(b"\"")?;
    };
    let (value, rest) = element(inside, b"</v></c>")?;
    Some(PlainCell { value, length: bytes.len() - rest.len(), ..cell })
}

/// The longest attribute of a plain cell.
const MOST: usize = 32;

/// The plain shared text at the start of these bytes (`<si><t>Rome</t></si>`), and its bytes in the file.
pub(super) fn plain_shared_text(bytes: &[u8]) -> Option<(&str, usize)> {
    let after = bytes.strip_prefix(b"<si><t")?;
    let kept = after.strip_prefix(b" xml:space=\"preserve\">");
    let (text, rest) = element(kept.or_else(|| after.strip_prefix(b">"))?, b"</t></si>")?;
    let blank = [' ', '\t', '\r', '\n'];
    let is_trimmed = kept.is_some() || !(text.starts_with(blank) || text.ends_with(blank));
    (is_trimmed && !text.contains("_x")).then_some((text, bytes.len() - rest.len()))
}

/// The text up to this end, and what comes after it.
fn element<'a>(bytes: &'a [u8], end: &[u8]) -> Option<(&'a str, &'a [u8])> {
    let (content, rest) = bytes.split_at_checked(memchr::memchr(b'<', bytes)?)?;
    Some((text(content)?, rest.strip_prefix(end)?))
}

/// Text that needs no resolving.
fn text(bytes: &[u8]) -> Option<&str> {
    let is_special = |byte: &u8| matches!(byte, b'&' | b'<' | b'\r');
    (!bytes.iter().any(is_special)).then(|| std::str::from_utf8(bytes).ok())?
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_plain_cell_has_its_attributes_and_its_value() {
        let xml = "<c r=\"B7\" s=\"1\" t=\"s\"><v>12</v></c><c>";
        let (reference, format, kind) = (Some("B7"), Some("1"), Some("s"));
        let cell = PlainCell { reference, format, kind, value: "12", length: xml.len() - 3 };
        assert_eq!(plain_cell(xml.as_bytes()), Some(cell));
        let bare = PlainCell { value: "è", length: 16, ..PlainCell::default() };
        assert_eq!(plain_cell("<c><v>è</v></c></row>".as_bytes()), Some(bare));
    }

    #[rstest]
    #[case::empty("<c r=\"A1\"/>")]
    #[case::formula("<c r=\"A1\"><f>B1</f><v>1</v></c>")]
    #[case::inline("<c t=\"inlineStr\"><is><t>a</t></is></c>")]
    #[case::entity("<c><v>a&amp;b</v></c>")]
    #[case::return_("<c><v>a\rb</v></c>")]
    #[case::more_in_it("<c><v>1</v><x/></c>")]
    #[case::another_attribute("<c r=\"A1\" cm=\"1\"><v>1</v></c>")]
    #[case::another_letter("<c r=\"A1\" x=\"1\"><v>1</v></c>")]
    #[case::two_spaces("<c  r=\"A1\"><v>1</v></c>")]
    #[case::other_quotes("<c r='A1'><v>1</v></c>")]
    #[case::prefix("<x:c><x:v>1</x:v></x:c>")]
    #[case::another_name("<col><v>1</v></col>")]
    #[case::cut("<c r=\"A1\"><v>1</v></c")]
    #[case::row("<row r=\"1\"><c><v>1</v></c>")]
    fn other_cells_are_left_to_the_events(#[case] xml: &str) {
        assert_eq!(plain_cell(xml.as_bytes()), None);
    }

    #[rstest]
    #[case("<si><t>Rome</t></si><si>", Some("Rome"))]
    #[case("<si><t></t></si>", Some(""))]
    #[case("<si><t xml:space=\"preserve\"> a </t></si>", Some(" a "))]
    #[case("<si><t> a</t></si>", None)]
    #[case("<si><t>a\n</t></si>", None)]
    #[case("<si><t>_x000D_</t></si>", None)]
    #[case("<si><t>a&lt;</t></si>", None)]
    #[case("<si><t>a</t><rPh sb=\"0\" eb=\"1\"><t>b</t></rPh></si>", None)]
    #[case("<si><r><t>a</t></r></si>", None)]
    #[case("<si/>", None)]
    #[case("<si><t>a", None)]
    fn plain_shared_texts(#[case] xml: &str, #[case] expected: Option<&str>) {
        assert_eq!(plain_shared_text(xml.as_bytes()).map(|(text, _)| text), expected);
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_left_to_the_events() {
        assert_eq!(plain_cell(b"<c><v>\xff</v></c>"), None);
        assert_eq!(plain_shared_text(b"<si><t>\xff</t></si>"), None);
    }
}
