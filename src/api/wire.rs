//! Bodies of answers, read leniently; pure functions of bytes.

use serde_json::{Map, Value};

use super::cutter::{Member, elements, is_object, members};
use super::record::Record;

/// A JSON object as the server gave it, members in their order.
pub type Object = Map<String, Value>;

/// One page of the list, or of a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The number that was asked for, from 1.
    pub number: u64,
    /// How many records there are on all pages, where the server says so.
    pub total: Option<u64>,
    /// How many records a page holds, where the server says so.
    pub per_page: Option<u64>,
    /// True when the server names a next page; the address it gives is never followed.
    pub has_next: bool,
    /// The records; may be fewer than a page holds on any page.
    pub records: Vec<Record>,
}

/// Why a body can't be understood, in words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable(pub(super) &'static str);

type Read<T> = Result<T, Unreadable>;

const NO_JSON: Unreadable = Unreadable("the body is not JSON");

/// The body's JSON; `None` where it is empty or null.
fn json(body: &[u8]) -> Read<Option<Value>> {
    if body.trim_ascii().is_empty() {
        return Ok(None);
    }
    let value: Value = serde_json::from_slice(body).map_err(|_| NO_JSON)?;
    Ok(Some(value).filter(|value| !value.is_null()))
}

/// The body's one object, which may be malformed as long as it is whole.
fn record(body: &[u8]) -> Read<Option<Record>> {
    match json(body) {
        Ok(None) => Ok(None),
        Ok(Some(Value::Object(object))) => Ok(Some(object.into())),
        Ok(Some(_)) => Err(Unreadable("the body is not an object")),
        Err(_) if is_object(body) => Ok(Some(Record::read(body))),
        Err(fault) => Err(fault),
    }
}

/// A page: the one member that holds `records`, whatever its name is; an empty body is an empty page. A malformed record
/// does not make the others unreadable.
pub(super) fn page(number: u64, body: &[u8]) -> Read<Page> {
    let value = match json(body) {
        Ok(Some(value)) => value,
        Ok(None) => return Ok(Page { number, ..Page::default() }),
        Err(fault) => return malformed_page(number, body).ok_or(fault),
    };
    let mut envelope = envelope(value)?;
    let total = envelope.get("totalRecords").and_then(whole);
    let per_page = envelope.get("recordsPerPage").and_then(whole).filter(|size| *size > 0);
    let has_next =
        envelope.get("nextQuery").and_then(Value::as_str).is_some_and(|next| !next.trim().is_empty());
    let records = records(envelope.remove("records"), total)?;
    Ok(Page { number, total, per_page, has_next, records })
}

/// The object with `records` and its counts; a bare array of records is taken as well.
fn envelope(value: Value) -> Read<Object> {
    let mut outer = match value {
        Value::Object(outer) => outer,
        Value::Array(records) => {
            return Ok(Object::from_iter([("records".to_owned(), Value::Array(records))]));
        }
        _ => return Err(Unreadable("the body is not an object")),
    };
    if is_envelope(&outer) {
        return Ok(outer);
    }
    let mut found = outer.values_mut().filter_map(Value::as_object_mut).filter(|inner| is_envelope(inner));
    match (found.next(), found.next()) {
        (Some(inner), None) => Ok(std::mem::take(inner)),
        (None, _) => Err(Unreadable("no member contains `records`")),
        _ => Err(Unreadable("several members contain `records`")),
    }
}

fn is_envelope(object: &Object) -> bool {
    object.contains_key("records") || object.contains_key("totalRecords")
}

/// A page whose brackets close, and in which something else is wrong.
fn malformed_page(number: u64, body: &[u8]) -> Option<Page> {
    if let Some(records) = elements(body) {
        return Some(Page {
            number,
            records: records.into_iter().map(Record::read).collect(),
            ..Page::default()
        });
    }
    let has_records = |members: &Vec<Member<'_>>| member(members, "records").is_some();
    let whole = |object| members(object).and_then(|(members, whole)| whole.then_some(members));
    let outer = whole(body)?;
    let envelope = match has_records(&outer) {
        true => outer,
        false => {
            let mut inner = outer.into_iter().filter_map(|(_, value)| whole(value)).filter(has_records);
            let envelope = inner.next()?;
            if inner.next().is_some() {
                return None;
            }
            envelope
        }
    };
    let value = |name| serde_json::from_slice::<Value>(member(&envelope, name)?).ok();
    let counted = |name| value(name).as_ref().and_then(self::whole);
    Some(Page {
        number,
        total: counted("totalRecords"),
        per_page: counted("recordsPerPage").filter(|size| *size > 0),
        has_next: value("nextQuery")
            .is_some_and(|next| next.as_str().is_some_and(|next| !next.trim().is_empty())),
        records: elements(member(&envelope, "records")?)?.into_iter().map(Record::read).collect(),
    })
}

fn member<'a>(members: &[Member<'a>], name: &str) -> Option<&'a [u8]> {
    let quoted = format!("\"{name}\"");
    members.iter().find(|(found, _)| *found == quoted.as_bytes()).map(|(_, value)| *value)
}

/// The records; without them the server must not claim that there are any.
fn records(value: Option<Value>, total: Option<u64>) -> Read<Vec<Record>> {
    match value {
        Some(Value::Array(values)) => Ok(values.into_iter().map(one).collect()),
        Some(Value::Null) => Ok(Vec::new()),
        None if total == Some(0) => Ok(Vec::new()),
        _ => Err(Unreadable("`records` is not an array")),
    }
}

fn one(value: Value) -> Record {
    match value {
        Value::Object(object) => object.into(),
        other => Record::read(other.to_string().as_bytes()),
    }
}

/// One customer, or `None` for an empty body.
///
/// An object with `error` and no `id` is a failure that came with the status of a success.
pub(super) fn detail(body: &[u8]) -> Read<Option<Record>> {
    match record(body)? {
        Some(record) if record.is_empty() => Err(Unreadable("the customer has no member")),
        Some(record) if record.contains_key("error") && !record.contains_key("id") => {
            Err(Unreadable("an error instead of the customer"))
        }
        found => Ok(found),
    }
}

/// The id that a write answers.
pub(super) fn written(body: &[u8]) -> Read<String> {
    let record = record(body)?.ok_or(Unreadable("the body is empty; it should contain an id"))?;
    record.get("id").and_then(id).ok_or(Unreadable("the answer has no id"))
}

/// The definitions of custom fields: a bare array, nothing at all, or an envelope as lists have it.
pub(super) fn definitions(body: &[u8]) -> Read<Vec<Object>> {
    page(1, body).map(|page| page.records.into_iter().map(Record::into_object).collect())
}

/// What a token call hands out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) token: String,
    pub(super) expires_in: Option<u64>,
}

/// The token and its lifetime in seconds, where one is given that makes sense.
pub(super) fn grant(body: &[u8]) -> Read<Grant> {
    let Some(Value::Object(object)) = json(body)? else {
        return Err(Unreadable(
            "the body is not an \
    object",
        ));
    };
    let token =
        object.get("access_token").and_then(Value::as_str).map(str::trim).filter(|token| !token.is_empty());
    let token = token.ok_or(Unreadable("the answer has no access_token"))?.to_owned();
    let expires_in = object.get("expires_in").and_then(whole).filter(|seconds| *seconds > 0);
    Ok(Grant { token, expires_in })
}

/// An id: a text that is not empty, or a whole number.
pub(super) fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number that is not negative, which may come as a text or with a point.
fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().and_then(truncated)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse().ok().and_then(truncated))
        }
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn truncated(number: f64) -> Option<u64> {
    (0.0..9e15).contains(&number).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::plain(r#"{"customer":{"totalRecords":50,"recordsPerPage":25,"nextQuery":"http://x","records":[{"id":"1"}]}}"#,
        Some(50), Some(25), true, 1)]
    #[case::other_name(
        r#"{"clients":{"totalRecords":"1","recordsPerPage":" 10 ","nextQuery":null,"records":[{"id":1}]}}"#,
        Some(1),
        Some(10),
        false,
        1
    )]
    #[case::beside_others(r#"{"status":{"ok":true},"customer":{"records":[{},{}]}}"#, None, None, false, 2)]
    #[case::top_level(r#"{"totalRecords":3.0,"records":[{}]}"#, Some(3), None, false, 1)]
    #[case::bare(r#"[{"id":1}]"#, None, None, false, 1)]
    #[case::nonsense_counts(
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
    fn pages(
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
    fn no_pages(#[case] body: &str, #[case] reason: &str) {
        assert_eq!(page(1, body.as_bytes()).unwrap_err().0, reason);
    }

    #[rstest]
    #[case(r#"{"customer":{"totalRecords":3,"recordsPerPage":"25","nextQuery":"x","records":[{"id":"1"},{"id":"2","memo":"\ud83d"},null]}}"#, Some(3), Some(25))]
    #[case(r#"{"error":"\ud83d","records":[{"id":"1"},{"id":"2"},[7]]}"#, None, None)]
    #[case(r#"[{"id":"1"},{"id":"2","a":NaN},7]"#, None, None)]
    fn a_malformed_record_takes_no_other_along(
        #[case] body: &str,
        #[case] total: Option<u64>,
        #[case] size: Option<u64>,
    ) {
        let page = page(1, body.as_bytes()).unwrap();
        assert_eq!((page.total, page.per_page, page.has_next), (total, size, total.is_some()));
        let ids: Vec<_> = page.records.iter().map(|record| record.get("id").and_then(id)).collect();
        assert_eq!(ids, [Some("1".to_owned()), Some("2".to_owned()), None]);
        assert!(page.records[0].fault().is_none() && page.records[2].fault().is_some());
    }

    #[test]
    fn a_malformed_customer_is_read_where_it_is_whole() {
        assert_eq!(detail(br#"{"id":"1","memo":"\ud83d"}"#).unwrap().unwrap().fault().unwrap()[..4], *"memo");
        assert_eq!(written(br#"{"id":"1","memo":"\ud83d"}"#).unwrap(), "1");
        assert!(
            detail(br#"{"id":"1","memo":"\ud83d""#).is_err()
                && detail(br#"{"id":"1","memo":"\ud83d"} x"#).is_err()
        );
    }

    #[rstest]
    #[case(r#"{"id":"abc"}"#, Some("abc"))]
    #[case(r#"{"id":42,"more":1}"#, Some("42"))]
    #[case(r#"{"id":18446744073709551615}"#, Some("18446744073709551615"))]
    #[case(r#"{"id":""}"#, None)]
    #[case(r#"{"id":null}"#, None)]
    #[case(r#"{"id":1.5}"#, None)]
    #[case(r#"{"error":"x"}"#, None)]
    #[case(r#""abc""#, None)]
    #[case("<html></html>", None)]
    #[case("", None)]
    fn ids(#[case] body: &str, #[case] expected: Option<&str>) {
        assert_eq!(written(body.as_bytes()).ok().as_deref(), expected);
    }

    #[test]
    fn a_customer_is_an_object_or_nothing() {
        assert_eq!(detail(b"").unwrap(), None);
        assert_eq!(detail(br#"{"id":"1","error":"x"}"#).unwrap().unwrap().len(), 2);
        for bad in ["{}", "[]", "7", r#"{"error":"x"}"#, "<p>"] {
            assert!(detail(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[rstest]
    #[case(r#"{"access_token":"t","token_type":"bearer","expires_in":1398616}"#, Some(("t", Some(1_398_616))))]
    #[case(r#"{"access_token":" t ","expires_in":"60"}"#, Some(("t", Some(60))))]
    #[case(r#"{"access_token":"t","expires_in":0}"#, Some(("t", None)))]
    #[case(r#"{"access_token":"t","expires_in":-5}"#, Some(("t", None)))]
    #[case(r#"{"access_token":""}"#, None)]
    #[case(r#"{"error":"invalid_client"}"#, None)]
    fn grants(#[case] body: &str, #[case] expected: Option<(&str, Option<u64>)>) {
        let read = grant(body.as_bytes()).ok().map(|grant| (grant.token, grant.expires_in));
        assert_eq!(read, expected.map(|(token, seconds)| (token.to_owned(), seconds)));
    }
}
