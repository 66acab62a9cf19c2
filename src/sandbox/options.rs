//! How the imitation behaves wherever nobody knows how the real API does.

use super::churn::Churn;
use super::credentials::{API_TOKEN, BEARER, CLIENT_ID};
use super::customer_generator::start_custom_fields;
use super::fault::FaultRates;
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;

/// What PUT does with the fields that it doesn't name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutMode {
    /// They are emptied.
    Replace,
    /// They stay as they are.
    Merge,
}

/// How a search compares.
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
    /// Not at all: every search returns everything.
    Ignored,
}

/// Which pages a search has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchPages {
    /// All.
    All,
    /// One, and the total counts no more than that.
    One,
    /// Half a page at most, without totals, and the same on each page.
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

/// What happens to a name that the API doesn't know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownNames {
    /// The request is answered with 400.
    Refuse,
    /// A property is kept, a search field is ignored.
    Keep,
}

/// What an insert does whose email another customer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuplicateEmails {
    /// It makes a second customer.
    Off,
    /// It is answered with the id of that customer, and nothing is stored.
    Answer,
    /// The same, and that customer gets the fields of the insert.
    Merge,
}

/// What is done to the text of a field before it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextStorage {
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
    /// The blanks around it go.
    Trim,
    /// Several blanks become one.
    Blanks,
    /// Only its digits stay.
    Digits,
    /// Only its first ten characters stay.
    Cut,
}

/// The order of a list that asks for none. A churn's `reorder` turns the first two round and shuffles the third.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListOrder {
    /// In the order of insertion.
    OldestFirst,
    /// Against the order of insertion.
    NewestFirst,
    /// In no order that anybody knows, so that a new customer stands anywhere.
    Scattered,
}

/// How a company is read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanyForm {
    /// `"company": "Acme"`
    Text,
    /// `"company": {"id": "...", "name": "Acme"}`
    Object,
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

/// What is wrong with some records when they are read: the third customer, and every tenth after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BadRecord {
    /// Nothing.
    #[default]
    None,
    /// The memo ends with half a character: `\ud83d` alone.
    LoneSurrogate,
    /// The memo is 100,000 brackets in one another.
    Nested,
    /// The memo is a text of a million bytes.
    Long,
    /// The memo has a control character that is not escaped.
    Control,
    /// The memo has a byte that is not UTF-8.
    NotUtf8,
    /// The memo has no value at all.
    Broken,
    /// There is no id.
    NoId,
    /// The id is a number.
    NumberId,
    /// Fields have other types than they should.
    OtherType,
    /// A list has `null` in the place of the record.
    Null,
    /// The name of a member has half a character.
    NameSurrogate,
    /// The memo comes twice.
    Twice,
    /// The memo has brackets that do not close.
    Unclosed,
    /// The memo is followed by a bracket that nothing opened.
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

/// What comes past the end of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PastTheEnd {
    /// Nothing: the list ends.
    No,
    /// The last page, again and again.
    Last,
    /// The list, from its first page on.
    Again,
    /// The same, with new ids each time.
    New,
}

/// The form of the bodies of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyCompression {
    /// As they are.
    None,
    /// gzip, with its `Content-Encoding`.
    Gzip,
    /// gzip, without a word.
    GzipUnsaid,
    /// Behind a byte order mark.
    ByteOrderMark,
}

/// Every switch of the imitation. [`SandboxOptions::set`](Options::set) sets one by its name in [`super::SWITCHES`].
#[derive(Debug, Clone, PartialEq)]
pub struct SandboxOptions {
    /// The `clientId` that is accepted.
    pub client_id: String,
    /// The API token that the token call accepts.
    pub api_token: String,
    /// A bearer token that is accepted and never expires; `None` accepts fetched ones only.
    pub bearer: Option<String>,
    /// How long a fetched token lives.
    pub token_life: Duration,
    /// The SQLite file that keeps the customers; `None` keeps them in memory.
    pub file: Option<PathBuf>,
    /// The customers at the start; ignored by a file that was used before.
    pub start: Vec<Value>,
    /// The definitions of custom fields.
    pub custom_fields: Vec<Value>,
    /// Records on a page.
    pub page_size: usize,
    /// Every second page holds only half as many.
    pub short_pages: bool,
    /// A page past the end is an envelope with no records, not 204.
    pub past_end_empty: bool,
    /// The host of `previousQuery` and `nextQuery`; `None` is the sandbox itself.
    pub next_base: Option<String>,
    /// The order of a list that asks for none.
    pub order: ListOrder,
    /// What happens to the account after every so many list calls.
    pub churn: Vec<(Churn, u64)>,
    /// What is added to every total: it lies.
    pub total_lie: i64,
    /// This page shows the records of the page before it.
    pub repeated_page: Option<usize>,
    /// A list tells how many customers it has, and how many a page.
    pub totals: bool,
    /// What comes past the end of a list.
    pub endless: PastTheEnd,
    /// What is wrong with some records that are read, and how some details are answered.
    pub bad_record: (BadRecord, OddDetail),
    /// The form of the bodies of answers.
    pub packing: BodyCompression,
    /// Fields that a list leaves out and a detail has: `memo`, `customFields`, `customFields.segment`.
    pub thin_list: Vec<String>,
    /// Fields that a list shows as null and a detail has.
    pub thin_list_null: Vec<String>,
    /// Both are about every so-many-th customer only.
    pub thin_every: u64,
    /// A new customer isn't in lists and searches before this; a detail has it at once.
    pub index_lag: Duration,
    /// How a search compares.
    pub search: SearchMode,
    /// A search by a value with one of these characters finds nobody; a dot is one before the `@` of an address.
    pub search_blind: String,
    /// In a searched value `%` and `*` are any text, `_` and `?` any character.
    pub search_like: bool,
    /// Which pages a search has.
    pub search_pages: SearchPages,
    /// A search does not find the newest so many customers.
    pub search_lacks: usize,
    /// Every so-many-th search is answered with 200 and this odd body.
    pub search_odd: (Option<u32>, &'static str),
    /// What several search fields mean together.
    pub several: MultiFieldSearch,
    /// What a search by an unknown field does.
    pub unknown_search: UnknownNames,
    /// What PUT does with fields that it doesn't name.
    pub put: PutMode,
    /// What PUT does with custom fields that its `customFields` doesn't name.
    pub put_custom: PutMode,
    /// What an unknown property in a write does.
    pub unknown: UnknownNames,
    /// What a custom field without a definition does in a write.
    pub unknown_custom: UnknownNames,
    /// An insert or update with an email that another customer has is answered with 400.
    pub refuse_duplicate_email: bool,
    /// What an insert does whose email another customer has, and which is not refused.
    pub dedup: DuplicateEmails,
    /// What is done to the texts of fields before they are stored.
    pub stores: Vec<(TextStorage, String)>,
    /// Fields that get a value where an insert has none.
    pub fills: Vec<(String, String)>,
    /// DELETE needs the `Content-Type` of a write.
    pub delete_type: bool,
    /// The status for an id that isn't there: 204, 400 or 404.
    pub missing: u16,
    /// The status of a successful insert: 200 or 201.
    pub create_status: u16,
    /// How a company is read back.
    pub company: CompanyForm,
    /// How ids are made and shown.
    pub id_form: IdForm,
    /// Fields without a value are read back as null, not left out.
    pub empty_as_null: bool,
    /// The text form of `profilePhotoBlob`.
    pub photo: PhotoForm,
    /// Requests that may come in any second; `None` is no limit.
    pub quota: Option<u32>,
    /// The status beyond the quota: 429 or 503.
    pub quota_status: u16,
    /// The form of `Retry-After`.
    pub retry_after: RetryAfter,
    /// Every answer takes at least so long.
    pub latency: Duration,
    /// Requests at work at once from which on each takes longer: with twice as many, twice the latency.
    pub capacity: Option<u32>,
    /// Faults of writes.
    pub write_faults: FaultRates,
    /// Faults of reads, the token call among them.
    pub read_faults: FaultRates,
    /// The seed of the faults.
    pub seed: u64,
    /// The log keeps the bodies of requests.
    pub keep_bodies: bool,
    /// The log keeps the last so many requests; the counters count all.
    pub keep_requests: usize,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            client_id: CLIENT_ID.to_owned(),
            api_token: API_TOKEN.to_owned(),
            bearer: Some(BEARER.to_owned()),
            token_life: Duration::from_secs(1_398_616),
            file: None,
            start: Vec::new(),
            custom_fields: start_custom_fields(),
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
            search_blind: String::new(),
            search_like: false,
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
            empty_as_null: false,
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
