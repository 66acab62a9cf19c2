//! Cards as rows.

use std::io::Cursor;

use proptest::prelude::*;
use rstest::rstest;

use crate::issue::Code;
use crate::source::{ReadOptions, ReadRow, Source, from_reader};

fn source(bytes: impl Into<Vec<u8>>) -> Source {
    from_reader("-", Cursor::new(bytes.into()), &ReadOptions::default()).unwrap()
}

fn drain(mut source: Source) -> Vec<ReadRow> {
    let mut rows = Vec::new();
    while let Some(batch) = source.next_batch(2).unwrap() {
        rows.extend(batch.rows);
    }
    rows
}

/// The cells of a card that are not empty.
fn cells(version: &str, lines: &str) -> Vec<(String, String)> {
    let source = source(format!(
        "BEGIN:VCARD\r\nVERSION:{version}\r\n{}\r\nEND:VCARD\r\n",
        lines.replace('\n', "\r\n")
    ));
    let header = source.header().names().to_vec();
    let rows = drain(source);
    assert!(rows.len() == 1 && rows[0].issues.is_empty(), "{rows:?}");
    let cells =
        header.into_iter().zip(rows[0].record.iter()).map(|(name, cell)| (name, cell.text.to_owned()));
    cells.filter(|(_, text)| !text.is_empty()).collect()
}

#[rstest]
#[case::names("3.0", "N:Lee;Ann;Mary;Dr.;Jr.\nFN:Ann Lee\nNICKNAME:An,Annie", &[("FN", "Ann Lee"), ("N prefix", "Dr."), ("N given", "Ann"), ("N additional", "Mary"), ("N family", "Lee"), ("N suffix", "Jr."), ("NICKNAME", "An, Annie")])]
#[case::preferred("3.0", "EMAIL;TYPE=HOME:a@x.org\nEMAIL;TYPE=WORK,pref:b@x.org\nEMAIL:A@x.org", &[("EMAIL", "b@x.org"), ("EMAIL work", "b@x.org"), ("EMAIL home", "a@x.org"), ("EMAIL others", "a@x.org")])]
#[case::numeric_preference("4.0", "EMAIL;PREF=2:a@x.org\nEMAIL;PREF=1:b@x.org", &[("EMAIL", "b@x.org"), ("EMAIL others", "a@x.org")])]
#[case::version_2_1("2.1", "TEL;CELL;VOICE:1\nTEL;WORK;FAX:2\nTEL;WORK;VOICE;PREF:3\nTEL;HOME:4\nTEL;PAGER:5", &[("TEL", "3"), ("TEL work", "3"), ("TEL home", "4"), ("TEL mobile", "1"), ("TEL fax", "2"), ("TEL others", "4, 5")])]
#[case::labels("3.0", "item1.TEL:1\nitem1.X-ABLabel:Cellulare\nitem2.TEL:2\nitem2.X-ABLabel:_$!<HomeFAX>!$_\nitem3.EMAIL;type=INTERNET:a@x.org\nitem3.X-ABLabel:_$!<Work>!$_", &[("EMAIL", "a@x.org"), ("EMAIL work", "a@x.org"), ("TEL mobile", "1"), ("TEL fax", "2")])]
#[case::tel_uri("4.0", "TEL;VALUE=uri;TYPE=\"voice,work\":tel:+39-06-5555;ext=12", &[("TEL", "+39-06-5555 ext. 12"), ("TEL work", "+39-06-5555 ext. 12")])]
#[case::address("3.0", "ADR;TYPE=HOME:;;Via Roma 1, Scala B;Roma;RM;00184;Italia\nADR;TYPE=WORK,PREF:;3rd floor;12 Mill Lane\\nGate 2;London;;EC4A 3DE;UK", &[("ADR extended", "3rd floor"), ("ADR street", "12 Mill Lane\nGate 2"), ("ADR locality", "London"), ("ADR postal code", "EC4A 3DE"), ("ADR country", "UK"), ("ADR others", "Via Roma 1, Scala B, 00184, Roma, RM, Italia")])]
#[case::address_label("4.0", "ADR;LABEL=\"1 Elm Row\\nLeeds\":;;;;;;", &[])]
#[case::organization("3.0", "ORG:Lee\\, Ray & Co;Sales;North\nTITLE:Boss\nROLE:Owner\nURL:https://example.org\nURL:https://example.net", &[("ORG", "Lee, Ray & Co"), ("ORG unit", "Sales, North"), ("TITLE", "Boss"), ("ROLE", "Owner"), ("URL", "https://example.org"), ("URL others", "https://example.net")])]
#[case::other_properties("3.0", "NOTE:a\\nb\\, c\nCATEGORIES:VIP,Press\\, radio\nLANG:de\nUID:urn:uuid:1\nREV:2024-01-02T03:04:05Z\nIMPP;X-SERVICE-TYPE=Skype:skype:ann.lee\nX-SOCIALPROFILE;type=twitter:https://twitter.com/ann", &[("NOTE", "a\nb, c"), ("CATEGORIES", "VIP;Press, radio"), ("LANG", "de"), ("SKYPE", "ann.lee"), ("TWITTER", "https://twitter.com/ann"), ("UID", "urn:uuid:1"), ("REV", "2024-01-02T03:04:05Z")])]
#[case::an_empty_line_ends_it("2.1", "FN:A\nNOTE;ENCODING=QUOTED-PRINTABLE:hello=0D=0A=\n\nEMAIL:a@x.org", &[("FN", "A"), ("EMAIL", "a@x.org"), ("NOTE", "hello")])]
#[case::agent("2.1", "FN:A\nAGENT:\nBEGIN:VCARD\nFN:B\nEND:VCARD\nNOTE:x", &[("FN", "A"), ("NOTE", "x")])]
fn properties_become_cells(#[case] version: &str, #[case] lines: &str, #[case] expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    assert_eq!(cells(version, lines), expected);
}

#[rstest]
#[case("BDAY:19900403", "1990-04-03")]
#[case("BDAY:1990-04-03", "1990-04-03")]
#[case("BDAY;VALUE=date-and-or-time:1990-04-03T10:00:00Z", "1990-04-03")]
#[case("BDAY:--0403", "--04-03")]
#[case("BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-03", "--04-03")]
#[case("BDAY:3 April 1990", "3 April 1990")]
#[case("BDAY:03.04.1990", "03.04.1990")]
#[case("BDAY:1990", "1990")]
fn birthdays_become_dates(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(cells("3.0", line), [("BDAY".to_owned(), expected.to_owned())]);
}

#[test]
fn only_the_broken_card_is_rejected() {
    let text = "\u{feff}\n begin:vcard\nFN:A\nEND:VCARD\noops\n\nBEGIN:VCARD\nFN:B\nBEGIN:VCARD\nFN:C\nEND:VCARD\nBEGIN:VCARD\nFN:D\n";
    let rows = drain(source(text));
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.record.row,
                row.record.line,
                row.record.get(0).map(|cell| cell.text.to_owned()),
                row.issues.len(),
            )
        })
        .collect();
    let good = |row, line, name: &str| (row, line, Some(name.to_owned()), 0);
    let bad = |row, line| (row, line, Some(String::new()), 1);
    assert_eq!(told, [good(1, 2, "A"), bad(2, 5), bad(3, 7), good(4, 9, "C"), bad(5, 12)]);
    let raw = |row: usize| rows[row].record.iter().last().map(|cell| cell.text.to_owned());
    assert_eq!(
        (raw(1).as_deref(), raw(2).as_deref(), raw(4).as_deref()),
        (Some("oops"), Some("FN:B"), Some("FN:D"))
    );
    assert!(rows[2].issues[0].message.contains("END:VCARD is missing"));
}

#[test]
fn pictures_are_left_out_with_one_warning() {
    let picture = format!("PHOTO;ENCODING=BASE64;JPEG:AAAA\n {}\n", "B".repeat(70));
    let card =
        |name: &str| format!("BEGIN:VCARD\nFN:{name}\n{picture}\n{}\nNOTE:x\nEND:VCARD\n", "C".repeat(70));
    let rows = drain(source(card("A") + &card("B")));
    let codes: Vec<Vec<Code>> =
        rows.iter().map(|row| row.issues.iter().map(|issue| issue.code).collect()).collect();
    assert_eq!(codes, [vec![Code::CardPart], vec![]]);
    assert!(
        rows.iter().all(|row| row.record.iter().filter(|cell| !cell.text.is_empty()).count() == 2),
        "{rows:?}"
    );
}

/// The warnings of the first and the second card.
#[rstest]
#[case::unfolded_line("NOTE:call\nTime: 9h", ["the line \"Time: 9h\"", "the line \"Time: 9h\""])]
#[case::company("ORG:One\nORG:Two\nORG:one", ["another ORG \"Two\"", "another ORG \"Two\""])]
#[case::title("TITLE:One\nTITLE:Two\nFN:B", ["another FN \"B\"; another TITLE \"Two\"", "another FN \"B\"; another TITLE \"Two\""])]
#[case::own_properties("item1.X-CUSTOMER-NO:4711\nX-CUSTOMER-NO:4712\nitem1.X-ABLabel:x\nPRODID:y", ["X-CUSTOMER-NO (reported for", ""])]
#[case::base64("NOTE;ENCODING=BASE64:YQ==\nTITLE;BASE64:YQ==", ["NOTE in base64, TITLE in base64 (reported for", ""])]
#[case::account("IMPP:skype:ada\nIMPP:xmpp:ada@example.org", ["IMPP (reported for", ""])]
fn properties_that_are_not_read_are_named(#[case] lines: &str, #[case] said: [&str; 2]) {
    let card = format!("BEGIN:VCARD\nFN:A\n{lines}\nEND:VCARD\n");
    let rows = drain(source([card.as_str(), "\u{feff}", &card].concat()));
    let told: Vec<String> =
        rows.iter().map(|row| row.issues.iter().map(|issue| issue.message.clone()).collect()).collect();
    assert_eq!(told.len(), 2);
    for (told, said) in told.iter().zip(said) {
        assert!(told.contains(said) && told.is_empty() == said.is_empty(), "{told}");
    }
}

#[rstest]
#[case::utf16(|text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect())]
#[case::utf16_with_byte_order_mark(|text: &str| ["\u{feff}", text].concat().encode_utf16().flat_map(u16::to_be_bytes).collect())]
#[case::carriage_returns(|text: &str| text.replace("\r\n", "\r").into_bytes())]
#[case::line_feeds(|text: &str| text.replace("\r\n", "\n").into_bytes())]
fn encodings_and_line_ends_are_recognized(#[case] bytes: fn(&str) -> Vec<u8>) {
    let rows = drain(source(bytes("BEGIN:VCARD\r\nFN:Jos\u{e9}\r\n  Lee\r\nEND:VCARD\r\n")));
    assert_eq!(rows[0].record.get(0).map(|cell| cell.text), Some("José Lee"), "{rows:?}");
}

proptest! {
    /// Whatever is in a card, the cards around it arrive unchanged.
    #[test]
    fn a_damaged_card_does_not_affect_other_cards(bytes in proptest::collection::vec(any::<u8>(), 0..120), at in 0_usize..60) {
        let middle = b"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC;J;;\r\nitem1.TEL;CELL:+1\r\nNOTE:a\\, b\r\n c\r\n";
        let (front, behind) = middle.split_at(at.min(middle.len()));
        let card = [b"BEGIN:VCARD\r\n", front, &bytes, behind, b"\r\nEND:VCARD\r\n"].concat();
        let text = [&b"BEGIN:VCARD\r\nFN:Ada\r\nEND:VCARD\r\n"[..], &card, b"BEGIN:VCARD\r\nFN:Bo\r\nEND:VCARD\r\n"].concat();
        let rows = drain(source(text));
        let names: Vec<_> = rows.iter().filter(|row| row.issues.is_empty()).filter_map(|row| row.record.get(0)).map(|cell| cell.text.to_owned()).collect();
        prop_assert_eq!(names.first().map(String::as_str), Some("Ada"));
        prop_assert_eq!(names.last().map(String::as_str), Some("Bo"));
    }
}
