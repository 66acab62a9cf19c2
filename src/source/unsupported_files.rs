//! Recognizes files that have neither a table nor contacts: what they are, and what to do.

/// Names the content if it is certain. `text` is the sample without byte order mark and leading white space.
pub(super) fn named(sample: &[u8], text: &[u8]) -> Option<(&'static str, &'static str)> {
    let starts = |at: usize, magic: &[u8]| sample.get(at..).is_some_and(|rest| rest.starts_with(magic));
    let is_binary =
        BINARIES.iter().find(|(at, magic, ..)| starts(*at, magic) && (*at > 0 || !is_text(magic, sample)));
    if let Some((_, _, what, remedy)) = is_binary {
        return Some((what, remedy));
    }
    if is_dbf(sample) {
        return Some(("a dBASE table (DBF)", SPREADSHEET));
    }
    let start = text.get(..text.len().min(64)).unwrap_or_default().to_ascii_uppercase();
    let begins = |words: &[u8]| start.strip_prefix(words).is_some_and(|rest| !rest.starts_with(b","));
    if let Some((_, what, remedy)) = TEXTS.iter().find(|(words, ..)| begins(words)) {
        return Some((what, remedy));
    }
    by_lines(text)
}

/// JSON that is neither an object nor a list of objects, or that has other text around it.
pub(super) fn like_json(text: &[u8]) -> Option<(&'static str, &'static str)> {
    const BARE: &str = "remove the text around it, so that the file begins with { or [ and ends with } or ]";
    const OBJECTS: &str = "export the customers as JSON objects with names, or as CSV; if the lists are pages \
                           of objects, `jq add` joins them";
    if text.starts_with(b")]}'") || text.starts_with(b"while(1);") || text.starts_with(b"for(;;);") {
        return Some(("JSON with a prefix that keeps browsers from running it", BARE));
    }
    let inner = text.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    if let Some([b'[', rest @ ..]) = inner
        && let Some(b'"' | b'{' | b'[' | b']' | b'0'..=b'9' | b'-') = rest.trim_ascii_start().first()
    {
        return Some(("JSON whose elements are lists, not objects", OBJECTS));
    }
    let name =
        text.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_$./* ".contains(byte)).count();
    let rest = text.get(name..).unwrap_or_default().strip_prefix(b"(")?;
    let called = name > 0 && matches!(rest.trim_ascii_start().first(), Some(b'{' | b'['));
    let quoted = rest.trim_ascii_start().get(1..).unwrap_or_default().trim_ascii_start();
    let json = matches!(quoted.first(), Some(b'"' | b'{' | b'[' | b'}' | b']'));
    (called && json).then_some(("JSONP (JSON inside a function call)", BARE))
}

/// True if the first bytes of a binary format are part of a text, as in `ORCID,name,city`. Binary files have control
/// characters near their start.
pub(super) fn is_text(magic: &[u8], sample: &[u8]) -> bool {
    const NEAR: usize = 1024;
    let is_seen = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
    let near = sample.get(..sample.len().min(NEAR)).unwrap_or_default();
    let control = |byte: &u8| matches!(*byte, 0..=8 | 14..=25 | 28..=31 | 127);
    let next = sample.get(magic.len());
    let parts = next.is_some_and(|next| matches!(next, b',' | b';' | b'|' | b'\t'));
    let document = matches!(magic, b"%PDF-" | b"{\\rtf");
    magic.iter().all(is_seen) && if document { parts } else { !near.iter().any(control) }
}

const EXPORT: &str = "export the data as CSV, JSON Lines or a workbook";
const UNPACK: &str = "unpack it first, and use the file inside";
const SPREADSHEET: &str = "open it in a spreadsheet and save it as XLSX or CSV";
const DATABASE: &str = "export the customer table from the database as CSV";

const BINARIES: [(usize, &[u8], &str, &str); 18] = [
    (0, b"PAR1", "a Parquet file", EXPORT),
    (0, b"ORC", "an ORC file", EXPORT),
    (0, b"Obj\x01", "an Avro file", EXPORT),
    (0, b"ARROW1", "an Arrow file", EXPORT),
    (0, b"\0\x01\0\0Standard Jet DB", "a Microsoft Access database", DATABASE),
    (0, b"\0\x01\0\0Standard ACE DB", "a Microsoft Access database", DATABASE),
    (0, b"PGDMP", "a PostgreSQL dump", DATABASE),
    (0, b"!BDN", "an Outlook data file (PST)", "export the contacts from Outlook as CSV"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (257, b"ustar", "a tar archive", UNPACK),
    (0, b"\x04\x22\x4d\x18", "compressed with LZ4", UNPACK),
    (0, b"PK\x05\x06", "an empty zip archive", EXPORT),
    (0, b"\x09\x00\x04\x00", "a workbook of Excel 4 or earlier", SPREADSHEET),
    (0, b"\x09\x02\x06\x00", "a workbook of Excel 4 or earlier", SPREADSHEET),
    (0, b"\x09\x04\x06\x00", "a workbook of Excel 4 or earlier", SPREADSHEET),
    (0, b"\x09\x08\x08\x00", "an incomplete workbook of Excel 5 to 2003 (only its inner part)", SPREADSHEET),
    (0, b"\x09\x08\x10\x00", "an incomplete workbook of Excel 5 to 2003 (only its inner part)", SPREADSHEET),
];

const VCARDS: &str = "export the contacts as vCard (.vcf) or CSV";

const TEXTS: [(&[u8], &str, &str); 18] = [
    (b"BEGIN:VCALENDAR", "a calendar (iCalendar)", VCARDS),
    (b"[\"VCARD\"", "contacts as jCard", VCARDS),
    (b"[[\"VCARD\"", "contacts as jCard", VCARDS),
    (b"-- MYSQL DUMP", "an SQL dump", DATABASE),
    (b"-- MARIADB DUMP", "an SQL dump", DATABASE),
    (b"-- PHPMYADMIN SQL DUMP", "an SQL dump", DATABASE),
    (b"-- ADMINER", "an SQL dump", DATABASE),
    (b"--\n-- POSTGRESQL DATABASE DUMP", "an SQL dump", DATABASE),
    (b"-- POSTGRESQL DATABASE DUMP", "an SQL dump", DATABASE),
    (b"PRAGMA FOREIGN_KEYS", "an SQL dump", DATABASE),
    (b"/*!40", "an SQL dump", DATABASE),
    (b"/*M!", "an SQL dump", DATABASE),
    (b"INSERT INTO ", "SQL", DATABASE),
    (b"CREATE TABLE ", "SQL", DATABASE),
    (b"DROP TABLE ", "SQL", DATABASE),
    (b"%YAML", "YAML", EXPORT),
    (b"%!PS", "a PostScript document", EXPORT),
    (b"@ATTRIBUTE", "an ARFF file", EXPORT),
];

/// Formats that only several lines reveal.
fn by_lines(text: &[u8]) -> Option<(&'static str, &'static str)> {
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let first = lines.by_ref().find(|line| !line.is_empty() && !line.starts_with(b"#"))?;
    let second = lines.next().unwrap_or_default();
    let rest = || text.split(|byte| *byte == b'\n');
    let names = |line: &[u8]| line.starts_with(b"dn: ") || line.starts_with(b"dn:: ");
    let version = first.starts_with(b"version: ") && rest().take(20).any(names);
    if version || (names(first) && is_pair(second)) {
        return Some(("an LDIF file of a directory", "export the contacts as CSV or vCard"));
    }
    let cell =
        |line: &[u8]| [&b"C;X"[..], b"C;Y", b"B;X", b"B;Y"].iter().any(|start| line.starts_with(start));
    if first.starts_with(b"ID;P") && rest().any(cell) {
        return Some(("a SYLK spreadsheet", SPREADSHEET));
    }
    if first == b"TABLE" && second.starts_with(b"0,1") {
        return Some(("a DIF spreadsheet", SPREADSHEET));
    }
    let indented = |line: &[u8]| line.starts_with(b"- ") || line.starts_with(b"  ");
    let item = second.trim_ascii_start();
    let item = item.strip_prefix(b"- ").unwrap_or(item);
    let yaml = first == b"---" || (first.ends_with(b":") && indented(second)) || first.starts_with(b"- ");
    if yaml && (is_pair(item)) {
        return Some(("YAML", EXPORT));
    }
    let toml = first.starts_with(b"[[") && first.ends_with(b"]]") && second.contains(&b'=');
    toml.then_some(("TOML", EXPORT))
}

/// `name: value`
fn is_pair(line: &[u8]) -> bool {
    let name = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte)).count();
    name > 0
        && line.get(name) == Some(&b':')
        && line.get(name + 1).is_none_or(|byte| matches!(byte, b' ' | b':'))
}

/// A dBASE header: a valid date, and a field list of the stated length with its end mark.
fn is_dbf(sample: &[u8]) -> bool {
    let [kind, _, month, day, ..] = sample else { return false };
    let Some(&[low, high]) = sample.get(8..10) else { return false };
    let length = usize::from(u16::from_le_bytes([low, high]));
    let known = matches!(kind, 0x03 | 0x30 | 0x31 | 0x43 | 0x83 | 0x8b | 0xf5);
    let dated = (1..=12).contains(month) && (1..=31).contains(day);
    let marked = length > 32 && sample.iter().take(length).skip(32).step_by(32).any(|byte| *byte == 0x0d);
    known && dated && marked
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"PAR1\x15\x04", "Parquet")]
    #[case(b"ORC\n\x0b\n\x03\0\0\0", "ORC")]
    #[case(b"\0\x01\0\0Standard Jet DB\0", "Access")]
    #[case(b"\x09\x02\x06\x00\x00\x00\x10\x00", "Excel 4 or earlier")]
    #[case(b"7z\xbc\xaf\x27\x1c\0\x04", "7-Zip")]
    #[case(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar")]
    #[case(b"dn: cn=Ada,dc=example,dc=org\ncn: Ada\n", "LDIF")]
    #[case(b"version: 1\n\n# people\ndn: cn=Ada\n", "LDIF")]
    #[case(b"ID;PWXL;N;E\nP;PGeneral\nC;Y1;X1;K\"Name\"\nE\n", "SYLK")]
    #[case(b"TABLE\r\n0,1\r\n\"EXCEL\"\r\n", "DIF")]
    #[case(b"-- MySQL dump 10.13\n", "SQL")]
    #[case(b"insert into customers values (1,'Ada');\n", "SQL")]
    #[case(b"---\nname: Ada\n", "YAML")]
    #[case(b"- name: Ada\n  email: a@x.org\n", "YAML")]
    #[case(b"users:\n  - name: Ada\n", "YAML")]
    #[case(b"[[customers]]\nname = \"Ada\"\n", "TOML")]
    fn unsupported_files_are_named(#[case] content: &[u8], #[case] word: &str) {
        assert!(
            named(content, content).is_some_and(|(what, _)| what.contains(word)),
            "{:?}",
            named(content, content)
        );
    }

    #[rstest]
    #[case(b"ID;PLZ;Ort\n1;01067;Dresden\n")]
    #[case(b"dn: x,name\n1,Ada\n")]
    #[case(b"TABLE,name\n0,1\n")]
    #[case(b"Name:\nAda\n")]
    #[case(b"name: first,mail\nAda,a@x.org\n")]
    #[case(b"- Name,Email\nAda,a@x.org\n")]
    #[case(b"---\nName,Email\n")]
    #[case(b"Begin,Name\n")]
    #[case(b"ORCID,name,city\n1,2,3\n")]
    #[case(b"PAR1,name\n")]
    #[case(b"PGDMP;name\n")]
    #[case(b"@attribute,name\n")]
    fn tables_are_not_unsupported_files(#[case] content: &[u8]) {
        assert_eq!(named(content, content), None);
    }
}
