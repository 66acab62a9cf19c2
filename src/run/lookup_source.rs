//! Where the customers of the help desk are looked up: in an index of the whole list, or by a search for each row.

use crate::journal::KeysTwice;
use crate::lookup::{CustomerIndex, ListEnd, ServerSearch};

/// Where customers are looked up.
pub(crate) enum LookupSource {
    /// Nowhere: there are no customers, no rows or no match keys.
    Nowhere,
    /// In an index of the complete list.
    Index(CustomerIndex),
    /// On the server, by one search per key.
    Server(ServerSearch),
}

/// How the customers were looked up.
#[derive(Debug)]
pub(crate) struct Matched {
    /// As a sentence.
    pub(crate) how: String,
    /// The end of the list before the first lookup; `None` if the list does not show its end.
    pub(crate) mark: Option<ListEnd>,
    /// The rows whose own key several customers have; `None` if there are none, or if the list was not read.
    pub(crate) keys_twice: Option<KeysTwice>,
}

impl Matched {
    pub(crate) fn with_mark(how: String, mark: Option<ListEnd>) -> Self {
        Self { how, mark, keys_twice: None }
    }

    pub(crate) fn by(how: &str) -> Self {
        Self::with_mark(how.to_owned(), None)
    }
}

/// Adds to `how` that the search gave way to the complete list, if it did.
pub(crate) async fn describe_lookup(how: String, source: &LookupSource) -> String {
    let LookupSource::Server(search) = source else { return how };
    match search.fell_back().await {
        Some(reason) => format!("{how}; then the whole list after all, because {reason}"),
        None => how,
    }
}
