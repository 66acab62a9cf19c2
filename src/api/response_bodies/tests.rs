//! Valid and invalid bodies.

use std::io::Write as _;

use super::*;
use rstest::rstest;

#[rstest]
#[case::plain(
    r#"{"customer":{"totalRecords":50,"recordsPerPage":25,"nextQuery":"http://x","records":[{"id":"1"}]}}"#,
    Some(50),
    Some(25),
    true,
    1
)]
#[case::other_name(
    r#"{"clients":{"totalRecords":"1","recordsPerPage":" 10 ","nextQuery":null,"records":[{"id":1}]}}"#,
    Some(1),
    Some(10),
    false,
    1
)]
#[case::among_other_members(r#"{"status":{"ok":true},"customer":{"records":[{},{}]}}"#, None, None, false, 2)]
#[case::top_level(r#"{"totalRecords":3.0,"records":[{}]}"#, Some(3), None, false, 1)]
#[case::array_alone(r#"[{"id":1}]"#, None, None, false, 1)]
#[case::invalid_counts(
    r#"{"customer":{"totalRecords":-1,"recordsPerPage":0,"records":[]}}"#,
    None,
    None,
    false,
    0
)]
#[case::null_records(r#"{"customer":{"totalRecords":"many","records":null}}"#, None, None, false, 0)]
#[case::no_records(r#"{"customer":{"totalRecords":0}}"#, Some(0), None, false, 0)]
#[case::empty("", None, None, false, 0)]
#[case::blank(" \r\n", None, None, false, 0)]
#[case::null("null", None, None, false, 0)]
fn pages_are_read(
    #[case] body: &str,
    #[case] total: Option<u64>,
    #[case] per_page: Option<u64>,
    #[case] has_next: bool,
    #[case] count: usize,
) {
    let page = page(3, body.as_bytes()).unwrap();
    assert_eq!(
        (page.number, page.total, page.per_page, page.has_next, page.records.len()),
        (3, total, per_page, has_next, count)
    );
}

#[rstest]
#[case("<html>", "the body is not JSON")]
#[case(r#"{"customer":{"records":[{"id":"1"}"#, "the body is not JSON")]
#[case("7", "the body is not an object")]
#[case(r#"{"error":"x"}"#, "no member contains `records`")]
#[case(r#"{"a":{"records":[]},"b":{"records":[]}}"#, "several members contain `records`")]
#[case(r#"{"a":{"records":{}}}"#, "`records` is not an array")]
#[case(r#"{"a":{"totalRecords":2}}"#, "`records` is not an array")]
#[case(r#"{"a":{"records":[1,]}}"#, "the body is not JSON")]
#[case(r#"{"a":{"records":["\ud800"]},"b":{"records":[]}}"#, "the body is not JSON")]
fn bodies_without_a_page_are_refused(#[case] body: &str, #[case] reason: &str) {
    assert_eq!(page(1, body.as_bytes()).unwrap_err().reason, reason);
}

#[rstest]
#[case(r#"{"customer":{"totalRecords":3,"recordsPerPage":"25","nextQuery":"x","records":[{"id":"1"},{"id":"2","memo":"\ud83d"},null]}}"#, Some(3), Some(25))]
#[case(r#"{"error":"\ud83d","records":[{"id":"1"},{"id":"2"},[7]]}"#, None, None)]
#[case(r#"[{"id":"1"},{"id":"2","a":NaN},7]"#, None, None)]
fn a_malformed_record_does_not_affect_other_records(
    #[case] body: &str,
    #[case] total: Option<u64>,
    #[case] size: Option<u64>,
) {
    let page = page(1, body.as_bytes()).unwrap();
    assert_eq!((page.total, page.per_page, page.has_next), (total, size, total.is_some()));
    let ids: Vec<_> = page.records.iter().map(|record| id_of(record)).collect();
    assert_eq!(ids, [Some("1".to_owned()), Some("2".to_owned()), None]);
    assert!(page.records[0].fault().is_none() && page.records[2].fault().is_some());
}

#[rstest]
#[case(r#"{"id":"1","memo":"x"}"#, "Customer")]
#[case(r#"{"id":1}"#, "Customer")]
#[case(r#"{"id":"1","memo":"\ud83d"}"#, "Customer")]
#[case(r#"{"id":"1","memo":"a","memo":"b"}"#, "Customer")]
#[case(r#"{"id":"1","error":"x"}"#, "Customer")]
#[case(r#"{"id":"1","memo":[[[}"#, "Broken")]
#[case(r#"{"id":"1","memo":"x"}}"#, "Broken")]
#[case(r#"{"id":"2","memo":"x"}"#, "Another")]
#[case(r#"{"id":"2","memo":"\ud83d"}"#, "Another")]
#[case(r#"{"name":"Ada"}"#, "Another")]
#[case(r#"{"id":null,"name":"Ada"}"#, "Another")]
#[case(r#"{"customer":{"id":"1","name":"Ada"}}"#, "Another")]
#[case("", "Missing")]
#[case("null", "Missing")]
#[case("{}", "")]
#[case("[]", "")]
#[case("7", "")]
#[case("<p>", "")]
#[case(r#"{"error":"x"}"#, "")]
#[case(r#"{"id":"1","memo":"\ud83d""#, "")]
#[case(r#"{"id":"1","memo":"\ud83d"} x"#, "")]
#[case(r#"{"id":"2","memo":[[[}"#, "")]
fn a_detail_has_the_requested_id(#[case] body: &str, #[case] expected: &str) {
    let found = detail("1", body.as_bytes()).map(|found| format!("{found:?}")).unwrap_or_default();
    assert_eq!(found.split('(').next().unwrap(), expected);
}

#[test]
fn a_malformed_answer_to_a_write_is_read() {
    assert_eq!(written(br#"{"id":"1","memo":"\ud83d"}"#).unwrap(), "1");
}

#[rstest]
#[case(r#"{"id":"2","memo":[[[}"#)]
#[case(r#"{"id":"2","memo":["a"}"#)]
#[case(r#"{"id":"2","memo":{"a":1}"#)]
#[case(r#"{"id":"2","memo":"a"}}"#)]
#[case(r#"{"id":"2","memo":["a"]]}"#)]
#[case(r#"{"id":"2","memo":"a}"#)]
fn an_unclosed_record_does_not_affect_other_records(
    #[case] bad: &str,
    #[values(0, 1, 2)] at: usize,
    #[values(None, Some(3), Some(4))] total: Option<u64>,
) {
    let mut records =
        [r#"{"id":"a","x":[{"id":"z"},{"id":"y"}]}"#, r#"{"id":"b","memo":"],{\"id\":"}"#].to_vec();
    records.insert(at, bad);
    let total = total.map(|total| format!(r#""totalRecords":{total},"#)).unwrap_or_default();
    let body = |size: u64| {
        let records = records.join(" ,\n");
        format!(
            r#"{{"customer":{{{total}"recordsPerPage":{size},"nextQuery":null,"records":[ {records} ]}}}}"#
        )
    };
    let page = page(1, body(3).as_bytes()).unwrap();
    let texts: Vec<_> = page.records.iter().map(|record| record.text().unwrap().into_owned()).collect();
    assert_eq!(texts, records.iter().map(|record| record.as_bytes()).collect::<Vec<_>>());
    let bad: Vec<bool> = page.records.iter().map(|record| record.fault().is_some()).collect();
    assert_eq!((bad.iter().filter(|bad| **bad).count(), bad[at]), (1, true));
    assert_eq!(page.records[at]["id"], "2");
    let fault = super::page(1, body(2).as_bytes()).unwrap_err();
    let place = ["the first record", "the record after customer a", "the record after customer b"][at];
    assert_eq!(fault.place.as_deref(), Some(place), "more records than a page has");
}

#[rstest]
#[case(r#"{"id":"abc"}"#, Some("abc"))]
#[case(r#"{"id":42,"more":1}"#, Some("42"))]
#[case(r#"{"id":18446744073709551615}"#, Some("18446744073709551615"))]
#[case(r#"{"id":184467440737095516150}"#, Some("184467440737095516150"))]
#[case(r#"{"id":""}"#, None)]
#[case(r#"{"id":null}"#, None)]
#[case(r#"{"id":1.5}"#, None)]
#[case(r#"{"error":"x"}"#, None)]
#[case(r#""abc""#, None)]
#[case("<html></html>", None)]
#[case("", None)]
fn ids_in_answers_to_writes_are_read(#[case] body: &str, #[case] expected: Option<&str>) {
    assert_eq!(written(body.as_bytes()).ok().as_deref(), expected);
}

#[rstest]
#[case(r#"{"access_token":"t","token_type":"bearer","expires_in":1398616}"#, Some(("t", Some(1_398_616))))]
#[case(r#"{"access_token":" t ","expires_in":"60"}"#, Some(("t", Some(60))))]
#[case(r#"{"access_token":"t","expires_in":0}"#, Some(("t", None)))]
#[case(r#"{"access_token":"t","expires_in":-5}"#, Some(("t", None)))]
#[case(r#"{"access_token":""}"#, None)]
#[case(r#"{"error":"invalid_client"}"#, None)]
fn token_answers_are_read(#[case] body: &str, #[case] expected: Option<(&str, Option<u64>)>) {
    let read = grant(body.as_bytes()).ok().map(|grant| (grant.token, grant.expires_in));
    assert_eq!(read, expected.map(|(token, seconds)| (token.to_owned(), seconds)));
}

fn zipped(text: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text).unwrap();
    packer.finish().unwrap()
}

#[test]
fn gzip_and_byte_order_marks_are_removed() {
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
