//! The switches of the sandbox, for everything that is unknown about the real API.

use super::churn::Churn;
use super::company_form::CompanyForm;
use super::credentials::{API_TOKEN, BEARER, CLIENT_ID};
use super::fault::FaultRates;
use super::off_by_default::OffByDefault;
use super::text_storage::TextStorage;
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;

/// What PUT does with fields that the request does not contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutMode {
    /// They are emptied.
    Replace,
    /// They stay as they are.
    Merge,
}

/// How a search compares values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchMode {
    /// The whole value, in any case.
    Exact,
    /// The whole value, in the same case.
    Case,
    /// The whole value, in any case of the letters A to Z.
    Ascii,
    /// A part of the value, in any case.
    Substring,
    /// The search field is ignored: every search returns all customers.
    Ignored,
}

/// Which pages a search has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchPages {
    /// All.
    All,
    /// One; the total counts only its customers.
    One,
    /// The same half page each time, without totals.
    Repeated,
}

/// What several search fields mean together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MultiFieldSearch {
    /// All must match.
    All,
    /// One must match.
    Any,
    /// Only the first counts.
    First,
}

/// What happens to a property or search field with an unknown name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownNames {
    /// The request is answered with 400.
    Refuse,
    /// A property is kept, a search field is ignored.
    Keep,
}

/// What an insert does if another customer has its email.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuplicateEmails {
    /// It creates a second customer.
    Off,
    /// The answer is the id of that customer; nothing is stored.
    Answer,
    /// Like `Answer`, but that customer gets the fields of the insert.
    Merge,
}

/// The order of a list if the request names none. [`Churn::Reorder`] reverses the first two and reshuffles the third.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListOrder {
    /// By insertion.
    OldestFirst,
    /// By insertion, reversed.
    NewestFirst,
    /// Random, so a new customer may be anywhere.
    Scattered,
}

/// How ids are made and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdForm {
    /// 24 hexadecimal digits in a JSON string.
    Text,
    /// A JSON number.
    Number,
}

/// The form of `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// `Retry-After: 1`
    Seconds,
    /// `Retry-After: Wed, 21 Oct 2015 07:28:00 GMT`
    Date,
    /// No such header.
    Absent,
}

/// The text form of `profilePhotoBlob`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoForm {
    /// Hexadecimal digits.
    Hex,
    /// Base64, with or without padding.
    Base64,
}

/// What is wrong with some records that are read: the third customer, and every tenth after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BadRecord {
    /// Nothing.
    #[default]
    None,
    /// The memo ends with half of a surrogate pair: `\ud83d`.
    LoneSurrogate,
    /// The memo is 100,000 nested brackets.
    Nested,
    /// The memo is a text of a million bytes.
    Long,
    /// The memo has a control character that is not escaped.
    Control,
    /// The memo has a byte that is not UTF-8.
    NotUtf8,
    /// The memo has no value.
    Broken,
    /// There is no id.
    NoId,
    /// The id is a number.
    NumberId,
    /// Fields have wrong types.
    OtherType,
    /// A list has `null` instead of the record.
    Null,
    /// The name of a member has half of a surrogate pair.
    NameSurrogate,
    /// The memo appears twice.
    Twice,
    /// The memo has unclosed brackets.
    Unclosed,
    /// The memo is followed by a closing bracket without an opening one.
    ExtraClose,
    /// The memo has no closing quote.
    UnclosedText,
}

/// How the detail of every fifth customer is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddDetail {
    /// As it should be.
    No,
    /// With the first customer.
    Other,
    /// Inside another object, as `customer`.
    Wrapped,
    /// Without its id.
    NoId,
}

/// What a list shows past its last page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PastTheEnd {
    /// Nothing.
    No,
    /// The last page, again and again.
    Last,
    /// The list, from its first page on.
    Again,
    /// Like `Again`, with new ids each time.
    New,
}

/// How the bodies of answers are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyCompression {
    /// Not at all.
    None,
    /// gzip, with its `Content-Encoding`.
    Gzip,
    /// gzip, without the header.
    GzipUnsaid,
    /// With a byte order mark at the start.
    ByteOrderMark,
}

/// Every switch of the sandbox. [`SandboxOptions::set`] sets one by its name in [`super::SWITCHES`].
#[derive(Debug, Clone, PartialEq)]
pub struct SandboxOptions {
    /// The `clientId` that is accepted.
    pub client_id: String,
    /// The API token that the token call accepts.
    pub api_token: String,
    /// A bearer token that is accepted and never expires; `None` accepts fetched ones only.
    pub bearer: Option<String>,
    /// How long a fetched token is valid.
    pub token_life: Duration,
    /// A new token ends those before it.
    pub old_tokens_end: bool,
    /// The SQLite file of the customers; `None` keeps them in memory only.
    pub file: Option<PathBuf>,
    /// The customers at the start; ignored if `file` was used before.
    pub start: Vec<Value>,
    /// The definitions of custom fields. A file keeps them, until others are given.
    pub custom_fields: Vec<Value>,
    /// What it does only if it is asked to.
    pub off_by_default: OffByDefault,
    /// Records on a page.
    pub page_size: usize,
    /// Every second page is only half full.
    pub short_pages: bool,
    /// A page past the end is an envelope with no records, not 204.
    pub past_end_empty: bool,
    /// The host of `previousQuery` and `nextQuery`; `None` is the sandbox itself.
    pub next_base: Option<String>,
    /// The order of a list if the request names none.
    pub order: ListOrder,
    /// Changes of the account, each with the number of list calls between two of them.
    pub churn: Vec<(Churn, u64)>,
    /// Added to every total, to make it wrong.
    pub total_lie: i64,
    /// This page repeats the records of the previous page.
    pub repeated_page: Option<usize>,
    /// A list shows the number of customers and the page size.
    pub totals: bool,
    /// What a list shows past its last page.
    pub endless: PastTheEnd,
    /// What is wrong with some records that are read, and how some details are answered.
    pub bad_record: (BadRecord, OddDetail),
    /// How the bodies of answers are encoded.
    pub packing: BodyCompression,
    /// Fields that a list leaves out and a detail has: `memo`, `customFields`, `customFields.segment`.
    pub thin_list: Vec<String>,
    /// Fields that a list shows as null and a detail has.
    pub thin_list_null: Vec<String>,
    /// The two above affect only every n-th customer.
    pub thin_every: u64,
    /// How long lists and searches do not show a new customer; a detail shows it at once.
    pub index_lag: Duration,
    /// How a search compares.
    pub search: SearchMode,
    /// A search for a value with one of these characters finds nothing; a dot counts only before the `@` of an address.
    /// If true, `%` and `*` in a searched value match any text, `_` and `?` any character.
    pub search_signs: (String, bool),
    /// Which pages a search has.
    pub search_pages: SearchPages,
    /// A search does not find this many of the newest customers.
    pub search_lacks: usize,
    /// Every n-th search is answered with 200 and this odd body.
    pub search_odd: (Option<u32>, &'static str),
    /// What several search fields mean together.
    pub several: MultiFieldSearch,
    /// What happens to a search by an unknown field.
    pub unknown_search: UnknownNames,
    /// What PUT does with fields that the request does not contain.
    pub put: PutMode,
    /// The same for custom fields that its `customFields` does not contain.
    pub put_custom: PutMode,
    /// What happens to an unknown property in a write.
    pub unknown: UnknownNames,
    /// What happens to a custom field without a definition in a write.
    pub unknown_custom: UnknownNames,
    /// An insert or update with an email that another customer has is answered with 400.
    pub refuse_duplicate_email: bool,
    /// What an insert does if another customer has its email and it is not refused.
    pub dedup: DuplicateEmails,
    /// How texts of fields are changed before they are stored, each with the field.
    pub stores: Vec<(TextStorage, String)>,
    /// Fields, each with the value that it gets if an insert has none.
    pub fills: Vec<(String, String)>,
    /// DELETE needs the `Content-Type` of a write.
    pub delete_type: bool,
    /// The status for an unknown id: 204, 400 or 404.
    pub missing: u16,
    /// The status of a successful insert: 200 or 201.
    pub create_status: u16,
    /// How reads show a company.
    pub company: CompanyForm,
    /// How ids are made and shown.
    pub id_form: IdForm,
    /// The text form of `profilePhotoBlob`.
    pub photo: PhotoForm,
    /// Maximum number of requests in any second; `None` means no limit.
    pub quota: Option<u32>,
    /// The status beyond the quota: 429 or 503.
    pub quota_status: u16,
    /// The form of `Retry-After`.
    pub retry_after: RetryAfter,
    /// The shortest time that an answer takes.
    pub latency: Duration,
    /// Number of concurrent requests beyond which the latency grows: at twice the number it doubles.
    pub capacity: Option<u32>,
    /// Faults of writes.
    pub write_faults: FaultRates,
    /// Faults of reads, including the token call.
    pub read_faults: FaultRates,
    /// The seed of the faults.
    pub seed: u64,
    /// The log keeps the bodies of requests.
    pub keep_bodies: bool,
    /// How many of the latest requests the log keeps; the counters count all.
    pub keep_requests: usize,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            client_id: CLIENT_ID.to_owned(),
            api_token: API_TOKEN.to_owned(),
            bearer: Some(BEARER.to_owned()),
            token_life: Duration::from_secs(1_398_616),
            old_tokens_end: false,
            file: None,
            start: Vec::new(),
            custom_fields: Vec::new(),
            off_by_default: OffByDefault::default(),
            page_size: 25,
            short_pages: false,
            past_end_empty: false,
            next_base: None,
            order: ListOrder::OldestFirst,
            churn: Vec::new(),
            total_lie: 0,
            repeated_page: None,
            totals: true,
            endless: PastTheEnd::No,
            bad_record: (BadRecord::None, OddDetail::No),
            packing: BodyCompression::None,
            thin_list: Vec::new(),
            thin_list_null: Vec::new(),
            thin_every: 1,
            index_lag: Duration::ZERO,
            search: SearchMode::Exact,
            search_signs: (String::new(), false),
            search_pages: SearchPages::All,
            search_lacks: 0,
            search_odd: (None, ""),
            several: MultiFieldSearch::All,
            unknown_search: UnknownNames::Keep,
            put: PutMode::Replace,
            put_custom: PutMode::Replace,
            unknown: UnknownNames::Refuse,
            unknown_custom: UnknownNames::Keep,
            refuse_duplicate_email: false,
            dedup: DuplicateEmails::Off,
            stores: Vec::new(),
            fills: Vec::new(),
            missing: 204,
            delete_type: true,
            create_status: 201,
            company: CompanyForm::Text,
            id_form: IdForm::Text,
            photo: PhotoForm::Hex,
            quota: None,
            quota_status: 429,
            retry_after: RetryAfter::Seconds,
            latency: Duration::ZERO,
            capacity: None,
            write_faults: FaultRates::default(),
            read_faults: FaultRates::default(),
            seed: 0,
            keep_bodies: true,
            keep_requests: 100_000,
        }
    }
}
