//! A page of a list, and the envelope around it.

use super::options::{PastTheEnd, SandboxOptions, SearchPages};
use super::query::Query;
use super::read_view;
use super::store::{Store, StoredCustomer};
use serde_json::{Value, json};

/// The envelope of a page; `None` if the page has no records.
pub(super) fn envelope(
    query: &Query,
    pairs: &[(String, String)],
    store: &mut Store,
    base: &str,
    options: &SandboxOptions,
) -> Option<Value> {
    let cut = options.search_pages == SearchPages::One && query.is_search();
    if cut && query.page > 1 {
        return None;
    }
    let selection = query.select(store, options);
    let shown = query.page - usize::from(options.repeated_page == Some(query.page));
    let pages = selection.len().div_ceil(options.page_size.max(1)).max(1);
    let is_past = shown > pages && options.endless != PastTheEnd::No;
    let repeats = options.search_pages == SearchPages::Repeated && query.is_search();
    let (offset, count) = if repeats {
        (0, options.page_size.div_ceil(2))
    } else {
        window(if is_past { within(shown, pages, options) } else { shown }, options)
    };
    let records = selection.slice(offset, count);
    if records.is_empty() && !(options.past_end_empty && query.page > 1) {
        return None;
    }
    let length = if cut { selection.len().min(count) } else { selection.len() };
    let more = offset.saturating_add(count) < length || is_past;
    let link = |page: usize| address(options.next_base.as_deref().unwrap_or(base), pairs, page);
    let record = |entry: &StoredCustomer| {
        let mut record = read_view::listed(entry, base, options);
        if is_past && options.endless == PastTheEnd::New && !record.is_null() {
            record["id"] = json!(format!("{}-{}", entry.id, query.page));
        }
        record
    };
    let mut envelope = json!({
        "totalRecords": total(length, options),
        "recordsPerPage": options.page_size,
        "previousQuery": (query.page > 1).then(|| link(query.page - 1)),
        "nextQuery": more.then(|| link(query.page.saturating_add(1))),
        "records": records.into_iter().map(record).collect::<Vec<_>>(),
    });
    if let Some(envelope) = envelope.as_object_mut().filter(|_| !options.totals || repeats) {
        ["totalRecords", "recordsPerPage"].iter().for_each(|name| drop(envelope.shift_remove(*name)));
    }
    Some(json!({"customer": envelope}))
}

/// The page shown in place of a page past the end, in a list that does not end.
fn within(page: usize, pages: usize, options: &SandboxOptions) -> usize {
    if options.endless == PastTheEnd::Last { pages } else { (page - 1) % pages + 1 }
}

/// The total that the list reports.
fn total(length: usize, options: &SandboxOptions) -> u64 {
    (length as u64).saturating_add_signed(options.total_lie)
}

/// The offset of a page in the complete list, and its number of records.
fn window(page: usize, options: &SandboxOptions) -> (usize, usize) {
    let before = page.saturating_sub(1);
    let size = options.page_size.max(1);
    if !options.short_pages {
        return (before.saturating_mul(size), size);
    }
    let short = size.div_ceil(2);
    let offset = (before / 2).saturating_mul(size + short).saturating_add(before % 2 * size);
    (offset, if page.is_multiple_of(2) { short } else { size })
}

fn address(base: &str, pairs: &[(String, String)], page: usize) -> String {
    let others = pairs.iter().filter(|(name, _)| name != "page");
    let others: String = others.map(|(name, value)| format!("&{}={}", encode(name), encode(value))).collect();
    format!("{}/customer/list?page={page}{others}", base.trim_end_matches('/'))
}

/// Percent-encodes a part of a query.
fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let part = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_without_gaps() {
        for (short_pages, page_size) in [(false, 25), (true, 25), (true, 1), (true, 2)] {
            let options = SandboxOptions { short_pages, page_size, ..SandboxOptions::default() };
            let mut end = 0;
            for page in 1..20 {
                let (offset, count) = window(page, &options);
                assert_eq!(offset, end, "page {page} of {page_size}");
                assert!(count > 0);
                end = offset + count;
            }
        }
        assert_eq!(window(usize::MAX, &SandboxOptions::default()).1, 25);
    }

    #[test]
    fn page_addresses_keep_the_other_parameters() {
        let pairs = [("page".to_owned(), "1".to_owned()), ("email".to_owned(), "a+b@c é".to_owned())];
        let expected = "http://h/customer/list?page=2&email=a%2Bb%40c%20%C3%A9";
        assert_eq!(address("http://h/", &pairs, 2), expected);
    }
}
