//! Decodes and parses the bodies of answers leniently.

use std::io::Read as _;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use serde_json::Value;

use super::compact_json::{self, CompactPage};
use super::customer_record::{CustomerRecord, Object, id_of, written_id_of};
use super::json_scanner::{RawMember, elements, is_object, members};
use super::once;
use super::pieces::{Pieces, pieces};

/// One page of the list, or of a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The number that was asked for, from 1.
    pub number: u64,
    /// How many records all pages have, if the server says so.
    pub total: Option<u64>,
    /// How many records a page holds, if the server says so.
    pub per_page: Option<u64>,
    /// True if the server names a next page; its URL is never followed.
    pub has_next: bool,
    /// The records; any page may have fewer than a page holds.
    pub records: Vec<CustomerRecord>,
}

/// Why a body can't be understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UnreadableBody {
    pub(super) reason: &'static str,
    /// The place of a broken record, if the records after it can't be separated.
    pub(super) place: Option<String>,
}

impl UnreadableBody {
    pub(super) const fn of(reason: &'static str) -> Self {
        Self { reason, place: None }
    }
}

type ParseResult<T> = Result<T, UnreadableBody>;

const NO_JSON: UnreadableBody = UnreadableBody::of("the body is not JSON");

/// The JSON of a body; `None` if it is empty or null.
fn json(body: &[u8]) -> ParseResult<Option<Value>> {
    if body.trim_ascii().is_empty() {
        return Ok(None);
    }
    let value: Value = serde_json::from_slice(body).map_err(|_| NO_JSON)?;
    Ok(Some(value).filter(|value| !value.is_null()))
}

/// Like [`json`], but rejects duplicate members, of which one value would be lost.
fn strict(body: &[u8]) -> ParseResult<Option<Value>> {
    let value = json(body)?;
    let once = value.is_none() || once::is_each_member(body);
    if once { Ok(value) } else { Err(NO_JSON) }
}

/// The one object of a body; it may be malformed if its brackets close.
fn record(body: &[u8]) -> ParseResult<Option<CustomerRecord>> {
    match strict(body) {
        Ok(None) => Ok(None),
        Ok(Some(Value::Object(object))) => Ok(Some(object.into())),
        Ok(Some(_)) => Err(UnreadableBody::of("the body is not an object")),
        Err(_) if is_object(body) => Ok(Some(CustomerRecord::read(body))),
        Err(fault) => Err(fault),
    }
}

/// A page: the one member that contains `records`, under any name. An empty body is an empty page. A malformed record
/// does not make the others unreadable.
pub(super) fn page(number: u64, body: &[u8]) -> ParseResult<Page> {
    let compact = compact_json::page(body).and_then(|found| compact_page(number, body, found));
    compact.map_or_else(|| parsed_page(number, body), Ok)
}

/// A page of which only what is around the records is parsed; `None` if the records are not in its envelope.
fn compact_page(number: u64, body: &[u8], found: CompactPage) -> Option<Page> {
    let (before, after) = (body.get(..found.array.start)?, body.get(found.array.end..)?);
    let around = [before, b"[]", after].concat();
    let envelope = envelope(serde_json::from_slice(&around).ok()?).ok()?;
    envelope.get("records")?.is_array().then_some(())?;
    let bytes = Bytes::copy_from_slice(body);
    let records = found.records.into_iter().map(|record| CustomerRecord::compact(&bytes, record)).collect();
    Some(Page { records, ..page_from_envelope(number, envelope).ok()? })
}

fn parsed_page(number: u64, body: &[u8]) -> ParseResult<Page> {
    match strict(body) {
        Ok(Some(value)) => page_from_value(number, value),
        Ok(None) => Ok(Page { number, ..Page::default() }),
        Err(fault) => match pieces(body).filter(|pieces| pieces.broken) {
            Some(pieces) => broken_page(number, &pieces, fault),
            None => malformed_page(number, body).ok_or(fault),
        },
    }
}

fn page_from_value(number: u64, value: Value) -> ParseResult<Page> {
    page_from_envelope(number, envelope(value)?)
}

fn page_from_envelope(number: u64, mut envelope: Object) -> ParseResult<Page> {
    let total = envelope.get("totalRecords").and_then(whole);
    let per_page = envelope.get("recordsPerPage").and_then(whole).filter(|size| *size > 0);
    let has_next =
        envelope.get("nextQuery").and_then(Value::as_str).is_some_and(|next| !next.trim().is_empty());
    let records = records(envelope.remove("records"), total)?;
    Ok(Page { number, total, per_page, has_next, records })
}

/// A page in which brackets or quotes of a record do not close. It is accepted if its counts agree with the number of
/// its records.
fn broken_page(number: u64, pieces: &Pieces<'_>, fault: UnreadableBody) -> ParseResult<Page> {
    let page = pieces.envelope.as_deref().and_then(|text| page_from_value(number, strict(text).ok()??).ok());
    let records: Vec<CustomerRecord> = pieces.records.iter().map(|text| CustomerRecord::read(text)).collect();
    match page {
        Some(page) if page.should_have() == Some(records.len() as u64) => Ok(Page { records, ..page }),
        _ => {
            let good = records.iter().take_while(|record| record.fault().is_none());
            let place = match good.last().and_then(|record| id_of(record)) {
                Some(id) => format!("the record after customer {id}"),
                None => "the first record".to_owned(),
            };
            Err(UnreadableBody { place: Some(place), ..fault })
        }
    }
}

impl Page {
    /// How many records it should have according to its envelope.
    fn should_have(&self) -> Option<u64> {
        let size = self.per_page?;
        let before = self.number.saturating_sub(1).saturating_mul(size);
        Some(self.total.map_or(size, |total| total.saturating_sub(before).min(size)))
    }
}

/// The object with `records` and the counts; a bare array of records is accepted too.
fn envelope(value: Value) -> ParseResult<Object> {
    let mut outer = match value {
        Value::Object(outer) => outer,
        Value::Array(records) => {
            return Ok(Object::from_iter([("records".to_owned(), Value::Array(records))]));
        }
        _ => return Err(UnreadableBody::of("the body is not an object")),
    };
    if is_envelope(&outer) {
        return Ok(outer);
    }
    let mut found = outer.values_mut().filter_map(Value::as_object_mut).filter(|inner| is_envelope(inner));
    match (found.next(), found.next()) {
        (Some(inner), None) => Ok(std::mem::take(inner)),
        (None, _) => Err(UnreadableBody::of("no member contains `records`")),
        _ => Err(UnreadableBody::of("several members contain `records`")),
    }
}

fn is_envelope(object: &Object) -> bool {
    object.contains_key("records") || object.contains_key("totalRecords")
}

/// A page whose brackets close but which is malformed otherwise.
fn malformed_page(number: u64, body: &[u8]) -> Option<Page> {
    if let Some(records) = elements(body) {
        return Some(Page {
            number,
            records: records.into_iter().map(CustomerRecord::read).collect(),
            ..Page::default()
        });
    }
    let has_records = |members: &Vec<RawMember<'_>>| member(members, "records").is_some();
    let whole = |object| members(object).and_then(|(members, whole)| whole.then_some(members));
    let outer = whole(body)?;
    let envelope = if has_records(&outer) {
        outer
    } else {
        let mut inner = outer.into_iter().filter_map(|(_, value)| whole(value)).filter(has_records);
        let envelope = inner.next()?;
        if inner.next().is_some() {
            return None;
        }
        envelope
    };
    let value = |name| serde_json::from_slice::<Value>(member(&envelope, name)?).ok();
    let counted = |name| value(name).as_ref().and_then(self::whole);
    Some(Page {
        number,
        total: counted("totalRecords"),
        per_page: counted("recordsPerPage").filter(|size| *size > 0),
        has_next: value("nextQuery")
            .is_some_and(|next| next.as_str().is_some_and(|next| !next.trim().is_empty())),
        records: elements(member(&envelope, "records")?)?.into_iter().map(CustomerRecord::read).collect(),
    })
}

/// The value of a member; `None` if it is missing or appears twice.
fn member<'a>(members: &[RawMember<'a>], name: &str) -> Option<&'a [u8]> {
    let quoted = format!("\"{name}\"");
    let mut found = members.iter().filter(|(found, _)| *found == quoted.as_bytes());
    let value = found.next()?.1;
    found.next().is_none().then_some(value)
}

/// The records; they may be missing only if the total is 0.
fn records(value: Option<Value>, total: Option<u64>) -> ParseResult<Vec<CustomerRecord>> {
    match value {
        Some(Value::Array(values)) => Ok(values.into_iter().map(one).collect()),
        Some(Value::Null) => Ok(Vec::new()),
        None if total == Some(0) => Ok(Vec::new()),
        _ => Err(UnreadableBody::of("`records` is not an array")),
    }
}

fn one(value: Value) -> CustomerRecord {
    match value {
        Value::Object(object) => object.into(),
        other => CustomerRecord::read(other.to_string().as_bytes()),
    }
}

/// The answer to the call for one customer.
#[derive(Debug, PartialEq)]
pub(super) enum Detail {
    /// There is no such customer.
    Missing,
    /// The customer.
    Customer(CustomerRecord),
    /// The customer, in a text whose brackets or quotes do not close, so it may be cut.
    Broken(CustomerRecord),
    /// A record of another customer or of none, and why.
    Another(&'static str),
}

/// The customer with this id; [`Detail::Missing`] for an empty body.
///
/// An object with `error` and without `id` is an error sent with the status of a success.
pub(super) fn detail(asked: &str, body: &[u8]) -> ParseResult<Detail> {
    let found = match record(body) {
        Err(fault) => return broken(asked, body).map(Detail::Broken).ok_or(fault),
        Ok(found) => found,
    };
    match found {
        None => Ok(Detail::Missing),
        Some(record) if record.is_empty() => Err(UnreadableBody::of("the customer object has no members")),
        Some(record) if record.contains_key("error") && !record.contains_key("id") => {
            Err(UnreadableBody::of("the answer is an error instead of the customer"))
        }
        Some(record) => Ok(match id_of(&record) {
            Some(id) if id == asked => Detail::Customer(record),
            Some(_) => Detail::Another("the answer is a different customer"),
            None => Detail::Another("the answer has no id, so it may be a different customer"),
        }),
    }
}

fn broken(asked: &str, body: &[u8]) -> Option<CustomerRecord> {
    let text = body.trim_ascii();
    (text.starts_with(b"{") && text.ends_with(b"}")).then_some(())?;
    Some(CustomerRecord::read(text)).filter(|record| id_of(record).as_deref() == Some(asked))
}

/// The id in the answer to a write.
pub(super) fn written(body: &[u8]) -> ParseResult<String> {
    let record = record(body)?.ok_or(UnreadableBody::of("the body is empty; it should contain an id"))?;
    written_id_of(&record).ok_or(UnreadableBody::of("the answer has no id"))
}

/// The definitions of custom fields: a bare array, an empty body, or an envelope like that of a list.
pub(super) fn definitions(body: &[u8]) -> ParseResult<Vec<Object>> {
    page(1, body).map(|page| page.records.into_iter().map(CustomerRecord::into_object).collect())
}

/// The answer to a token call.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TokenGrant {
    pub(super) token: String,
    pub(super) expires_in: Option<u64>,
}

/// Parses the token and its lifetime in seconds; a lifetime that is not positive is ignored.
pub(super) fn grant(body: &[u8]) -> ParseResult<TokenGrant> {
    let Some(Value::Object(object)) = json(body)? else {
        return Err(UnreadableBody::of("the body is not an object"));
    };
    let token =
        object.get("access_token").and_then(Value::as_str).map(str::trim).filter(|token| !token.is_empty());
    let token = token.ok_or(UnreadableBody::of("the answer has no access_token"))?.to_owned();
    let expires_in = object.get("expires_in").and_then(whole).filter(|seconds| *seconds > 0);
    Ok(TokenGrant { token, expires_in })
}

/// A non-negative number; it may be a string or have a decimal point.
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

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The decoded body of an answer. It is decompressed if it begins like gzip, up to `limit` bytes, and a byte order mark is
/// removed, although neither was requested. No JSON begins like either.
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
mod tests;
