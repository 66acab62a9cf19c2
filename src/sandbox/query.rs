//! The query of a list request: page, order and search fields, and the customers that it selects.

use super::field::searchable;
use super::options::{ListOrder, MultiFieldSearch, SandboxOptions, SearchMode, UnknownNames};
use super::random::draw;
use super::store::{Store, StoredCustomer, fold};
use std::cmp::Ordering;

/// The parsed query of a list request.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    /// From 1.
    pub(super) page: usize,
    filters: Vec<(String, String)>,
    sort: Option<(String, bool)>,
}

impl Query {
    /// Parses the pairs of a query. An error is the text of a 400.
    pub(super) fn parse(pairs: &[(String, String)], options: &SandboxOptions) -> Result<Self, String> {
        let mut query = Self { page: 1, filters: Vec::new(), sort: None };
        for (name, value) in pairs {
            match name.as_str() {
                "page" => query.page = parse_page(value)?,
                "sort" => query.sort = Some(parse_sort(value)?),
                _ if searchable(name) => query.filters.push((name.clone(), value.clone())),
                _ if options.unknown_search == UnknownNames::Refuse => {
                    return Err(format!("unknown field '{name}'"));
                }
                _ => {}
            }
        }
        if options.search == SearchMode::Ignored {
            query.filters.clear();
        }
        if options.several == MultiFieldSearch::First {
            query.filters.truncate(1);
        }
        Ok(query)
    }

    /// The customers that the request selects, in its order; a page is a slice of them.
    pub(super) fn select<'a>(&self, store: &'a mut Store, options: &SandboxOptions) -> Selection<'a> {
        let reordered = store.reordered();
        let reversed = (options.order == ListOrder::NewestFirst) == reordered.is_multiple_of(2);
        let scattered = options.order == ListOrder::Scattered;
        if self.filters.is_empty() && self.sort.is_none() && !scattered {
            return Selection::All(store.visible(options.index_lag), reversed);
        }
        let mut entries = self.matching(store, options);
        if scattered {
            entries.sort_by_key(|entry| draw(reordered, entry.seq));
        } else if reversed {
            entries.reverse();
        }
        if let Some((field, descending)) = &self.sort {
            sort(&mut entries, field, *descending);
        }
        Selection::Some(entries)
    }

    /// True if the request has a search field.
    pub(super) fn is_search(&self) -> bool {
        !self.filters.is_empty()
    }

    fn matching<'a>(&self, store: &'a mut Store, options: &SandboxOptions) -> Vec<&'a StoredCustomer> {
        let whole = matches!(options.search, SearchMode::Exact | SearchMode::Case | SearchMode::Ascii)
            && !options.search_signs.1;
        let visible = store.visible(options.index_lag);
        let newest = visible.len().saturating_sub(options.search_lacks);
        let known = visible.get(..newest).and_then(<[_]>::last).map_or(0, |entry| entry.seq);
        let candidates: Vec<&StoredCustomer> = match self.filters.as_slice() {
            [(field, value), rest @ ..]
                if whole && (rest.is_empty() || options.several != MultiFieldSearch::Any) =>
            {
                store.find(field, value, options.index_lag)
            }
            _ => store.visible(options.index_lag).iter().collect(),
        };
        let mut found: Vec<&StoredCustomer> =
            candidates.into_iter().filter(|entry| self.is_match(entry, options)).collect();
        if self.is_search() {
            found.retain(|entry| entry.seq <= known);
        }
        found
    }

    fn is_match(&self, entry: &StoredCustomer, options: &SandboxOptions) -> bool {
        let mut matches = self
            .filters
            .iter()
            .map(|(field, value)| entry.texts(field).iter().any(|text| compare(options, text, value)));
        match options.several {
            MultiFieldSearch::Any => self.filters.is_empty() || matches.any(|matched| matched),
            MultiFieldSearch::All | MultiFieldSearch::First => matches.all(|matched| matched),
        }
    }
}

fn compare(options: &SandboxOptions, text: &str, value: &str) -> bool {
    if is_blind(&options.search_signs.0, value) {
        return false;
    }
    if options.search_signs.1 && value.contains(['%', '*', '_', '?']) {
        let (text, pattern): (Vec<char>, Vec<char>) =
            (fold(text).chars().collect(), fold(value).chars().collect());
        return is_like(&text, &pattern);
    }
    match options.search {
        SearchMode::Exact => fold(text) == fold(value),
        SearchMode::Case => text == value,
        SearchMode::Ascii => text.eq_ignore_ascii_case(value),
        SearchMode::Substring => fold(text).contains(&fold(value)),
        SearchMode::Ignored => true,
    }
}

/// True for a value that the search never finds.
fn is_blind(characters: &str, value: &str) -> bool {
    let local = value.rfind('@').unwrap_or(value.len());
    let mut odd = value.char_indices().filter(|(at, letter)| *letter != '.' || *at < local);
    odd.any(|(_, letter)| characters.contains(letter))
}

/// True if a text matches a pattern with the wildcards of SQL's LIKE or of a shell.
fn is_like(text: &[char], pattern: &[char]) -> bool {
    match (pattern, text) {
        ([], text) => text.is_empty(),
        (['%' | '*', rest @ ..], _) => {
            (0..=text.len()).any(|at| is_like(text.get(at..).unwrap_or_default(), rest))
        }
        (['_' | '?', rest @ ..], [_, text @ ..]) => is_like(text, rest),
        ([own, rest @ ..], [letter, text @ ..]) => own == letter && is_like(text, rest),
        (_, []) => false,
    }
}

/// A number that is too large for a page is past the end.
fn parse_page(value: &str) -> Result<usize, String> {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let page = is_number.then(|| value.parse().unwrap_or(usize::MAX));
    page.filter(|page| *page > 0).ok_or_else(|| "page must be a number above 0".to_owned())
}

fn parse_sort(value: &str) -> Result<(String, bool), String> {
    let parts = value.rsplit_once('_').filter(|(field, _)| searchable(field));
    match parts {
        Some((field, "ASC")) => Ok((field.to_owned(), false)),
        Some((field, "DESC")) => Ok((field.to_owned(), true)),
        _ => Err("sort must be {field}_ASC or {field}_DESC".to_owned()),
    }
}

/// Sorts numbers by size and texts without case; customers without a value come last.
fn sort(entries: &mut Vec<&StoredCustomer>, field: &str, descending: bool) {
    let keyed = |entry: &StoredCustomer| entry.texts(field).into_iter().next().map(|text| fold(&text));
    let mut keys: Vec<_> = entries.iter().map(|entry| (keyed(entry), *entry)).collect();
    keys.sort_by(|(left, _), (right, _)| match (left, right) {
        (Some(left), Some(right)) if descending => order(right, left),
        (Some(left), Some(right)) => order(left, right),
        (left, right) => left.is_none().cmp(&right.is_none()),
    });
    *entries = keys.into_iter().map(|(_, entry)| entry).collect();
}

fn order(left: &str, right: &str) -> Ordering {
    match (left.parse::<i64>(), right.parse::<i64>()) {
        (Ok(left), Ok(right)) => left.cmp(&right),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => left.cmp(right),
    }
}

/// Selected customers in their order. A request without conditions needs no copy of the list.
pub(super) enum Selection<'a> {
    /// True for reverse order.
    All(&'a [StoredCustomer], bool),
    Some(Vec<&'a StoredCustomer>),
}

impl<'a> Selection<'a> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::All(entries, _) => entries.len(),
            Self::Some(entries) => entries.len(),
        }
    }

    pub(super) fn slice(&self, offset: usize, count: usize) -> Vec<&'a StoredCustomer> {
        match self {
            Self::All(entries, false) => entries.iter().skip(offset).take(count).collect(),
            Self::All(entries, true) => entries.iter().rev().skip(offset).take(count).collect(),
            Self::Some(entries) => entries.iter().skip(offset).take(count).copied().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::IdForm;
    use super::*;
    use serde_json::json;

    fn found(options: &SandboxOptions, pairs: &[(&str, &str)]) -> Vec<String> {
        let mut store = Store::open(None).unwrap();
        for (name, email, n) in [("Ada", "ada@x", "10"), ("bob", "Bob@x", "9"), ("Cy", "bobby@x", "100")] {
            let body = json!({"name": name, "email": email, "customFields": {"n": n}});
            store.insert(body.as_object().unwrap().clone(), IdForm::Text).unwrap();
        }
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let query = Query::parse(&pairs, options).unwrap();
        let names = query.select(&mut store, options).slice(0, 9);
        names.iter().map(|entry| entry.body()["name"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn searches_compare_as_the_switch_specifies() {
        for (search, value, expected) in [
            (SearchMode::Exact, "bob@X", vec!["bob"]),
            (SearchMode::Case, "bob@x", vec![]),
            (SearchMode::Case, "Bob@x", vec!["bob"]),
            (SearchMode::Substring, "BOB", vec!["bob", "Cy"]),
            (SearchMode::Ignored, "bob@x", vec!["Ada", "bob", "Cy"]),
        ] {
            let options = SandboxOptions { search, ..SandboxOptions::default() };
            assert_eq!(found(&options, &[("email", value)]), expected, "{search:?} {value}");
        }
        assert_eq!(found(&SandboxOptions::default(), &[("customFields.n", "9")]), ["bob"]);
    }

    #[test]
    fn several_fields_are_combined_as_the_switch_specifies() {
        let pairs = [("email", "ada@x"), ("name", "Bob")];
        for (several, expected) in [
            (MultiFieldSearch::All, vec![]),
            (MultiFieldSearch::Any, vec!["Ada", "bob"]),
            (MultiFieldSearch::First, vec!["Ada"]),
        ] {
            let options = SandboxOptions { several, ..SandboxOptions::default() };
            assert_eq!(found(&options, &pairs), expected, "{several:?}");
        }
    }

    #[test]
    fn lists_are_sorted_as_requested() {
        let newest = SandboxOptions { order: ListOrder::NewestFirst, ..SandboxOptions::default() };
        assert_eq!(found(&newest, &[]), ["Cy", "bob", "Ada"]);
        assert_eq!(found(&newest, &[("sort", "name_ASC")]), ["Ada", "bob", "Cy"]);
        assert_eq!(found(&newest, &[("sort", "name_DESC")]), ["Cy", "bob", "Ada"]);
        assert_eq!(found(&newest, &[("sort", "customFields.n_ASC")]), ["bob", "Ada", "Cy"]);
    }

    #[test]
    fn an_unknown_field_is_ignored_or_refused() {
        let pairs = [("colour".to_owned(), "red".to_owned())];
        assert_eq!(found(&SandboxOptions::default(), &[("colour", "red")]).len(), 3);
        let refuse = SandboxOptions { unknown_search: UnknownNames::Refuse, ..SandboxOptions::default() };
        assert!(Query::parse(&pairs, &refuse).unwrap_err().contains("colour"));
        assert!(Query::parse(&[("page".to_owned(), "9".repeat(40))], &SandboxOptions::default()).is_ok());
        for bad in [
            ("page", "0"),
            ("page", "x"),
            ("page", "+1"),
            ("page", ""),
            ("sort", "name"),
            ("sort", "colour_ASC"),
        ] {
            let pairs = [(bad.0.to_owned(), bad.1.to_owned())];
            assert!(Query::parse(&pairs, &SandboxOptions::default()).is_err(), "{bad:?}");
        }
    }
}
