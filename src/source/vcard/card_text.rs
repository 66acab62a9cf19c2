//! Turns a card into one text in UTF-8 that any vCard parser accepts. Lines are unfolded, quoted-printable and other
//! encodings decoded. Only vCard 2.1 has those, and programs follow its rules loosely.

use quoted_printable::ParseMode;

use crate::issue::Issue;
use crate::source::encoding::TextEncoding;
use crate::source::row_issues;

use super::cards::RawCard;

/// Properties whose values stay as written, whatever type they declare.
const AS_TEXT: [&str; 3] = ["BDAY", "ANNIVERSARY", "REV"];

/// A property: the text before its colon, and the value after it.
struct CardLine {
    head: String,
    value: Vec<u8>,
}

/// A card as text.
pub(super) struct CardText {
    pub(super) text: String,
    /// Lines with a colon that are not a known property; each may continue the line before.
    pub(super) strays: Vec<String>,
    /// The names of properties in base64, which usually are not text.
    pub(super) packed: Vec<String>,
}

/// The text of a card, or the reason why it has none.
pub(super) fn text(card: &RawCard) -> Result<CardText, Box<Issue>> {
    let mut strays = Vec::new();
    let mut packed = Vec::new();
    let old = card.lines.iter().any(|line| is_version(line));
    let mut text = String::from("BEGIN:VCARD\nVERSION:3.0\n");
    for raw in unfold(&card.lines, old) {
        if raw.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let line = split(&raw).ok_or_else(|| {
            let what = "a line of the card is not a property and does not continue one";
            Box::new(row_issues::bad_card(what, &row_issues::escape(&raw, false)))
        })?;
        if !is_property(&line) {
            strays.push(row_issues::escape(&raw, false));
        } else if is_packed(&line) {
            packed.push(format!("{} in base64", name_of(&line)));
        } else if let Some(line) = plain(&line, old)? {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text.push_str("END:VCARD\n");
    Ok(CardText { text, strays, packed })
}

/// True for a known property, with or without a group prefix.
fn is_property(line: &CardLine) -> bool {
    let name = name_of(line);
    name.starts_with("X-") || PROPERTIES.split_whitespace().any(|known| known == name)
}

/// The name of a property without its group prefix.
fn name_of(line: &CardLine) -> String {
    let name = line.head.split(';').next().unwrap_or_default().trim();
    name.rsplit('.').next().unwrap_or_default().to_ascii_uppercase()
}

fn is_packed(line: &CardLine) -> bool {
    line.head.split(';').skip(1).any(|param| {
        let coding = value_of(param, "ENCODING").unwrap_or(param.trim());
        coding.eq_ignore_ascii_case("BASE64") || (coding.eq_ignore_ascii_case("B") && coding != param.trim())
    })
}

/// The properties of all vCard versions, and those that address books write without `X-`.
const PROPERTIES: &str = "\
    ADR AGENT ANNIVERSARY BDAY BEGIN BIRTHPLACE CALADRURI CALURI CATEGORIES CATEGORY CLASS CLIENTPIDMAP CONTACT-URI \
    CREATED DEATHDATE DEATHPLACE DOB EMAIL END EXPERTISE FBURL FN GENDER GEO GRAMGENDER GRAMMAR-GENDER HOBBY IMPP \
    INTEREST JSPROP KEY KIND LABEL LANG LANGUAGE LOGO MAILER MEMBER N NAME NICKNAME NOTE ORG ORG-DIRECTORY PHOTO PRODID \
    PROFILE PRONOUNS RELATED REV ROLE SKYPE SOCIALPROFILE SORT-STRING SOUND SOURCE TEL TITLE TZ UID URL VERSION XML";

fn is_version(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"VERSION:")) && line.ends_with(b"2.1")
}

/// Joins folded lines. White space at the start of a line continues the line before. In vCard 2.1 it is part of the
/// text, in later versions it is not. A quoted-printable line that ends with `=` continues, too.
fn unfold(lines: &[Vec<u8>], old: bool) -> Vec<Vec<u8>> {
    let mut whole: Vec<Vec<u8>> = Vec::new();
    let mut quoted = false;
    let mut soft = false;
    for line in lines {
        let folded = matches!(line.first(), Some(b' ' | b'\t'));
        match whole.last_mut().filter(|_| soft || folded) {
            Some(last) if soft => {
                last.pop();
                last.extend_from_slice(line);
            }
            Some(last) => last.extend_from_slice(line.get(usize::from(!old)..).unwrap_or_default()),
            None if line.is_empty() => {}
            None => {
                quoted = is_quoted_printable(line);
                whole.push(line.clone());
            }
        }
        soft = quoted && whole.last().is_some_and(|last| last.ends_with(b"="));
    }
    whole
}

fn is_quoted_printable(line: &[u8]) -> bool {
    split(line).is_some_and(|line| line.head.to_ascii_uppercase().contains("QUOTED-PRINTABLE"))
}

/// Splits a line at its first colon outside quotes.
fn split(line: &[u8]) -> Option<CardLine> {
    let mut quoted = false;
    let colon = line.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == b':' && !quoted
    });
    // A quote that is not closed is part of the value.
    let colon = colon.or_else(|| line.iter().position(|byte| *byte == b':'))?;
    let head = line.get(..colon)?;
    let value = line.get(colon + 1..)?;
    let head = String::from_utf8_lossy(head).trim().to_owned();
    (!head.is_empty()).then(|| CardLine { head, value: value.to_vec() })
}

/// The line in UTF-8, without its encoding parameters; `None` if it is skipped.
fn plain(line: &CardLine, old: bool) -> Result<Option<String>, Box<Issue>> {
    let mut parts = line.head.split(';');
    let name = parts.next().unwrap_or_default().trim();
    let property = name_of(line);
    let params: Vec<&str> = parts.collect();
    let named = |wanted: &str| params.iter().find_map(|param| value_of(param, wanted));
    let coding = named("ENCODING").unwrap_or_default().to_ascii_uppercase();
    let bare = |word: &str| params.iter().any(|param| param.trim().eq_ignore_ascii_case(word));
    if matches!(property.as_str(), "AGENT" | "BEGIN" | "END" | "VERSION") {
        return Ok(None);
    }
    let quoted = coding == "QUOTED-PRINTABLE" || bare("QUOTED-PRINTABLE");
    let coding = ValueCoding { quoted, old, charset: named("CHARSET") };
    let value = decoded(line, &property, &coding)?;
    let as_text = AS_TEXT.contains(&property.as_str());
    let is_replaced = |param: &str| as_text && value_of(param, "VALUE").is_some();
    let kept = params.iter().filter(|param| !is_coding(param) && !is_replaced(param));
    let mut text = name.to_owned();
    kept.for_each(|param| text.push_str(&format!(";{param}")));
    text.push_str(if as_text { ";VALUE=text:" } else { ":" });
    text.push_str(&value);
    Ok(Some(text))
}

/// The value of a parameter with this name.
fn value_of<'a>(param: &'a str, name: &str) -> Option<&'a str> {
    let (own, value) = param.split_once('=')?;
    own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
}

fn is_coding(param: &str) -> bool {
    let word = param.split('=').next().unwrap_or_default().trim();
    ["ENCODING", "CHARSET", "QUOTED-PRINTABLE", "8BIT", "7BIT"]
        .iter()
        .any(|own| word.eq_ignore_ascii_case(own))
}

/// How a value is encoded.
struct ValueCoding<'a> {
    /// In quoted-printable.
    quoted: bool,
    /// By the rules of vCard 2.1.
    old: bool,
    charset: Option<&'a str>,
}

fn decoded(
    line: &CardLine,
    property: &str,
    &ValueCoding { quoted, old, charset }: &ValueCoding<'_>,
) -> Result<String, Box<Issue>> {
    if !quoted {
        let text = letters(&line.value, property, charset)?;
        return Ok(if old { escape_old(&text) } else { text });
    }
    let mut parts = Vec::new();
    for part in parts_of(&line.value) {
        let bytes = quoted_printable::decode(&part, ParseMode::Robust).unwrap_or(part);
        parts.push(escape(&letters(&bytes, property, charset)?.replace("\\;", ";")));
    }
    Ok(parts.join(";"))
}

/// Splits a value at semicolons without a backslash before them.
fn parts_of(value: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = vec![Vec::new()];
    let mut escaped = false;
    for byte in value {
        if *byte == b';' && !escaped {
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(*byte);
        }
        escaped = *byte == b'\\' && !escaped;
    }
    parts
}

/// Decodes bytes: UTF-8 if they are well-formed, because that is rarely an accident; otherwise by the declared
/// charset.
fn letters(bytes: &[u8], property: &str, charset: Option<&str>) -> Result<String, Box<Issue>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let stated = charset.and_then(TextEncoding::named);
    let text = stated.and_then(|encoding| encoding.decode(bytes));
    text.ok_or_else(|| {
        let encoding = stated.map_or("UTF-8", TextEncoding::name);
        Box::new(row_issues::bad_bytes(encoding, property, &row_issues::escape(bytes, false)))
    })
}

/// Escapes a text by the rules of later versions.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.replace("\r\n", "\\n").replace(['\n', '\r'], "\\n")
}

/// In vCard 2.1, a backslash is text unless it precedes a special character.
fn escape_old(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        out.push(letter);
        if letter != '\\' {
            continue;
        }
        match letters.peek() {
            Some(';' | ',' | ':' | '\\' | 'n' | 'N') => out.extend(letters.next()),
            _ => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn of(version: &str, lines: &[u8]) -> Result<String, String> {
        let version = format!("VERSION:{version}").into_bytes();
        let lines = lines.split(|byte| *byte == b'\n').map(<[u8]>::to_vec);
        let lines = std::iter::once(version).chain(lines).collect();
        let text = text(&RawCard { lines, ..RawCard::default() }).map_err(|issue| issue.message)?.text;
        let inner = text.strip_prefix("BEGIN:VCARD\nVERSION:3.0\n").unwrap();
        Ok(inner.strip_suffix("\nEND:VCARD\n").unwrap_or_default().to_owned())
    }

    #[rstest]
    #[case::folded_lines("3.0", b"NOTE:one tw\n o three\n\t!", "NOTE:one two three!")]
    #[case::folded_lines_in_2_1("2.1", b"NOTE:one\n two", "NOTE:one two")]
    #[case::quoted_printable(
        "2.1",
        b"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=\nller;J=3BA;;",
        "N:M\u{fc}ller;J\\;A;;"
    )]
    #[case::parameter_without_a_name(
        "2.1",
        b"FN;QUOTED-PRINTABLE;CHARSET=windows-1252:M=FCller=2C x",
        "FN:M\u{fc}ller\\, x"
    )]
    #[case::encoded_line_breaks("2.1", b"NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab", "NOTE:a\\nb")]
    #[case::eight_bit("2.1", b"FN;CHARSET=windows-1252:Jos\xe9", "FN:Jos\u{e9}")]
    #[case::code_page("2.1", b"FN;CHARSET=IBM850:Jos\x82", "FN:Jos\u{e9}")]
    #[case::types_are_kept("2.1", b"item1.TEL;CELL;TYPE=pref;CHARSET=UTF-8:1", "item1.TEL;CELL;TYPE=pref:1")]
    #[case::backslash("2.1", b"ORG:A\\B\\;C", "ORG:A\\\\B\\;C")]
    #[case::date("4.0", b"BDAY;VALUE=date:19900403", "BDAY;VALUE=text:19900403")]
    #[case::quote("3.0", b"NOTE:20\" screen: x", "NOTE:20\" screen: x")]
    #[case::label("4.0", b"ADR;LABEL=\"a:b\":;;x", "ADR;LABEL=\"a:b\":;;x")]
    #[case::base64("3.0", b"X-PIC;ENCODING=b:AAAA\nFN:A", "FN:A")]
    fn texts_of_properties_are_decoded(#[case] version: &str, #[case] lines: &[u8], #[case] expected: &str) {
        assert_eq!(of(version, lines).as_deref(), Ok(expected));
    }

    #[test]
    fn invalid_lines_are_errors() {
        for (line, part) in [(&b"FN:Jos\xe9"[..], "UTF-8"), (b"oops", "is not a property and does not")] {
            assert!(of("3.0", line).unwrap_err().contains(part));
        }
    }
}
