//! The switches by name, for command lines and the control endpoints.

use super::company_form::CompanyForm;
use super::customer_generator::{start_custom_fields, start_customers};
use super::error::SandboxError;
use super::fault::parse_status;
use super::options::{
    BodyCompression, DuplicateEmails, IdForm, ListOrder, MultiFieldSearch, OddDetail, PastTheEnd, PhotoForm,
    PutMode, RetryAfter, SandboxOptions, SearchMode, SearchPages, UnknownNames,
};
use super::{bad_record, churn, duration, start_file, stored_changes};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Every switch of [`SandboxOptions::set`]: its name, its values (the default first), and its meaning.
pub const SWITCHES: &[(&str, &str, &str)] = &ROWS;

type Setter = fn(&mut SandboxOptions, &str) -> Option<()>;

struct Switch(&'static str, &'static str, &'static str, Setter);

const ROWS: [(&str, &str, &str); TABLE.len()] = {
    let mut rows = [("", "", ""); TABLE.len()];
    let mut at = 0;
    while at < rows.len() {
        rows[at] = (TABLE[at].0, TABLE[at].1, TABLE[at].2);
        at += 1;
    }
    rows
};

const RATE: &str = "0 to 1";

#[rustfmt::skip]
const TABLE: &[Switch] = &[
    Switch("client-id", "any text", "the accepted clientId", |o, v| put(&mut o.client_id, Some(v.to_owned()))),
    Switch("api-token", "any text", "the accepted API token", |o, v| put(&mut o.api_token, Some(v.to_owned()))),
    Switch("bearer", "any text, or none", "the accepted fixed bearer token", |o, v| put(&mut o.bearer, Some((v != "none").then(|| v.to_owned())))),
    Switch("token-life", "a time (10s)", "how long a fetched token is valid", |o, v| put(&mut o.token_life, duration::parse(v))),
    Switch("old-tokens", "stay | end", "what a new token does to those before it", |o, v| choose(&mut o.old_tokens_end, v, [("stay", false), ("end", true)])),
    Switch("file", "a path", "the SQLite file that keeps the customers", |o, v| put(&mut o.file, Some(Some(PathBuf::from(v))))),
    Switch("start-customers", "a number", "number of invented demo customers at the start", |o, v| put(&mut o.start, v.parse().ok().map(start_customers))),
    Switch("custom-fields", "none, demo, or a path", "definitions of custom fields: a file that `customer fields` wrote, or four invented ones (demo)", |_, _| None),
    Switch("page-size", "a number above 0 (25)", "records per page", |o, v| put(&mut o.page_size, v.parse().ok().filter(|size| *size > 0))),
    Switch("short-pages", "no | yes", "make every second page half full", |o, v| choose(&mut o.short_pages, v, YES_NO)),
    Switch("past-end", "204 | empty", "the answer to a page past the end", |o, v| choose(&mut o.past_end_empty, v, [("204", false), ("empty", true)])),
    Switch("next-base", "own | a URL", "the host in nextQuery", |o, v| put(&mut o.next_base, Some((v != "own").then(|| v.to_owned())))),
    Switch("order", "oldest | newest | scattered", "the order of a list without a sort parameter", |o, v| choose(&mut o.order, v, [("oldest", ListOrder::OldestFirst), ("newest", ListOrder::NewestFirst), ("scattered", ListOrder::Scattered)])),
    Switch("churn", "none, or insert:3,delete:5,edit:7,reorder:90", "changes made after every N list calls", |o, v| put(&mut o.churn, churn::parse(v))),
    Switch("total-lie", "a number (0)", "number added to every totalRecords", |o, v| put(&mut o.total_lie, v.parse().ok())),
    Switch("repeated-page", "none, or a number", "this page repeats the records of the page before it", |o, v| put(&mut o.repeated_page, repeated(v))),
    Switch("totals", "shown | none", "whether lists have totalRecords and recordsPerPage", |o, v| choose(&mut o.totals, v, [("shown", true), ("none", false)])),
    Switch("endless", "no | last | again | new", "past its end, a list repeats its last page, or all pages (again: same ids; new: new ids)", |o, v| choose(&mut o.endless, v, [("no", PastTheEnd::No), ("last", PastTheEnd::Last), ("again", PastTheEnd::Again), ("new", PastTheEnd::New)])),
    Switch("bad-record", "none | lone-surrogate | nested | long | control | not-utf8 | broken | no-id | number-id | other-type | null | name-surrogate | twice | unclosed | extra-close | unclosed-text", "what is wrong with the third customer and every tenth one after it when they are read", |o, v| choose(&mut o.bad_record.0, v, bad_record::CHOICES)),
    Switch("odd-detail", "no | other | wrapped | no-id", "the detail of every fifth customer is another customer, is inside another object, or has no id", |o, v| choose(&mut o.bad_record.1, v, [("no", OddDetail::No), ("other", OddDetail::Other), ("wrapped", OddDetail::Wrapped), ("no-id", OddDetail::NoId)])),
    Switch("packing", "none | gzip | gzip-unsaid | bom", "unrequested encoding of answer bodies", |o, v| choose(&mut o.packing, v, [("none", BodyCompression::None), ("gzip", BodyCompression::Gzip), ("gzip-unsaid", BodyCompression::GzipUnsaid), ("bom", BodyCompression::ByteOrderMark)])),
    Switch("thin-list", "names, separated by commas", "fields that a list leaves out; customFields.NAME is possible", |o, v| put(&mut o.thin_list, Some(names(v)))),
    Switch("thin-list-null", "names, separated by commas", "fields that a list shows as null", |o, v| put(&mut o.thin_list_null, Some(names(v)))),
    Switch("thin-every", "a number above 0 (1)", "thin-list and thin-list-null affect every Nth customer", |o, v| put(&mut o.thin_every, v.parse().ok().filter(|every| *every > 0))),
    Switch("index-lag", "a time (0s)", "time until a new customer can be found", |o, v| put(&mut o.index_lag, duration::parse(v))),
    Switch("search", "exact | case | ascii | substring | ignored", "how a search compares values", |o, v| choose(&mut o.search, v, [("exact", SearchMode::Exact), ("case", SearchMode::Case), ("ascii", SearchMode::Ascii), ("substring", SearchMode::Substring), ("ignored", SearchMode::Ignored)])),
    Switch("search-blind", "characters", "a search for a value with one of these finds nothing; . only before the @", |o, v| put(&mut o.search_signs.0, Some(v.to_owned()))),
    Switch("search-like", "no | yes", "in a search, % and * match any text, _ and ? any character", |o, v| choose(&mut o.search_signs.1, v, YES_NO)),
    Switch("search-cut", "no | yes", "a search shows one page, and its total counts only that page", |o, v| choose(&mut o.search_pages, v, CUT)),
    Switch("search-repeats", "no | yes", "a search shows at most half a page without totals, and the same on each page", |o, v| choose(&mut o.search_pages, v, REPEATS)),
    Switch("search-lacks", "a number (0)", "a search does not find this many of the newest customers", |o, v| put(&mut o.search_lacks, v.parse().ok())),
    Switch("search-odd", "none, or a number", "every Nth search gets status 200 and a wrong body", |o, v| put(&mut o.search_odd.0, quota(v))),
    Switch("search-odd-body", "empty | null | html | array | no-records", "the wrong body", |o, v| choose(&mut o.search_odd.1, v, [("empty", ""), ("null", "null"), ("html", "<html></html>"), ("array", "[]"), ("no-records", r#"{"customer":{"totalRecords":0}}"#)])),
    Switch("several", "all | any | first", "how several search fields combine", |o, v| choose(&mut o.several, v, [("all", MultiFieldSearch::All), ("any", MultiFieldSearch::Any), ("first", MultiFieldSearch::First)])),
    Switch("unknown-search", "ignore | refuse", "the answer to a search for an unknown field", |o, v| choose(&mut o.unknown_search, v, [("ignore", UnknownNames::Keep), ("refuse", UnknownNames::Refuse)])),
    Switch("put", "replace | merge", "fields that a PUT leaves out are emptied or kept", |o, v| choose(&mut o.put, v, PUT)),
    Switch("put-custom", "replace | merge", "custom fields that a PUT leaves out are emptied or kept", |o, v| choose(&mut o.put_custom, v, PUT)),
    Switch("unknown", "refuse | keep", "an unknown property in a write", |o, v| choose(&mut o.unknown, v, UNKNOWN)),
    Switch("unknown-custom", "keep | refuse", "a custom field without a definition in a write", |o, v| choose(&mut o.unknown_custom, v, UNKNOWN)),
    Switch("duplicate-email", "take | refuse", "a second customer with the same email", |o, v| choose(&mut o.refuse_duplicate_email, v, [("take", false), ("refuse", true)])),
    Switch("dedup", "off | answer | merge", "answer an insert with an existing email with that customer's id", |o, v| choose(&mut o.dedup, v, [("off", DuplicateEmails::Off), ("answer", DuplicateEmails::Answer), ("merge", DuplicateEmails::Merge)])),
    Switch("stores", "none, or lower:email,upper:state,title:name,trim:name,blanks:city,digits:phoneNumber,compact:phoneNumber,zeros:phoneNumber,grouped:phoneNumber,day:birthDate,cut:memo", "changes to values before they are stored", |o, v| put(&mut o.stores, stored_changes::parse(v))),
    Switch("fills", "none, or registrationChannel:API,language:en", "values for fields that an insert leaves out", |o, v| put(&mut o.fills, stored_changes::parse_fills(v))),
    Switch("delete-type", "asked | any", "whether DELETE needs the Content-Type of a write", |o, v| choose(&mut o.delete_type, v, [("asked", true), ("any", false)])),
    Switch("missing", "204 | 400 | 404", "the status for an unknown id", |o, v| choose(&mut o.missing, v, [("204", 204), ("400", 400), ("404", 404)])),
    Switch("create-status", "201 | 200", "the status of a successful insert", |o, v| choose(&mut o.create_status, v, [("201", 201), ("200", 200)])),
    Switch("company", "text | object", "how a company is returned", |o, v| choose(&mut o.company, v, [("text", CompanyForm::Text), ("object", CompanyForm::Object)])),
    Switch("id", "text | number", "ids as JSON strings or numbers", |o, v| choose(&mut o.id_form, v, [("text", IdForm::Text), ("number", IdForm::Number)])),
    Switch("empty", "absent | null", "how fields without a value are returned", |o, v| choose(&mut o.off_by_default.empty_as_null, v, [("absent", false), ("null", true)])),
    Switch("photo", "hex | base64", "the text form of profilePhotoBlob", |o, v| choose(&mut o.photo, v, [("hex", PhotoForm::Hex), ("base64", PhotoForm::Base64)])),
    Switch("quota", "none | a number", "requests allowed per second", |o, v| put(&mut o.quota, quota(v))),
    Switch("quota-status", "429 | 503", "the status for requests over the quota", |o, v| choose(&mut o.quota_status, v, [("429", 429), ("503", 503)])),
    Switch("retry-after", "seconds | date | none", "the form of Retry-After", |o, v| choose(&mut o.retry_after, v, [("seconds", RetryAfter::Seconds), ("date", RetryAfter::Date), ("none", RetryAfter::Absent)])),
    Switch("latency", "a time (0s)", "minimum time for every answer", |o, v| put(&mut o.latency, duration::parse(v))),
    Switch("capacity", "none | a number", "with more concurrent requests, each takes longer", |o, v| put(&mut o.capacity, quota(v))),
    Switch("seed", "a number (0)", "the seed of the faults", |o, v| put(&mut o.seed, v.parse().ok())),
    Switch("keep-bodies", "yes | no", "log the bodies of requests", |o, v| choose(&mut o.keep_bodies, v, YES_NO)),
    Switch("keep-requests", "a number (100000)", "number of requests that the log keeps", |o, v| put(&mut o.keep_requests, v.parse().ok())),
    Switch("fault.status-before", RATE, "writes answered with 5xx, not done", |o, v| put(&mut o.write_faults.status_before, rate(v))),
    Switch("fault.status-after", RATE, "writes answered with 5xx, but done", |o, v| put(&mut o.write_faults.status_after, rate(v))),
    Switch("fault.drop-before", RATE, "writes cut off, not done", |o, v| put(&mut o.write_faults.drop_before, rate(v))),
    Switch("fault.drop-after", RATE, "writes cut off, but done", |o, v| put(&mut o.write_faults.drop_after, rate(v))),
    Switch("fault.slow-before", RATE, "writes done late", |o, v| put(&mut o.write_faults.slow_before, rate(v))),
    Switch("fault.slow-after", RATE, "writes done and answered late", |o, v| put(&mut o.write_faults.slow_after, rate(v))),
    Switch("fault.truncated", RATE, "writes done, with a truncated answer", |o, v| put(&mut o.write_faults.truncated, rate(v))),
    Switch("fault.html", RATE, "writes done, with an HTML page as the answer", |o, v| put(&mut o.write_faults.html, rate(v))),
    Switch("fault.status", "a status (500), such as 429", "the status of these faults", |o, v| put(&mut o.write_faults.status, parse_status(v))),
    Switch("fault.delay", "a range (100ms..1s)", "the delay of slow writes", |o, v| put(&mut o.write_faults.delay, duration::parse_range(v))),
    Switch("read-fault.status", RATE, "reads answered with 5xx", |o, v| put(&mut o.read_faults.status_before, rate(v))),
    Switch("read-fault.drop", RATE, "reads cut off", |o, v| put(&mut o.read_faults.drop_before, rate(v))),
    Switch("read-fault.slow", RATE, "reads answered late", |o, v| put(&mut o.read_faults.slow_after, rate(v))),
    Switch("read-fault.truncated", RATE, "reads with a truncated answer", |o, v| put(&mut o.read_faults.truncated, rate(v))),
    Switch("read-fault.html", RATE, "reads with an HTML page as the answer", |o, v| put(&mut o.read_faults.html, rate(v))),
    Switch("read-fault.delay", "a range (100ms..1s)", "the delay of slow reads", |o, v| put(&mut o.read_faults.delay, duration::parse_range(v))),
    Switch("start", "a path", "a JSON Lines file of customers at the start", |_, _| None),
];

const YES_NO: [(&str, bool); 2] = [("no", false), ("yes", true)];
const CUT: [(&str, SearchPages); 2] = [("no", SearchPages::All), ("yes", SearchPages::One)];
const REPEATS: [(&str, SearchPages); 2] = [("no", SearchPages::All), ("yes", SearchPages::Repeated)];
const PUT: [(&str, PutMode); 2] = [("replace", PutMode::Replace), ("merge", PutMode::Merge)];
const UNKNOWN: [(&str, UnknownNames); 2] = [("refuse", UnknownNames::Refuse), ("keep", UnknownNames::Keep)];

fn put<T>(place: &mut T, value: Option<T>) -> Option<()> {
    *place = value?;
    Some(())
}

fn choose<T, const N: usize>(place: &mut T, value: &str, choices: [(&str, T); N]) -> Option<()> {
    put(place, choices.into_iter().find(|(name, _)| *name == value).map(|(_, choice)| choice))
}

fn rate(value: &str) -> Option<f64> {
    f64::from_str(value).ok().filter(|rate| (0.0..=1.0).contains(rate))
}

fn quota(value: &str) -> Option<Option<u32>> {
    if value == "none" {
        return Some(None);
    }
    value.parse().ok().filter(|quota| *quota > 0).map(Some)
}

fn repeated(value: &str) -> Option<Option<usize>> {
    if value == "none" {
        return Some(None);
    }
    value.parse().ok().filter(|page| *page > 1).map(Some)
}

fn names(value: &str) -> Vec<String> {
    value.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

impl SandboxOptions {
    /// Sets one switch by its name in [`SWITCHES`]; `start` and `custom-fields` read their files at once.
    ///
    /// ```
    /// let mut options = deskferry::sandbox::SandboxOptions::default();
    /// options.set("page-size", "10")?;
    /// options.set("fault.drop-after", "0.05")?;
    /// assert_eq!(options.page_size, 10);
    /// # Ok::<(), deskferry::sandbox::SandboxError>(())
    /// ```
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), SandboxError> {
        if key == "start" {
            self.start = start_file::read(Path::new(value))?;
            return Ok(());
        }
        if key == "custom-fields" {
            self.off_by_default.no_custom_fields = value == "none";
            self.custom_fields = match value {
                "none" => Vec::new(),
                "demo" => start_custom_fields(),
                file => start_file::read_definitions(Path::new(file))?,
            };
            return Ok(());
        }
        let Some(Switch(.., allowed, _, setter)) = TABLE.iter().find(|switch| switch.0 == key) else {
            return Err(SandboxError::UnknownSwitch(key.to_owned()));
        };
        setter(self, value).ok_or_else(|| SandboxError::BadValue {
            key: key.to_owned(),
            value: value.to_owned(),
            allowed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each switch with a fixed list of values, once for each value.
    fn choices() -> impl Iterator<Item = (&'static str, &'static str)> {
        SWITCHES
            .iter()
            .filter(|(_, allowed, _)| allowed.contains(" | ") && !allowed.contains(" | a "))
            .flat_map(|(name, allowed, _)| allowed.split(" | ").map(move |value| (*name, value)))
    }

    #[test]
    fn every_listed_value_is_accepted_and_the_first_is_the_default() {
        for (name, value) in choices() {
            let mut options = SandboxOptions::default();
            options.set(name, value).unwrap_or_else(|error| panic!("{error}"));
            let first = choices().find(|(other, _)| *other == name).unwrap().1;
            assert_eq!(options == SandboxOptions::default(), value == first, "{name}={value}");
        }
    }

    #[test]
    fn switches_with_numbers_and_durations_are_checked() {
        for (name, good, bad) in [
            ("page-size", "10", "0"),
            ("index-lag", "2s", "soon"),
            ("token-life", "10s", ""),
            ("quota", "10", "0"),
            ("capacity", "4", "0"),
            ("fault.drop-after", "0.05", "1.5"),
            ("fault.delay", "1s..2s", "2s..1s"),
            ("fault.status", "502", "70"),
            ("seed", "7", "x"),
            ("start-customers", "3", "-1"),
            ("churn", "insert:3,delete:5", "insert"),
            ("total-lie", "-7", "x"),
            ("repeated-page", "3", "1"),
            ("thin-every", "10", "0"),
            ("search-lacks", "2", "x"),
            ("search-odd", "3", "0"),
            ("stores", "lower:email,digits:customFields.vat", "lower"),
            ("fills", "language:en", "language"),
        ] {
            let mut options = SandboxOptions::default();
            options.set(name, good).unwrap();
            assert_ne!(options, SandboxOptions::default(), "{name}");
            let error = options.set(name, bad).unwrap_err();
            assert!(matches!(error, SandboxError::BadValue { .. }), "{name}: {error}");
        }
    }

    #[test]
    fn names_are_unique_and_unknown_names_are_refused() {
        for (at, (name, ..)) in SWITCHES.iter().enumerate() {
            assert!(SWITCHES.iter().skip(at + 1).all(|(other, ..)| other != name), "{name}");
        }
        let error = SandboxOptions::default().set("colour", "red").unwrap_err();
        assert!(matches!(error, SandboxError::UnknownSwitch(_)));
    }

    #[test]
    fn custom_fields_are_none_invented_or_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fields.json");
        std::fs::write(&path, "[{\"name\": \"tier\", \"type\": \"TEXT\"}]").unwrap();
        let count = |value: &str| {
            let mut options = SandboxOptions::default();
            options.set("custom-fields", value).map(|()| options.custom_fields.len())
        };
        assert_eq!(SandboxOptions::default().custom_fields.len(), 0);
        assert_eq!(count("none").unwrap(), 0);
        assert_eq!(count("demo").unwrap(), 4);
        assert_eq!(count(path.to_str().unwrap()).unwrap(), 1);
        let error = count("dmeo").unwrap_err().to_string();
        assert!(error.contains("none, demo, or a file"), "{error}");
        std::fs::write(&path, "{}").unwrap();
        assert!(count(path.to_str().unwrap()).is_err());
    }

    #[test]
    fn a_start_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("start.jsonl");
        std::fs::write(&path, "{\"name\":\"Ada\"}\n\n{\"name\":\"Bob\"}\n").unwrap();
        let mut options = SandboxOptions::default();
        options.set("start", path.to_str().unwrap()).unwrap();
        assert_eq!(options.start.len(), 2);
        std::fs::write(&path, "{\"name\":\"Ada\"}\n[]\n").unwrap();
        let error = options.set("start", path.to_str().unwrap()).unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
